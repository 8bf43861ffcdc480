import type { AuditResult } from '../audit/audit-messages.ts'
import { fileNotes } from '../audit/file-notes.ts'
import { LedgerSequence } from '../ledger/ledger-sequence.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import { createPagePlacer, type PagePlacer } from '../ledger/page-placer.ts'
import type { LedgerRecord } from '../ledger/records.ts'
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
export interface AcceptInput {
  readonly state: LedgerState
  readonly present: PresentList
  readonly audit: AuditResult
  /** Refs of the findings that are accepted; each must be one of the audit's. */
  readonly refs: readonly string[]
  readonly decision: Decision
  /** Dates later than 15 days after this are not believed; epoch seconds. Default: the newest From_ or Received date. */
  readonly now?: number
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
 * Pure: the caller appends the records.
 */
export function planAccept(input: AcceptInput): AcceptPlan {
  const planner = new AcceptPlanner(input)
  planner.withdrawMissing()
  planner.walkPresent()
  return { records: planner.records, noted: planner.noted() }
}

class AcceptPlanner {
  readonly records: LedgerRecord[] = []
  readonly #input: AcceptInput
  /** Accepted codes by recorded and by present position. */
  readonly #byRecorded = new Map<number, Set<string>>()
  readonly #byPresent = new Map<number, Set<string>>()
  readonly #order = new LedgerSequence()
  readonly #dates: readonly { readonly date: string | null; readonly dateFrom: RecordedMessage['dateFrom'] }[]
  readonly #placer: PagePlacer
  #nextSeq: number

  constructor(input: AcceptInput) {
    this.#input = input
    const { state, audit, present } = input
    const codes = new Map(audit.findings.map(({ ref, code }) => [ref, code]))
    for (const ref of input.refs) {
      const scope = audit.scopes.get(ref)!
      for (const r of scope.recorded) addTo(this.#byRecorded, r, codes.get(ref)!)
      for (const p of scope.present) {
        addTo(this.#byPresent, p, codes.get(ref)!)
        // The host of a merge or split is the same decision.
        const r = audit.fates.alignment.recordedOf[p]!
        if (r !== -1) addTo(this.#byRecorded, r, codes.get(ref)!)
      }
    }
    for (const { seq } of state.sequence) this.#order.place(seq)
    this.#nextSeq = state.messages.length
    this.#placer = createPagePlacer(state)
    this.#dates = resolveDates(
      present.messages.map(({ dates }) => dates),
      input.now === undefined ? {} : { now: input.now },
    )
  }

  withdrawMissing(): void {
    const { state, audit } = this.#input
    for (const [r, fate] of audit.fates.recorded.entries()) {
      const codes = this.#byRecorded.get(r)
      if (fate === null || !codes) continue
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
      const codes = this.#byRecorded.get(r)
      if (moved[r] === 1) {
        if (codes?.has('moved') !== true) continue
        this.#move(recorded.seq, before, codes)
      }
      before = recorded.seq
      if (codes) this.#amend(recorded, message, codes)
    }
  }

  #move(seq: number, after: number, codes: ReadonlySet<string>): void {
    this.#order.take(seq)
    this.#order.place(seq, after)
    this.records.push({ type: 'move', seq, after, ...this.#decide(codes) })
  }

  #amend(recorded: RecordedMessage, message: PresentMessage, codes: ReadonlySet<string>): void {
    const { digests, messageId } = message
    const before = recorded.digests
    if (before.raw === digests.raw && before.fromLine === digests.fromLine) return
    if (this.#input.audit.fates.grown.has(message.position)) return
    this.records.push({
      type: 'amend',
      seq: recorded.seq,
      ...(messageId === recorded.messageId ? {} : { messageId }),
      ...digests,
      ...this.#decide(codes),
    })
  }

  /** Records an entry that has no record, if that was accepted. Gives its `seq`, or null. */
  #takeIn(message: PresentMessage, before: number): number | null {
    const { state, audit } = this.#input
    const codes = this.#byPresent.get(message.position)
    const fate = audit.fates.present[message.position]!
    if (!codes || fate.fate === 'appended') return null
    if (fate.fate === 'restored') {
      this.#move(fate.seq, before, codes)
      return fate.seq
    }
    const id = audit.newIds.get(message.position)!
    const seq = this.#nextSeq++
    const after = before === this.#order.last ? {} : { after: before }
    this.#order.place(seq, before)
    const common = { seq, id, messageId: message.messageId }
    if (fate.fate === 'piece') {
      const of = state.sequence[fate.recorded]!.id
      this.records.push({
        type: 'phantom',
        ...common,
        of,
        number: null,
        path: null,
        ...after,
        ...message.digests,
        ...this.#decide(codes),
      })
      return seq
    }
    const { date, dateFrom } = this.#dates[message.position]!
    this.records.push({
      type: 'message',
      ...common,
      date,
      dateFrom,
      ...this.#placer.place({
        id,
        messageId: message.messageId,
        content: message.digests.content,
        noArchive: message.noArchive,
        present: message,
      }),
      ...after,
      ...message.digests,
      ...(message.noArchive ? { noArchive: true as const } : {}),
      ...this.#decide(codes),
    })
    return seq
  }

  #decide(codes: ReadonlySet<string>): Decision & { codes: string[] } {
    return { ...this.#input.decision, codes: [...codes].sort() } // sorted for determinism
  }

  /** What was noted and still stands, what was accepted now, and how the messages decided on end. */
  noted(): string[] {
    const { state, present, audit, refs } = this.#input
    const accepted = new Set(refs.flatMap((ref) => audit.scopes.get(ref)!.notes))
    const isDecided = (p: number): boolean =>
      this.#byPresent.has(p) || this.#byRecorded.has(audit.fates.alignment.recordedOf[p]!)
    return fileNotes(present)
      .filter(
        ({ key, code, entry }) =>
          state.noted.has(key) ||
          accepted.has(key) ||
          (code === 'trailing-whitespace-changed' && entry !== null && isDecided(entry)),
      )
      .map(({ key }) => key)
  }
}

function addTo(map: Map<number, Set<string>>, key: number, code: string): void {
  const codes = map.get(key)
  if (codes) codes.add(code)
  else map.set(key, new Set([code]))
}
