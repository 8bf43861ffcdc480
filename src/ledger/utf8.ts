const encoder = new TextEncoder()

/** The bytes of a text. */
export const utf8Bytes = (text: string): Uint8Array => encoder.encode(text)

/** String.fromCharCode takes its argument list from the stack: longer runs are decoded in pieces. */
const PIECE = 8192

/** One character for each byte: the text itself where all bytes are ASCII. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= PIECE) {
    return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[])
  }
  let text = ''
  for (let at = start; at < end; at += PIECE) text += latin1Text(bytes, at, Math.min(at + PIECE, end))
  return text
}

const ASCII = /^[\u0000-\u007f]*$/

/**
 * Decodes UTF-8 strictly (RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF).
 *
 * @returns The text, or null where the bytes are not UTF-8.
 */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string | null {
  const plain = latin1Text(bytes, start, end)
  if (ASCII.test(plain)) return plain
  let text = ''
  let at = start
  while (at < end) {
    const lead = bytes[at]!
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
    if (length === 0 || at + length > end) return null
    let code = length === 1 ? lead : lead & (0x7f >> length)
    for (let more = 1; more < length; more += 1) {
      const byte = bytes[at + more]!
      if ((byte & 0xc0) !== 0x80) return null
      code = (code << 6) | (byte & 0x3f)
    }
    const least = length === 3 ? 0x800 : length === 4 ? 0x10000 : 0
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null
    text += String.fromCodePoint(code)
    at += length
  }
  return text
}
