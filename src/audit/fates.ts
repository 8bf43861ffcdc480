import type { Host } from '../mbox/host.ts'
import { encodeBase64url } from '../message/base64url.ts'
import { digestMessage } from '../message/digests.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'
import type { RecordedMessage } from '../ledger/ledger-state.ts'
import { align, type Alignable, type Alignment } from './align.ts'
import { findSwallowed } from './find-swallowed.ts'
import { findBreaking, type EntryBytes } from './join-pieces.ts'
import { withoutPartialFromLine } from './partial-from-line.ts'
import { bringsBack, removedForms } from './redaction.ts'

/** Reads the whole bytes of one present entry again; null where it is too large to look into. */
export type EntryReader = (message: PresentMessage) => Promise<Uint8Array | null>

/** What became of a recorded message that is no longer an entry of its own. */
export type RecordedFate =
  { readonly fate: 'deleted' } | { readonly fate: 'merged' | 'replaced'; readonly present: number }

/** What an entry is that was not recorded. */
export type PresentFate =
  | { readonly fate: 'appended' | 'inserted' | 'held' }
  | { readonly fate: 'duplicated' | 'piece' | 'replacing'; readonly recorded: number }
  /** It was withdrawn earlier, and somebody put it back: `seq` names its record. */
  | { readonly fate: 'restored'; readonly seq: number }

/** A file that ends inside a recorded message. */
export interface Cut {
  readonly recorded: number
  readonly present: number
}

/** The whole explanation of how the present list came from the recorded one. */
export interface Fates {
  readonly alignment: Alignment
  /** By recorded position; null for those that stand somewhere. */
  readonly recorded: readonly (RecordedFate | null)[]
  /** By present position; null for those that were recorded. */
  readonly present: readonly (PresentFate | null)[]
  /** Recorded positions whose other bytes are only due to a neighbour's fate. */
  readonly explained: ReadonlySet<number>
  /** Recorded positions that only grew at their end since they were recorded. */
  readonly grown: ReadonlySet<number>
  readonly cuts: readonly Cut[]
  /** Recorded positions whose entry holds again what a redaction took away. */
  readonly undone: ReadonlySet<number>
}

/** What {@link decideFates} works on. */
export interface FatesInput {
  readonly recorded: readonly RecordedMessage[]
  /** Messages that the ledger holds, but no longer in the sequence. */
  readonly withdrawn: readonly RecordedMessage[]
  readonly present: PresentList
  readonly quoting: QuotingVariant
  readonly host: Host
  readonly readEntry: EntryReader
}

/**
 * Aligns the two sequences and says of each entry that has no partner what became of it, or where it came
 * from. Looks into the bytes of entries only where digests leave a question.
 */
export async function decideFates(input: FatesInput): Promise<Fates> {
  const alignment = align(input.recorded, input.present.messages)
  const decider = new FateDecider(input, alignment)
  decider.findUndone()
  decider.unpairReplaced()
  decider.findRestored()
  await decider.findMerged()
  await decider.findPieces()
  decider.nameRestOfPresent()
  decider.nameRestOfRecorded()
  await decider.findCuts()
  await decider.findGrowth()
  return decider.fates
}

/** The `>` that a From_ line may have lost. */
const QUOTE_LENGTH = 1

/** Line ends that may stand behind the text of a message that was recorded while it was written. */
const MOST_LINE_ENDS = 64

class FateDecider {
  readonly #input: FatesInput
  readonly #alignment: Alignment
  readonly #recorded: (RecordedFate | null)[]
  readonly #present: (PresentFate | null)[]
  readonly #explained = new Set<number>()
  readonly #grown = new Set<number>()
  readonly #cuts: Cut[] = []
  readonly #undone = new Set<number>()

  constructor(input: FatesInput, alignment: Alignment) {
    this.#input = input
    this.#alignment = alignment
    this.#recorded = new Array<RecordedFate | null>(input.recorded.length).fill(null)
    this.#present = new Array<PresentFate | null>(input.present.messages.length).fill(null)
  }

