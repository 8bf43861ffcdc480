import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import type { DateSource, MessageDigests } from '../message/present-message.ts'
import type { Identified } from '../message/stable-id.ts'

/** How paths are made for new messages, in the order in which they are documented. */
export const LAYOUTS = ['stable', 'pipermail', 'mhonarc', 'hypermail'] as const
/** One of {@link LAYOUTS}. */
export type Layout = (typeof LAYOUTS)[number]
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
  /** Version of the time zone data that chose volumes, such as `2025a`; null where none was asked. */
  readonly tzVersion: string | null
  readonly baseUrl: string | null
}

/** A decision that took a message out of the sequence. */
export interface Withdrawal {
  readonly reason: string
  readonly by: string
  /** ISO 8601, UTC, as the caller gave it. */
  readonly at: string
  /** Codes of the findings that were accepted. */
  readonly codes: readonly string[]
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
  /** The sender asked not to be archived. */
  readonly noArchive: boolean
  /** The first path was computed, not read from a published tree. */
  readonly predicted: boolean
  readonly withdrawn: Withdrawal | null
  /** What its stable ID was made from, where a later record changed the msgid or the content. */
  readonly identity?: Identified
  /**
   * The forms that redactions took away, the oldest first: should one stand in the files again, it is not shown. Absent
   * where nothing was redacted.
   */
  readonly removed?: readonly MessageDigests[]
  /** A phantom that holds the place of a message that was redacted as a whole: the message that it is `of`. */
  readonly holdsPlace?: true
  /** The form of a lost message in whose place a placeholder stands. Absent where there is none. */
  readonly lost?: MessageDigests
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

/** What a kept file was in its tree: an index page, or the page of a message that no mbox holds. */
export type FileKind = 'index' | 'page'

/** A file kept from an adopted tree. */
export interface KeptFile {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** Stable ID of the message it belongs to, or null. */
  readonly of: string | null
  /** What stands at its path is made anew from it; null where the file is copied as it is. */
  readonly kind: FileKind | null
}

/** What stands behind the last commit: the remains of a run that was stopped. The next run cuts them off. */
export interface Uncommitted {
  /** Line number of the first line behind the last commit, from 1. */
  readonly line: number
  /** Byte offset where it begins: the length to which the file is cut. */
  readonly offset: number
  /** How many bytes stand there. */
  readonly bytes: number
  /** The last line has no end. */
  readonly torn: boolean
}

/** A ledger after replay, up to its last commit. */
export interface LedgerState {
  /** The settings in force: line 1, with later `base` and `layout` records applied. */
  readonly settings: LedgerSettings
  /** Every layout that was ever in force, the oldest first; the current one is the last. */
  readonly layouts: readonly Layout[]
  /** The live entries in the order in which they stand in the list: withdrawn ones are not here. */
  readonly sequence: readonly RecordedMessage[]
  /** Every message and phantom by `seq`. */
  readonly messages: readonly RecordedMessage[]
  readonly byId: ReadonlyMap<string, RecordedMessage>
  /** Every path ever recorded, and the stable ID that owns it. */
  readonly owners: ReadonlyMap<string, string>
  /** The highest number ever issued, those of kept pages and aliases too, or -1. */
  readonly highestNumber: number
  readonly segments: readonly Segment[]
  readonly files: readonly KeptFile[]
  /** The paths of `files`: reserved like the paths in `owners`, but no message answers there. */
  readonly filePaths: ReadonlySet<string>
  /** Keys of file findings that stood when the last run was committed (see `commit` in docs/ledger-format.md). */
  readonly noted: ReadonlySet<string>
  /** The `sum` of the last commit: the next line chains to it. */
  readonly lastSum: string
  /** The `sum` of every commit line, the oldest first; before them that of the lost ledger that this one follows. */
  readonly commits: readonly string[]
  /** Length in bytes up to and with the last commit: where the next record goes. */
  readonly committedBytes: number
  /** What stands behind the last commit; null where nothing does. */
  readonly uncommitted: Uncommitted | null
}
