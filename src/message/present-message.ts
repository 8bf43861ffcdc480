import type { ByteRange, Observation, MboxObservationCode } from '../mbox/entry.ts'

/**
 * The digests of one message, as the ledger keeps them: base64url without padding.
 *
 * `raw` and `content` are whole SHA-256 values (43 characters), the others the first 128 bits of one
 * (22 characters). `docs/ledger-format.md` defines each to the byte.
 */
export interface MessageDigests {
  /** The bytes after the From_ line, without the trailer. */
  readonly raw: string
  /** The From_ line without its line end. */
  readonly fromLine: string
  /** The header section with LF line ends, reader fields left out. */
  readonly head: string
  /** The header section as in `head`, only its bytes 0x21 to 0x7E. */
  readonly headLoose: string
  /** The body with LF line ends, quoting undone, trailing blank lines cut. */
  readonly body: string
  /** Length in bytes of what `body` was computed over. */
  readonly size: number
  /** The body's bytes 0x21 to 0x7E only: tells a change of charset or white space from a change of text. */
  readonly loose: string
  /** Head and body without blanks and control bytes: tells a change of white space from one of charset. */
  readonly dense: string
  /** Identity: a closed list of fields and the body. */
  readonly content: string
}

/** What the message layer noticed in one message. The words for people live in `audit/`. */
export type MessageObservationCode =
  | 'missing-message-id' // no Message-ID field, or an empty one
  | 'multiple-message-id'
  | 'malformed-message-id' // no single `<left@right>`; the bytes are kept as they are
  | 'missing-date'
  | 'unreadable-date'
  | 'missing-from'
  | 'malformed-header' // a line in the header section that is no field and no continuation
  | 'no-header'
  | 'no-body'
  | 'invalid-utf8' // undeclared 8-bit bytes that are not UTF-8
  | 'long-line' // over 998 bytes, RFC 5322 section 2.1.1
  | 'unclosed-multipart' // a multipart message whose closing boundary is missing

/** Dates found in a message, in seconds since 1970 UTC; null where absent or unreadable. */
export interface DateCandidates {
  readonly date: number | null
  readonly received: number | null
  readonly fromLine: number | null
}

/** Where a recorded date was taken from. */
export type DateSource = 'date' | 'received' | 'from-line' | 'previous'

/** One entry of the mbox files as they are now: its place, its identity and its digests. */
export interface PresentMessage {
  /** Place in the list, from 0, over all its files. */
  readonly position: number
  /** Index of the file in the sorted list of files. */
  readonly file: number
  /** Byte offset of the From_ line in the decompressed file. */
  readonly offset: number
  /** Line number of the From_ line, from 1. */
  readonly line: number
  readonly fromLine: ByteRange
  readonly message: ByteRange
  readonly trailer: ByteRange
  /** The msgid as the ledger writes it (no brackets, `\xNN` for bytes that are not UTF-8), or null. */
  readonly messageId: string | null
  readonly dates: DateCandidates
  readonly digests: MessageDigests
  /** False where the entry's last byte is no LF. */
  readonly endsWithNewline: boolean
  /** The mail program may still be writing it: last entry of its file, cut in its head or without id and line end. */
  readonly open: boolean
  /** The sender asked not to be archived (X-No-Archive, or X-Archive: no). */
  readonly noArchive: boolean
  /** CR LF, LF, or both, in this message. */
  readonly lineEndings: 'lf' | 'crlf' | 'mixed' | 'none'
  /** What was noticed in this entry, in file order. */
  readonly observations: readonly Observation<MboxObservationCode | MessageObservationCode>[]
}
