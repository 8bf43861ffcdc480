import fc from 'fast-check'
import { bytesOf, join } from './bytes.ts'

const PIECES = [
  'From ',
  'From a@b Sat Jan  3 01:05:34 1996',
  'From a@b Sat Jan  3 01:05:34 1996\n',
  'From a@b Sat Jan 33 01:05:34 1996\n',
  'From now on\n',
  'Fro',
  '>From ',
  '>>From x\n',
  'Subject: s\n',
  "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n",
  'Content-Length: 7\n',
  'Content-Length: 60\n',
  'Content-Length: no\n',
  ' folded\n',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\0',
  '\0'.repeat(600),
  '\xef\xbb\xbf',
  '\xef\xbb',
  'x',
  'body text\n',
  'text:',
  '\t ',
  '\x01',
]

/** Bytes that look like an mbox often enough to reach each branch of the scanner. */
export const mailLike = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 40 })
  .map((pieces) => join(pieces.map(bytesOf)))

/** Any bytes, with those that mean something to the scanner more often. */
export const rawBytes = fc
  .array(
    fc.oneof(fc.constantFrom(0, 10, 13, 32, 70, 114, 111, 109, 62, 58), fc.integer({ min: 0, max: 255 })),
    {
      maxLength: 200,
    },
  )
  .map((bytes) => Uint8Array.from(bytes))

/** A file cut into pieces, some of them empty. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b)
  return [0, ...cuts].map((start, i) => bytes.slice(start, cuts[i] ?? bytes.length))
}
