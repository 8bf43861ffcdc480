/** What XML 1.0 section 2.2 allows in no document, not even escaped. */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/**
 * A text as it stands in an XML document, in an element or in an attribute between double quotes.
 *
 * @example
 * xmlText('a < "b"') // => 'a &lt; &quot;b&quot;'
 */
export function xmlText(text: string): string {
  return text
    .replace(NO_XML, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}
