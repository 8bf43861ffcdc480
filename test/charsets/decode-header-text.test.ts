import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeHeaderText } from '../../src/charsets/decode-header-text.ts'

const decode = (value: string) => decodeHeaderText(Buffer.from(value, 'latin1'))
const text = (value: string) => decode(value).text

describe('encoded words', () => {
  for (const [value, meant] of [
    ['plain subject', 'plain subject'],
    ['=?ISO-8859-1?Q?a?=', 'a'],
    ['=?ISO-8859-1?Q?a?= b', 'a b'],
    ['=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=', 'ab'],
    ['=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=', 'ab'],
    ['=?ISO-8859-1?Q?a_b?=', 'a b'],
    ['=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=', 'a b'],
    ['Re: =?utf-8?B?R3LDvMOfZQ==?= (=?utf-8?q?=C3=A9?=)', 'Re: Grüße (é)'],
    ['=?utf-8?B?R3LDvMOfZQ?=', 'Grüße'],
    ['=?utf-8*de?Q?gr=C3=BCn?=', 'grün'],
    ['"=?utf-8?Q?J=C3=B6rg?=" <j@example.org>', '"Jörg" <j@example.org>'],
    ['=?iso-2022-jp?B?GyRCJDMkcxsoQg==?=', 'こん'],
  ] as const) {
    test(`${JSON.stringify(value)} means ${meant}`, () =>
      expect(decode(value)).toEqual({ text: meant, problems: [] }))
  }

  test('a character cut in two by adjacent words is put together', () => {
    expect(decode('=?utf-8?Q?=E3=81?=\n =?UTF-8?B?kw==?=')).toEqual({ text: 'こ', problems: [] })
  })

  test('words of two charsets are decoded apart', () => {
    expect(text('=?utf-8?Q?=C3?= =?iso-8859-1?Q?=A9?=')).toBe('\uFFFD©')
  })

  for (const value of [
    '=?utf-8?Q?open',
    '=?utf-8?X?abc?=',
    '=?utf-8?B?a*b?=',
    '=?utf-8?Q?two words?=',
    '=?utf-8?Q?',
    '=??Q?a?=',
    '=?=?=?=',
    'a =? b ?= c',
  ]) {
    test(`${value} is malformed and stays as it is`, () => expect(text(value)).toBe(value))
  }

  test('a bad escape in a Q word stays as it is', () => expect(text('=?utf-8?Q?a=ZZb=?=')).toBe('a=ZZb='))

  test('an unknown charset is said', () => {
    expect(decode('=?x-none?Q?=E9?=')).toEqual({ text: 'é', problems: ['unknown-charset'] })
  })
})

describe('raw 8-bit values', () => {
  test('valid UTF-8 is UTF-8', () => {
    expect(decodeHeaderText(Buffer.from('Grüße'))).toEqual({
      text: 'Grüße',
      problems: ['undeclared-charset'],
    })
  })
  test('anything else is windows-1252', () => expect(text('Gr\xfc\xdfe \x80')).toBe('Grüße €'))
  test('raw text beside a word is read apart from it', () => {
    expect(text('\xfc =?utf-8?Q?=C3=BC?= \xfc')).toBe('ü ü ü')
  })
})

test('encoded line ends and other control characters give one line', () => {
  expect(text('=?utf-8?Q?a=0D=0ABcc:_x=00y=1B[31m?=')).toBe('a  Bcc: x\uFFFDy\uFFFD[31m')
  expect(text('a\n\tb\r\n c')).toBe('a b c')
})

test('any bytes give one well-formed line without control characters', () => {
  const mailLike = fc.constantFrom(
    '=?',
    '?=',
    '?Q?',
    '?B?',
    'utf-8',
    'iso-2022-jp',
    '=E9',
    ' ',
    '\n',
    '\x1b$B',
    '\xff',
    'abc',
  )
  const input = fc.array(fc.oneof(mailLike, fc.string({ unit: 'binary-ascii', maxLength: 3 })), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(input, (pieces) => {
      expect(text(pieces.join(''))).not.toMatch(/[\0-\x1f\x7f-\x9f]|\p{Surrogate}/u)
    }),
  )
})

test('ten thousand words, joined or cut, are all read', () => {
  expect(text('=?utf-8?Q?=C3?= =?utf-8?Q?=A9?= '.repeat(5_000)).trim()).toBe('é'.repeat(5_000))
  expect(text('=?utf-8?Q?x'.repeat(10_000))).toHaveLength(110_000)
})
