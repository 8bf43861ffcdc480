import { decodeText, type CharsetProblem } from './decode-text.ts'

/** A decoded header value and what was wrong with its charsets. */
export interface DecodedHeaderText {
  /** One line: no control characters. */
  readonly text: string
  readonly problems: readonly CharsetProblem[]
}

/** One encoded word: its charset in lower case and its bytes after transfer decoding. */
interface EncodedWord {
  readonly charset: string
  readonly bytes: Uint8Array
  /** The index behind its `?=`. */
  readonly end: number
}

/**
 * Decodes a header field's value from its raw bytes: RFC 2047 encoded words, and raw 8-bit text as UTF-8 if
 * it is valid UTF-8, else as windows-1252.
 *
 * The bytes of adjacent words of one charset are joined before they are decoded, because many mail programs
 * cut multi-byte characters in two (against RFC 2047 section 5). White space between adjacent words goes;
 * a malformed word stays as it is written. Words are also read inside quoted strings and next to other text:
 * QUIRK of RFC 2047 section 5, which mail has always ignored. Folds and other control characters in white
 * space become one blank each, further control characters U+FFFD, so that the result is one line whatever
 * was encoded. Never throws; linear in the length.
 *
 * @param bytes - The field's value, folded or not, without name and colon.
 *
 * @example
 * decodeHeaderText(Buffer.from('=?iso-8859-1?Q?Andr=E9?= wrote')).text // => 'André wrote'
 */
export function decodeHeaderText(bytes: Uint8Array): DecodedHeaderText {
  // Latin-1 keeps each byte as one code unit, so that indexes in the text are indexes in the bytes.
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const problems = new Set<CharsetProblem>()
  const out: string[] = []
  const put = (piece: Uint8Array, charset: string | null) => {
    const decoded = decodeText(piece, charset)
    for (const problem of decoded.problems) problems.add(problem)
    out.push(decoded.text)
  }
  // Bytes of adjacent words of one charset, gathered to be decoded together.
  let pending: { readonly charset: string; readonly pieces: Uint8Array[] } | null = null
  const flush = () => {
    if (pending !== null) put(Buffer.concat(pending.pieces), pending.charset)
    pending = null
  }
  let plainStart = 0
  for (let at = raw.indexOf('=?'); at >= 0; at = raw.indexOf('=?', at)) {
    const word = encodedWordAt(raw, at)
    if (word === null) {
      at += 2
      continue
    }
    const adjacent = pending !== null && raw.slice(plainStart, at).trim() === ''
    if (adjacent && pending?.charset === word.charset) {
      pending.pieces.push(word.bytes)
    } else {
      flush()
      if (!adjacent) put(bytes.subarray(plainStart, at), null)
      pending = { charset: word.charset, pieces: [word.bytes] }
    }
    plainStart = at = word.end
  }
  flush()
  put(bytes.subarray(plainStart), null)
  return { text: oneLine(out.join('')), problems: [...problems] }
}

/** A charset name, an optional language (RFC 2231 section 5), the encoding. */
const WORD_START = /=\?([^\s?*\x80-\xff]{1,80})(?:\*[^\s?]{0,40})?\?([bq])\?/iy

function encodedWordAt(raw: string, at: number): EncodedWord | null {
  WORD_START.lastIndex = at
  const start = WORD_START.exec(raw)
  if (start === null) return null
  const textStart = WORD_START.lastIndex
  const textEnd = raw.indexOf('?', textStart)
  if (textEnd < 0 || raw[textEnd + 1] !== '=') return null
  const text = raw.slice(textStart, textEnd)
  if (/[\s\x80-\xff]/.test(text)) return null
  const bytes = start[2]!.toLowerCase() === 'b' ? decodeB(text) : decodeQ(text)
  return bytes === null ? null : { charset: start[1]!.toLowerCase(), bytes, end: textEnd + 2 }
}

function decodeB(text: string): Uint8Array | null {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null
}

function decodeQ(text: string): Uint8Array {
  const plain = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(plain, 'latin1')
}

function oneLine(text: string): string {
  return text
    .replace(/\r?\n(?=[ \t])/g, '')
    .replace(/[\t\n\v\f\r]/g, ' ')

    .replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]/g, '\uFFFD')
}
