import { describe, expect, test } from 'vitest'
import type { MboxObservationCode } from '../../src/mbox/entry.ts'
import { MAX_PLACES_PER_ENTRY } from '../../src/mbox/place-limits.ts'
import { scanMbox } from '../../src/mbox/scan-mbox.ts'
import type { SeparatorRule } from '../../src/mbox/separator-rules.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { bytesOf } from './bytes.ts'

const FROM = 'From a@example.org Sat Jan  3 01:05:34 1996\n'
const mail = (body: string, fields = '') => `${FROM}Subject: s\n${fields}\n${body}\n`
const QUIET = mail('one\n') + mail('two\n')

function observe(text: string, separator: SeparatorRule = 'rfc4155') {
  return scanMbox(bytesOf(text), { host: nodeHost, separator }).observations
}

interface Case {
  readonly damaged: string
  /** The same file without the damage: it must not be reported. */
  readonly quiet?: string
  readonly place: { offset: number; line?: number | null; entry: number | null; detail?: string }
  readonly separator?: SeparatorRule
}

const GIT = 'From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n'
const UNDATED = 'From a@example.org yesterday\nSubject: s\n\nx\n'

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'suspect-from-line': [
    {
      damaged: QUIET + UNDATED,
      quiet: QUIET + UNDATED.replace('From', '>From'),
      place: { offset: QUIET.length, line: 11, entry: 1, detail: 'header fields follow' },
    },
    { damaged: mail('x\n\nFrom now on\n'), quiet: mail('x\nFrom now on\n'), place: { offset: 59, entry: 0 } },
    { damaged: UNDATED + QUIET, place: { offset: 0, line: 1, entry: null, detail: 'header fields follow' } },
    { damaged: QUIET + UNDATED, place: { offset: QUIET.length, entry: 1 }, separator: 'plausible' },
  ],
  'unseparated-message': [
    { damaged: mail('one') + QUIET, quiet: QUIET, place: { offset: 60, line: 5, entry: 0 } },
    { damaged: mail('x') + mail('y'), quiet: mail('x') + FROM, place: { offset: 58, entry: 0 } },
  ],
  'ambiguous-from-line': [
    { damaged: `${QUIET}${FROM}prose\n`, place: { offset: QUIET.length, line: 11, entry: 2 } },
    { damaged: `${QUIET}${GIT}From: a\n`, place: { offset: QUIET.length, entry: 2, detail: 'git patch' } },
    {
      damaged: mail('From now on\n'),
      quiet: mail('>From now on\n'),
      place: { offset: 56, entry: 1 },
      separator: 'any',
    },
  ],
  'glued-from-line': [
    {
      damaged: `${mail('x')}yes${QUIET}`,
      quiet: `${mail('x')}yes ${QUIET}`,
      place: { offset: 61, line: 5, entry: 0 },
    },
    { damaged: `${mail('x')}>${QUIET}\0${FROM}`, place: { offset: 2 + 58 + QUIET.length, entry: 1 } },
  ],
  preamble: [{ damaged: `junk\n\n${QUIET}`, place: { offset: 0, line: 1, entry: null } }],
  'byte-order-mark': [
    { damaged: `\xef\xbb\xbf${QUIET}`, place: { offset: 0, line: 1, entry: null } },
    {
      damaged: `${QUIET}\xef\xbb\xbf${QUIET}`,
      quiet: `${QUIET}x\xef\xbb\xbf${QUIET}`,
      place: { offset: QUIET.length, line: 11, entry: 1 },
    },
  ],
  'empty-file': [{ damaged: '', place: { offset: 0, line: null, entry: null } }],
  'folder-internal-data': [
    {
      damaged: QUIET + mail('', "subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n") + QUIET,
      quiet: QUIET + mail("Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n") + QUIET,
      place: { offset: QUIET.length, line: 11, entry: 2 },
    },
  ],
  'nul-block': [
    {
      damaged: mail(`x${'\0'.repeat(512)}\n`),
      quiet: mail(`x${'\0'.repeat(511)}\n`),
      place: { offset: 57, line: 4, entry: 0 },
    },
  ],
  'nul-bytes': [{ damaged: mail('x\0\n'), place: { offset: 57, line: 4, entry: 0 } }],
  'bare-cr': [{ damaged: mail('x\ry\n'), quiet: mail('xy\r\n'), place: { offset: 57, line: 4, entry: 0 } }],
  'doubled-cr': [
    { damaged: mail('x\r\r\n'), quiet: mail('x\r\n'), place: { offset: 57, line: 4, entry: 0 } },
  ],
  'mixed-line-endings': [{ damaged: mail('x\r\n'), place: { offset: 57, line: 4, entry: 0 } }],
  'crlf-line-endings': [
    {
      damaged: QUIET.replaceAll('\n', '\r\n'),
      quiet: `${QUIET.replaceAll('\n', '\r\n')}\n`,
      place: { offset: 0, line: 1, entry: null },
    },
  ],
  'no-final-newline': [{ damaged: QUIET.trimEnd(), place: { offset: QUIET.length - 2, line: 9, entry: 1 } }],
  'binary-bytes': [
    {
      damaged: mail('\x01\x02'.repeat(50)),
      quiet: mail('\x1b\x0e'.repeat(50)),
      place: { offset: 56, line: 4, entry: 0 },
    },
  ],
  'content-length-conflict': [
    {
      damaged: mail('x\n', 'Content-Length: 4\n') + QUIET.repeat(2),
      quiet: mail('x\n', 'Content-Length: 2\n'),
      place: { offset: 0, line: 1, entry: 0 },
    },
    {
      damaged: mail('x\n', 'content-length: -1\n'),
      quiet: mail('Content-Length: -1\n'),
      place: { offset: 0, entry: 0, detail: 'not a number' },
    },
    {
      damaged: mail('x\n', 'Content-Length: 2000000000\n'),
      place: { offset: 0, entry: 0 },
      separator: 'content-length',
    },
  ],
}

