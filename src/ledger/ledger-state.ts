import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import type { DateSource, MessageDigests } from '../message/present-message.ts'

/** How paths are made for new messages. */
export type Layout = 'stable' | 'pipermail' | 'mhonarc' | 'hypermail'
/** The stretch of time that one volume of an old layout covers. */
export type Period = 'year' | 'quarter' | 'month' | 'week' | 'day'

/** Line 1 of a ledger: what holds for the whole list. */
export interface LedgerSettings {
  readonly list: string
  readonly separator: SeparatorRule
  readonly quoting: QuotingVariant
  readonly layout: Layout
  readonly period: Period
  readonly timezone: string
  readonly baseUrl: string | null
}

/** A decision that took a message out of the sequence. */
export interface Withdrawal {
  readonly reason: string
  readonly by: string
  /** ISO 8601, UTC, as the caller gave it. */
  readonly at: string
}

/** A message or phantom as the ledger knows it after all its records have been replayed. */
export interface RecordedMessage {
  /** Order of recording, from 0; counts phantoms too. */
  readonly seq: number
  readonly kind: 'message' | 'phantom'
  readonly id: string
  /** Of a phantom: the stable ID of the message that it belongs to. */
  readonly of: string | null
  readonly messageId: string | null
  readonly date: string | null
  readonly dateFrom: DateSource | null
  readonly number: number | null
  /** The current path, or null. */
  readonly path: string | null
  /** Every path it ever had, the oldest first; the current one is the last. */
  readonly paths: readonly string[]
  /** URLs that open the message but were never its page. */
  readonly aliases: readonly string[]
  readonly digests: MessageDigests
  readonly withdrawn: Withdrawal | null
}

/** A run of entries that is proved unchanged by one hash. */
export interface Segment {
  /** `seq` of its first and of its last entry. */
  readonly first: number
  readonly last: number
  readonly bytes: number
  /** SHA-256 of the entries' bytes, base64url. */
  readonly sha256: string
}

/** A file kept from an adopted tree. */
export interface KeptFile {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** Stable ID of the message it belongs to, or null. */
  readonly of: string | null
}

/** A ledger after replay. */
export interface LedgerState {
  readonly settings: LedgerSettings
  /** The live entries in the order in which they stand in the list: withdrawn ones are not here. */
  readonly sequence: readonly RecordedMessage[]
  /** Every message and phantom by `seq`. */
  readonly messages: readonly RecordedMessage[]
  readonly byId: ReadonlyMap<string, RecordedMessage>
  /** Every path ever recorded, and the stable ID that owns it. */
  readonly owners: ReadonlyMap<string, string>
  /** The highest number ever issued, or -1. */
  readonly highestNumber: number
  readonly segments: readonly Segment[]
  readonly files: readonly KeptFile[]
  /** Keys of file findings that stood when the last run was committed (see `commit` in docs/ledger-format.md). */
  readonly noted: ReadonlySet<string>
  /** The `sum` of the last line. */
  readonly lastSum: string
  /** The `sum` of every commit line, the oldest first. */
  readonly commits: readonly string[]
}
