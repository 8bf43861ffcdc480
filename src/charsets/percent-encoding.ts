/**
 * Percent-encodes a path inside an archive for use in a URL: only `A-Z a-z 0-9 - . _ ~` and the slashes
 * between its segments stand raw (RFC 3986 section 2.3), everything else as `%XX` of its UTF-8 bytes, in
 * upper case. A lone surrogate counts as U+FFFD.
 *
 * @example
 * percentEncodePath('2001-March/a b"<.html') // => '2001-March/a%20b%22%3C.html'
 */
export function percentEncodePath(path: string): string {
  if (/^[A-Za-z0-9\-._~/]*$/.test(path)) return path
  const bytes = new TextEncoder().encode(path)
  let out = ''
  for (const byte of bytes) {
    const character = String.fromCharCode(byte)
    out += /[A-Za-z0-9\-._~/]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}
