import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { unquoteBody, type QuotingVariant } from '../mbox/quoting.ts'
import { displayParts } from './display-parts.ts'
import type { DisplayRun } from './display-run.ts'
import { readListPost } from './list-post.ts'
import {
  MAX_FIELD_CHARS,
  MAX_HEAD_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_PARTS,
  MAX_TEXT_CHARS,
  type DisplayPart,
  type MessageDisplay,
} from './message-display.ts'
import { fieldValues, readMessageHead, type MessageHead } from './message-head.ts'
import { readMimeParts, TooManyPartsError, type MimePart } from './mime-parts.ts'
import { obscureAddress } from './obscure-address.ts'
import { obscureDisplay } from './obscure-display.ts'
import { clip, pageText } from './page-text.ts'
import { plainPart } from './plain-part.ts'
import { ProblemList } from './problem-list.ts'
import { sourcePart, textPart } from './text-part.ts'

/** How a message is made ready for a page. */
export interface DisplayOptions {
  /** The list's quoting variant: what was done to body lines that begin `From `. */
  readonly quoting: QuotingVariant
  /**
   * Whether whole mail addresses are shown, in fields, text and HTML. Default `obscured`: see {@link obscureAddress} and
   * {@link obscureDisplay}.
   */
  readonly addresses?: 'obscured' | 'shown'
}

/** Twice what a message may have: a forwarded message in a forwarded message is read in full. */
const MAX_EMBEDDED_BYTES = 2 * MAX_MESSAGE_BYTES

/** The fields that MIME is read from; the others are no business of its reader. */
const MIME_FIELD = /^(?:content-.*|mime-version)$/

/**
 * Makes plain data of one message for its page: header fields, its parts in order, and what could not be shown.
 *
 * Inline text is text, HTML is made harmless, embedded messages are displays of their own, everything else is an
 * attachment. A message of which nothing can be read shows its source. Never rejects on bad mail: a message over
 * {@link MAX_MESSAGE_BYTES}, or one that the MIME reader gives up, shows its source with a problem. No byte of text
 * is dropped. The result depends on the arguments alone.
 *
 * @param message - The bytes after the From_ line, without the trailer.
 *
 * @example
 * const message = utf8('Subject: =?utf-8?Q?caf=C3=A9?=\n\n>From the hills\n')
 * const { subject, text } = await displayMessage(message, { quoting: 'mboxo' })
 * subject // => 'café'
 * text // => 'From the hills'
 */
export async function displayMessage(message: Uint8Array, options: DisplayOptions): Promise<MessageDisplay> {
  const display = await displayWhole(message, options)
  return options.addresses === 'shown' ? display : obscureDisplay(display)
}

async function displayWhole(message: Uint8Array, options: DisplayOptions): Promise<MessageDisplay> {
  const run: DisplayRun = {
    showsAddresses: options.addresses === 'shown',
    problems: new ProblemList(),
    parts: MAX_PARTS,
    embeddedBytes: MAX_EMBEDDED_BYTES,
    attachments: 0,
    displayEmbedded,
  }
  const head = readMessageHead(message)
  const fields = headFields(head, run)
  if (head.bodyStart > MAX_HEAD_BYTES) run.problems.add('head-too-large')
  if (message.length > MAX_MESSAGE_BYTES) {
    run.problems.add('message-too-large')
    return withSource(fields, message.subarray(head.bodyStart), run)
  }
  const body = unquoteBody(message.subarray(head.bodyStart), options.quoting)
  return await displayBody(fields, head, body, 0, run)
}

/** A message inside the message: see {@link displayMessage}. Its problems go to the run. */
async function displayEmbedded(message: Uint8Array, depth: number, run: DisplayRun): Promise<MessageDisplay> {
  run.embeddedBytes -= message.length
  const head = readMessageHead(message)
  const body = message.subarray(head.bodyStart)
  const display = await displayBody(headFields(head, run), head, body, depth, run)
  return { ...display, problems: [] }
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
  if (entry.length > MAX_MESSAGE_BYTES) problems.add('message-too-large')
  const bytes = unquoteBody(entry.subarray(0, MAX_MESSAGE_BYTES), options.quoting)
  const part = textPart(bytes, null, 'plain', problems)
  const display: MessageDisplay = {
    ...NO_FIELDS,
    parts: part.text === '' ? [] : [part],
    text: part.text,
    textFrom: 'part',
    problems: problems.list(),
  }
  return options.addresses === 'shown' ? display : obscureDisplay(display)
}

type Fields = Pick<MessageDisplay, 'from' | 'to' | 'cc' | 'subject' | 'date' | 'listPost'>

const NO_FIELDS: Fields = { from: null, to: null, cc: null, subject: null, date: null, listPost: null }

async function displayBody(
  fields: Fields,
  head: MessageHead,
  body: Uint8Array,
  depth: number,
  run: DisplayRun,
): Promise<MessageDisplay> {
  let found: readonly MimePart[]
  const plain = plainPart(head, body)
  try {
    found = plain !== null ? [plain] : await readMimeParts(mimeMessage(head, body), run.parts)
  } catch (error) {
    run.problems.add(error instanceof TooManyPartsError ? 'too-many-parts' : 'unreadable-mime')
    return withSource(fields, body, run)
  }
  if (found.length === 0) {
    run.problems.add('no-text-part')
    return withSource(fields, body, run)
  }
  run.parts -= found.length
  const { parts, text } = await displayParts(found, depth, run)
  return { ...fields, parts, text: clippedText(text, run), textFrom: 'part', problems: run.problems.list() }
}

function withSource(fields: Fields, body: Uint8Array, run: DisplayRun): MessageDisplay {
  const part = sourcePart(body, null, run.problems)
  const parts: readonly DisplayPart[] = part.text === '' ? [] : [part]
  return { ...fields, parts, text: part.text, textFrom: 'source', problems: run.problems.list() }
}

/** What is searched has a limit of its own: a message may hold a thousand parts. */
function clippedText(text: string, run: DisplayRun): string {
  const cut = clip(text, MAX_TEXT_CHARS)
  if (cut.clipped) run.problems.add('text-clipped')
  return cut.text
}

/** The message as the MIME reader gets it: only the fields that it needs, and the body with its quoting undone. */
function mimeMessage(head: MessageHead, body: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = []
  for (const { name, value } of head.fields) {
    if (MIME_FIELD.test(name)) pieces.push(Buffer.from(`${name}:`, 'latin1'), value, LINE_END)
  }
  return Buffer.concat([...pieces, LINE_END, body])
}

const LINE_END = new Uint8Array([0x0a])

function headFields(head: MessageHead, run: DisplayRun): Fields {
  const address = (name: string): string | null => {
    const text = headField(head, name, run.problems)
    return text === null || run.showsAddresses ? text : obscureAddress(text)
  }
  return {
    from: address('from'),
    to: address('to'),
    cc: address('cc'),
    subject: headField(head, 'subject', run.problems),
    date: headField(head, 'date', run.problems),
    listPost: readListPost(headField(head, 'list-post', run.problems) ?? ''),
  }
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
