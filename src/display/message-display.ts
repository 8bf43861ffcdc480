import type { CharsetProblem } from '../charsets/decode-text.ts'

/** What a page cannot show as the sender meant it. The words for people live in `site/`. */
export type DisplayProblemCode =
  | CharsetProblem
  | 'message-too-large' // more than MAX_MESSAGE_BYTES: the source is shown
  | 'unreadable-mime' // the MIME reader gave up on it: the source is shown
  | 'no-text-part' // nothing but HTML, attachments or broken parts: the source is shown
  | 'parts-not-shown' // attachments and other parts beside the text
  | 'text-clipped' // the text goes on behind MAX_TEXT_CHARS
  | 'source-clipped' // the source goes on behind MAX_SOURCE_BYTES
  | 'field-clipped' // a header field goes on behind MAX_FIELD_CHARS

/** One thing that a page cannot show as the sender meant it. */
export interface DisplayProblem {
  readonly code: DisplayProblemCode
  /** How many parts, for `parts-not-shown`; else null. */
  readonly count: number | null
}

/**
 * One message as a page shows it: plain text in every field, to be escaped by whoever writes HTML.
 *
 * Header fields are one line each without control characters, null where the message has no such field.
 * `text` has LF line ends and no control characters but LF and TAB.
 */
export interface MessageDisplay {
  readonly from: string | null
  readonly to: string | null
  readonly cc: string | null
  readonly subject: string | null
  /** The Date field as the sender's program wrote it. */
  readonly date: string | null
  readonly text: string
  /** `part`: the decoded text parts; `source`: the message as it lies in the mbox, or its HTML. */
  readonly textFrom: 'part' | 'source'
  readonly problems: readonly DisplayProblem[]
}

/** What stays of a larger message goes no further than its source: MIME readers take many times its size. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024
/** How much text a page shows, in UTF-16 code units. */
export const MAX_TEXT_CHARS = 1024 * 1024
/** How much source a page shows. */
export const MAX_SOURCE_BYTES = 64 * 1024
/** How much of one header field a page shows, in UTF-16 code units. */
export const MAX_FIELD_CHARS = 2_000
