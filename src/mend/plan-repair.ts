import type { AuditResult } from '../audit/audit-messages.ts'
import type { EntryReader } from '../audit/fates.ts'
import { fileNotes } from '../audit/file-notes.ts'
import { findBreaking, type EntryBytes } from '../audit/join-pieces.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import { PLACEHOLDER, RESTORED } from '../ledger/recorded-message.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import { asciiBytes, GREATER, startsWithAt, UTF8_MARK } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import { digestMessage } from '../message/digests.ts'
import type { PresentList } from '../message/present-list.ts'
import type { MessageDigests, PresentMessage } from '../message/present-message.ts'
import { BackupIndex, backupRuns } from './backup-index.ts'
import { composeEdits, stays, type Dropped, type Piece, type PieceRun } from './compose-list.ts'
import type { MboxEdit } from './mbox-edit.ts'
import { makePlaceholder } from './placeholder.ts'
import type { Decision } from './plan-accept.ts'
import { hiddenMessages, piecesOf, swallowedBy, wholeEntry, partsOf } from './entry-runs.ts'
import { recordedRuns } from './recorded-runs.ts'
import { placePieces, type Standing, type TextEnd } from './place-pieces.ts'
import { joinBytes } from '../mbox/join-bytes.ts'
import { digestOfLine, findInPreamble, separateSwallowed } from './separate-swallowed.ts'

/** What {@link planRepair} works on. */
export interface RepairInput {
  readonly state: LedgerState
  readonly present: PresentList
  /** Of this ledger and this list. */
  readonly audit: AuditResult
  /** The backups as one list, read with the ledger's rule and variant; null where none was given. */
  readonly backup: PresentList | null
  readonly host: Host
  readonly readEntry: EntryReader
  /** Reads the bytes of a file before its first entry, up to `end`; null where they are too many. */
  readonly readPreamble: (file: number, end: number) => Promise<Uint8Array | null>
  /** Take out what was put in between recorded messages. */
  readonly removeInserted: boolean
  /** Who asks, and when; the reason is said here. */
  readonly decision: Omit<Decision, 'reason'>
}

/** Edits of the mbox, and the records that belong to them. */
export interface RepairPlan {
  readonly edits: readonly MboxEdit[]
  readonly records: readonly LedgerRecord[]
  /** Stable IDs of lost messages that get a placeholder. */
  readonly placeholders: readonly string[]
  /** Stable IDs of messages whose From_ line had to be made anew. */
  readonly newFromLines: readonly string[]
}

/**
 * Plans how a list gets back what the ledger says it was: each edit that can be proved by a digest is undone.
 *
 * Bytes come from the list itself (a From_ line that lost its `>` or its year, line ends, quoting, a message that was moved)
 * or from a backup, and only where their digest is the recorded one. A message that stands nowhere any more gets a
 * placeholder, so that archivers which count entries give all others their old numbers; the ledger then knows the
 * placeholder, and still the lost form. What was put in stays, unless `removeInserted` says otherwise.
 *
 * Pure: the caller writes the edits and appends the records, both or neither.
 */
export async function planRepair(input: RepairInput): Promise<RepairPlan> {
  const planner = new RepairPlanner(input)
  await planner.plan()
  const { records, placeholders, newFromLines } = planner
  return { edits: planner.edits(), records, placeholders, newFromLines }
}

class RepairPlanner {
  readonly records: LedgerRecord[] = []
  readonly placeholders: string[] = []
  readonly newFromLines: string[] = []
  readonly #input: RepairInput
  readonly #index: BackupIndex
  /** What stands for each recorded position. */
  readonly #standing: (Standing | null)[]
  /** Present positions that stand nowhere any more, or as a part of another entry. */
  readonly #gone = new Set<number>()
  readonly #goneFiles = new Set<number>()
  readonly #dropped: Dropped[] = []
  readonly #hasLoss: boolean
  /** Recorded positions of messages that lost the empty line at the end of their file. */
  readonly #lostTrailer: ReadonlySet<number>

  constructor(input: RepairInput) {
    this.#input = input
    this.#index = new BackupIndex(input.backup)
    this.#standing = new Array<Standing | null>(input.state.sequence.length).fill(null)
    this.#hasLoss = input.audit.findings.some(({ code }) => code === 'loss')
    const ends = fileNotes(input.present).filter(
      ({ code, key }) => code === 'trailing-whitespace-changed' && !input.state.noted.has(key),
    )
    this.#lostTrailer = new Set(ends.map(({ entry }) => input.audit.fates.alignment.recordedOf[entry!]!))
  }

