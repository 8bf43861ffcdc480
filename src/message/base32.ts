import { asciiCodes } from './ascii-codes.ts'

const CODES = asciiCodes('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')

/**
 * Writes bytes in base32 (RFC 4648 section 6), upper case, without padding.
 *
 * Base32 survives file systems and server configurations that ignore case, which base64 does not.
 * 20 bytes give 32 characters.
 *
 * @example
 * encodeBase32(Uint8Array.of(0x66, 0x6f, 0x6f)) // => 'MZXW6'
 */
export function encodeBase32(bytes: Uint8Array): string {
  const codes: number[] = []
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value & 0x1f) << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      codes.push(CODES[(value >>> bits) & 0x1f]!)
    }
  }
  if (bits > 0) codes.push(CODES[(value << (5 - bits)) & 0x1f]!)
  return String.fromCharCode(...codes)
}
