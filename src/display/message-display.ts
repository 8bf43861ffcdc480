import type { CharsetProblem } from '../charsets/decode-text.ts'

/** What a page cannot show as the sender meant it. The words for people live in `site/`. */
export type DisplayProblemCode =
  | CharsetProblem
  | 'message-too-large' // more than MAX_MESSAGE_BYTES: the source is shown
  | 'head-too-large' // the header section goes on behind MAX_HEAD_BYTES: later fields are not read
  | 'too-many-parts' // more than MAX_PARTS: the source is shown
  | 'nested-too-deep' // parts inside parts behind MAX_PART_DEPTH: that part is not taken apart
  | 'unreadable-mime' // the MIME reader gave up on it: the source is shown
  | 'unknown-transfer-encoding' // a part is shown as it stands in the message
  | 'no-text-part' // no part can be found: the source is shown
  | 'html-too-large' // an HTML part over MAX_HTML_BYTES: its source is shown
  | 'html-too-deep' // elements behind MAX_HTML_DEPTH and MAX_HTML_ELEMENTS are left out, their text is kept
  | 'unreadable-html' // an HTML part that cannot be parsed: its source is shown
  | 'remote-content' // pictures and the like that a page would have to load from elsewhere: left out
  | 'text-clipped' // the text goes on behind MAX_TEXT_CHARS
  | 'source-clipped' // the source goes on behind MAX_SOURCE_BYTES
  | 'field-clipped' // a header field goes on behind MAX_FIELD_CHARS

/** One thing that a page cannot show as the sender meant it. */
export interface DisplayProblem {
  readonly code: DisplayProblemCode
  /** How many of them, where they are counted (`remote-content`); else null. */
  readonly count: number | null
}

/** A text to read. */
export interface TextPart {
  readonly kind: 'text'
  /** LF line ends, no control characters but LF and TAB, no blank lines at the end. */
  readonly text: string
  /**
   * `plain`; `patch`: declared as one, such as `text/x-patch`; `report`: a delivery report or something else for
   * programs; `source`: shown as it stands because it could not be shown otherwise.
   *
   * What stands inside a text, patches too, `readTextBlocks` tells.
   */
  readonly flavour: 'plain' | 'patch' | 'report' | 'source'
  /** The name that its sender gave it, made harmless; or null. */
  readonly displayName: string | null
}

/** A text in HTML. */
export interface HtmlPart {
  readonly kind: 'html'
  /**
   * A fragment of harmless HTML: a closed list of elements and attributes, nothing that runs or loads, every
   * link `rel="nofollow noopener noreferrer ugc"`. It may stand in a page as it is, without a content security
   * policy; whoever changes it makes it harmful. Its pictures are named, not placed: see `placePictures`.
   */
  readonly html: string
  /** A text part before it says the same: a page need not show both. */
  readonly saysTheSameAsText: boolean
}

/** A file that came with a message. */
export interface DisplayAttachment {
  /**
   * Made by us, unique in the message: `001-name.ext` of `a-z`, `0-9` and `-`, at most {@link MAX_FILE_NAME}
   * characters. The extension is one of a closed list that no server or browser runs; else `bin`.
   */
  readonly fileName: string
  /** As its sender named it, without control and direction characters, at most {@link MAX_DISPLAY_NAME}; or null. */
  readonly displayName: string | null
  /** Lower case, without parameters, as declared; `application/octet-stream` where nothing readable is. */
  readonly mediaType: string
  /** Bytes after transfer decoding. */
  readonly size: number
  /** Hexadecimal, of the bytes. */
  readonly sha256: string
  /** Without angle brackets, or null. */
  readonly contentId: string | null
  readonly bytes: Uint8Array
}

/** A part that is a file to keep. */
export interface AttachmentPart {
  readonly kind: 'attachment'
  readonly attachment: DisplayAttachment
  /** `picture`: the HTML part beside it shows it; `signature`: it signs the parts before it (RFC 1847). */
  readonly role: 'file' | 'picture' | 'signature'
}

/** A message inside the message: forwarded, or one of a digest. Its problems stand with the outer one's. */
export interface MessagePart {
  readonly kind: 'message'
  readonly display: MessageDisplay
}

/** One thing to show of a message. */
export type DisplayPart = TextPart | HtmlPart | AttachmentPart | MessagePart

/**
 * One message as a page shows it: plain text in every field but `html`, to be escaped by whoever writes HTML.
 *
 * Header fields are one line each without control characters, null where the message has no such field.
 */
export interface MessageDisplay {
  readonly from: string | null
  readonly to: string | null
  readonly cc: string | null
  readonly subject: string | null
  /** The Date field as the sender's program wrote it. */
  readonly date: string | null
  /** Where the list takes mail, as `List-Post` says: its own address, whole; null where none is told. */
  readonly listPost: string | null
  /** What a page shows, in the order of the message. */
  readonly parts: readonly DisplayPart[]
  /**
   * All that there is to read, for search and feeds: the text parts, HTML without a text beside it as plain text,
   * and embedded messages under their fields, an empty line between two.
   */
  readonly text: string
  /** `part`: decoded parts; `source`: the message as it lies in the mbox, because no part of it can be read. */
  readonly textFrom: 'part' | 'source'
  readonly problems: readonly DisplayProblem[]
}

/** What stays of a larger message goes no further than its source: MIME readers take many times its size. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024
/** How much of a header section is read. */
export const MAX_HEAD_BYTES = 1024 * 1024
/** MIME parts of a message, those of messages inside it counted too. */
export const MAX_PARTS = 1_000
/** How deep parts and messages may stand inside one another. */
export const MAX_PART_DEPTH = 100
/** How much text a page shows of one part, and of all, in UTF-16 code units. */
export const MAX_TEXT_CHARS = 1024 * 1024
/** How much source a page shows. */
export const MAX_SOURCE_BYTES = 64 * 1024
/** How much of one header field a page shows, in UTF-16 code units. */
export const MAX_FIELD_CHARS = 2_000
/** The largest HTML part that is shown as HTML. */
export const MAX_HTML_BYTES = 1024 * 1024
/** How deep elements of an HTML part may stand inside one another. */
export const MAX_HTML_DEPTH = 100
/** How many elements an HTML part may have. */
export const MAX_HTML_ELEMENTS = 20_000
/** The longest name of a file that is made for an attachment, in characters. */
export const MAX_FILE_NAME = 80
/** The longest name of an attachment that is shown, in UTF-16 code units. */
export const MAX_DISPLAY_NAME = 200