  async plan(): Promise<void> {
    const { state, present, audit } = this.#input
    const { presentOf } = audit.fates.alignment
    for (const [r, recorded] of state.sequence.entries()) {
      const message = present.messages[presentOf[r]!]
      if (message !== undefined) await this.#mendPresent(r, recorded, message)
    }
    await this.#mendPreambles()
    for (const [r, recorded] of state.sequence.entries())
      if (presentOf[r] === -1 && this.#standing[r] === null) this.#bringBack(r, recorded)
    this.#dropCutFromLines()
  }

  edits(): MboxEdit[] {
    const { present, audit, removeInserted, state } = this.#input
    for (const [p, fate] of audit.fates.present.entries()) {
      const isInserted =
        fate !== null && fate.fate !== 'appended' && fate.fate !== 'held' && fate.fate !== 'piece'
      if (isInserted && removeInserted && !this.#gone.has(p)) this.#drop(p, 'was put in')
    }
    const pieces: Piece[] = placePieces({
      present,
      fates: audit.fates,
      standing: this.#standing,
      gone: this.#gone,
      gonePreambles: this.#goneFiles,
      separator: state.settings.separator,
      backupFiles: this.#index.files,
    })
    return composeEdits(
      present.files.map(({ bytes }) => bytes),
      pieces,
      this.#dropped,
    )
  }

  async #mendPresent(r: number, recorded: RecordedMessage, message: PresentMessage): Promise<void> {
    const { fates } = this.#input.audit
    const p = message.position
    if (fates.undone.has(r) || fates.grown.has(r)) {
      this.#stand(r, wholeEntry(message), null)
      return
    }
    if (recorded.lost !== undefined && this.#restoreLost(r, recorded, message)) return
    const isSame =
      message.digests.raw === recorded.digests.raw && message.digests.fromLine === recorded.digests.fromLine
    const swallowed = swallowedBy(fates, r, p)
    const pieces = piecesOf(fates, r, p)
    // Mail that was delivered without an empty line before it hides in here: no backup has it.
    if (hiddenMessages(message) > swallowed.length) {
      this.#stand(r, wholeEntry(message), null)
      return
    }
    const backup = this.#index.find(recorded.digests)
    if (isSame && pieces.length === 0) {
      this.#stand(r, this.#withTrailer(r, message, backup), this.#trailerWhy(r))
      return
    }
    const canReplaceAll =
      backup !== null &&
      swallowed.every((s) => this.#index.find(this.#input.state.sequence[s]!.digests) !== null)
    if (canReplaceAll && backup.digests.fromLine === recorded.digests.fromLine) {
      for (const piece of pieces) this.#drop(piece, 'a piece of the message before it')
      this.#stand(r, backupRuns(backup), 'the recorded bytes, from the backup', backup)
    } else if (swallowed.length > 0) await this.#separate(r, recorded, message, swallowed)
    else if (pieces.length > 0) await this.#join(r, recorded, message, pieces)
    else await this.#mendForm(r, recorded, message, backup)
  }

  /** The bytes of a message that a placeholder stands for are here, or in a backup. */
  #restoreLost(r: number, recorded: RecordedMessage, message: PresentMessage): boolean {
    const lost = recorded.lost!
    const isHere = message.digests.raw === lost.raw && message.digests.fromLine === lost.fromLine
    const backup = isHere ? null : this.#index.find(lost)
    if (!isHere && backup === null) return false
    if (backup === null) this.#stand(r, wholeEntry(message), null)
    else this.#stand(r, backupRuns(backup), 'a lost message, from the backup', backup)
    const { digests, messageId } = backup ?? message
    this.#amend(recorded, digests, RESTORED, 'the lost message is back', messageId)
    return true
  }

  async #separate(
    r: number,
    recorded: RecordedMessage,
    message: PresentMessage,
    swallowed: readonly number[],
  ): Promise<void> {
    const { host, readEntry, state } = this.#input
    const bytes = await readEntry(message)
    const { file, message: range, trailer } = message
    const all = swallowed.map((s) => state.sequence[s]!)
    const inner = bytes?.subarray(range.start - message.offset, range.end - message.offset)
    const found = inner ? separateSwallowed(inner, recorded.digests.raw, all, host) : null
    if (!found || !inner) {
      this.#stand(r, wholeEntry(message), null)
      return
    }
    const eol = message.lineEndings === 'crlf' ? '\r\n' : '\n'
    const at = (offset: number): number => range.start + offset
    const endBefore = (offset: number): TextEnd =>
      inner[offset - 1] === 10 &&
      (inner[offset - 2] === 10 || (inner[offset - 2] === 13 && inner[offset - 3] === 10))
        ? 'empty-line'
        : 'line'
    const hostRuns = [stays(file, message.offset, at(found[0]!.boundary))]
    this.#standing[r] = { runs: hostRuns, why: null, backup: null, end: endBefore(found[0]!.boundary) }
    for (const [index, { boundary, head, fromLine, isProved }] of found.entries()) {
      const end = index + 1 < found.length ? at(found[index + 1]!.boundary) : trailer.end
      const written = inner.subarray(boundary, head)
      const isThere = startsWithAt(written, fromLine, 0) && written.length > fromLine.length
      const line = isThere
        ? stays(file, at(boundary), at(head))
        : { bytes: joinBytes([fromLine, asciiBytes(eol)]) }
      const next = found[index + 1]
      this.#standing[swallowed[index]!] = {
        runs: [line, stays(file, at(head), end)],
        why: 'its From_ line, and the empty line before it',
        backup: null,
        ...(next === undefined ? {} : { end: endBefore(next.boundary) }),
      }
      if (!isProved) this.#takeNewFromLine(all[index]!, fromLine)
    }
  }

