/** The ASCII bytes that the mbox grammar names. */
export const LF = 0x0a
export const CR = 0x0d
export const TAB = 0x09
export const SPACE = 0x20
export const GREATER = 0x3e
export const COLON = 0x3a

/** The bytes of an ASCII string: one byte a character, no other character allowed. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** `From `, which every From_ line begins with. */
export const FROM: Uint8Array = asciiBytes('From ')

/** The UTF-8 byte-order mark. */
export const UTF8_MARK: Uint8Array = Uint8Array.of(0xef, 0xbb, 0xbf)

/** Whether `bytes` holds `needle` at `at`. */
export function startsWithAt(bytes: Uint8Array, needle: Uint8Array, at: number): boolean {
  if (at < 0 || at + needle.length > bytes.length) return false
  for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false
  return true
}

/** Whether a byte is a space or a tab. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB
}

/** Whether a byte is one of the digits 0 to 9. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/** String.fromCharCode takes its argument list from the stack: longer runs are decoded in pieces. */
const LATIN1_PIECE = 8192

/** The text of a byte range, one character a byte (ISO 8859-1). */
export function latin1(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  // Made at once: text that is put together letter by letter is kept as a tree of its letters, 20 times its size.
  if (end - start <= LATIN1_PIECE) {
    return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[])
  }
  let text = ''
  for (let at = start; at < end; at += LATIN1_PIECE) {
    text += latin1(bytes, at, Math.min(at + LATIN1_PIECE, end))
  }
  return text
}
