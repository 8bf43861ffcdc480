import { latin1 } from '../mbox/ascii.ts'
import {
  pythonCharset,
  pythonContentType,
  pythonParameter,
  pythonStrip,
  pythonStripEnd,
} from './python-content-type.ts'
import { lineEnd, pythonField, readPythonHeader, type PythonHeader } from './python-header.ts'

/** How deep multipart messages are followed. Deeper parts are not looked at. */
const MAX_DEPTH = 50

/** How far into a field encoded words are looked for: a sender may write a very long one. */
const MAX_WORDS_LENGTH = 16_384

/** What Pipermail says, and what it stumbles over. */
export interface PipermailError {
  readonly error: string
  readonly cause: string
}

/**
 * Codecs of Python 2.7 that are no character set: what they decode to is no text, and Pipermail expects none of their
 * errors. By their aliases, as `encodings` spells them after normalising.
 */
const NOT_TEXT = new Map<string, string>([
  ['base64', 'base64'],
  ['base64_codec', 'base64'],
  ['base_64', 'base64'],
  ['bz2', 'bz2'],
  ['bz2_codec', 'bz2'],
  ['hex', 'hex'],
  ['hex_codec', 'hex'],
  ['punycode', 'punycode'],
  ['quopri', 'quopri'],
  ['quopri_codec', 'quopri'],
  ['quoted_printable', 'quopri'],
  ['quotedprintable', 'quopri'],
  ['string_escape', 'string_escape'],
  ['uu', 'uu'],
  ['uu_codec', 'uu'],
  ['zip', 'zlib'],
  ['zlib', 'zlib'],
  ['zlib_codec', 'zlib'],
])

/** Those that do not even refuse to replace errors. */
const RELENTLESS = ['punycode', 'string_escape']

/** An encoded word of RFC 2047 as `email.header` of Python 2.7 finds it. */
const ENCODED_WORD = /=\?([^?]*?)\?[qb]\?([^\n]*?)\?=(?=[ \t\n]|$)/gi

/**
 * Finds what in a message makes Pipermail stop with an uncaught error, its dates apart: a charset that is blank, or a
 * codec of Python that is no charset (`hex`, `base64`, `zip`), for the text or in an encoded word of Subject or From.
 *
 * @param bytes - The whole message, from its From_ line.
 * @returns Null where nothing does.
 */
export function pipermailError(bytes: Uint8Array, header: PythonHeader): PipermailError | null {
  return textError(bytes, header) ?? encodedWordError(header, 'subject') ?? encodedWordError(header, 'from')
}

function textError(bytes: Uint8Array, header: PythonHeader): PipermailError | null {
  const type = pythonContentType(header)
  const filled = header.bodyStart < bytes.length
  const children = isComposite(type) ? childRanges(bytes, header, type) : null
  if (children === null) {
    // Any other text or file is put aside as an attachment, and a plain note takes its place.
    if (type === 'text/html' || (type !== 'text/plain' && filled)) return null
    return charsetError(pythonCharset(header), filled)
  }
  if (type === 'message/rfc822') return null
  const parts = [...leaves(bytes, children, type, 1)]
  const main = parts.find((part) => part.text)?.charset ?? null
  // Parts in other charsets are converted first, with errors replaced. Most codecs refuse that in a way that is expected.
  for (const part of parts) {
    if (!part.text || !part.filled || part.charset === main) continue
    if (RELENTLESS.includes(codecOf(part.charset) ?? '')) return notTextError(part.charset)
  }
  return charsetError(
    main,
    parts.some((part) => part.filled),
  )
}

/** HyperArch strips the charset, and takes quotes off, without asking whether anything is left. */
function charsetError(charset: string | null, filled: boolean): PipermailError | null {
  if (charset === null || charset === '') return null
  let name = pythonStrip(charset)
  for (const quote of ['"', "'"]) {
    if (name === '') return { error: 'IndexError: string index out of range', cause: 'a blank charset' }
    if (name.startsWith(quote) && name.endsWith(quote)) name = name.slice(1, -1)
  }
  return filled ? notTextError(name) : null
}

