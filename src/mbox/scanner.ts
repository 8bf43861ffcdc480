import { CR, FROM, isBlank, GREATER, LF, startsWithAt, UTF8_MARK } from './ascii.ts'
import { ByteCensus } from './byte-census.ts'
import type { MboxObservationCode, MboxSink } from './entry.ts'
import { fileObservations } from './file-observations.ts'
import { SAMPLE } from './foreign-format.ts'
import { examineFromLine } from './from-candidate.ts'
import type { FromCandidate } from './from-candidate.ts'
import { isGitPatchLine } from './from-line.ts'
import { HeadWatch, lengthFits } from './head-watch.ts'
import { HeldBytes } from './held-bytes.ts'
import type { Host } from './host.ts'
import { PlaceLimits } from './place-limits.ts'
import { ScanWindow } from './scan-window.ts'
import { opensEntry, SEPARATOR_TRAITS } from './separator-rules.ts'
import type { SeparatorRule, SeparatorTraits } from './separator-rules.ts'

/** The largest Content-Length that the rule `content-length` trusts: a body that may have to be held to check it. */
export const MAX_TRUSTED_LENGTH = 64 << 20

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
 * file at the end. Of one code, at most `MAX_PLACES_PER_ENTRY` places an entry and `MAX_PLACES_PER_FILE` a file are
 * reported.
 *
 * @param options - `separator` decides how many entries there are, and so every number after: use the rule of the
 *   archiver that published the list.
 *
 * @example
 * const offsets = []
 * const scanner = createMboxScanner({
 *   host: nodeHost,
 *   separator: 'rfc4155',
 *   sink: {
 *     fromLine: () => {},
 *     message: () => {},
 *     entry: ({ fromLine }) => offsets.push(fromLine.start),
 *     observation: () => {},
 *   },
 * })
 * scanner.push(utf8('From a@example.org Sat Jan  3 01:05:34 1996\nSubject: hi\n\nhel'))
 * scanner.push(utf8('lo\n\nFrom b@example.org Sat Jan  3 01:06:00 1996\nSubject: ho\n\nhello\n'))
 * scanner.end()
 * offsets // => [0, 64]
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
  readonly #limits = new PlaceLimits()

  readonly #window: ScanWindow
  /** The first byte of the window that was not handed on yet. */
  #at = 0
  #ended = false
  /** No sense in looking again before the input reaches this offset. */
  #wake = 0

  #part: 'preamble' | 'from-line' | 'message' = 'preamble'
  #entries = 0
  #entryStart = 0
  #entryLine = 1
  #messageStart = 0
  #started = false
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
    this.#window = new ScanWindow(traits.skipsByteOrderMark)
  }

  push(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#held.length === 0) {
        const rest = at === 0 ? bytes : bytes.subarray(at)
        this.#held.append(rest.subarray(this.#scan(rest)))
        return
      }
      const missing = this.#wake - this.#window.base - this.#held.length
      const step = Math.max(STEP, Math.min(this.#held.length, missing))
      this.#held.append(bytes.subarray(at, at + step))
      at += step
      if (this.#window.base + this.#held.length >= this.#wake) this.#held.drop(this.#scan(this.#held.view()))
    }
  }

  end(): void {
    this.#ended = true
    this.#scan(this.#held.view())
    this.#census.finish()
    const file = { entries: this.#entries, endsInLf: this.#window.byteAt(-1) === LF }
    const found = fileObservations(this.#census, this.#sample.subarray(0, this.#sampled), file)
    for (const { entry, ...observation } of found) this.#sink.observation(observation, entry)
  }

  /** Scans a window and returns how many of its bytes are done with. */
  #scan(bytes: Uint8Array): number {
    this.#window.bytes = bytes
    if (!this.#started && !this.#seesFileStart()) return 0
    let from = 0
    let waits = false
    for (;;) {
      if (this.#part === 'from-line') from = this.#finishFromLine()
      const hit = this.#host.indexOf(bytes, FROM, from)
      if (hit === -1) break
      const decision = this.#window.isLineStart(hit) ? this.#atLineStart(hit) : this.#behindOthers(hit)
      if (decision === 'wait') {
        waits = true
        break
      }
      from = decision === 'open' ? this.#at : hit + FROM.length
    }
    if (this.#ended) this.#finish()
    else if (!waits) this.#emit(this.#window.safeEnd(this.#at))
    const done = this.#at
    this.#at = 0
    this.#window.leave(done)
    return done
  }

  /** Looks for a byte-order mark; false if the file's first bytes have yet to come. */
  #seesFileStart(): boolean {
    const { length } = this.#window.bytes
    if (length < UTF8_MARK.length && !this.#ended && startsWithAt(UTF8_MARK, this.#window.bytes, 0))
      return false
    this.#started = true
    this.#window.marked = startsWithAt(this.#window.bytes, UTF8_MARK, 0)
    if (this.#window.marked) this.#observe('byte-order-mark', 0)
    return true
  }

  // Decisions

  #atLineStart(hit: number): Decision {
    if (this.#window.base + hit < this.#trustedNext) return 'pass'
    const candidate = examineFromLine(this.#window.bytes, hit, this.#ended)
    const empty = this.#window.emptyLineBefore(hit)
    this.#emit(empty)
    if (candidate === null) return this.#waitFor(hit)
    const separated = empty < hit || this.#window.isFileStart(hit)
    const decision = this.#decide(hit, candidate, separated)
    if (decision === 'open') {
      this.#close(hit, empty)
      this.#open(hit, candidate)
    } else if (decision === 'pass' && this.#window.base + hit >= this.#trustedNext) {
      this.#emit(hit)
      this.#searchedLine = this.#census.lines
      const detail = candidate.headerFollows ? 'header fields follow' : undefined
      if (separated) this.#observe('suspect-from-line', this.#window.base + hit, detail)
      else if (candidate.date !== null && candidate.headerFollows) {
        this.#observe('unseparated-message', this.#window.base + hit)
      }
    }
    return decision
  }

  #decide(hit: number, candidate: FromCandidate, separated: boolean): Decision {
    if (this.#window.base + hit === this.#trustedNext) return 'open'
    const { date, headerFollows } = candidate
    const accepted = opensEntry(this.#traits, { separated, date, headerFollows })
    const declared = this.#traits.trustsContentLength && !this.#distrusted ? this.#declaredEnd(hit) : null
    if (declared !== null) {
      if (candidate.date !== null && this.#lengthAgrees(hit)) return 'open'
      const matters = accepted || separated || (candidate.date !== null && candidate.headerFollows)
      if (matters && this.#window.base + hit < declared) {
        const next = this.#checkLength(declared - this.#window.base)
        if (next === 'wait') return 'wait'
        if (next !== null) {
          this.#trustedNext = this.#window.base + next
          return 'pass'
        }
        this.#distrusted = true
      }
    }
    return accepted ? 'open' : 'pass'
  }

  /** A From_ line, or what looks like one, that something stands in front of. It never opens an entry. */
  #behindOthers(hit: number): Decision {
    const before = this.#window.byteAt(hit - 1)
    const offset = this.#window.base + hit
    if (isBlank(before) || before === GREATER || offset < this.#trustedNext) return 'pass'
    this.#emit(hit)
    if (this.#isMarkBefore(hit)) {
      if (offset > UTF8_MARK.length) this.#observe('byte-order-mark', offset - UTF8_MARK.length)
      return 'pass'
    }
    if (this.#searchedLine === this.#census.lines) return 'pass'
    const candidate = examineFromLine(this.#window.bytes, hit, this.#ended)
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
    return (
      UTF8_MARK.every((byte, i) => this.#window.byteAt(start + i) === byte) && this.#window.isLineStart(start)
    )
  }

  // Waits longer the longer it has waited, so that looking again costs no more than reading did.
  #waitFor(index: number): 'wait' {
    const { length } = this.#window.bytes
    this.#wake = this.#window.base + length + Math.max(64, length - index)
    return 'wait'
  }

  // Content-Length

  /** Where the body starts if the window's bytes before `index` belong to the open entry; null while the head lasts. */
  #bodyStart(index: number): number | null {
    if (this.#part !== 'message') return null
    if (this.#head.bodyStart !== null) return this.#head.bodyStart
    return this.#window.emptyLineBefore(index) < index ? this.#window.base + index : null
  }

  #declaredEnd(index: number): number | null {
    const body = this.#bodyStart(index)
    const length = this.#head.contentLength
    return body === null || typeof length !== 'number' || length > MAX_TRUSTED_LENGTH ? null : body + length
  }

  /** Whether the entry's Content-Length leads to `index`, with or without the empty line and the line end before it. */
  #lengthAgrees(index: number): boolean {
    const end = this.#window.base + index
    const body = this.#bodyStart(index) ?? end
    const empty = this.#window.isLineStart(index) ? this.#window.emptyLineBefore(index) : index
    const emptyLength = index - empty
    let lineEnd = 0
    if (this.#window.base + empty > body && this.#window.byteAt(empty - 1) === LF) {
      lineEnd = this.#window.byteAt(empty - 2) === CR && this.#window.base + empty - 1 > body ? 2 : 1
    }
    return lengthFits(Number(this.#head.contentLength), end - body, emptyLength, lineEnd)
  }

  /** The From_ line or end that a Content-Length leads to, over two line ends at most; null if it leads nowhere. */
  #checkLength(end: number): number | null | 'wait' {
    let at = end
    for (let skipped = 0; skipped <= 2; skipped++) {
      const left = this.#window.bytes.length - at
      if (left < FROM.length && !this.#ended) {
        this.#wake = this.#window.base + at + STEP
        return 'wait'
      }
      if (left <= 0) return left === 0 ? at : null
      if (startsWithAt(this.#window.bytes, FROM, at)) {
        const candidate = examineFromLine(this.#window.bytes, at, this.#ended)
        if (candidate === null) return this.#waitFor(at)
        return candidate.date !== null && this.#window.isLineStart(at) ? at : null
      }
      if (this.#window.bytes[at] === LF) at += 1
      else if (this.#window.bytes[at] === CR && this.#window.bytes[at + 1] === LF) at += 2
      else return null
    }
    return null
  }

  // Handing on

  #open(hit: number, candidate: FromCandidate): void {
    const offset = this.#window.base + hit
    if (this.#entries === 0 && offset > (this.#window.marked ? UTF8_MARK.length : 0))
      this.#observe('preamble', 0)
    this.#census.entry = this.#entries++
    this.#limits.nextEntry()
    this.#entryStart = offset
    this.#entryLine = this.#census.lines + 1
    this.#trustedNext = -1
    this.#distrusted = false
    this.#head.reset()
    this.#part = 'from-line'
    if (candidate.lineEnd === null) return
    const git = isGitPatchLine(this.#window.bytes.subarray(hit, candidate.lineEnd))
    this.#emit(candidate.lineEnd)
    this.#part = 'message'
    this.#messageStart = this.#window.base + candidate.lineEnd
    if (git || !candidate.headerFollows) {
      this.#observe('ambiguous-from-line', offset, git ? 'git patch' : undefined)
    }
  }

  /** Hands on the rest of an overlong From_ line. */
  #finishFromLine(): number {
    const lf = this.#window.bytes.indexOf(LF, this.#at)
    this.#emit(lf === -1 ? this.#window.bytes.length : lf + 1)
    if (lf !== -1) {
      this.#part = 'message'
      this.#messageStart = this.#window.base + this.#at
    }
    return this.#at
  }

  #finish(): void {
    const end = this.#window.bytes.length
    this.#close(
      end,
      this.#part === 'message' && this.#window.isLineStart(end) ? this.#window.emptyLineBefore(end) : end,
    )
  }

  /** Ends what stands before `end`: the preamble, or an entry with a trailer from `trailerStart`. */
  #close(end: number, trailerStart: number): void {
    if (this.#part === 'preamble') {
      this.#emit(end)
      return
    }
    this.#emit(trailerStart)
    if (this.#part === 'from-line') this.#messageStart = this.#window.base + end
    const declared = this.#head.contentLength
    if (declared === 'malformed') this.#observe('content-length-conflict', this.#entryStart, 'not a number')
    else if (declared !== null && !this.#lengthAgrees(end)) {
      const found = this.#window.base + trailerStart - (this.#bodyStart(end) ?? this.#window.base + end)
      this.#observe('content-length-conflict', this.#entryStart, `declared ${declared}, found ${found}`)
    }
    if (this.#head.internalData) this.#observe('folder-internal-data', this.#entryStart)
    this.#census.feed(this.#window.bytes, trailerStart, end)
    this.#at = end
    const entry = {
      fromLine: { start: this.#entryStart, end: this.#messageStart },
      message: { start: this.#messageStart, end: this.#window.base + trailerStart },
      trailer: { start: this.#window.base + trailerStart, end: this.#window.base + end },
      line: this.#entryLine,
    }
    this.#sink.entry(entry, this.#window.bytes.subarray(trailerStart, end))
  }

  #emit(to: number): void {
    if (to <= this.#at) return
    const piece = this.#window.bytes.subarray(this.#at, to)
    this.#census.feed(this.#window.bytes, this.#at, to)
    if (this.#part === 'message') {
      if (this.#head.bodyStart === null) this.#head.feed(this.#window.bytes, this.#at, to, this.#window.base)
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
    if (!this.#limits.admit(code)) return
    const atEntry = this.#entries > 0 && offset === this.#entryStart
    const line = offset === 0 ? 1 : atEntry ? this.#entryLine : this.#census.lines + 1
    this.#sink.observation(
      { code, offset, line, ...(detail === undefined ? {} : { detail }) },
      this.#census.entry,
    )
  }
}
