import { CR, FROM, isBlank, GREATER, LF, startsWithAt, UTF8_MARK } from './ascii.ts'
import { ByteCensus } from './byte-census.ts'
import type { MboxObservationCode, MboxSink } from './entry.ts'
import { fileObservations } from './file-observations.ts'
import { SAMPLE } from './foreign-format.ts'
import { examineFromLine } from './from-candidate.ts'
import type { FromCandidate } from './from-candidate.ts'
import { isGitPatchLine } from './from-line.ts'
import { HeadWatch } from './head-watch.ts'
import { HeldBytes } from './held-bytes.ts'
import type { Host } from './host.ts'
import { SEPARATOR_TRAITS } from './separator-rules.ts'
import type { SeparatorRule, SeparatorTraits } from './separator-rules.ts'

/** The largest Content-Length that the rule `content-length` trusts: a body that may have to be held to check it. */
export const MAX_TRUSTED_LENGTH = 64 << 20

/** How many places of one code are reported for one entry, and for one file. Further ones are left out. */
export const MAX_PLACES_PER_ENTRY = 100
export const MAX_PLACES_PER_FILE = 10_000

/** Fewest bytes that are joined to held ones at a time. */
const STEP = 4096

/** Takes an mbox file in pieces. */
export interface MboxScanner {
  /** Scans on. The bytes may be reused by the caller afterwards. */
  push(bytes: Uint8Array): void
  /** Says that the file ends here. Nothing may be pushed afterwards. */
  end(): void
}

/** What a scan needs. */
export interface ScanOptions {
  readonly host: Host
  readonly separator: SeparatorRule
}

/**
 * Makes a scanner that splits an mbox file into entries as it comes in, without changing or dropping a byte.
 *
 * The sink gets every byte once, in order. How the input is cut into pieces changes only how runs are cut: joined, they
 * are the same, and so are entries, observations and their order. Memory does not grow with the file, its messages or
 * its lines; the rule `content-length` may hold up to {@link MAX_TRUSTED_LENGTH}.
 *
 * Never throws on bad mail. What is odd becomes an observation: those of one place when it is passed, those of the whole
 * file at the end. Of one code, at most {@link MAX_PLACES_PER_ENTRY} places an entry and {@link MAX_PLACES_PER_FILE} a
 * file are reported.
 *
 * @param options - `separator` decides how many entries there are, and so every number after: use the rule of the
 *   archiver that published the list.
 */
export function createMboxScanner(options: ScanOptions & { readonly sink: MboxSink }): MboxScanner {
  return new Scanner(options.host, SEPARATOR_TRAITS[options.separator], options.sink)
}

/** What a From_ line turned out to be: an entry's start, part of what surrounds it, or not to be told yet. */
type Decision = 'open' | 'pass' | 'wait'

class Scanner implements MboxScanner {
  readonly #host: Host
  readonly #traits: SeparatorTraits
  readonly #sink: MboxSink
  readonly #held = new HeldBytes()
  readonly #census = new ByteCensus()
  readonly #head = new HeadWatch()
  readonly #fileCounts = new Map<MboxObservationCode, number>()
  #entryCounts = new Map<MboxObservationCode, number>()

  // The window: the bytes at hand. `#base` is the offset of its byte 0, `#at` the first byte not handed on yet.
  #bytes: Uint8Array = new Uint8Array(0)
  #base = 0
  #at = 0
  #ended = false
  /** The last four bytes before the window. */
  #before = [LF, LF, LF, LF]
  /** No sense in looking again before the input reaches this offset. */
  #wake = 0

  #part: 'preamble' | 'from-line' | 'message' = 'preamble'
  #entries = 0
  #entryStart = 0
  #entryLine = 1
  #messageStart = 0
  #started = false
  #marked = false
  /** The start of the entry, or the end, that a checked Content-Length leads to; what stands before it is body. */
  #trustedNext = -1
  #distrusted = false
  /** The line in which a From_ line was last looked for behind other bytes: once a line is enough. */
  #searchedLine = -1
  readonly #sample = new Uint8Array(SAMPLE)
  #sampled = 0

  constructor(host: Host, traits: SeparatorTraits, sink: MboxSink) {
    this.#host = host
    this.#traits = traits
    this.#sink = sink
  }

