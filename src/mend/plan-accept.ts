import type { AuditResult } from '../audit/audit-messages.ts'
import type { PresentFate } from '../audit/fates.ts'
import { fileNotes } from '../audit/file-notes.ts'
import { LedgerSequence } from '../ledger/ledger-sequence.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import { createPagePlacer, type PagePlacer, type PagePlacerOptions } from '../ledger/page-placer.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import type { IdAssigner } from '../message/stable-id.ts'
import { acceptedForm } from './accepted-form.ts'
import { findDecided, type DecidedFindings } from './decided-findings.ts'
import { resolveDates } from '../message/resolve-dates.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'

/** Why a finding was accepted, by whom, and when. The time is the caller's: nothing here asks a clock. */
export interface Decision {
  readonly reason: string
  readonly by: string
  /** ISO 8601, UTC. */
  readonly at: string
}

/** What {@link planAccept} turns into records. */
export interface AcceptInput extends PagePlacerOptions {
  readonly state: LedgerState
  readonly present: PresentList
  readonly audit: AuditResult
  /** Refs of the findings that are accepted; each must be one of the audit's. */
  readonly refs: readonly string[]
  readonly decision: Decision
  /** Dates later than 15 days after this are not believed; epoch seconds. Default: the newest From_ or Received date. */
  readonly now?: number
  /** The paths are what an archiver would give, not read from a tree that it published. */
  readonly predicted?: boolean
}

/** Records that make the ledger say what the files say, as far as it was accepted. */
export interface AcceptPlan {
  readonly records: readonly LedgerRecord[]
  /** What the commit notes from then on. */
  readonly noted: readonly string[]
}

/**
 * Plans how accepted findings enter the ledger.
 *
 * A message that is gone is withdrawn: it keeps ID, number and paths. One with other bytes is amended, one
 * at another place is moved. An entry that was put in is recorded behind the one it stands behind; a piece
 * of a split message becomes a phantom. Where every error and warning is accepted, the ledger's sequence is
 * the files' sequence afterwards, up to new messages at the end.
 *
 * Where only some findings are accepted, the others stand at the next audit as they do now, and no new one
 * does: of a message with two edits only the accepted one enters the ledger. A new message at the end is left
 * to the next `record`, unless a warning on it was accepted or an accepted entry stands behind it.
 *
 * Pure: the caller appends the records.
 *
 * @throws {@link TypeError} where a ref is none of the audit's.
 *
 * @example
 * const decision = { reason: 'spam', by: 'ann', at: '2026-01-31T12:00:00Z' }
 * const { records, noted } = planAccept({ state, present, audit, refs: ['deleted:4UIS…'], decision })
 * const { bytes } = appendRecords(state, records, { host, before, noted })
 */
export function planAccept(input: AcceptInput): AcceptPlan {
  const planner = new AcceptPlanner(input)
  planner.withdrawMissing()
  planner.walkPresent()
  return { records: planner.records, noted: planner.noted() }
}

/** The code that takes in an entry without a record, by its fate. */
const TAKING_CODES: Readonly<Record<Exclude<PresentFate['fate'], 'appended'>, readonly string[]>> = {
  inserted: ['inserted'],
  restored: ['inserted', 'redaction-undone'],
  duplicated: ['duplicated'],
  piece: ['split'],
  replacing: ['replaced'],
  held: ['unfinished-message', 'truncated'],
}

const NO_CODES: ReadonlySet<string> = new Set()

class AcceptPlanner {
  readonly records: LedgerRecord[] = []
  readonly #input: AcceptInput
  readonly #decided: DecidedFindings
  readonly #order = new LedgerSequence()
  readonly #dates: readonly { readonly date: string | null; readonly dateFrom: RecordedMessage['dateFrom'] }[]
  readonly #placer: PagePlacer
  readonly #ids: IdAssigner
  /** Present positions of entries that are recorded or recorded anew. */
  readonly #taken = new Set<number>()
  /** Position of the last entry that is taken in: new messages before it are recorded too, or they would stand between. */
  readonly #lastTaken: number
  #nextSeq: number

