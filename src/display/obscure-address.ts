/** RFC 5321 section 4.5.3.1.2: the longest domain, in bytes. */
const MAX_DOMAIN = 255

/**
 * Cuts the domain off every mail address in a text: `ann@example.org` becomes `ann@…`.
 *
 * Readers still tell writers apart, harvesters get nothing to send to. The one place that decides it. Linear
 * in the length of the text, whatever stands in it; doing it twice changes nothing more.
 *
 * @example
 * obscureAddress('Ann <ann@example.org>') // => 'Ann <ann@…>'
 */
export function obscureAddress(text: string): string {
  let out = ''
  let from = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const before = at > 0 ? text[at - 1]! : ' '
    if (/[\s<>()[\]:;@\\,]/.test(before)) continue
    const end = domainEnd(text, at + 1)
    if (end === at + 1) continue
    out += `${text.slice(from, at)}@…`
    from = end
  }
  return out + text.slice(from)
}

function domainEnd(text: string, start: number): number {
  if (text[start] === '[') {
    // An address literal: `ann@[192.0.2.1]`.
    const close = text.slice(start, start + MAX_DOMAIN).indexOf(']')
    return close >= 0 ? start + close + 1 : start
  }
  let end = start
  while (end < text.length && end - start < MAX_DOMAIN && isDomainCharacter(text[end]!)) end += 1
  // A full stop or a hyphen at the end belongs to the sentence.
  while (end > start && /[.-]/.test(text[end - 1]!)) end -= 1
  return end
}

/** Letters, digits, full stop, hyphen, and scripts beyond ASCII without their punctuation (RFC 5890). */
function isDomainCharacter(character: string): boolean {
  return /[A-Za-z0-9.\-\u00c0-\u1fff\u2c00-\udfff\uf900-\uffef]/.test(character)
}
