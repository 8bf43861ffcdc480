import { asciiCodes } from './ascii-codes.ts'

const CODES = asciiCodes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')

/**
 * Writes bytes in base64url (RFC 4648 section 5) without padding.
 *
 * @param length - How many bytes to take from the front; all of them if absent.
 *
 * @example
 * encodeBase64url(Uint8Array.of(0xff, 0xef)) // => '_-8'
 */
export function encodeBase64url(bytes: Uint8Array, length: number = bytes.length): string {
  const whole = length - (length % 3)
  const codes: number[] = []
  for (let i = 0; i < whole; i += 3) {
    const value = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!
    codes.push(
      CODES[value >>> 18]!,
      CODES[(value >>> 12) & 63]!,
      CODES[(value >>> 6) & 63]!,
      CODES[value & 63]!,
    )
  }
  if (length - whole === 1) codes.push(CODES[bytes[whole]! >>> 2]!, CODES[(bytes[whole]! << 4) & 63]!)
  if (length - whole === 2) {
    const value = (bytes[whole]! << 10) | (bytes[whole + 1]! << 2)
    codes.push(CODES[value >>> 12]!, CODES[(value >>> 6) & 63]!, CODES[value & 63]!)
  }
  return String.fromCharCode(...codes)
}
