import fc from 'fast-check'

/** One byte a character. */
export const latin1Bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

const headLine = fc.constantFrom(
  'From: a@example.org',
  'Subject:  two  words \t',
  'Message-ID :\t<x@example.org>',
  'MESSAGE-ID:<y@example.org>',
  'to: b@example.org',
  'To:',
  'Status: RO',
  'x-mozilla-status2: 0',
  'X-Evolution: 1',
  'Lines: 3',
  'X-Statusquo: kept',
  'References:',
  ' <folded@example.org>',
  '\tfolded',
  ' ',
  '>From uucp',
  'stray words',
  'J\xf6rg: 8-bit name',
  ':',
  'Date: Mon,\r 2 Mar 2015',
)
const bodyLine = fc.constantFrom(
  '',
  '',
  'text',
  '>From here',
  '>>From here',
  '>>>From ',
  'From here',
  '>Fro',
  '>',
  '>>> quoted',
  ' >From not at the start',
  'x>From inside',
  'caf\xe9 \x00\x7f',
  '\r',
  ' ',
  'Subject: in the body',
)
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '\r\r\n')

const block = (line: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.tuple(line, lineEnd), { maxLength }).map((lines) => lines.flat().join(''))

/** Mail-like bytes, one a character: header lines, perhaps an empty line, body lines, all kinds of line ends. */
export const mailText: fc.Arbitrary<string> = fc
  .tuple(
    block(headLine, 8),
    fc.constantFrom('\n', '\r\n', '', '\r'),
    block(bodyLine, 10),
    fc.constantFrom('', 'tail', '>>From', '>From ', '\r'),
  )
  .map((parts) => parts.join(''))

/** Cuts bytes into pieces at the places that `cuts`, numbers from 0 to 1, point at. */
export function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length].sort((a, b) => a - b)
  return places.slice(1).map((end, index) => bytes.slice(places[index], end))
}
