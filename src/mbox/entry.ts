/** Bytes from `start` up to, not including, `end`: offsets into the decompressed file. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * One entry of an mbox file. `fromLine`, `message` and `trailer` follow each other without a gap.
 *
 * The trailer is the one empty line before the next From_ line or the end, if there is one; it may be
 * an empty range. The From_ line includes its line end.
 */
export interface MboxEntry {
  readonly fromLine: ByteRange
  readonly message: ByteRange
  readonly trailer: ByteRange
  /** Line number of the From_ line in the file, from 1. Lines end at LF only. */
  readonly line: number
}

/** What the scanner noticed on the way. The words for people live in `audit/`. */
export type MboxObservationCode =
  // From_ lines
  | 'suspect-from-line' // after an empty line, begins `From `, not accepted by the rule
  | 'unseparated-message' // a dated From_ line that a header field follows, but no empty line before it, not accepted
  | 'ambiguous-from-line' // accepted by the rule, but no header field follows
  | 'glued-from-line' // `From ` with a plausible date behind NULs or other bytes in the same line
  // the file
  | 'preamble' // bytes before the first entry
  | 'byte-order-mark' // at the start of the file, or in front of a `From ` inside it
  | 'not-an-mbox' // no entry in a file that is not empty; `detail` names what it is instead
  | 'empty-file'
  | 'folder-internal-data' // the "DON'T DELETE THIS MESSAGE" entry of a mail program
  // bytes
  | 'nul-block' // a run of 512 NULs or more
  | 'nul-bytes' // NULs at all, in blocks or not
  | 'bare-cr' // CR without LF in a file whose lines end in LF or CRLF
  | 'doubled-cr' // CR CR LF
  | 'mixed-line-endings'
  | 'crlf-line-endings' // all lines end in CRLF
  | 'no-final-newline'
  | 'binary-bytes' // a file with a high share of control bytes
  | 'content-length-conflict' // Content-Length does not lead to a From_ line or the end
  // compressed input; reported by node/, which decompresses
  | 'compressed'
  | 'gzip-damaged'
  | 'gzip-truncated'
  | 'gzip-trailing-bytes'

/** One thing noticed while reading, with its place. */
export interface Observation<Code extends string = string> {
  readonly code: Code
  /** Byte offset in the decompressed file. */
  readonly offset: number
  /** Line number in the file, from 1; null where lines mean nothing. */
  readonly line: number | null
  /** A short machine-made addition, such as the value that was wrong. Never mail text at length. */
  readonly detail?: string
}

/**
 * Receives what a scan finds, in file order, as byte runs that are only valid during the call.
 *
 * For each entry: `fromLine` once or more, `message` any number of times, then `entry`. The runs given
 * to `preamble`, `fromLine`, `message` and `entry`'s trailer, joined, are the input.
 */
export interface MboxSink {
  preamble?(bytes: Uint8Array): void
  /** A piece of the From_ line. The first piece of an entry comes with its offset and line. */
  fromLine(bytes: Uint8Array): void
  /** A piece of the message: what stands after the From_ line, without the trailer. */
  message(bytes: Uint8Array): void
  /** The entry is complete. `trailer` holds the bytes of its trailer, empty if there is none. */
  entry(entry: MboxEntry, trailer: Uint8Array): void
  /** `entry` is the index in this file of the entry that the place belongs to, or null. */
  observation(observation: Observation<MboxObservationCode>, entry: number | null): void
}
