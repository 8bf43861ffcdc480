/**
 * Decodes the base64 body of a text part, and finds what was written behind it.
 *
 * Mailing-list programs append their footer to a body without looking at its transfer encoding. Base64 ends at
 * its padding, or before the first line that holds anything but base64 characters and blanks; what follows is
 * text as it stands.
 */
export function decodeBase64Text(body: Uint8Array): {
  readonly bytes: Uint8Array
  readonly rest: Uint8Array
} {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1')
  let end = 0
  while (end < text.length) {
    const lineFeed = text.indexOf('\n', end)
    const next = lineFeed < 0 ? text.length : lineFeed + 1
    const line = text.slice(end, next).trim()
    if (!/^[A-Za-z0-9+/\t ]*={0,2}$/.test(line)) break
    end = next
    if (line.endsWith('=')) break
  }
  return { bytes: Buffer.from(text.slice(0, end), 'base64'), rest: body.subarray(end) }
}
