import type { SafeHtml } from './safe-html.ts'

/** A piece of text, perhaps a link. */
export interface TextRun {
  readonly text: string
  /** An absolute `http`, `https`, `ftp` or `mailto` URL, or null. */
  readonly href: string | null
  /** Of a line in a patch: what it does. */
  readonly mark: 'added' | 'removed' | 'place' | null
  /** It is a line end at which a narrow page may go on in the same line. */
  readonly isSoft: boolean
  /** The quote mark behind a soft line end, or null. */
  readonly quote: string | null
}

/** Text of one sort: what was written, what was quoted, a signature. */
export interface TextBlockData {
  /** Classes of the stylesheet. */
  readonly kind: string
  /** What the block is, in words, where it is no ordinary text; else null. */
  readonly label: string | null
  readonly isQuote: boolean
  /** Its lines are wider than some pages: it can be scrolled, with the keyboard too. */
  readonly isWide: boolean
  /** A blank line stands behind it. */
  readonly hasGap: boolean
  readonly runs: readonly TextRun[]
}

/** Blocks that belong together; a long quote or a footer stands behind a switch. */
export interface TextPieceData {
  /** What the switch says; null where there is none. */
  readonly fold: string | null
  readonly blocks: readonly TextBlockData[]
}

/** A text part. */
export interface TextPartData {
  /** The name that its sender gave it, or null. */
  readonly name: string | null
  readonly pieces: readonly TextPieceData[]
  /** It goes on on the message's own page. */
  readonly isCut: boolean
}

/** An HTML part. */
export interface HtmlPartData {
  readonly html: SafeHtml
  /** The text before it says the same: it stands behind a switch. */
  readonly isAlternative: boolean
}

/** A message inside the message: its head, and what is shown of it below that. */
export interface InnerMessageData {
  readonly fields: readonly { readonly name: string; readonly value: string }[]
  readonly parts: readonly BodyPart[]
}

/** A file that came with a message. */
export interface AttachmentData {
  readonly href: string
  readonly name: string
  /** `image/png, 12 kB`. */
  readonly detail: string
  /** Shown in the page; its place is reserved. */
  readonly picture: { readonly width: number; readonly height: number } | null
}

/** One thing to show of a message: exactly one field is not null. */
export interface BodyPart {
  readonly text: TextPartData | null
  readonly html: HtmlPartData | null
  readonly inner: InnerMessageData | null
}

/** `message-body.hbs`: what is shown of a message below its head. */
export interface MessageBodyData {
  /** What cannot be shown as the sender meant it, in words. */
  readonly notes: readonly string[]
  readonly parts: readonly BodyPart[]
  readonly attachments: readonly AttachmentData[]
}
