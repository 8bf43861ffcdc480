import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findField, readHeaderFields, unfoldField } from '../../src/message/header-fields.ts'
import {
  formatMessageId,
  isWellFormedMessageId,
  parseMessageIdText,
  readInReplyTo,
  readListId,
  readMessageId,
  readReferences,
} from '../../src/message/message-id.ts'
import { latin1Bytes } from './mail-bytes.ts'

function read<Result>(
  header: string,
  reader: (section: Uint8Array, fields: ReturnType<typeof readHeaderFields>['fields']) => Result,
): Result {
  const section = latin1Bytes(header)
  return reader(section, readHeaderFields(section).fields)
}

describe('fields', () => {
  test('names, places and values are those of the bytes, in order', () => {
    const section = latin1Bytes('Subject: a\r\n b\r\nX-\xe9: no\nTo :\tc \n\n\nFrom: body')
    const { fields, malformed } = readHeaderFields(section)
    expect(fields.map(({ name }) => name)).toEqual(['subject', 'to'])
    expect(malformed).toEqual([16])
    expect(fields[0]).toEqual({ name: 'subject', start: 0, valueStart: 8, end: 16 })
    expect(unfoldField(section, fields[0]!)).toEqual(latin1Bytes('a b'))
    expect(unfoldField(section, findField(fields, 'to')!)).toEqual(latin1Bytes('c'))
  })

  test('a continuation at the very start and below a stray line belongs to no field', () => {
    const { fields, malformed } = readHeaderFields(latin1Bytes(' x: 1\nstray\n y: 2\nSubject: s\n'))
    expect(fields.map(({ name }) => name)).toEqual(['subject'])
    expect(malformed).toEqual([0, 6])
  })

  test('a name is looked for in the first 998 bytes of a line only', () => {
    expect(readHeaderFields(latin1Bytes(`${'n'.repeat(997)}: v\n`)).fields).toHaveLength(1)
    expect(readHeaderFields(latin1Bytes(`${'n'.repeat(998)}: v\n`)).fields).toHaveLength(0)
  })
})

describe('the msgid', () => {
  test.each([
    ['Message-ID: <a1@example.org>\n', 'a1@example.org'],
    ['Subject: s\nMESSAGE-ID:<upper@example.org>\r\n\r\nMessage-ID: <body@example.org>', 'upper@example.org'],
    ['Message-ID :\t<space@example.org>\n', 'space@example.org'],
    ['Message-ID:\n <folded@example.org>\n', 'folded@example.org'],
    ['Message-ID: \n \n <a\n\t@b .c>  \n', 'a@b.c'],
    ['Message-ID: <first@x>\nMessage-ID: <second@x>\n', 'first@x'],
    ['Message-ID: <<twice@x>>\n', '<twice@x>'],
    ['Message-ID: bare@x\n', 'bare@x'],
    ['Message-ID: <x@y> (comment)\n', '<x@y>(comment)'],
    ['Message-ID: =?utf-8?Q?=3Ca=40b=3E?=\n', '=?utf-8?Q?=3Ca=40b=3E?='],
    ['Message-ID: <j\xf6rg@x>\n', 'j\xf6rg@x'],
    ['Message-ID: <a\x00\x0b\x0cb\x1f@x>\n', 'a\x00b\x1f@x'],
    ['Message-ID: <__proto__>\n', '__proto__'],
    ['Message-ID: <\n', '<'],
    ['Message-ID: <>\n', null],
    ['Message-ID: < >\n', null],
    ['Message-ID: \n', null],
    ['Message-ID:\nMessage-ID: <second@x>\n', null],
    ['X-Message-ID: <no@x>\n', null],
  ])('of %j is %j', (header, id) => {
    expect(read(header, readMessageId)).toEqual(id === null ? null : latin1Bytes(id))
  })

  test.each([
    ['<a@b>', true],
    ['<a\n @b>', true],
    ['a@b', false],
    ['<a@b> x', false],
    ['<a@b> <c@d>', false],
    ['<a>', false],
    ['<@b>', false],
    ['<a@>', false],
    ['<a@b@c>', false],
    ['<\xe9@b>', false],
    ['<a\x01@b>', false],
  ])('%j is well-formed: %j', (value, wellFormed) => {
    const section = latin1Bytes(`Message-ID: ${value}\n`)
    expect(isWellFormedMessageId(section, readHeaderFields(section).fields[0]!)).toBe(wellFormed)
  })
})

