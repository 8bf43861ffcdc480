import { createHash } from 'node:crypto'
import { decodeText } from '../charsets/decode-text.ts'
import { attachmentDisplayName, attachmentFileName, isPictureFile } from './attachment-name.ts'
import type { DisplayRun } from './display-run.ts'
import { unflowText } from './flowed-text.ts'
import {
  MAX_FIELD_CHARS,
  MAX_HTML_BYTES,
  MAX_PART_DEPTH,
  type AttachmentPart,
  type DisplayPart,
  type MessageDisplay,
} from './message-display.ts'
import type { MimePart } from './mime-parts.ts'
import { pageText } from './page-text.ts'
import { sanitiseHtml } from './sanitise-html.ts'
import { sharesWords } from './shared-words.ts'
import { sourcePart, textPart } from './text-part.ts'

/** Types under `text/` whose source is no text to read: kept as files. */
const UNREADABLE_TEXT = new Set(['rtf', 'richtext', 'enriched', 'calendar', 'x-vcard', 'vcard', 'css', 'xml', 'x-amp-html', 'javascript', 'x-javascript']) // prettier-ignore
/** Types for programs that are text to read. */
const REPORTS = new Set([
  'message/delivery-status', 'message/disposition-notification', 'message/external-body', 'message/partial',
  'message/rfc822-headers', 'text/rfc822-headers',
]) // prettier-ignore
const PATCHES = new Set(['text/x-patch', 'text/x-diff', 'text/patch', 'text/diff'])
/** RFC 1847, and its older name. */
const SIGNATURES = new Set(['application/pgp-signature', 'application/pkcs7-signature', 'application/x-pkcs7-signature']) // prettier-ignore

type Shown = 'text' | 'html' | 'message' | 'attachment'

/** The parts of one message, and all text in them. */
export interface DisplayedParts {
  readonly parts: readonly DisplayPart[]
  /** Not yet cut: at most `MAX_TEXT_CHARS` for each part. */
  readonly text: string
}

/**
 * Makes parts for a page of the leaves of one message, in their order.
 *
 * @param depth - How many parts the message itself is in.
 */
export async function displayParts(
  found: readonly MimePart[],
  depth: number,
  run: DisplayRun,
): Promise<DisplayedParts> {
  const parts: DisplayPart[] = []
  const texts: string[] = []
  // Files first: HTML shows pictures that stand behind it.
  const files = found.map((part) =>
    shownAs(part, depth, run) === 'attachment' ? attachmentOf(part, run) : null,
  )
  const pictures = new Map<string, string>()
  for (const file of files) {
    const { contentId, fileName } = file?.attachment ?? { contentId: null, fileName: '' }
    if (contentId !== null && isPictureFile(fileName) && !pictures.has(contentId))
      pictures.set(contentId, fileName)
  }
  const shown = new Set<string>()
  const alternatives = new Map<number, string>()
  for (const [index, part] of found.entries()) {
    const file = files[index]
    if (file != null) {
      parts.push(file)
      continue
    }
    if (!part.decoded) run.problems.add('unknown-transfer-encoding')
    const kind = shownAs(part, depth, run)
    if (kind === 'message') {
      const display = await run.displayEmbedded(part.bytes, depth + part.depth + 1, run)
      parts.push({ kind: 'message', display })
      texts.push(embeddedText(display))
    } else if (kind === 'html') {
      const said = alternatives.get(part.alternative)
      const html = htmlPart(part, pictures, said ?? null, shown, run)
      parts.push(html.part)
      if (!html.saysTheSame) texts.push(html.text)
    } else {
      const text = readableText(part, run)
      if (text.text === '') continue
      parts.push(text)
      texts.push(text.text)
      if (part.alternative > 0 && !alternatives.has(part.alternative))
        alternatives.set(part.alternative, text.text)
    }
    if (part.appended.length > 0) {
      const appended = textPart(part.appended, null, 'plain', run.problems)
      if (appended.text.trim() !== '') {
        parts.push(appended)
        texts.push(appended.text)
      }
    }
  }
  return {
    parts: parts.map((part) => (part.kind === 'attachment' ? withRole(part, shown) : part)),
    text: texts.filter((text) => text !== '').join('\n\n'),
  }
}