  constructor(input: AcceptInput) {
    this.#input = input
    const { state, audit, present, refs } = input
    this.#decided = findDecided(audit, refs)
    for (const { seq } of state.sequence) this.#order.place(seq)
    this.#nextSeq = state.messages.length
    this.#placer = createPagePlacer(state, input)
    this.#ids = audit.createIds()
    this.#lastTaken = present.messages.findLastIndex(({ position }) => this.#isTakenIn(position))
    this.#dates = resolveDates(
      present.messages.map(({ dates }) => dates),
      input.now === undefined ? {} : { now: input.now },
    )
  }

  withdrawMissing(): void {
    const { state, audit } = this.#input
    for (const [r, fate] of audit.fates.recorded.entries()) {
      const codes = this.#decided.byRecorded.get(r)
      if (fate === null || codes?.has(fate.fate) !== true) continue
      const { seq } = state.sequence[r]!
      this.#order.take(seq)
      this.records.push({ type: 'withdraw', seq, ...this.#decide(codes) })
    }
  }

  /** Goes through the files in order, so that each entry is placed behind the one that stands before it. */
  walkPresent(): void {
    const { state, present, audit } = this.#input
    const { recordedOf, moved } = audit.fates.alignment
    let before = -1
    for (const message of present.messages) {
      const r = recordedOf[message.position]!
      if (r === -1) {
        const seq = this.#takeIn(message, before)
        if (seq !== null) before = seq
        continue
      }
      const recorded = state.sequence[r]!
      const codes = this.#decided.byRecorded.get(r)
      if (recorded.holdsPlace === true && codes?.has('redaction-undone') === true) {
        before = this.#putBack(recorded, message, before, codes)
        continue
      }
      if (moved[r] === 1 && codes?.has('moved') === true) this.#move(recorded.seq, before, codes)
      if (moved[r] === 0 || codes?.has('moved') === true) before = recorded.seq
      // Growth is no question: it is recorded with the first decision, as the next run would.
      if (audit.fates.grown.has(r) && this.#input.refs.length > 0) {
        this.#taken.add(message.position)
        this.records.push({ type: 'complete', seq: recorded.seq, ...message.digests })
      } else if (codes) this.#amend(recorded, r, message, codes)
    }
  }

  #move(seq: number, after: number, codes: ReadonlySet<string>): void {
    this.#order.take(seq)
    this.#order.place(seq, after)
    this.records.push({ type: 'move', seq, after, ...this.#decide(codes) })
  }

  /** Lifts a redaction: the message stands again where a phantom held its place. Gives its `seq`. */
  #putBack(
    stub: RecordedMessage,
    present: PresentMessage,
    before: number,
    codes: ReadonlySet<string>,
  ): number {
    const recorded = this.#input.state.byId.get(stub.of!)!
    this.#order.take(stub.seq)
    this.records.push({ type: 'withdraw', seq: stub.seq, ...this.#decide(codes) })
    this.#move(recorded.seq, before, codes)
    this.#taken.add(present.position)
    if (!isSameForm(recorded, present)) this.#pushAmend(recorded, present, codes)
    return recorded.seq
  }

  #amend(recorded: RecordedMessage, r: number, message: PresentMessage, codes: ReadonlySet<string>): void {
    const { fates } = this.#input.audit
    const form = acceptedForm(recorded, message, {
      codes,
      reported: this.#decided.reported.get(r)!,
      explained: fates.explained.has(r),
    })
    if (form === null) return
    this.#taken.add(message.position)
    this.#pushAmend(recorded, form, codes)
  }

  #pushAmend(
    { seq, messageId: before }: RecordedMessage,
    { messageId, digests }: Pick<PresentMessage, 'messageId' | 'digests'>,
    codes: ReadonlySet<string>,
  ): void {
    const changed = messageId === before ? {} : { messageId }
    this.records.push({ type: 'amend', seq, ...changed, ...digests, ...this.#decide(codes) })
  }

  #isTakenIn(p: number): boolean {
    const fate = this.#input.audit.fates.present[p]
    const codes = this.#decided.byPresent.get(p)
    if (!fate || !codes) return false
    if (fate.fate === 'appended') return [...codes].some((code) => code !== 'appended')
    return TAKING_CODES[fate.fate].some((code) => codes.has(code))
  }

  /** Records an entry that has no record, if that was accepted. Gives its `seq`, or null. */
  #takeIn(message: PresentMessage, before: number): number | null {
    const { state, audit } = this.#input
    const { position, messageId, digests, noArchive } = message
    const fate = audit.fates.present[position]!
    const isAccepted = this.#isTakenIn(position)
    if (!isAccepted && (fate.fate !== 'appended' || position > this.#lastTaken)) return null
    const codes = (isAccepted ? this.#decided.byPresent.get(position) : null) ?? NO_CODES
    this.#taken.add(position)
    if (fate.fate === 'restored') {
      this.#move(fate.seq, before, codes)
      const recorded = state.messages[fate.seq]!
      if (!isSameForm(recorded, message)) this.#pushAmend(recorded, message, codes)
      return fate.seq
    }
    const id = this.#ids.assign({ messageId, content: digests.content })
    const seq = this.#nextSeq++
    const after = before === this.#order.last ? {} : { after: before }
    this.#order.place(seq, before)
    const decision = isAccepted ? this.#decide(codes) : {}
    if (fate.fate === 'piece') {
      const of = state.sequence[fate.recorded]!.id
      const page = { number: null, path: null }
      this.records.push({
        type: 'phantom',
        seq,
        id,
        messageId,
        of,
        ...page,
        ...after,
        ...digests,
        ...decision,
      })
      return seq
    }
    const place = this.#placer.place({ id, messageId, content: digests.content, noArchive, present: message })
    const isPredicted = this.#input.predicted === true && place.path !== null
    this.records.push({
      type: 'message',
      seq,
      id,
      messageId,
      ...this.#dates[position]!,
      ...place,
      ...after,
      ...digests,
      ...(noArchive ? { noArchive: true as const } : {}),
      ...(isPredicted ? { predicted: true as const } : {}),
      ...decision,
    })
    return seq
  }

  #decide(codes: ReadonlySet<string>): Decision & { codes: string[] } {
    return { ...this.#input.decision, codes: [...codes].sort() } // sorted for determinism
  }

  /** What was noted and still stands, what was accepted now, and how the messages decided on end. */
  noted(): string[] {
    const { state, present } = this.#input
    return fileNotes(present)
      .filter(
        ({ key, code, entry }) =>
          state.noted.has(key) ||
          this.#decided.notes.has(key) ||
          (code === 'trailing-whitespace-changed' && this.#endsAsDecided(entry!)),
      )
      .map(({ key }) => key)
  }

  /** Whether the last entry of a file was decided on in a way that says how it ends. */
  #endsAsDecided(p: number): boolean {
    if (!this.#taken.has(p)) return false
    const { alignment, cuts, grown } = this.#input.audit.fates
    const r = alignment.recordedOf[p]!
    if (r === -1 || grown.has(r) || cuts.some(({ present }) => present === p)) return true
    return this.#decided.byRecorded.get(r)!.has('trailing-whitespace-changed')
  }
}

function isSameForm({ digests }: RecordedMessage, present: PresentMessage): boolean {
  return digests.raw === present.digests.raw && digests.fromLine === present.digests.fromLine
}
