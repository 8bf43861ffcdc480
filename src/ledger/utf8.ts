import { latin1 } from '../mbox/ascii.ts'
import { utf8CodePoint, utf8SequenceLength } from '../message/utf8.ts'

const encoder = new TextEncoder()

/** The bytes of a text. */
export const utf8Bytes = (text: string): Uint8Array => encoder.encode(text)

/** Writes a text to `bytes` from `at` on, where there has to be room for it. Gives the number of bytes. */
export const writeText = (text: string, bytes: Uint8Array, at: number): number =>
  encoder.encodeInto(text, bytes.subarray(at)).written

const ASCII = /^[\u0000-\u007f]*$/

/**
 * Decodes UTF-8 strictly (RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF).
 *
 * @returns The text, or null where the bytes are not UTF-8.
 */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string | null {
  const plain = latin1(bytes, start, end)
  if (ASCII.test(plain)) return plain
  let text = ''
  for (let at = start; at < end;) {
    const length = utf8SequenceLength(bytes, at)
    if (length === 0 || at + length > end) return null
    text += String.fromCodePoint(utf8CodePoint(bytes, at, length))
    at += length
  }
  return text
}