  async #join(
    r: number,
    recorded: RecordedMessage,
    message: PresentMessage,
    pieces: readonly number[],
  ): Promise<void> {
    const { host, readEntry, present, state } = this.#input
    const { quoting } = state.settings
    const entries = [message, ...pieces.map((p) => present.messages[p]!)]
    const parts: EntryBytes[] = []
    for (const entry of entries) {
      const bytes = await readEntry(entry)
      if (bytes !== null) parts.push(partsOf(entry, bytes))
    }
    const breaking =
      parts.length === entries.length
        ? findBreaking(recorded.digests, parts, host, (whole) => digestMessage(whole, { host, quoting }))
        : null
    const runs: PieceRun[] = []
    for (const [index, { file, offset, fromLine, message: text, trailer }] of entries.entries()) {
      const isLast = index === entries.length - 1
      const end = !isLast && breaking === 'put-in' ? text.end : trailer.end
      const isPutIn = breaking === 'put-in' || breaking === 'put-in-behind-empty-line'
      if (index > 0 && !isPutIn) runs.push({ bytes: Uint8Array.of(GREATER) })
      runs.push(stays(file, index > 0 && isPutIn ? fromLine.end : offset, end))
      if (index > 0) this.#gone.add(entries[index]!.position)
      if (index > 0 && isPutIn)
        this.#dropped.push({ file, start: offset, why: 'a From_ line that was put in' })
    }
    this.#stand(r, runs, 'a From_ line inside the message, quoted')
  }

  /** An edit that leaves the message where it is: undone where a digest proves what it was. */
  async #mendForm(
    r: number,
    recorded: RecordedMessage,
    message: PresentMessage,
    backup: PresentMessage | null,
  ): Promise<void> {
    const { host, readEntry } = this.#input
    const bytes = await readEntry(message)
    if (bytes === null) {
      this.#stand(r, wholeEntry(message), null)
      return
    }
    const runs = recordedRuns(bytes, { recorded, message, backup, host })
    if (backup === null) runs.push(...this.#lostEnd(r, message))
    this.#stand(r, runs, 'the recorded bytes')
  }

  async #mendPreambles(): Promise<void> {
    const { present, state, audit, host, readPreamble, removeInserted } = this.#input
    const known = new Set(
      fileNotes(present).flatMap(({ key, file, code }) =>
        (code === 'preamble' || code === 'byte-order-mark') && state.noted.has(key) ? [file] : [],
      ),
    )
    for (const [file, { preamble }] of present.files.entries()) {
      const behind = present.messages.find((message) => message.file >= file)
      // A file whose every From_ line is broken is all preamble.
      const end = behind?.file === file ? behind.offset : present.files[file]!.bytes
      const bytes = known.has(file) || end === 0 ? null : await readPreamble(file, end)
      if (bytes === null) continue
      const next = behind && audit.fates.alignment.recordedOf[behind.position]!
      const r = (next ?? state.sequence.length) - 1
      const recorded = r >= 0 && audit.fates.recorded[r]?.fate === 'deleted' ? state.sequence[r]! : null
      const found = recorded === null ? null : findInPreamble(bytes, recorded, host)
      const isMark = bytes.length === UTF8_MARK.length && startsWithAt(bytes, UTF8_MARK, 0)
      if (isMark || (preamble !== null && found === null && removeInserted)) {
        this.#goneFiles.add(file)
        this.#dropped.push({
          file,
          start: 0,
          why: isMark ? 'a byte-order mark' : 'bytes before the first message',
        })
      } else if (found !== null && recorded !== null) {
        this.#goneFiles.add(file)
        this.#dropped.push({ file, start: 0, why: 'a broken From_ line' })
        const backup = this.#index.find(recorded.digests)
        if (backup !== null) {
          this.#stand(r, backupRuns(backup), 'the recorded bytes, from the backup', backup)
          continue
        }
        const line = {
          bytes: joinBytes([found.fromLine, asciiBytes(bytes[found.head - 2] === 13 ? '\r\n' : '\n')]),
        }
        this.#stand(r, [line, stays(file, found.head, end)], 'its From_ line')
        if (!found.isProved) this.#takeNewFromLine(recorded, found.fromLine)
      }
    }
  }

  /** A message that stands nowhere: from a backup, or a placeholder. */
  #bringBack(r: number, recorded: RecordedMessage): void {
    const { audit, present, state, host, removeInserted } = this.#input
    const fate = audit.fates.recorded[r]
    if (fate?.fate === 'merged' && this.#standing[r] !== null) return
    const backup = this.#index.find(recorded.digests)
    if (fate?.fate === 'replaced') {
      // The same From_ line: it was overwritten. Another one: somebody put another message there.
      const isOverwritten = present.messages[fate.present]!.digests.fromLine === recorded.digests.fromLine
      if (backup === null || (!isOverwritten && !removeInserted)) return
      this.#drop(fate.present, 'stands in the place of another')
    }
    if (backup !== null) {
      this.#stand(r, backupRuns(backup), 'a missing message, from the backup', backup)
      return
    }
    if (this.#hasLoss || fate?.fate !== 'deleted') return
    const previous = state.sequence.slice(0, r).findLast(({ date }) => date !== null)?.date ?? null
    const { fromLine, message, trailer } = makePlaceholder(recorded, previous, '\n')
    this.#stand(
      r,
      [{ bytes: joinBytes([fromLine, message, trailer]) }],
      'a placeholder for a missing message',
    )
    this.placeholders.push(recorded.id)
    const digests = digestMessage(message, { host, quoting: state.settings.quoting }, fromLine)
    this.#amend(recorded, digests, PLACEHOLDER, 'the message is lost; a placeholder stands in its place')
  }

  /** The file was cut inside a From_ line, and what it begins is back: the remains go. */
  #dropCutFromLines(): void {
    const { fates } = this.#input.audit
    for (const { recorded: r, present: p } of fates.cuts) {
      const isRest = fates.alignment.recordedOf[p] === -1
      if (isRest && this.#standing[r] !== null && !this.#gone.has(p))
        this.#drop(p, 'the beginning of a From_ line')
    }
  }

  #withTrailer(r: number, message: PresentMessage, backup: PresentMessage | null): PieceRun[] {
    if (!this.#lostTrailer.has(r)) return wholeEntry(message)
    if (backup === null) return [...wholeEntry(message), ...this.#lostEnd(r, message)]
    return [...wholeEntry(message), { origin: 'backup', file: backup.file, ...backup.trailer }]
  }

  #trailerWhy(r: number): string | null {
    return this.#lostTrailer.has(r) ? 'the empty line at the end' : null
  }

  #lostEnd(r: number, { lineEndings }: PresentMessage): PieceRun[] {
    if (!this.#lostTrailer.has(r)) return []
    return [{ bytes: asciiBytes(lineEndings === 'crlf' ? '\r\n' : '\n') }]
  }

  #stand(
    r: number,
    runs: readonly PieceRun[],
    why: string | null,
    backup: PresentMessage | null = null,
  ): void {
    this.#standing[r] = { runs, why, backup }
  }

  #drop(p: number, why: string): void {
    const { file, offset } = this.#input.present.messages[p]!
    this.#gone.add(p)
    this.#dropped.push({ file, start: offset, why })
  }

  #takeNewFromLine(recorded: RecordedMessage, fromLine: Uint8Array): void {
    this.newFromLines.push(recorded.id)
    const digests = { ...recorded.digests, fromLine: digestOfLine(fromLine, this.#input.host) }
    this.#amend(recorded, digests, 'from-line-edited', 'the From_ line was lost; a new one was made')
  }

  #amend(
    { seq, messageId: before }: RecordedMessage,
    digests: MessageDigests,
    code: string,
    reason: string,
    messageId: string | null = before,
  ): void {
    const changed = messageId === before ? {} : { messageId }
    const { decision } = this.#input
    this.records.push({ type: 'amend', seq, ...changed, ...digests, ...decision, reason, codes: [code] })
  }
}
