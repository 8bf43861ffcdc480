/** RFC 5321 section 4.5.3.1.3: no address is longer. */
const MAX_ADDRESS = 254

/**
 * The address that a list takes mail at, as its `List-Post` field says (RFC 2369 section 3.4); null where there is
 * none, where the list takes no mail (`NO`), and where it is no address.
 *
 * @param field - Decoded, on one line.
 *
 * @example
 * readListPost('<mailto:garden@example.org>') // => 'garden@example.org'
 */
export function readListPost(field: string): string | null {
  const start = field.toLowerCase().indexOf('<mailto:')
  if (start < 0) return null
  const address = field.slice(start + '<mailto:'.length, start + '<mailto:'.length + MAX_ADDRESS + 1)
  const end = address.search(/[>?]/)
  if (end < 0) return null
  const text = address.slice(0, end).trim()
  return isListAddress(text) ? text : null
}

/**
 * True for one bare address that a link for replies may hold: no name, no brackets, nothing that could begin another
 * field of the link.
 *
 * @example
 * isListAddress('garden@example.org') // => true
 * isListAddress('a@example.org?bcc=b@example.org') // => false
 */
export function isListAddress(text: string): boolean {
  return text.length <= MAX_ADDRESS && /^[A-Za-z0-9.!#$&'*+/=^_{|}~-]+@[A-Za-z0-9.-]+$/.test(text)
}
