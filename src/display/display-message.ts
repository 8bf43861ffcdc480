import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { decodeText } from '../charsets/decode-text.ts'
import { unquoteBody, type QuotingVariant } from '../mbox/quoting.ts'
import { unflowText } from './flowed-text.ts'
import {
  MAX_FIELD_CHARS,
  MAX_MESSAGE_BYTES,
  MAX_SOURCE_BYTES,
  MAX_TEXT_CHARS,
  type DisplayPart,
  type DisplayProblem,
  type DisplayProblemCode,
  type MessageDisplay,
} from './message-display.ts'
import { fieldValues, readMessageHead, type MessageHead } from './message-head.ts'
import { readMimeParts, type MimePart } from './mime-parts.ts'
import { obscureAddress } from './obscure-address.ts'
import { clip, pageText } from './page-text.ts'
import { plainPart } from './plain-part.ts'

/** How a message is made ready for a page. */
export interface DisplayOptions {
  /** The list's quoting variant: what was done to body lines that begin `From `. */
  readonly quoting: QuotingVariant
  /** Whether header fields show whole mail addresses. Default `obscured`: see {@link obscureAddress}. */
  readonly addresses?: 'obscured' | 'shown'
}

/** Types under `text/` whose source is no text to read. */
const UNREADABLE_TEXT = ['html', 'rtf', 'richtext', 'enriched', 'calendar', 'x-vcard', 'vcard', 'css', 'xml']
/** Types outside `text/` that are text to read. */
const READABLE = ['message/delivery-status', 'text/rfc822-headers', 'message/rfc822-headers']

/**
 * Makes plain data of one message for its page: header fields, the text, and what could not be shown.
 *
 * The text is that of all readable inline parts in file order, an empty line between two: `text/plain`,
 * patches, delivery reports, the texts of embedded messages under their header fields. A message without any
 * shows its source. Never rejects on bad mail: a message over {@link MAX_MESSAGE_BYTES}, or one that the MIME
 * reader gives up, shows its source with a problem. The result depends on the arguments alone.
 *
 * @param message - The bytes after the From_ line, without the trailer.
 */
export async function displayMessage(message: Uint8Array, options: DisplayOptions): Promise<MessageDisplay> {
  const problems = new ProblemList()
  const head = readMessageHead(message)
  const obscure = options.addresses === 'shown' ? (text: string) => text : obscureAddress
  const field = (name: string) => headField(head, name, problems)
  const addressField = (name: string) => {
    const text = field(name)
    return text === null ? null : obscure(text)
  }
  const fields = {
    from: addressField('from'),
    to: addressField('to'),
    cc: addressField('cc'),
    subject: field('subject'),
    date: field('date'),
  }
  const shown = await messageText(message, head, options, obscure, problems)
  return {
    ...fields,
    parts: textParts(shown.text, shown.from),
    text: shown.text,
    textFrom: shown.from,
    problems: problems.list(),
  }
}

/**
 * Makes plain data of a phantom: a piece of a body that was cut off at an unquoted `From ` line.
 *
 * It has no header fields; its text is the whole entry, the From_ line included, because that line is body
 * text too.
 *
 * @param entry - The bytes of the entry from its From_ line on, without the trailer.
 */
export function displayPhantom(entry: Uint8Array, options: DisplayOptions): MessageDisplay {
  const problems = new ProblemList()
  const decoded = decodeText(unquoteBody(entry.subarray(0, MAX_MESSAGE_BYTES), options.quoting), null)
  for (const code of decoded.problems) problems.add(code)
  const text = clipped(decoded.text, problems)
  return {
    from: null,
    to: null,
    cc: null,
    subject: null,
    date: null,
    parts: textParts(text, 'part'),
    text,
    textFrom: 'part',
    problems: problems.list(),
  }
}

function textParts(text: string, from: 'part' | 'source'): readonly DisplayPart[] {
  if (text === '') return []
  return [{ kind: 'text', text, flavour: from === 'source' ? 'source' : 'plain', displayName: null }]
}

