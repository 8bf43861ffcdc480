import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMessageHead } from '../../src/display/message-head.ts'
import { readMimeParts } from '../../src/display/mime-parts.ts'
import { plainPart } from '../../src/display/plain-part.ts'

const read = (message: string) => {
  const bytes = new Uint8Array(Buffer.from(message, 'latin1'))
  const head = readMessageHead(bytes)
  return { bytes, part: plainPart(head, bytes.subarray(head.bodyStart)) }
}

describe('a message that is plain text as it stands', () => {
  const heads = [
    'Subject: x\n',
    'Content-Type: text/plain\n',
    'Content-Type: TEXT/PLAIN; charset=US-ASCII\n',
    'Content-Type: text/plain; charset="iso-8859-1";\nContent-Transfer-Encoding: 8bit\n',
    'Content-Transfer-Encoding: 7BIT\r\n',
  ]
  test('gives what the MIME reader gives, whatever its body', async () => {
    const pieces = fc.array(
      fc.constantFrom('--b', '\n', '\r\n', 'a=3D', '\xff', '\0', 'From x', 'Zg==', ' '),
      { maxLength: 12 },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), pieces, async (head, body) => {
        const { bytes, part } = read(`${head}\n${body.join('')}x\n`)
        expect(part).not.toBeNull()
        const [first, ...others] = await readMimeParts(bytes)
        expect(others).toEqual([])
        expect({ ...part!, bytes: Buffer.from(part!.bytes) }).toEqual({
          ...first!,
          bytes: Buffer.from(first!.bytes),
        })
      }),
    )
  })
})

for (const head of [
  'Content-Type: text/html\n',
  'Content-Type: text/plain; format=flowed\n',
  'Content-Type: text/plain; charset=(comment) utf-8\n',
  'Content-Type: text/plain\nContent-Type: text/html\n',
  'Content-Type: multipart/mixed; boundary=b\n',
  'Content-Transfer-Encoding: base64\n',
  'Content-Transfer-Encoding: 7bit (really)\n',
  'Content-Disposition: attachment\n',
]) {
  test(`${head.trim()} is left to the MIME reader`, () => expect(read(`${head}\nx\n`).part).toBeNull())
}