describe('msgids as text', () => {
  test.each([
    ['a1@example.org', 'a1@example.org'],
    ['j\xf6rg@x', 'j\\xF6rg@x'],
    ['j\xc3\xb6rg@x', 'j\u00f6rg@x'],
    ['a\\b', 'a\\x5Cb'],
    ['\\xF6', '\\x5CxF6'],
    ['\xed\xa0\x80', '\\xED\\xA0\\x80'],
    ['\xc0\xbc', '\\xC0\\xBC'],
    ['\xf0\x9f\x98\x80', '\u{1f600}'],
    ['\xf0\x9f\x98', '\\xF0\\x9F\\x98'],
    ['\xf4\x90\x80\x80', '\\xF4\\x90\\x80\\x80'],
    ['\xe0\x80\x80', '\\xE0\\x80\\x80'],
    ['\x00\x7f', '\x00\x7f'],
  ])('%j is written %j', (id, text) => {
    expect(formatMessageId(latin1Bytes(id))).toBe(text)
  })

  const awkwardBytes = fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0x5c, 0x78, 0x46, 0x36, 0xc3, 0xb6, 0xed, 0xa0, 0xf0, 0x9f),
    ),
    { maxLength: 24 },
  )

  test('any bytes come back from their text, also through JSON, so no two have the same', () => {
    fc.assert(
      fc.property(awkwardBytes, (list) => {
        const bytes = Uint8Array.from(list)
        const text = JSON.parse(JSON.stringify(formatMessageId(bytes))) as string
        expect(parseMessageIdText(text)).toEqual(bytes)
        expect(() => encodeURIComponent(text), 'half a character').not.toThrow()
      }),
      { numRuns: 3000 },
    )
  })

  test('it agrees with a decoder of UTF-8 on which bytes are text', () => {
    fc.assert(
      fc.property(awkwardBytes, (list) => {
        const bytes = Uint8Array.from(list.filter((byte) => byte !== 0x5c))
        let decoded: string | null = null
        try {
          decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
        } catch {
          decoded = null
        }
        if (decoded === null) expect(formatMessageId(bytes)).toContain('\\x')
        else expect(formatMessageId(bytes)).toBe(decoded)
      }),
      { numRuns: 3000 },
    )
  })

  test.each(['a\\', '\\x4', '\\y41', '\ud800', '\\xG0'])('%j is no text of a msgid', (text) => {
    expect(parseMessageIdText(text)).toBeNull()
  })
})

describe('ids that link', () => {
  test.each([
    ['References: <a@b> <c@d>\n\t<e@f>\n', ['a@b', 'c@d', 'e@f']],
    ['References: <a@b>,<c@d><e@\n f>\n', ['a@b', 'c@d', 'e@f']],
    ['References: <a@b> broken> <<c@d> <e@f\n', ['a@b', 'c@d']],
    ['References: a@b, c@d\n', ['a@b', 'c@d']],
    ['References: \n', []],
    ['Subject: s\n', []],
  ])('References of %j are %j', (header, ids) => {
    expect(read(header, readReferences)).toEqual(ids)
  })

  test.each([
    ['In-Reply-To: <a@b>\n', ['a@b']],
    ['In-Reply-To: Your message of "Mon, 1 Jan" <q@r>\n', ['q@r']],
    ['In-Reply-To: <j\xf6rg@x> from joe@example.org\n', ['j\\xF6rg@x']],
    ['In-Reply-To: a@b\n', ['a@b']],
    ['In-Reply-To: message from joe@example.org\n', []],
    ['In-Reply-To: <>\n', []],
  ])('In-Reply-To of %j is %j', (header, ids) => {
    expect(read(header, readInReplyTo)).toEqual(ids)
  })

  test.each([
    ['List-Id: Garden <talk> talk <garden.example.org>\n', 'garden.example.org'],
    ['List-Id: garden.example.org\n', 'garden.example.org'],
    ['List-Id:\n', null],
    ['Subject: s\n', null],
  ])('List-Id of %j is %j', (header, id) => {
    expect(read(header, readListId)).toBe(id)
  })
})