  get fates(): Fates {
    return {
      alignment: this.#alignment,
      recorded: this.#recorded,
      present: this.#present,
      explained: this.#explained,
      grown: this.#grown,
      cuts: this.#cuts,
      undone: this.#undone,
    }
  }

  /** Entries that hold again what was taken away from them. */
  findUndone(): void {
    const { recorded, withdrawn, present } = this.#input
    const formsOf = removedForms(recorded, withdrawn)
    for (const [r, p] of this.#alignment.presentOf.entries()) {
      if (p === -1) continue
      const { digests } = present.messages[p]!
      if (bringsBack(formsOf(r), recorded[r]!.digests, digests)) this.#undone.add(r)
    }
  }

  /** A pair that shares nothing but its From_ line is no message that was edited, but another in its place. */
  unpairReplaced(): void {
    const { presentOf, recordedOf, moved } = this.#alignment
    for (const [r, p] of presentOf.entries()) {
      if (p === -1 || this.#undone.has(r)) continue
      const present = this.#input.present.messages[p]!
      if (isCutShort(present) || !sharesOnlyFromLine(this.#input.recorded[r]!, present)) continue
      presentOf[r] = -1
      recordedOf[p] = -1
      moved[r] = 0
      this.#recorded[r] = { fate: 'replaced', present: p }
      this.#present[p] = { fate: 'replacing', recorded: r }
    }
  }

  /** Withdrawn messages that are back, whatever stands around them: one that was swallowed may have got its From_ line again. */
  findRestored(): void {
    const { withdrawn, present } = this.#input
    if (withdrawn.length === 0) return
    const keyOf = ({ messageId, digests }: Alignable): string => `${messageId ?? ''} ${digests.content}`
    const gone = new Map<string, number[]>()
    // The last withdrawn comes back first.
    for (const message of withdrawn) {
      const key = keyOf(message)
      const seqs = gone.get(key)
      if (seqs) seqs.push(message.seq)
      else gone.set(key, [message.seq])
    }
    for (const [p, message] of present.messages.entries()) {
      if (!this.#isNew(p)) continue
      const seq = gone.get(keyOf(message))?.pop()
      if (seq !== undefined) this.#present[p] = { fate: 'restored', seq }
    }
  }

  /** Looks for each run of missing messages inside the message before it. */
  async findMerged(): Promise<void> {
    const { presentOf } = this.#alignment
    for (let r = 0; r < presentOf.length; r++) {
      if (!this.#isMissing(r)) continue
      let end = r + 1
      while (end < presentOf.length && this.#isMissing(end)) end++
      await this.#findMergedRun(r, end)
      r = end
    }
  }

  async #findMergedRun(start: number, end: number): Promise<void> {
    const { recorded, present, host, readEntry } = this.#input
    const p = start > 0 ? this.#alignment.presentOf[start - 1]! : -1
    if (p === -1) return
    const before = recorded[start - 1]!.digests
    const message = present.messages[p]!
    if (message.digests.raw === before.raw || message.digests.size <= before.size) return
    const bytes = await readEntry(message)
    if (!bytes) return
    const found = findSwallowed(
      entryParts(message, bytes).message,
      before.raw,
      recorded.slice(start, end),
      host,
    )
    for (const [index, offset] of found.offsets.entries()) {
      if (offset !== null) this.#recorded[start + index] = { fate: 'merged', present: p }
    }
    if (found.hostIntact) this.#explained.add(start - 1)
  }

  /** Looks whether entries without a record are pieces of the recorded message before them. */
  async findPieces(): Promise<void> {
    const { recordedOf } = this.#alignment
    const isPiece = (p: number): boolean => this.#isNew(p) || this.#present[p]?.fate === 'restored'
    for (let p = 0; p < recordedOf.length; p++) {
      if (!isPiece(p)) continue
      let end = p + 1
      while (end < recordedOf.length && isPiece(end)) end++
      const r = p > 0 ? recordedOf[p - 1]! : -1
      if (r !== -1) await this.#findPiecesBehind(r, p, end)
      p = end
    }
  }

  async #findPiecesBehind(r: number, start: number, end: number): Promise<void> {
    const { recorded, present, quoting, host, readEntry } = this.#input
    const before = recorded[r]!.digests
    const message = present.messages[start - 1]!
    if (message.digests.raw === before.raw || message.digests.size >= before.size) return
    const parts: EntryBytes[] = []
    let text = 0
    let bytesBehind = 0
    for (let p = start - 1; p < end; p++) {
      const { offset, trailer, digests } = present.messages[p]!
      text += digests.size
      // More text than it had, or more bytes than it can have had (CR LF counts as one): no piece completes it.
      if (text > before.size || bytesBehind > 2 * before.size) break
      if (p >= start) bytesBehind += trailer.end - offset + QUOTE_LENGTH
      const bytes = await readEntry(present.messages[p]!)
      if (!bytes) break
      parts.push(entryParts(present.messages[p]!, bytes))
      if (parts.length === 1 || message.digests.size + bytesBehind < before.size) continue
      if (findBreaking(before, parts, host, (joined) => digestMessage(joined, { host, quoting })) !== null) {
        for (let piece = start; piece <= p; piece++) this.#namePiece(piece, r)
        this.#explained.add(r)
        return
      }
    }
    // The text was edited as well: what begins without any header is still a piece.
    for (let p = start; p < end && isHeadless(present.messages[p]!); p++) this.#namePiece(p, r)
  }

  #namePiece(p: number, r: number): void {
    if (this.#isNew(p)) this.#present[p] = { fate: 'piece', recorded: r }
  }

  nameRestOfPresent(): void {
    const { recorded, present } = this.#input
    const { recordedOf } = this.#alignment
    const lastPaired = recordedOf.findLastIndex((r) => r !== -1)
    if (!recordedOf.some((_, p) => this.#isNew(p))) return
    const copies = new Map<string, number>()
    for (const [r, { digests }] of recorded.entries()) copies.set(`${digests.raw} ${digests.fromLine}`, r)
    for (const [p, message] of present.messages.entries()) {
      if (!this.#isNew(p)) continue
      const original = copies.get(`${message.digests.raw} ${message.digests.fromLine}`)
      if (message.open) this.#present[p] = { fate: 'held' }
      else if (original !== undefined) this.#present[p] = { fate: 'duplicated', recorded: original }
      else this.#present[p] = { fate: p > lastPaired ? 'appended' : 'inserted' }
    }
  }

  /** Between the same two neighbours as many went as came: each stands in the place of another. */
  nameRestOfRecorded(): void {
    const { presentOf } = this.#alignment
    for (let r = 0; r < presentOf.length; r++) {
      if (!this.#isMissing(r)) continue
      let end = r + 1
      while (end < presentOf.length && this.#isMissing(end)) end++
      const newcomers = this.#newcomersInGap(r, end)
      for (let missing = r; missing < end; missing++) {
        const p = newcomers[missing - r]
        this.#recorded[missing] = p === undefined ? { fate: 'deleted' } : { fate: 'replaced', present: p }
        if (p !== undefined) this.#present[p] = { fate: 'replacing', recorded: missing }
      }
      r = end
    }
  }

  /** The inserted entries that stand where recorded positions `start` to `end` stood, if they are as many. */
  #newcomersInGap(start: number, end: number): number[] {
    const { presentOf } = this.#alignment
    const before = start > 0 ? presentOf[start - 1]! : -1
    const after = end < presentOf.length ? presentOf[end]! : -1
    const bordered = (before !== -1 || start === 0) && after - before - 1 === end - start
    if (!bordered) return []
    const newcomers = Array.from({ length: end - start }, (_, index) => before + 1 + index)
    return newcomers.every((p) => this.#present[p]?.fate === 'inserted') ? newcomers : []
  }

  /** A file whose last entry is a recorded message cut short, with nothing behind it. */
  async findCuts(): Promise<void> {
    const { recorded, present, host, readEntry } = this.#input
    const { recordedOf } = this.#alignment
    for (const message of lastOfEachFile(present)) {
      if (!isCutShort(message)) continue
      const r = recordedOf[message.position]!
      if (r === -1) {
        this.#findCutFromLine(message.position)
        continue
      }
      const before = recorded[r]!.digests
      if (message.digests.raw === before.raw) continue
      const bytes = await readEntry(message)
      const whole = bytes && withoutPartialFromLine(entryParts(message, bytes).message)
      const isWhole = whole?.some((run) => encodeBase64url(host.hash('sha256', run)) === before.raw) ?? false
      if (isWhole) this.#explained.add(r)
      else if (message.digests.size >= before.size) continue
      this.#cuts.push({ recorded: r, present: message.position })
    }
  }

  /** The end of the file cut a From_ line so that it still separates: what it begins is the first message that is gone. */
  #findCutFromLine(p: number): void {
    const { presentOf, recordedOf } = this.#alignment
    const missing = p > 0 ? recordedOf[p - 1]! + 1 : 0
    if (this.#present[p]?.fate !== 'held' || (p > 0 && missing === 0)) return
    const goesOn = presentOf.subarray(missing).some((present) => present > p)
    if (this.#recorded[missing]?.fate === 'deleted' && !goesOn)
      this.#cuts.push({ recorded: missing, present: p })
  }

  /**
   * The entry that was last when it was recorded may have been recorded before its writer was done: then its
   * recorded bytes are the beginning of the present ones.
   */
  async findGrowth(): Promise<void> {
    const { recorded, withdrawn, present, quoting, host, readEntry } = this.#input
    const last = recorded.length - 1
    const p = last >= 0 ? this.#alignment.presentOf[last]! : -1
    if (p === -1 || this.#explained.has(last)) return
    // Something stood behind it once: it was whole by then.
    if (withdrawn.some(({ seq }) => seq > recorded[last]!.seq)) return
    const before = recorded[last]!.digests
    const message = present.messages[p]!
    const after = message.digests
    if (before.fromLine !== after.fromLine || before.head !== after.head || after.size < before.size) return
    if (before.raw === after.raw) return
    const bytes = await readEntry(message)
    if (!bytes) return
    const whole = entryParts(message, bytes).message
    const sizeOf = (length: number): number =>
      digestMessage(whole.subarray(0, length), { host, quoting }).size
    const shortest = shortestOfSize(whole.length, before.size, sizeOf)
    // Line ends at the end do not count in the size.
    for (let length = shortest; length <= whole.length && length <= shortest + MOST_LINE_ENDS; length++) {
      if (encodeBase64url(host.hash('sha256', whole.subarray(0, length))) !== before.raw) continue
      this.#grown.add(last)
      return
    }
  }

  #isMissing(r: number): boolean {
    return this.#alignment.presentOf[r] === -1 && this.#recorded[r] === null
  }

  #isNew(p: number): boolean {
    return this.#alignment.recordedOf[p] === -1 && this.#present[p] === null
  }
}

function entryParts(message: PresentMessage, bytes: Uint8Array): EntryBytes {
  const part = ({ start, end }: { start: number; end: number }): Uint8Array =>
    bytes.subarray(start - message.offset, end - message.offset)
  return { fromLine: part(message.fromLine), message: part(message.message), trailer: part(message.trailer) }
}

function sharesOnlyFromLine(recorded: RecordedMessage, present: PresentMessage): boolean {
  if (recorded.messageId !== null && recorded.messageId === present.messageId) return false
  const before = recorded.digests
  const after = present.digests
  return (
    before.raw !== after.raw &&
    before.headLoose !== after.headLoose &&
    (before.loose !== after.loose || after.size === 0) &&
    before.content !== after.content
  )
}

/** The bytes stop in the middle of a line, or in the header. */
function isCutShort(message: PresentMessage): boolean {
  return message.open || !message.endsWithNewline
}

function isHeadless(message: PresentMessage): boolean {
  return message.messageId === null && message.dates.date === null && message.dates.received === null
}

function lastOfEachFile(present: PresentList): PresentMessage[] {
  return present.messages.filter((message, p) => present.messages[p + 1]?.file !== message.file)
}

/** The shortest length that has at least this size. The size grows with the length, so halving finds it. */
function shortestOfSize(longest: number, size: number, sizeOf: (length: number) => number): number {
  let low = 0
  let high = longest
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sizeOf(middle) < size) low = middle + 1
    else high = middle
  }
  return low
}
