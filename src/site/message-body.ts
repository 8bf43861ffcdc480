import type { DisplayAttachment, DisplayPart, MessageDisplay, TextPart } from '../display/message-display.ts'
import { clip } from '../display/page-text.ts'
import { placePictures } from '../display/place-pictures.ts'
import type { AttachmentData, BodyPart, MessageBodyData } from './body-data.ts'
import { pictureSize, type PictureSize } from './picture-size.ts'
import { problemNotes } from './problem-words.ts'
import { relativeHref } from './relative-href.ts'
import { safeHtml } from './safe-html.ts'
import { attachmentPath } from './site-paths.ts'
import { textPieces } from './text-blocks-data.ts'
import type { SiteWords } from './words/site-words.ts'

/** Types that every browser shows as a picture, and whose size we read. */
const PICTURE_TYPES: readonly string[] = ['image/png', 'image/gif', 'image/jpeg']

/** How much of a message is shown, and where. */
export interface BodyOptions {
  readonly words: SiteWords
  /** The page that it is shown on. */
  readonly page: string
  readonly addresses: 'obscured' | 'shown'
  /** Stable ID of the message: its attachments stand under it. */
  readonly id: string
  /** The most that is shown of all its text, in UTF-16 code units; the rest is on the message's own page. */
  readonly maxText: number
}

/**
 * What a page shows of a message below its head.
 *
 * @param pieces - The message, and after it the pieces of its body that stand in the list as entries of their own.
 */
export function messageBody(pieces: readonly MessageDisplay[], options: BodyOptions): MessageBodyData {
  const parts: BodyPart[] = []
  const attachments = pieces.flatMap((piece) => attachmentsOf(piece.parts))
  const sizes = new Map(attachments.map((file) => [file.fileName, shownSize(file)]))
  const room = { left: options.maxText }
  for (const piece of pieces) addParts(piece.parts, options, { room, sizes }, parts)
  const inText = new Set(pieces.flatMap((piece) => picturesInText(piece.parts)))
  return {
    notes: [...new Set(pieces.flatMap(({ problems }) => problemNotes(options.words, problems)))],
    parts,
    attachments: attachments.map((file) =>
      attachmentData(file, options, inText.has(file.fileName) ? null : (sizes.get(file.fileName) ?? null)),
    ),
  }
}

/** Every file that came with a message, those of messages inside it too, in the order of the message. */
export function attachmentsOf(parts: readonly DisplayPart[]): readonly DisplayAttachment[] {
  return parts.flatMap((part) =>
    part.kind === 'attachment'
      ? [part.attachment]
      : part.kind === 'message'
        ? attachmentsOf(part.display.parts)
        : [],
  )
}

/** What is known while the parts of a message are gone through. */
interface BodyState {
  readonly room: { left: number }
  /** Of the pictures that came with it, by file name. */
  readonly sizes: ReadonlyMap<string, PictureSize | null>
}

function addParts(
  parts: readonly DisplayPart[],
  options: BodyOptions,
  state: BodyState,
  into: BodyPart[],
): void {
  for (const part of parts) {
    if (part.kind === 'text') {
      if (part.text !== '') into.push({ text: textPart(part, options, state.room), html: null, inner: null })
    } else if (part.kind === 'html') {
      const placed = placePictures(part.html, (name) => ({
        href: fileHref(options, name),
        size: state.sizes.get(name) ?? null,
      }))
      const html = { html: safeHtml(placed), isAlternative: part.saysTheSameAsText }
      into.push({ text: null, html, inner: null })
    } else if (part.kind === 'message') {
      const inner = { fields: innerFields(options.words, part.display), parts: [] as BodyPart[] }
      into.push({ text: null, html: null, inner })
      addParts(part.display.parts, options, state, inner.parts)
    }
  }
}

function textPart(part: TextPart, options: BodyOptions, room: { left: number }): BodyPart['text'] {
  const { text, clipped } = clip(part.text, Math.max(0, room.left))
  room.left -= part.text.length
  return { name: part.displayName, pieces: textPieces({ ...part, text }, options), isCut: clipped }
}

function innerFields(
  { labels }: SiteWords,
  display: MessageDisplay,
): readonly { name: string; value: string }[] {
  const fields: readonly (readonly [string, string | null])[] = [
    [labels.subject, display.subject],
    [labels.from, display.from],
    [labels.date, display.date],
    [labels.to, display.to],
    [labels.cc, display.cc],
  ]
  return fields.flatMap(([name, value]) => (value === null || value === '' ? [] : [{ name, value }]))
}

function fileHref({ page, id }: BodyOptions, fileName: string): string {
  return relativeHref(page, attachmentPath(id, fileName))
}

/** Size of a picture that browsers show, else null. */
function shownSize({ mediaType, bytes }: DisplayAttachment): PictureSize | null {
  return PICTURE_TYPES.includes(mediaType) ? pictureSize(bytes) : null
}

/** Pictures that the open HTML of a message shows: below it their names are enough. */
function picturesInText(parts: readonly DisplayPart[]): readonly string[] {
  const isOpen = parts.some((part) => part.kind === 'html' && !part.saysTheSameAsText)
  return parts.flatMap((part) => {
    if (part.kind === 'message') return picturesInText(part.display.parts)
    return isOpen && part.kind === 'attachment' && part.role === 'picture' ? [part.attachment.fileName] : []
  })
}

function attachmentData(
  attachment: DisplayAttachment,
  options: BodyOptions,
  picture: PictureSize | null,
): AttachmentData {
  const { displayName, fileName, mediaType, size } = attachment
  return {
    href: fileHref(options, fileName),
    name: displayName ?? fileName,
    detail: options.words.file(mediaType, options.words.size(size)),
    picture,
  }
}
