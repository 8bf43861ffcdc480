import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { encodeBase32 } from '../../src/message/base32.ts'
import { encodeBase64url } from '../../src/message/base64url.ts'
import { CONTENT_FIELDS, READER_FIELDS, READER_FIELD_PREFIXES } from '../../src/message/closed-lists.ts'
import { digestMessage } from '../../src/message/digests.ts'
import { parseMessageIdText } from '../../src/message/message-id.ts'
import type { MessageDigests } from '../../src/message/present-message.ts'
import type { QuotingVariant } from '../../src/mbox/quoting.ts'
import { createIdAssigner, derivedId, stableId, type Identified } from '../../src/message/stable-id.ts'
import { nodeHost } from '../../src/node/node-host.ts'

interface Vectors {
  stable: { messageId: string; id: string }[]
  derived: { messageId: string | null; content: string; k: number; id: string }[]
  digests: { quoting: QuotingVariant; fromLine: string; message: string; digests: MessageDigests }[]
}

const root = new URL('../../', import.meta.url)
const vectors = JSON.parse(readFileSync(new URL('test/fixtures/ids/vectors.json', root), 'utf8')) as Vectors
const document = readFileSync(new URL('docs/identity.md', root), 'utf8')
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('published vectors', () => {
  test.each(vectors.stable)('stable ID of $messageId', ({ messageId, id }) => {
    expect(stableId(nodeHost, parseMessageIdText(messageId)!)).toBe(id)
    expect(document).toContain(id)
  })

  test.each(vectors.derived)('derived ID $id', ({ messageId, content, k, id }) => {
    const bytes = messageId === null ? null : parseMessageIdText(messageId)
    expect(derivedId(nodeHost, { messageId: bytes, content, k })).toBe(id)
    expect(document).toContain(id)
    expect(document).toContain(content)
  })

  test.each(vectors.digests)('digests of a whole message', ({ quoting, fromLine, message, digests }) => {
    expect(digestMessage(utf8(message), { host: nodeHost, quoting }, utf8(fromLine))).toEqual(digests)
    for (const digest of Object.values(digests)) expect(document).toContain(String(digest))
  })

  test('the closed lists stand in the document, in order', () => {
    const names = (list: readonly string[]): string => list.map((name) => `\`${name}\``).join(', ')
    expect(document).toContain(names(READER_FIELDS))
    expect(document).toContain(names(READER_FIELD_PREFIXES))
    expect(document).toContain(names(CONTENT_FIELDS))
  })
})

describe('encodings', () => {
  test('base64url is that of the platform, also cut short', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(encodeBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
        const half = bytes.length >> 1
        expect(encodeBase64url(bytes, half)).toBe(Buffer.from(bytes.subarray(0, half)).toString('base64url'))
      }),
    )
  })

  // RFC 4648 section 10, padding left out.
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('base32 of %j is %j', (text, encoded) => {
    expect(encodeBase32(utf8(text))).toBe(encoded)
  })
})

describe('assigning', () => {
  const one = vectors.derived[0]!
  const first = { messageId: 'a1@example.org', content: one.content }
  const ids = (
    messages: readonly Identified[],
    known: readonly (Identified & { id: string })[] = [],
  ): string[] => {
    const assigner = createIdAssigner(nodeHost, known)
    return messages.map((message) => assigner.assign(message))
  }

  test('the first message with a msgid gets the plain form, exact duplicates count up', () => {
    expect(ids([first, first, first])).toEqual([
      vectors.stable[0]!.id,
      derivedId(nodeHost, { messageId: utf8('a1@example.org'), content: one.content, k: 1 }),
      derivedId(nodeHost, { messageId: utf8('a1@example.org'), content: one.content, k: 2 }),
    ])
  })

  test('another message under the same msgid has k 0: it is the first with its content', () => {
    expect(ids([{ ...first, content: 'other' }, first])[1]).toBe(one.id)
  })

  test('messages without a msgid go by their content alone, and empty text is no msgid', () => {
    const content = vectors.derived[2]!.content
    expect(ids([{ messageId: null, content }])[0]).toBe(vectors.derived[2]!.id)
    expect(ids([{ messageId: '', content }])[0]).toBe(vectors.derived[2]!.id)
    expect(
      new Set(
        ids([
          { messageId: null, content },
          { messageId: null, content },
        ]),
      ).size,
    ).toBe(2)
  })

  test('an ID that another msgid holds is not given twice', () => {
    const known = [{ messageId: 'other@example.org', content: 'c', id: vectors.stable[0]!.id }]
    expect(ids([first], known)).toEqual([one.id])
  })

  test('a derived ID that is held already, after an accepted edit, is passed over', () => {
    const known = [{ messageId: 'b@example.org', content: 'edited', id: one.id }]
    expect(ids([{ ...first, content: 'x' }, first], known)[1]).toBe(vectors.derived[1]!.id)
  })

  test('what was recorded earlier can be told at any point, and nothing changes', () => {
    const message = fc.record({
      messageId: fc.constantFrom(null, 'a@x', 'b@x', 'A@x'),
      content: fc.constantFrom('c1', 'c2', 'c3'),
    })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), fc.nat(20), (messages, cut) => {
        const all = ids(messages)
        expect(new Set(all).size).toBe(messages.length)
        const known = messages.slice(0, cut).map((known, index) => ({ ...known, id: all[index]! }))
        expect(ids(messages.slice(cut), known)).toEqual(all.slice(cut))
      }),
    )
  })

  test('50,000 messages with one msgid get as many IDs', () => {
    const messages = Array.from({ length: 50_000 }, (_, n) => ({ messageId: 'a@x', content: `c${n % 7}` }))
    expect(new Set(ids(messages)).size).toBe(50_000)
  })

  test('text that no ledger writes is refused', () => {
    expect(() => ids([{ messageId: 'a\\b', content: 'c' }])).toThrow(TypeError)
  })
})