function shownAs(part: MimePart, depth: number, run: DisplayRun): Shown {
  if (part.disposition === 'attachment') return 'attachment'
  const [type, subtype = ''] = part.contentType.split('/')
  const isMessage = part.contentType === 'message/rfc822' || part.contentType === 'message/global'
  if (depth + part.depth + (isMessage ? 1 : 0) > MAX_PART_DEPTH) {
    run.problems.add('nested-too-deep')
    return 'attachment'
  }
  if (isMessage) {
    // No parts left is too many parts; too many bytes comes of messages in messages.
    if (run.parts > 0 && run.embeddedBytes >= part.bytes.length) return 'message'
    run.problems.add(run.parts > 0 ? 'nested-too-deep' : 'too-many-parts')
    return 'attachment'
  }
  if (part.contentType === 'text/html') return 'html'
  if (REPORTS.has(part.contentType)) return 'text'
  return type === 'text' && !UNREADABLE_TEXT.has(subtype) ? 'text' : 'attachment'
}

function readableText(part: MimePart, run: DisplayRun): DisplayPart & { readonly kind: 'text' } {
  const flavour = PATCHES.has(part.contentType) ? 'patch' : REPORTS.has(part.contentType) ? 'report' : 'plain'
  const text = textPart(part.bytes, part.charset, flavour, run.problems)
  const displayName = attachmentDisplayName(part.fileName)
  return { ...text, text: part.flowed ? unflowText(text.text, part) : text.text, displayName }
}

function htmlPart(
  part: MimePart,
  pictures: ReadonlyMap<string, string>,
  said: string | null,
  shown: Set<string>,
  run: DisplayRun,
): { readonly part: DisplayPart; readonly text: string; readonly saysTheSame: boolean } {
  const { problems } = run
  const charset = part.charset ?? metaCharset(part.bytes)
  const asSource = (code: 'html-too-large' | 'unreadable-html') => {
    problems.add(code)
    const source = sourcePart(part.bytes, charset, problems)
    return { part: source, text: said === null ? source.text : '', saysTheSame: said !== null }
  }
  if (part.bytes.length > MAX_HTML_BYTES) return asSource('html-too-large')
  try {
    const decoded = decodeText(part.bytes, charset)
    const result = sanitiseHtml(decoded.text, {
      pictureOf: (contentId) => pictures.get(contentId) ?? null,
      showsAddresses: run.showsAddresses,
    })
    for (const code of decoded.problems) problems.add(code)
    if (result.simplified) problems.add('html-too-deep')
    if (result.remote > 0) problems.add('remote-content', result.remote)
    for (const name of result.pictures) shown.add(name)
    const saysTheSame = said !== null && sharesWords(result.text, said)
    return {
      part: { kind: 'html', html: result.html, saysTheSameAsText: saysTheSame },
      text: result.text,
      saysTheSame,
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return asSource('unreadable-html')
  }
}

/** WHATWG HTML, section 13.2.3.2, as far as mail has ever used it: a `meta` in the first 1024 bytes. */
function metaCharset(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  return /<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(start)?.[1] ?? null
}

function attachmentOf(part: MimePart, run: DisplayRun): AttachmentPart {
  run.attachments += 1
  const mediaType = /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/.test(part.contentType)
    ? part.contentType
    : 'application/octet-stream'
  // A list's footer behind base64 text belongs to no file, and is no reason to lose it. A copy: a view would
  // hold on to the whole message, and take it along to other threads.
  const bytes = new Uint8Array(part.bytes.length + part.appended.length)
  bytes.set(part.bytes)
  bytes.set(part.appended, part.bytes.length)
  return {
    kind: 'attachment',
    role: SIGNATURES.has(mediaType) ? 'signature' : 'file',
    attachment: {
      fileName: attachmentFileName(run.attachments, mediaType, part.fileName),
      displayName: attachmentDisplayName(part.fileName),
      mediaType,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      contentId: part.contentId === null ? null : pageText(part.contentId).slice(0, MAX_FIELD_CHARS),
      bytes,
    },
  }
}

function withRole(part: AttachmentPart, shown: ReadonlySet<string>): AttachmentPart {
  return shown.has(part.attachment.fileName) ? { ...part, role: 'picture' } : part
}

function embeddedText({ from, to, cc, date, subject, text }: MessageDisplay): string {
  const fields = [
    ['From', from],
    ['To', to],
    ['Cc', cc],
    ['Date', date],
    ['Subject', subject],
  ] as const
  const head = fields.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`])).join('\n')
  return [head, text].filter((piece) => piece !== '').join('\n\n')
}