for (const [code, cases] of Object.entries(CASES)) {
  describe(code, () => {
    test.each(cases.map((one, number) => [number, one] as const))(
      'damage %i is reported with its place',
      (_, one) => {
        const found = observe(one.damaged, one.separator).filter((seen) => seen.code === code)
        expect(found).toHaveLength(1)
        expect(found[0]).toMatchObject(one.place)
      },
    )
    test.each(cases.map((one, number) => [number, one] as const))(
      'the quiet twin of damage %i is quiet',
      (_, one) => {
        const codes = observe(one.quiet ?? QUIET, one.separator).map((seen) => seen.code)
        expect(codes).not.toContain(code as MboxObservationCode)
      },
    )
  })
}

test('an ordinary file gives no observation at all, by any rule', () => {
  for (const rule of ['any', 'dated', 'rfc4155', 'plausible', 'content-length'] as const) {
    expect(observe(QUIET, rule)).toEqual([])
  }
})

test('a byte-order mark hides the first From_ line from the rule any alone', () => {
  const marked = bytesOf(`\xef\xbb\xbf${QUIET}`)
  const count = (separator: SeparatorRule) => scanMbox(marked, { host: nodeHost, separator }).entries.length
  expect(count('any')).toBe(1)
  for (const rule of ['dated', 'rfc4155', 'plausible', 'content-length'] as const) expect(count(rule)).toBe(2)
  expect(observe(`\xef\xbb\xbf${QUIET}`).map((seen) => seen.code)).toEqual(['byte-order-mark'])
  expect(observe(`\xef\xbb\xbf${QUIET}`, 'any').map((seen) => seen.code)).toEqual([
    'byte-order-mark',
    'preamble',
  ])
})

test('places beyond the limit are left out, and the next entry starts anew', () => {
  const many = mail('\nFrom now on\n'.repeat(MAX_PLACES_PER_ENTRY + 20))
  const found = observe(many + many)
  expect(found.filter((seen) => seen.entry === 0)).toHaveLength(MAX_PLACES_PER_ENTRY)
  expect(found.filter((seen) => seen.entry === 1)).toHaveLength(MAX_PLACES_PER_ENTRY)
})

describe('not-an-mbox names', () => {
  const encoded = (encoding: BufferEncoding, mark: string) =>
    Buffer.from(mark + QUIET, encoding).toString('latin1')
  const utf16be = (mark: string) =>
    Buffer.from(mark + QUIET, 'utf16le')
      .swap16()
      .toString('latin1')
  const wide = (mark: number[]) => `${bytesText(mark)}${Array.from(QUIET, (c) => `${c}\0\0\0`).join('')}`
  test.each([
    ['UTF-16 (little endian)', encoded('utf16le', '\ufeff')],
    ['UTF-16 (little endian)', encoded('utf16le', '')],
    ['UTF-16 (big endian)', utf16be('\ufeff')],
    ['UTF-16 (big endian)', utf16be('')],
    ['UTF-32 (little endian)', wide([0xff, 0xfe, 0, 0])],
    ['UTF-32 (little endian)', wide([])],
    ['UTF-32 (big endian)', `\0\0\xfe\xff${Array.from(QUIET, (c) => `\0\0\0${c}`).join('')}`],
    ['MMDF', `\x01\x01\x01\x01\n${mail('x')}\x01\x01\x01\x01\n`],
    ['a single message without a From_ line', 'Subject: s\nFrom: a\n\nx\n'],
    ['lines that end in CR only', QUIET.replaceAll('\n', '\r')],
    ['lines that end in CR CR LF', QUIET.replaceAll('\n', '\r\r\n')],
    ['gzip', '\x1f\x8b\x08\x00xyz'],
    ['only blanks', ' \n\r\n\t\n'],
    ['only NULs', '\0'.repeat(5000)],
    ['binary data', '\x02\x03x\x04\0\x06'.repeat(40)],
    ['Babyl', 'BABYL OPTIONS: -*- rmail -*-\nVersion: 5\n'],
    ['HTML', '<!DOCTYPE html>\n<html>'],
    ['From_ lines that the separator rule does not accept', UNDATED],
    ['text without a From_ line that opens an entry', 'Dear all,\n\nhello\n'],
  ])('%s', (name, text) => {
    const found = observe(text).filter((seen) => seen.code === 'not-an-mbox')
    expect(found).toEqual([{ code: 'not-an-mbox', offset: 0, line: 1, entry: null, detail: name }])
  })
})

function bytesText(bytes: number[]): string {
  return String.fromCharCode(...bytes)
}
