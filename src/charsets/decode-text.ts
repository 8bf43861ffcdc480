import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { findCharset, type Charset } from './charset-names.ts'
import { decodeHz, decodeIso2022, decodeUtf7 } from './stateful-decoders.ts'

/** What was wrong with the charset of a text. */
export type CharsetProblem =
  | 'undeclared-charset' // 8-bit bytes without a label, or under the label US-ASCII: a guess was made
  | 'unknown-charset' // a label that we do not read: a guess was made
  | 'undecodable-bytes' // bytes that mean nothing in the charset stand as U+FFFD

/** A decoded text, the charset that was used, and what was wrong. */
export interface DecodedText {
  /** Well-formed UTF-16: no lone surrogates. Control characters are kept. */
  readonly text: string
  /** Canonical name of the charset that was used, lower case. */
  readonly charset: string
  readonly problems: readonly CharsetProblem[]
}

const WINDOWS_1252 = findCharset('windows-1252')!
const UTF_8 = findCharset('utf-8')!

/**
 * Decodes bytes to text. The one place where bytes of mail become text.
 *
 * The label decides where we read its charset (`ISO-8859-1` means windows-1252, as in browsers). No label,
 * an unknown one, and US-ASCII with 8-bit bytes: UTF-8 if the bytes are valid UTF-8, else windows-1252, and
 * `problems` says so. Undecodable bytes become U+FFFD; none is dropped. A byte-order mark at the start is no
 * text. Never throws. The result depends on the arguments alone: iconv-lite's tables, not the machine's.
 *
 * @param bytes - The text after transfer decoding.
 * @param label - The charset as mail names it, or null where it names none.
 *
 * @example
 * decodeText(new Uint8Array([0x80, 0x31]), 'iso-8859-1').text // => '€1'
 */
export function decodeText(bytes: Uint8Array, label: string | null): DecodedText {
  const declared = label === null || label.trim() === '' ? null : findCharset(label)
  if (declared !== null && declared.codec.kind !== 'ascii') return decodeAs(bytes, declared, [])
  if (isAscii(bytes)) {
    const unknown = label !== null && label.trim() !== '' && declared === null
    return {
      text: latin1(bytes),
      charset: 'us-ascii',
      problems: unknown ? ['unknown-charset'] : [],
    }
  }
  const problem =
    declared === null && label !== null && label.trim() !== '' ? 'unknown-charset' : 'undeclared-charset'
  return decodeAs(bytes, isUtf8(bytes) ? UTF_8 : WINDOWS_1252, [problem])
}

function decodeAs(bytes: Uint8Array, charset: Charset, problems: readonly CharsetProblem[]): DecodedText {
  const text = decodeWith(bytes, charset).replace(/\p{Surrogate}/gu, '\uFFFD')
  // U+FFFD may stand in valid UTF-8 as itself.
  const damaged = charset.codec.kind === 'utf-8' ? !isUtf8(bytes) : text.includes('\uFFFD')
  return { text, charset: charset.name, problems: damaged ? [...problems, 'undecodable-bytes'] : problems }
}

function decodeWith(bytes: Uint8Array, { codec }: Charset): string {
  switch (codec.kind) {
    case 'ascii':
      return latin1(bytes).replace(/[\x80-\xff]/g, '\uFFFD')
    case 'utf-8':
      return iconv.decode(buffer(bytes), 'utf-8')
    case 'utf-7':
      return decodeUtf7(bytes)
    case 'iso-2022':
      return decodeIso2022(bytes)
    case 'hz':
      return decodeHz(bytes)
    case 'utf-16':
      // Byte-order mark, else the side on which ASCII puts its zeros; iconv-lite looks at both.
      return iconv.decode(buffer(bytes), 'utf-16') + cutUnit(bytes, 2)
    case 'iconv':
      return iconv.decode(buffer(bytes), codec.table) + cutUnit(bytes, codec.unit)
  }
}

/** iconv-lite drops the byte of a cut unit at the end of UTF-16. */
function cutUnit(bytes: Uint8Array, unit: 1 | 2): string {
  return bytes.length % unit === 0 ? '' : '\uFFFD'
}

function latin1(bytes: Uint8Array): string {
  return buffer(bytes).toString('latin1')
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
