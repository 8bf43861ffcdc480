import { asciiBytes, latin1, LF } from '../mbox/ascii.ts'
import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { decodeText } from '../charsets/decode-text.ts'
import type { ByteRange } from '../mbox/entry.ts'
import { findField, readHeaderFields, unfoldField, type HeaderField } from '../message/header-fields.ts'
import { utf8Bytes } from '../ledger/utf8.ts'
import { splitMessage } from '../message/message-splitter.ts'
import { decodeBase64, decodeQuotedPrintable, encodeBase64Lines } from './encoded-text.ts'
import { encodedParts, type EncodedPart } from './encoded-parts.ts'
import { findText, type SearchedText } from './find-text.ts'
import { applyByteEdits, type ByteEdit } from './mbox-edit.ts'

/** What is to be taken out of a message. */
export interface RedactionWish {
  /** Names of header fields, in lower case, whose bodies go. */
  readonly fields: readonly string[]
  /** Texts that go wherever they stand. */
  readonly texts: readonly SearchedText[]
  /** The whole body goes. */
  readonly body: boolean
}

/** A message's redaction: replacements in its own bytes, and what they could not reach. */
export interface MessageRedaction {
  /** In the From_ line. */
  readonly fromLine: readonly ByteEdit[]
  /** In the message. */
  readonly message: readonly ByteEdit[]
  /** Places where a text stands, or may stand, that was not replaced, each in a few words. */
  readonly unreached: readonly string[]
}

/** Stands where something was taken out. */
export const REDACTED_TEXT = '[redacted]'
/** Stands where a mail address was taken out; RFC 2606 keeps this name from ever being anybody's. */
export const REDACTED_ADDRESS = 'redacted@redacted.invalid'

/**
 * Fields that cannot be redacted by name: identity, date and decoding of the message hang on them. `--whole` takes them too,
 * as far as they are not needed to keep its place.
 */
export const KEPT_FIELDS: ReadonlySet<string> = new Set([
  'message-id',
  'date',
  'x-list-received-date',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
])

/** Fields in which a text stays: links between messages hang on them. */
const LINK_FIELDS: ReadonlySet<string> = new Set(['message-id', 'in-reply-to', 'references'])

const ADDRESS_FIELDS =
  /^(?:resent-)?(?:from|sender|reply-to|to|cc|bcc)$|^(?:return-path|errors-to|delivered-to)$/

/**
 * Plans what of a message gives way, and by what.
 *
 * A text is found in the From_ line, in header fields, folded or not, and as decoded words (RFC 2047: then the whole value
 * goes), in the body as it stands, and in parts encoded as quoted-printable or base64. What it cannot find or must not
 * touch is told.
 *
 * @param fromLine - With its line end.
 * @param message - What stands behind it, without the trailer.
 */
export function redactMessage(
  fromLine: Uint8Array,
  message: Uint8Array,
  wish: RedactionWish,
): MessageRedaction {
  const { head, body } = splitMessage(message)
  const { fields } = readHeaderFields(message.subarray(0, head.end))
  const unreached: string[] = []
  const edits: ByteEdit[] = []
  for (const field of fields) edits.push(...redactField(message, field, wish, unreached))
  if (wish.body) edits.push(...redactBody(message, body, fields))
  else if (wish.texts.length > 0) edits.push(...redactBodyTexts(message, body, wish.texts, unreached))
  const length = edits.filter(({ start }) => start >= body.start).reduce((sum, edit) => sum + growth(edit), 0)
  return {
    fromLine: wish.texts.flatMap((text) =>
      findText(fromLine, text, { start: 'From '.length, end: fromLine.length }).map((place) => ({
        ...place,
        bytes: replacementOf(text),
        why: 'text in the From_ line',
      })),
    ),
    message: [...withoutOverlaps(edits), ...contentLength(message, fields, body, length)],
    unreached: [...new Set(unreached)],
  }
}

function growth({ start, end, bytes }: ByteEdit): number {
  return bytes.length - (end - start)
}

