import type { AuditResult } from '../audit/audit-messages.ts'
import type { EntryReader } from '../audit/fates.ts'
import { LedgerSequence } from '../ledger/ledger-sequence.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import { REDACTED } from '../ledger/recorded-message.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import type { ByteRange } from '../mbox/entry.ts'
import type { Host } from '../mbox/host.ts'
import { digestMessage } from '../message/digests.ts'
import { readHeaderFields } from '../message/header-fields.ts'
import { formatMessageId, readMessageId } from '../message/message-id.ts'
import type { PresentList } from '../message/present-list.ts'
import type { MessageDigests, PresentMessage } from '../message/present-message.ts'
import type { IdAssigner } from '../message/stable-id.ts'
import { applyByteEdits, type ByteEdit, type MboxEdit } from './mbox-edit.ts'
import type { Decision } from './plan-accept.ts'
import { redactMessage, type RedactionWish } from './redact-message.ts'
import { withdrawnStub, withoutSender } from './withdrawn-stub.ts'

/** What {@link planRedact} works on. */
export interface RedactInput {
  readonly state: LedgerState
  readonly present: PresentList
  /** Of this ledger and this list. */
  readonly audit: AuditResult
  readonly host: Host
  readonly readEntry: EntryReader
  /** Stable IDs and Message-IDs, as the ledger writes them, of the messages that are meant. */
  readonly ids: readonly string[]
  readonly messageIds: readonly string[]
  /** What of each goes; null: the whole message, which is withdrawn. */
  readonly wish: RedactionWish | null
  readonly decision: Decision
}

/** What is done to one entry. */
export interface RedactedEntry {
  /** Stable ID of the message, also where the entry is a piece of it or holds its place. */
  readonly id: string
  readonly messageId: string | null
  /** Present position. */
  readonly position: number
  readonly whole: boolean
  /** How many places give way. */
  readonly places: number
  /** What could not be reached, each in a few words. */
  readonly unreached: readonly string[]
}

/** Edits of the mbox, and the records that belong to them. */
export interface RedactPlan {
  readonly edits: readonly MboxEdit[]
  readonly records: readonly LedgerRecord[]
  readonly entries: readonly RedactedEntry[]
  /** IDs that name no message, or one that does not stand in the files. */
  readonly missing: readonly string[]
  /** Stable IDs of entries that are too large to look into. */
  readonly tooLarge: readonly string[]
}

/**
 * Plans how parts of messages, or whole messages, are taken out of the mbox so that no number moves.
 *
 * Of a message that loses a part, the ledger gets the new form (`amend`). A message that goes as a whole is withdrawn; in the
 * mbox a stub stays at its place, which the ledger knows as a phantom. Stable IDs, numbers and paths stay as they are. The
 * records say `redacted`, so that the former bytes are known should a backup bring them back; where they are back, the
 * same plan takes them out again. Entries that are pieces of a message go with it.
 *
 * Pure: the caller writes the edits and appends the records, both or neither.
 */
export async function planRedact(input: RedactInput): Promise<RedactPlan> {
  const planner = new RedactPlanner(input)
  await planner.plan()
  const { edits, records, entries, missing, tooLarge } = planner
  return { edits, records, entries, missing, tooLarge }
}

/** The two parts of an entry that a redaction may change. */
interface EntryParts {
  readonly fromLine: Uint8Array
  readonly message: Uint8Array
}

class RedactPlanner {
  readonly edits: MboxEdit[] = []
  readonly records: LedgerRecord[] = []
  readonly entries: RedactedEntry[] = []
  readonly missing: string[] = []
  readonly tooLarge: string[] = []
  readonly #input: RedactInput
  readonly #order = new LedgerSequence()
  readonly #ids: IdAssigner
  /** Of a message that was withdrawn here: the `seq` of what holds its place. */
  readonly #placeHolders = new Map<number, number>()
  #nextSeq: number

  constructor(input: RedactInput) {
    this.#input = input
    for (const { seq } of input.state.sequence) this.#order.place(seq)
    this.#ids = input.audit.createIds()
    this.#nextSeq = input.state.messages.length
  }

  async plan(): Promise<void> {
    const { state, present, audit } = this.#input
    const wanted = this.#wantedIds()
    const { presentOf } = audit.fates.alignment
    for (const [r, recorded] of state.sequence.entries()) {
      const id = recorded.of ?? recorded.id
      if (!wanted.has(id) && !wanted.has(recorded.id)) continue
      const message = present.messages[presentOf[r]!]
      if (message !== undefined) await this.#redact(recorded, r, message)
    }
    for (const [p, fate] of audit.fates.present.entries()) {
      if (fate?.fate !== 'restored') continue
      const recorded = state.messages[fate.seq]!
      if (wanted.has(recorded.id) && recorded.removed !== undefined)
        await this.#redact(recorded, null, present.messages[p]!)
    }
    const found = new Set(this.entries.map(({ id }) => id))
    for (const id of wanted) if (!found.has(id) && !this.tooLarge.includes(id)) this.missing.push(id)
  }