  push(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#held.length === 0) {
        const rest = at === 0 ? bytes : bytes.subarray(at)
        this.#held.append(rest.subarray(this.#scan(rest)))
        return
      }
      const missing = this.#wake - this.#base - this.#held.length
      const step = Math.max(STEP, Math.min(this.#held.length, missing))
      this.#held.append(bytes.subarray(at, at + step))
      at += step
      if (this.#base + this.#held.length >= this.#wake) this.#held.drop(this.#scan(this.#held.view()))
    }
  }

  end(): void {
    this.#ended = true
    this.#scan(this.#held.view())
    this.#census.finish()
    const file = { entries: this.#entries, endsInLf: this.#before[3] === LF }
    const found = fileObservations(this.#census, this.#sample.subarray(0, this.#sampled), file)
    for (const { entry, ...observation } of found) this.#sink.observation(observation, entry)
  }

  /** Scans a window and returns how many of its bytes are done with. */
  #scan(bytes: Uint8Array): number {
    this.#bytes = bytes
    this.#at = 0
    if (!this.#started && !this.#seesFileStart()) return 0
    let from = 0
    let waits = false
    for (;;) {
      if (this.#part === 'from-line') from = this.#finishFromLine()
      const hit = this.#host.indexOf(bytes, FROM, from)
      if (hit === -1) break
      const decision = this.#isLineStart(hit) ? this.#atLineStart(hit) : this.#behindOthers(hit)
      if (decision === 'wait') {
        waits = true
        break
      }
      from = decision === 'open' ? this.#at : hit + FROM.length
    }
    if (this.#ended) this.#finish()
    else if (!waits) this.#emit(this.#safeEnd())
    return this.#leaveWindow()
  }

  /** Looks for a byte-order mark; false if the file's first bytes have yet to come. */
  #seesFileStart(): boolean {
    const { length } = this.#bytes
    if (length < UTF8_MARK.length && !this.#ended && startsWithAt(UTF8_MARK, this.#bytes, 0)) return false
    this.#started = true
    this.#marked = startsWithAt(this.#bytes, UTF8_MARK, 0)
    if (this.#marked) this.#observe('byte-order-mark', 0)
    return true
  }

  #leaveWindow(): number {
    const done = this.#at
    this.#before = [-4, -3, -2, -1].map((i) => this.#byteAt(done + i))
    this.#base += done
    this.#at = 0
    return done
  }

  // Places

  /** The byte at a window index; up to four before the window are known, and an LF stands before the file. */
  #byteAt(index: number): number {
    return index >= 0 ? this.#bytes[index]! : this.#base + index < 0 ? LF : this.#before[4 + index]!
  }

  #isFileStart(index: number): boolean {
    const offset = this.#base + index
    return offset === 0 || (offset === UTF8_MARK.length && this.#marked && this.#traits.skipsByteOrderMark)
  }

  #isLineStart(index: number): boolean {
    return this.#isFileStart(index) || (this.#base + index > 0 && this.#byteAt(index - 1) === LF)
  }

  /** Where the empty line before a line's start begins; the line's start itself if there is none. */
  #emptyLineBefore(index: number): number {
    if (this.#isFileStart(index) || this.#byteAt(index - 1) !== LF) return index
    if (this.#isLineStart(index - 1)) return index - 1
    return this.#byteAt(index - 2) === CR && this.#isLineStart(index - 2) ? index - 2 : index
  }

  /** How far the window can be handed on: not the start of what may be a From_ line, and no empty line before it. */
  #safeEnd(): number {
    const { length } = this.#bytes
    for (let partial = Math.min(FROM.length - 1, length - this.#at); partial > 0; partial--) {
      if (!startsWithAt(this.#bytes, FROM.subarray(0, partial), length - partial)) continue
      const start = length - partial
      return this.#isLineStart(start) ? this.#emptyLineBefore(start) : start
    }
    if (this.#byteAt(length - 1) === CR && this.#isLineStart(length - 1)) return length - 1
    return this.#isLineStart(length) ? this.#emptyLineBefore(length) : length
  }

  // Decisions

  #atLineStart(hit: number): Decision {
    if (this.#base + hit < this.#trustedNext) return 'pass'
    const candidate = examineFromLine(this.#bytes, hit, this.#ended)
    const empty = this.#emptyLineBefore(hit)
    this.#emit(empty)
    if (candidate === null) return this.#waitFor(hit)
    const separated = empty < hit || this.#isFileStart(hit)
    const decision = this.#decide(hit, candidate, separated)
    if (decision === 'open') {
      this.#close(hit, empty)
      this.#open(hit, candidate)
    } else if (decision === 'pass' && this.#base + hit >= this.#trustedNext) {
      this.#emit(hit)
      this.#searchedLine = this.#census.lines
      const detail = candidate.headerFollows ? 'header fields follow' : undefined
      if (separated) this.#observe('suspect-from-line', this.#base + hit, detail)
      else if (candidate.date !== null && candidate.headerFollows) {
        this.#observe('unseparated-message', this.#base + hit)
      }
    }
    return decision
  }

  #decide(hit: number, candidate: FromCandidate, separated: boolean): Decision {
    if (this.#base + hit === this.#trustedNext) return 'open'
    const traits = this.#traits
    const accepted =
      (separated || !traits.needsBlankLineBefore) &&
      (candidate.headerFollows || !traits.needsHeaderAfter) &&
      (traits.needsDate === null || candidate.date === 'asctime' || candidate.date === traits.needsDate)
    const declared = traits.trustsContentLength && !this.#distrusted ? this.#declaredEnd(hit) : null
    if (declared !== null) {
      if (candidate.date !== null && this.#lengthAgrees(hit)) return 'open'
      const matters = accepted || separated || (candidate.date !== null && candidate.headerFollows)
      if (matters && this.#base + hit < declared) {
        const next = this.#checkLength(declared - this.#base)
        if (next === 'wait') return 'wait'
        if (next !== null) {
          this.#trustedNext = this.#base + next
          return 'pass'
        }
        this.#distrusted = true
      }
    }
    return accepted ? 'open' : 'pass'
  }

  /** A From_ line, or what looks like one, that something stands in front of. It never opens an entry. */
  #behindOthers(hit: number): Decision {
    const before = this.#byteAt(hit - 1)
    const offset = this.#base + hit
    if (isBlank(before) || before === GREATER || offset < this.#trustedNext) return 'pass'
    this.#emit(hit)
    if (this.#isMarkBefore(hit)) {
      if (offset > UTF8_MARK.length) this.#observe('byte-order-mark', offset - UTF8_MARK.length)
      return 'pass'
    }
    if (this.#searchedLine === this.#census.lines) return 'pass'
    const candidate = examineFromLine(this.#bytes, hit, this.#ended)
    if (candidate === null) return this.#waitFor(hit)
    this.#searchedLine = this.#census.lines
    // Prose may quote a From_ line; with header fields after it, or NULs before it, it is a message that lost its line.
    if (candidate.date === 'asctime' && (candidate.headerFollows || before === 0)) {
      this.#observe('glued-from-line', offset)
    }
    return 'pass'
  }

  #isMarkBefore(index: number): boolean {
    const start = index - UTF8_MARK.length
    return UTF8_MARK.every((byte, i) => this.#byteAt(start + i) === byte) && this.#isLineStart(start)
  }

  // Waits longer the longer it has waited, so that looking again costs no more than reading did.
  #waitFor(index: number): 'wait' {
    const { length } = this.#bytes
    this.#wake = this.#base + length + Math.max(64, length - index)
    return 'wait'
  }

  // Content-Length

  /** Where the body starts if the window's bytes before `index` belong to the open entry; null while the head lasts. */
  #bodyStart(index: number): number | null {
    if (this.#part !== 'message') return null
    if (this.#head.bodyStart !== null) return this.#head.bodyStart
    return this.#emptyLineBefore(index) < index ? this.#base + index : null
  }

  #declaredEnd(index: number): number | null {
    const body = this.#bodyStart(index)
    const length = this.#head.contentLength
    return body === null || typeof length !== 'number' || length > MAX_TRUSTED_LENGTH ? null : body + length
  }

  /** Whether the entry's Content-Length leads to `index`, with or without the empty line and the line end before it. */
  #lengthAgrees(index: number): boolean {
    const end = this.#base + index
    const body = this.#bodyStart(index) ?? end
    const empty = this.#isLineStart(index) ? this.#emptyLineBefore(index) : index
    const emptyLength = index - empty
    let lineEnd = 0
    if (this.#base + empty > body && this.#byteAt(empty - 1) === LF) {
      lineEnd = this.#byteAt(empty - 2) === CR && this.#base + empty - 1 > body ? 2 : 1
    }
    const rest = end - body - Number(this.#head.contentLength)
    return rest === 0 || rest === emptyLength || rest === emptyLength + lineEnd
  }

  /** The From_ line or end that a Content-Length leads to, over two line ends at most; null if it leads nowhere. */
  #checkLength(end: number): number | null | 'wait' {
    let at = end
    for (let skipped = 0; skipped <= 2; skipped++) {
      const left = this.#bytes.length - at
      if (left < FROM.length && !this.#ended) {
        this.#wake = this.#base + at + STEP
        return 'wait'
      }
      if (left <= 0) return left === 0 ? at : null
      if (startsWithAt(this.#bytes, FROM, at)) {
        const candidate = examineFromLine(this.#bytes, at, this.#ended)
        if (candidate === null) return this.#waitFor(at)
        return candidate.date !== null && this.#isLineStart(at) ? at : null
      }
      if (this.#bytes[at] === LF) at += 1
      else if (this.#bytes[at] === CR && this.#bytes[at + 1] === LF) at += 2
      else return null
    }
    return null
  }

  // Handing on

  #open(hit: number, candidate: FromCandidate): void {
    const offset = this.#base + hit
    if (this.#entries === 0 && offset > (this.#marked ? UTF8_MARK.length : 0)) this.#observe('preamble', 0)
    this.#census.entry = this.#entries++
    this.#entryCounts = new Map()
    this.#entryStart = offset
    this.#entryLine = this.#census.lines + 1
    this.#trustedNext = -1
    this.#distrusted = false
    this.#head.reset()
    this.#part = 'from-line'
    if (candidate.lineEnd === null) return
    const git = isGitPatchLine(this.#bytes.subarray(hit, candidate.lineEnd))
    this.#emit(candidate.lineEnd)
    this.#part = 'message'
    this.#messageStart = this.#base + candidate.lineEnd
    if (git || !candidate.headerFollows) {
      this.#observe('ambiguous-from-line', offset, git ? 'git patch' : undefined)
    }
  }

  /** Hands on the rest of an overlong From_ line. */
  #finishFromLine(): number {
    const lf = this.#bytes.indexOf(LF, this.#at)
    this.#emit(lf === -1 ? this.#bytes.length : lf + 1)
    if (lf !== -1) {
      this.#part = 'message'
      this.#messageStart = this.#base + this.#at
    }
    return this.#at
  }

  #finish(): void {
    const end = this.#bytes.length
    this.#close(end, this.#part === 'message' && this.#isLineStart(end) ? this.#emptyLineBefore(end) : end)
  }

  /** Ends what stands before `end`: the preamble, or an entry with a trailer from `trailerStart`. */
  #close(end: number, trailerStart: number): void {
    if (this.#part === 'preamble') {
      this.#emit(end)
      return
    }
    this.#emit(trailerStart)
    if (this.#part === 'from-line') this.#messageStart = this.#base + end
    const declared = this.#head.contentLength
    if (declared === 'malformed') this.#observe('content-length-conflict', this.#entryStart, 'not a number')
    else if (declared !== null && !this.#lengthAgrees(end)) {
      const found = this.#base + trailerStart - (this.#bodyStart(end) ?? this.#base + end)
      this.#observe('content-length-conflict', this.#entryStart, `declared ${declared}, found ${found}`)
    }
    if (this.#head.internalData) this.#observe('folder-internal-data', this.#entryStart)
    this.#census.feed(this.#bytes, trailerStart, end)
    this.#at = end
    const entry = {
      fromLine: { start: this.#entryStart, end: this.#messageStart },
      message: { start: this.#messageStart, end: this.#base + trailerStart },
      trailer: { start: this.#base + trailerStart, end: this.#base + end },
      line: this.#entryLine,
    }
    this.#sink.entry(entry, this.#bytes.subarray(trailerStart, end))
  }

  #emit(to: number): void {
    if (to <= this.#at) return
    const piece = this.#bytes.subarray(this.#at, to)
    this.#census.feed(this.#bytes, this.#at, to)
    if (this.#part === 'message') {
      if (this.#head.bodyStart === null) this.#head.feed(this.#bytes, this.#at, to, this.#base)
      this.#sink.message(piece)
    } else if (this.#part === 'from-line') this.#sink.fromLine(piece)
    else {
      const sampled = piece.subarray(0, SAMPLE - this.#sampled)
      this.#sample.set(sampled, this.#sampled)
      this.#sampled += sampled.length
      this.#sink.preamble?.(piece)
    }
    this.#at = to
  }

  /** Reports a place; its line is right for the place that the scan stands at and for the open entry's start. */
  #observe(code: MboxObservationCode, offset: number, detail?: string): void {
    const inEntry = (this.#entryCounts.get(code) ?? 0) + 1
    const inFile = (this.#fileCounts.get(code) ?? 0) + 1
    if (inEntry > MAX_PLACES_PER_ENTRY || inFile > MAX_PLACES_PER_FILE) return
    this.#entryCounts.set(code, inEntry)
    this.#fileCounts.set(code, inFile)
    const atEntry = this.#entries > 0 && offset === this.#entryStart
    const line = offset === 0 ? 1 : atEntry ? this.#entryLine : this.#census.lines + 1
    this.#sink.observation(
      { code, offset, line, ...(detail === undefined ? {} : { detail }) },
      this.#census.entry,
    )
  }
}
