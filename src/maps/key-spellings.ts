/** A byte that stands encoded, or a character that stands raw. */
const PIECE = /%[0-9A-Fa-f]{2}|[^]/gu
const UNRESERVED = /^[A-Za-z0-9\-._~]$/
/** What browsers leave as it is in a path, beside what is unreserved (measured; RFC 3986 pchar and `[ ] |`). */
const LEFT_ALONE = /^[!$&'()*+,;=:@|[\]]$/

/**
 * A path with everything but `A-Z a-z 0-9 - . _ ~` and its slashes as `%XX`, in upper case. `%2F` stays what it is: no
 * slash. A `%` that begins no byte is encoded itself.
 *
 * @example
 * strictPath("/a'%2f%41@b") // => '/a%27%2FA%40b'
 */
export function strictPath(path: string): string {
  return /^[A-Za-z0-9\-._~/]*$/.test(path) ? path : spell(path, UNRESERVED)
}

/**
 * The same path as a browser asks for it when it stands in the address bar as people write it: `@`, `+` and their kin raw.
 *
 * @example
 * browserPath('/m/a%2Bb%40example.org%22') // => '/m/a+b@example.org%22'
 */
export function browserPath(path: string): string {
  return spell(path, LEFT_ALONE)
}

/**
 * The same path with its encoded bytes in lower case, as some programs write them.
 *
 * @example
 * lowerHexPath('/m/A%3C%2F') // => '/m/A%3c%2f'
 */
export function lowerHexPath(path: string): string {
  return path.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())
}

function spell(path: string, raw: RegExp): string {
  return path.replace(PIECE, (piece) => {
    const isByte = piece.length === 3 && piece.startsWith('%')
    if (!isByte) {
      return piece === '/' || UNRESERVED.test(piece) || raw.test(piece) ? piece : encodeBytes(piece)
    }
    const character = String.fromCharCode(Number.parseInt(piece.slice(1), 16))
    return UNRESERVED.test(character) || raw.test(character) ? character : piece.toUpperCase()
  })
}

function encodeBytes(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