  #wantedIds(): Set<string> {
    const { state, ids, messageIds } = this.#input
    const wanted = new Set<string>()
    for (const id of ids) {
      const message = state.byId.get(id)
      if (message === undefined) this.missing.push(id)
      else wanted.add(message.of ?? message.id)
    }
    for (const messageId of messageIds) {
      const named = state.messages.filter(
        (message) => message.kind === 'message' && message.messageId === messageId,
      )
      for (const { id } of named) wanted.add(id)
      if (named.length === 0) this.missing.push(`<${messageId}>`)
    }
    return wanted
  }

  /** @param r - Null where the entry is a withdrawn message that is back, at a place that nothing holds. */
  async #redact(recorded: RecordedMessage, r: number | null, present: PresentMessage): Promise<void> {
    const { readEntry, state, wish } = this.#input
    const id = recorded.of ?? recorded.id
    const owner = state.byId.get(id)!
    const bytes = await readEntry(present)
    if (bytes === null) {
      this.tooLarge.push(id)
      return
    }
    const part = ({ start, end }: ByteRange): Uint8Array =>
      bytes.subarray(start - present.offset, end - present.offset)
    const before = { fromLine: part(present.fromLine), message: part(present.message) }
    const isGone = owner.withdrawn !== null
    const isWhole = wish === null || isGone
    const edits = isWhole
      ? wholeEdits(before, recorded)
      : redactMessage(before.fromLine, before.message, wish)
    const after = {
      fromLine: applyByteEdits(before.fromLine, edits.fromLine),
      message: applyByteEdits(before.message, edits.message),
    }
    const isSame = areEqual(before.fromLine, after.fromLine) && areEqual(before.message, after.message)
    const { file } = present
    for (const [range, list] of [
      [present.fromLine, edits.fromLine],
      [present.message, edits.message],
    ] as const) {
      if (isSame) break
      for (const { start, end, bytes: to, why } of list)
        this.edits.push({
          file,
          start: range.start + start,
          end: range.start + end,
          runs: [{ bytes: to }],
          why,
        })
    }
    this.entries.push({
      id,
      messageId: owner.messageId,
      position: present.position,
      whole: isWhole,
      places: isSame ? 0 : edits.fromLine.length + edits.message.length,
      unreached: edits.unreached,
    })
    if (r !== null) this.#record(recorded, r, this.#formOf(after))
  }

  #formOf({ fromLine, message }: EntryParts): {
    readonly messageId: string | null
    readonly digests: MessageDigests
  } {
    const { host, state } = this.#input
    const digests = digestMessage(message, { host, quoting: state.settings.quoting }, fromLine)
    const id = readMessageId(message, readHeaderFields(message).fields)
    return { messageId: id === null ? null : formatMessageId(id), digests }
  }

  #record(
    recorded: RecordedMessage,
    r: number,
    { messageId, digests }: { readonly messageId: string | null; readonly digests: MessageDigests },
  ): void {
    const { state, wish, decision } = this.#input
    const decided = { ...decision, codes: [REDACTED] }
    if (wish === null && recorded.kind === 'message') {
      const beforeSeq = r === 0 ? -1 : state.sequence[r - 1]!.seq
      const before = this.#placeHolders.get(beforeSeq) ?? beforeSeq
      const seq = this.#nextSeq++
      this.#placeHolders.set(recorded.seq, seq)
      this.#order.take(recorded.seq)
      const after = before === this.#order.last ? {} : { after: before }
      this.#order.place(seq, before)
      const id = this.#ids.assign({ messageId, content: digests.content })
      const page = { number: null, path: null }
      this.records.push({ type: 'withdraw', seq: recorded.seq, ...decided })
      this.records.push({
        type: 'phantom',
        seq,
        id,
        messageId,
        of: recorded.id,
        ...page,
        ...after,
        ...digests,
        ...decided,
      })
      return
    }
    const isSame = recorded.digests.raw === digests.raw && recorded.digests.fromLine === digests.fromLine
    if (isSame) return
    const changed = messageId === recorded.messageId ? {} : { messageId }
    this.records.push({ type: 'amend', seq: recorded.seq, ...changed, ...digests, ...decided })
  }
}

/** The whole entry gives way to its stub. The From_ line of a piece may be text: it goes too. */
function wholeEdits(
  { fromLine, message }: EntryParts,
  { kind, holdsPlace }: RecordedMessage,
): { fromLine: ByteEdit[]; message: ByteEdit[]; unreached: string[] } {
  const isPiece = kind === 'phantom' && holdsPlace !== true
  const why = 'the whole message'
  return {
    fromLine: isPiece
      ? [{ start: 0, end: fromLine.length, bytes: withoutSender(fromLine), why: 'its From_ line' }]
      : [],
    message: [{ start: 0, end: message.length, bytes: withdrawnStub(message), why }],
    unreached: [],
  }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