/** What stands in place of a text: one word, so that a From_ line keeps its form. */
function replacementOf({ text }: SearchedText): Uint8Array {
  return asciiBytes(text.includes('@') ? REDACTED_ADDRESS : REDACTED_TEXT)
}

function redactField(
  message: Uint8Array,
  field: HeaderField,
  { fields, texts, body }: RedactionWish,
  unreached: string[],
): ByteEdit[] {
  const { name } = field
  const value = valueRange(message, field)
  const why = `field ${name}`
  if (fields.includes(name)) {
    if (name !== 'received') return [{ ...value, bytes: asciiBytes(valueFor(name)), why }]
    // What stands behind the last semicolon is the date that archivers fall back to.
    const date = message.lastIndexOf(0x3b, value.end - 1)
    const end = date >= value.start ? date : value.end
    return [{ start: value.start, end, bytes: asciiBytes(REDACTED_TEXT), why }]
  }
  if (body && (name === 'content-type' || name === 'content-transfer-encoding')) return []
  const edits: ByteEdit[] = []
  for (const text of texts) {
    const places = findText(message, text, value)
    if (LINK_FIELDS.has(name)) {
      if (places.length > 0) unreached.push(`the text stands in the field ${name}, which links messages`)
      continue
    }
    for (const place of places) edits.push({ ...place, bytes: replacementOf(text), why: `text in ${why}` })
    if (places.length > 0) continue
    const decoded = utf8Bytes(decodeHeaderText(unfoldField(message, field)).text)
    if (findText(decoded, text, { start: 0, end: decoded.length }).length === 0) continue
    return [{ ...value, bytes: asciiBytes(valueFor(name)), why: `text in encoded words of ${why}` }]
  }
  return edits
}

function valueFor(name: string): string {
  return ADDRESS_FIELDS.test(name) ? REDACTED_ADDRESS : REDACTED_TEXT
}

/** A field's value without the blanks before it and its last line end. */
function valueRange(message: Uint8Array, { valueStart, end }: HeaderField): ByteRange {
  let start = valueStart
  while (start < end && (message[start] === 0x20 || message[start] === 0x09)) start++
  let stop = end
  while (stop > start && (message[stop - 1] === 0x0a || message[stop - 1] === 0x0d)) stop--
  return { start, end: stop }
}

/** The body gives way to one line of text, and the fields that said how to decode it to ones that fit. */
function redactBody(message: Uint8Array, body: ByteRange, fields: readonly HeaderField[]): ByteEdit[] {
  const lineEnd = lineEndOf(message)
  const why = 'the body'
  const edits: ByteEdit[] = [
    { start: body.start, end: body.end, bytes: asciiBytes(`${REDACTED_TEXT}${lineEnd}`), why },
  ]
  for (const field of fields) {
    const range = valueRange(message, field)
    // Pipermail may be set to discard text/html: what took no number must not take one now.
    const isHtml = /^text\/html\b/i.test(latin1(message, range.start, range.end))
    if (field.name === 'content-type')
      edits.push({ ...range, bytes: asciiBytes(isHtml ? 'text/html' : 'text/plain; charset=us-ascii'), why })
    if (field.name === 'content-transfer-encoding') edits.push({ ...range, bytes: asciiBytes('7bit'), why })
  }
  return edits
}

function redactBodyTexts(
  message: Uint8Array,
  body: ByteRange,
  texts: readonly SearchedText[],
  unreached: string[],
): ByteEdit[] {
  const edits: ByteEdit[] = []
  let from = body.start
  const plain = (end: number): void => {
    for (const text of texts) {
      for (const place of findText(message, text, { start: from, end }))
        edits.push({ ...place, bytes: replacementOf(text), why: 'text in the body' })
    }
  }
  for (const part of encodedParts(message)) {
    plain(part.start)
    from = part.end
    edits.push(...redactEncodedPart(message, part, texts, unreached))
  }
  plain(body.end)
  return edits
}

