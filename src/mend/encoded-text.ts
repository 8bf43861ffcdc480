import { asciiBytes, CR, LF, SPACE, TAB } from '../mbox/ascii.ts'
import { GrowingBytes } from '../message/growing-bytes.ts'

/** Decoded bytes, and for each the offset where it stands encoded; one more offset for their end. */
export interface DecodedRun {
  readonly bytes: Uint8Array
  readonly offsets: Uint32Array
}

const EQUALS = 0x3d

/**
 * Decodes quoted-printable (RFC 2045 section 6.7), and keeps where each byte came from. What is no valid code stands for
 * itself.
 *
 * @param start - Offset of the run in `bytes`; offsets count from the start of `bytes`.
 */
export function decodeQuotedPrintable(bytes: Uint8Array, start: number, end: number): DecodedRun {
  const out = new Uint8Array(end - start)
  const offsets = new Uint32Array(end - start + 1)
  let length = 0
  let at = start
  const keep = (byte: number, width: number): void => {
    out[length] = byte
    offsets[length++] = at
    at += width
  }
  while (at < end) {
    if (bytes[at] !== EQUALS) {
      keep(bytes[at]!, 1)
      continue
    }
    const high = hexDigit(bytes[at + 1])
    const low = hexDigit(bytes[at + 2])
    if (high !== -1 && low !== -1 && at + 2 < end) {
      keep(high * 16 + low, 3)
      continue
    }
    const softBreak = softBreakLength(bytes, at, end)
    if (softBreak > 0) at += softBreak
    else keep(EQUALS, 1)
  }
  offsets[length] = end
  return { bytes: out.subarray(0, length), offsets: offsets.subarray(0, length + 1) }
}

/** Length of `=`, blanks and a line end; 0 where that does not stand here. */
function softBreakLength(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 1
  while (next < end && (bytes[next] === SPACE || bytes[next] === TAB)) next++
  if (bytes[next] === CR) next++
  return next < end && bytes[next] === LF ? next + 1 - at : 0
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

const ALPHABET = asciiBytes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const VALUES = new Int8Array(256).fill(-1)
for (const [value, byte] of ALPHABET.entries()) VALUES[byte] = value

/** Decodes base64 (RFC 2045 section 6.8): bytes outside of the alphabet are passed over; it ends at a `=`. */
export function decodeBase64(bytes: Uint8Array): Uint8Array {
  const out = new GrowingBytes(Math.ceil((bytes.length * 3) / 4))
  const one = new Uint8Array(1)
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    if (byte === EQUALS) break
    const value = VALUES[byte]!
    if (value === -1) continue
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    one[0] = (held >> bits) & 0xff
    out.add(one, 0, 1)
  }
  return out.bytes.subarray(0, out.length)
}

/** Bytes on one line of base64, encoded: RFC 2045 asks for 76 at most. */
const BASE64_LINE = 76

/** Encodes base64 in lines of 76 characters, each with the line end given. */
export function encodeBase64Lines(bytes: Uint8Array, lineEnd: string): Uint8Array {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at]!, bytes[at + 1], bytes[at + 2]]
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    const digits = [word >> 18, (word >> 12) & 63, (word >> 6) & 63, word & 63].map((value) =>
      String.fromCharCode(ALPHABET[value]!),
    )
    if (c === undefined) digits[3] = '='
    if (b === undefined) digits[2] = '='
    text += digits.join('')
  }
  const lines = text.match(new RegExp(`.{1,${BASE64_LINE}}`, 'g')) ?? []
  return asciiBytes(lines.map((line) => line + lineEnd).join(''))
}
