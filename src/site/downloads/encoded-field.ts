/** What stands in a header field as it is: printable ASCII in a line that RFC 5322 allows, and no encoded word. */
const PLAIN = /^(?!.*=\?)[\x20-\x7e]{0,900}$/s
/** RFC 2047 section 2: an encoded word has at most 75 characters; 45 bytes make 60 in base64. */
const WORD_BYTES = 45

/**
 * A header field with its body encoded where it has to be: as encoded words of RFC 2047, in UTF-8. Exact: what a
 * reader decodes is the text.
 *
 * @example
 * encodedField('Subject', 'Grüße') // => 'Subject: =?utf-8?B?R3LDvMOfZQ==?=\n'
 */
export function encodedField(name: string, text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ')
  return `${name}: ${PLAIN.test(line) ? line : encodedWords(line)}\n`
}

function encodedWords(text: string): string {
  const words: string[] = []
  let word = ''
  let bytes = 0
  for (const character of text) {
    const length = Buffer.byteLength(character)
    if (bytes + length > WORD_BYTES) {
      words.push(word)
      word = ''
      bytes = 0
    }
    word += character
    bytes += length
  }
  words.push(word)
  // White space between encoded words is no part of the text (RFC 2047 section 6.2).
  return words.map((part) => `=?utf-8?B?${Buffer.from(part).toString('base64')}?=`).join('\n ')
}