async function messageText(
  message: Uint8Array,
  head: MessageHead,
  options: DisplayOptions,
  obscure: (text: string) => string,
  problems: ProblemList,
): Promise<{ readonly text: string; readonly from: 'part' | 'source' }> {
  const source = (bytes: Uint8Array) => ({ text: sourceText(bytes, problems), from: 'source' as const })
  if (message.length > MAX_MESSAGE_BYTES) {
    problems.add('message-too-large')
    return source(message.subarray(head.bodyStart))
  }
  const body = unquoteBody(message.subarray(head.bodyStart), options.quoting)
  if (!head.present) return { text: partText(body, null, problems), from: 'part' }
  let parts: readonly MimePart[]
  const plain = plainPart(head, body)
  try {
    parts =
      plain !== null ? [plain] : await readMimeParts(joinBytes(message.subarray(0, head.bodyStart), body))
  } catch {
    problems.add('unreadable-mime')
    return source(body)
  }
  const readable = parts.filter(isReadable)
  const hidden = parts.length - readable.length
  if (readable.length === 0) {
    problems.add('no-text-part')
    const html = parts.find((part) => part.contentType.startsWith('text/') && part.disposition === 'inline')
    if (parts.length > 1) problems.add('parts-not-shown', parts.length - (html === undefined ? 0 : 1))
    if (html === undefined) return source(body)
    return { text: partText(html.bytes, html.charset, problems), from: 'source' }
  }
  if (hidden > 0) problems.add('parts-not-shown', hidden)
  const texts = readable.flatMap((part) => [
    obscure(part.embeddedHead),
    partBody(part, problems),
    pageText(decodeText(part.appended, null).text),
  ])
  return { text: clipped(texts.filter((text) => text !== '').join('\n\n'), problems), from: 'part' }
}

function isReadable(part: MimePart): boolean {
  if (part.disposition === 'attachment') return false
  if (READABLE.includes(part.contentType)) return true
  const [type, subtype] = part.contentType.split('/')
  return type === 'text' && subtype !== undefined && !UNREADABLE_TEXT.includes(subtype)
}

function partBody(part: MimePart, problems: ProblemList): string {
  const text = partText(part.bytes, part.charset, problems)
  return part.flowed ? unflowText(text, part) : text
}

function partText(bytes: Uint8Array, charset: string | null, problems: ProblemList): string {
  const decoded = decodeText(bytes, charset)
  for (const code of decoded.problems) problems.add(code)
  return clipped(decoded.text, problems)
}

function clipped(text: string, problems: ProblemList): string {
  const cut = clip(text, MAX_TEXT_CHARS)
  if (cut.clipped) problems.add('text-clipped')
  return pageText(cut.text)
}

function sourceText(bytes: Uint8Array, problems: ProblemList): string {
  if (bytes.length > MAX_SOURCE_BYTES) problems.add('source-clipped')
  return partText(bytes.subarray(0, MAX_SOURCE_BYTES), null, problems)
}

/** The field's text; several fields of one name are joined as one list, but of Subject and Date the first counts. */
function headField(head: MessageHead, name: string, problems: ProblemList): string | null {
  const values = fieldValues(head, name)
  if (values.length === 0) return null
  const used = name === 'to' || name === 'cc' ? values : values.slice(0, 1)
  const texts = used.map((value) => {
    const decoded = decodeHeaderText(value)
    for (const code of decoded.problems) problems.add(code)
    return pageText(decoded.text).trim()
  })
  const cut = clip(texts.join(', '), MAX_FIELD_CHARS)
  if (cut.clipped) problems.add('field-clipped')
  return cut.clipped ? `${cut.text}…` : cut.text
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

/** Problems in the order in which they were met, each once. */
class ProblemList {
  private readonly found = new Map<DisplayProblemCode, number | null>()

  add(code: DisplayProblemCode, count: number | null = null): void {
    if (!this.found.has(code)) this.found.set(code, count)
  }

  list(): readonly DisplayProblem[] {
    return [...this.found].map(([code, count]) => ({ code, count }))
  }
}