function redactEncodedPart(
  message: Uint8Array,
  part: EncodedPart,
  texts: readonly SearchedText[],
  unreached: string[],
): ByteEdit[] {
  const isText = /^(?:text|message)\//.test(part.type)
  if (part.encoding === 'base64' && !isText) {
    unreached.push(`an attachment of type ${part.type} was not looked into`)
    return []
  }
  const why = `text in a part encoded as ${part.encoding}`
  const whole = { start: 0, end: 0 }
  if (part.encoding === 'quoted-printable') {
    const { bytes, offsets } = decodeQuotedPrintable(message, part.start, part.end)
    whole.end = bytes.length
    const edits = texts.flatMap((text) =>
      findText(bytes, text, whole).map(({ start, end }) => ({
        // A soft line break behind the last byte stays.
        start: offsets[start]!,
        end: endOfByte(message, offsets[end - 1]!),
        bytes: replacementOf(text),
        why,
      })),
    )
    noteOtherCharset(bytes, part, texts, edits, unreached)
    return edits
  }
  const bytes = decodeBase64(message.subarray(part.start, part.end))
  whole.end = bytes.length
  const found: ByteEdit[] = texts.flatMap((text) =>
    findText(bytes, text, whole).map((place) => ({ ...place, bytes: replacementOf(text), why })),
  )
  noteOtherCharset(bytes, part, texts, found, unreached)
  if (found.length === 0) return []
  const changed = applyByteEdits(bytes, withoutOverlaps(found))
  const blank = trailingBlank(message, part)
  return [{ start: part.start, end: blank, bytes: encodeBase64Lines(changed, lineEndOf(message)), why }]
}

/** Where the empty lines at the end of a part begin: they stay. */
function trailingBlank(message: Uint8Array, { start, end }: ByteRange): number {
  let stop = end
  while (stop > start && (message[stop - 1] === 0x0a || message[stop - 1] === 0x0d)) stop--
  if (message[stop] === 0x0d) stop++
  return message[stop] === LF && stop < end ? stop + 1 : stop
}

function endOfByte(message: Uint8Array, offset: number): number {
  return message[offset] === 0x3d && /^=[0-9A-Fa-f]{2}$/.test(latin1(message, offset, offset + 3))
    ? offset + 3
    : offset + 1
}

/** A text that a charset spells with other bytes than ISO-8859-1 and UTF-8 can only be told. */
function noteOtherCharset(
  bytes: Uint8Array,
  part: EncodedPart,
  texts: readonly SearchedText[],
  found: readonly unknown[],
  unreached: string[],
): void {
  if (found.length > 0 || !part.type.startsWith('text/')) return
  const decoded = utf8Bytes(decodeText(bytes, part.charset).text)
  const whole = { start: 0, end: decoded.length }
  if (texts.some((text) => findText(decoded, text, whole).length > 0))
    unreached.push(`the text stands in a part in the charset ${part.charset ?? 'that it does not name'}`)
}

/** Of two places that overlap the one that begins first stays, or the longer one. */
function withoutOverlaps(edits: readonly ByteEdit[]): ByteEdit[] {
  const kept: ByteEdit[] = []
  for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1)
    if (last === undefined || edit.start >= last.end) kept.push(edit)
    else if (edit.end > last.end) kept[kept.length - 1] = { ...last, end: edit.end }
  }
  return kept
}

/** A Content-Length that led to the end of the body still does. */
function contentLength(
  message: Uint8Array,
  fields: readonly HeaderField[],
  body: ByteRange,
  change: number,
): ByteEdit[] {
  const field = findField(fields, 'content-length')
  if (field === undefined || change === 0) return []
  const range = valueRange(message, field)
  const declared = latin1(message, range.start, range.end)
  const isRight = /^\d{1,15}$/.test(declared) && Math.abs(Number(declared) - (body.end - body.start)) <= 2
  if (!isRight) return []
  return [{ ...range, bytes: asciiBytes(String(Number(declared) + change)), why: 'its Content-Length' }]
}

/** The line end of a message: that of its first line. */
export function lineEndOf(message: Uint8Array): '\n' | '\r\n' {
  const first = message.indexOf(LF)
  return first > 0 && message[first - 1] === 0x0d ? '\r\n' : '\n'
}
