import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CHARSET_NAMES, findCharset } from '../../src/charsets/charset-names.ts'
import { decodeText } from '../../src/charsets/decode-text.ts'

/** Bytes written by another implementation (Python's codecs, glibc's iconv), with the text they were made from. */
const fixtures = JSON.parse(
  readFileSync(new URL('../fixtures/charsets/charsets.json', import.meta.url), 'utf8'),
) as readonly { readonly charset: string; readonly hex: string; readonly text: string }[]

const bytes = (...values: number[]) => Uint8Array.from(values)
const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))

describe('every charset that we claim', () => {
  test('has a fixture, and every fixture a charset', () => {
    expect(fixtures.map((fixture) => fixture.charset).sort()).toEqual([...CHARSET_NAMES].sort())
  })

  for (const { charset, hex, text } of fixtures) {
    test(`${charset} decodes to the text that was encoded`, () => {
      const decoded = decodeText(Buffer.from(hex, 'hex'), charset)
      expect(decoded).toEqual({ text, charset, problems: [] })
    })
  }
})

describe('labels', () => {
  for (const [label, name] of [
    ['ISO-8859-1', 'windows-1252'],
    ['iso_8859-1:1987', 'windows-1252'],
    ['"Latin1"', 'windows-1252'],
    ['ISO-8859-9', 'windows-1254'],
    ['GB2312', 'gbk'],
    ['ks_c_5601-1987', 'euc-kr'],
    ['CP932', 'shift_jis'],
    ['ISO-8859-8-I', 'iso-8859-8'],
    ['utf8', 'utf-8'],
    [' UTF-8 ', 'utf-8'],
  ] as const) {
    test(`${label} means ${name}`, () => expect(findCharset(label)?.name).toBe(name))
  }

  for (const label of [
    'constructor',
    '__proto__',
    'toString',
    'base64',
    'hex',
    'ibm037',
    'x'.repeat(10_000),
    '?',
  ]) {
    test(`${label.slice(0, 20)} is no charset that we read`, () => expect(findCharset(label)).toBeNull())
  }
})

describe('without a usable label', () => {
  test('8-bit bytes that are valid UTF-8 are read as UTF-8, and it is said', () => {
    expect(decodeText(Buffer.from('Grüße'), null)).toEqual({
      text: 'Grüße',
      charset: 'utf-8',
      problems: ['undeclared-charset'],
    })
  })

  test('other 8-bit bytes are read as windows-1252, and it is said', () => {
    expect(decodeText(bytes(0x47, 0x72, 0xfc, 0xdf, 0x65, 0x80), null)).toEqual({
      text: 'Grüße€',
      charset: 'windows-1252',
      problems: ['undeclared-charset'],
    })
  })

  test('US-ASCII with 8-bit bytes counts as undeclared', () => {
    expect(decodeText(bytes(0xe9), 'us-ascii').problems).toEqual(['undeclared-charset'])
  })

  test('an unknown label is said, with ASCII bytes too', () => {
    expect(decodeText(bytes(0xe9), 'x-unknown')).toMatchObject({ text: 'é', problems: ['unknown-charset'] })
    expect(decodeText(bytes(0x61), 'x-unknown')).toMatchObject({ text: 'a', problems: ['unknown-charset'] })
  })

  test('plain ASCII without a label is no problem', () => {
    expect(decodeText(ascii('hello'), null)).toEqual({ text: 'hello', charset: 'us-ascii', problems: [] })
  })
})

describe('undecodable bytes are shown, never dropped', () => {
  for (const [label, input, text] of [
    ['utf-8', bytes(0x61, 0xff, 0x62, 0xc3), 'a\uFFFDb\uFFFD'],
    ['utf-8', bytes(0xc0, 0xbc), '\uFFFD\uFFFD'],
    ['windows-1252', bytes(0x61, 0x81, 0x62), 'a\uFFFDb'],
    ['iso-8859-3', bytes(0x61, 0xa5), 'a\uFFFD'],
    ['gbk', bytes(0x61, 0xff, 0x62), 'a\uFFFDb'],
    ['big5', bytes(0x81, 0x22, 0x61), '\uFFFD"a'],
    ['euc-jp', bytes(0x61, 0xa4), 'a\uFFFD'],
    ['iso-2022-jp', ascii('a\x1bZb\xe9c'), 'a\uFFFDZb\uFFFDc'],
    ['iso-2022-jp', ascii('\x1b$B$3$'), 'こ\uFFFD'],
    ['iso-2022-kr', ascii('\x1b$)C\x0e0!\xff\x0f'), '가\uFFFD'],
    ['hz-gb-2312', ascii('~{VP~}~x \xff'), '中~x \uFFFD'],
    ['utf-7', ascii('a+AOk-\xff+AO'), 'aé\uFFFD\uFFFD'],
    ['utf-16le', bytes(0x61, 0, 0x62), 'a\uFFFD'],
    ['utf-16le', bytes(0x00, 0xd8, 0x61, 0), '\uFFFDa'],
    ['utf-32le', bytes(0x61, 0, 0, 0, 0x62), 'a\uFFFD'],
  ] as const) {
    test(`${label} ${Buffer.from(input).toString('hex')}`, () => {
      const decoded = decodeText(input, label)
      expect(decoded.text).toBe(text)
      expect(decoded.problems).toEqual(['undecodable-bytes'])
    })
  }
})

test('an unclosed escape costs one line', () => {
  expect(decodeText(ascii('\x1b$B$3$s\n<b>'), 'iso-2022-jp').text).toBe('こん\n<b>')
  expect(decodeText(ascii('~{VP\n<b>'), 'hz').text).toBe('中\n<b>')
})

test('any bytes under any label give well-formed text, the same twice', () => {
  const labels = fc.constantFrom(...CHARSET_NAMES, 'nonsense', null)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), labels, (input, label) => {
      const first = decodeText(input, label)
      expect(decodeText(input, label)).toEqual(first)
      expect(first.text).not.toMatch(/\p{Surrogate}/u)
      expect(Buffer.from(first.text, 'utf8').toString('utf8')).toBe(first.text)
    }),
  )
})