function notTextError(charset: string | null): PipermailError | null {
  const codec = codecOf(charset)
  if (codec === null) return null
  return { error: `uncaught error of the codec ${codec}`, cause: `the charset "${charset!}"` }
}

function codecOf(charset: string | null): string | null {
  if (charset === null) return null
  const words = charset.toLowerCase().split(/[^a-z0-9.]+/)
  const name = words.filter((word) => word !== '').join('_')
  return NOT_TEXT.get(name.replaceAll('.', '_')) ?? null
}

function encodedWordError(header: PythonHeader, name: string): PipermailError | null {
  const value = pythonField(header, name)
  if (value === null) return null
  for (const [, charset, text] of value.slice(0, MAX_WORDS_LENGTH).matchAll(ENCODED_WORD)) {
    const codec = codecOf(charset!)
    // A ValueError is expected here, and an empty text is decoded by nothing.
    if (codec === null || codec === 'uu' || text === '') continue
    return {
      error: `uncaught error of the codec ${codec}`,
      cause: `an encoded word in ${name === 'from' ? 'From' : 'Subject'} with the charset "${charset!}"`,
    }
  }
  return null
}

interface Leaf {
  /** It is text/plain. Anything else is put aside, with a note in its place. */
  readonly text: boolean
  readonly charset: string | null
  readonly filled: boolean
}

type Range = readonly [start: number, end: number]

function* leaves(
  bytes: Uint8Array,
  ranges: readonly Range[],
  parent: string,
  depth: number,
): Generator<Leaf> {
  if (depth > MAX_DEPTH) return
  for (const [start, end] of ranges) {
    const header = readPythonHeader(bytes, start, end)
    const type = pythonContentType(header, parent === 'multipart/digest' ? 'message/rfc822' : 'text/plain')
    const composite = isComposite(type) && type !== 'message/rfc822'
    const children = composite ? childRanges(bytes, header, type, end) : null
    if (children !== null) yield* leaves(bytes, children, type, depth + 1)
    else yield { text: type === 'text/plain', charset: pythonCharset(header), filled: header.bodyStart < end }
  }
}

function isComposite(type: string): boolean {
  return type.startsWith('multipart/') || type.startsWith('message/')
}

/** The parts of a composite message; null for a multipart without a boundary or without a part. */
function childRanges(
  bytes: Uint8Array,
  header: PythonHeader,
  type: string,
  end: number = bytes.length,
): readonly Range[] | null {
  if (type.startsWith('message/')) return [[header.bodyStart, end]]
  const parameter = pythonParameter(header, 'boundary')
  if (parameter === null) return null
  const boundary = pythonStripEnd(parameter)
  const ranges: Range[] = []
  let open = -1
  for (let at = header.bodyStart; at < end;) {
    const next = lineEnd(bytes, at, end)
    const mark = boundaryLine(bytes, at, next, boundary)
    if (mark !== null) {
      if (open !== -1 && open < at) ranges.push([open, withoutLineEnd(bytes, open, at)])
      open = next
      if (mark === 'end') {
        // A closing line that nothing opened is the end of a message without parts.
        return ranges.length > 0 ? ranges : null
      }
    }
    at = next
  }
  if (open !== -1 && open < end) ranges.push([open, end])
  return ranges.length > 0 ? ranges : null
}

function boundaryLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  boundary: string,
): 'part' | 'end' | null {
  if (bytes[start] !== 0x2d || bytes[start + 1] !== 0x2d || end - start > boundary.length + 1000) return null
  const line = latin1(bytes, start, end).replace(/(?:\r\n|\r|\n)$/, '')
  if (!line.startsWith(`--${boundary}`)) return null
  const rest = line.slice(boundary.length + 2)
  if (/^[ \t]*$/.test(rest)) return 'part'
  return /^--[ \t]*$/.test(rest) ? 'end' : null
}

function withoutLineEnd(bytes: Uint8Array, start: number, end: number): number {
  if (end > start && bytes[end - 1] === 0x0a) end--
  return end > start && bytes[end - 1] === 0x0d ? end - 1 : end
}
