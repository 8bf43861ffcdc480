import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecast, type Forecast } from '../../src/archivers/archiver.ts'
import { parseArchiverOptions } from '../../src/archivers/archiver-options.ts'
import { hypermailMessageId } from '../../src/archivers/hypermail-lines.ts'
import { hypermail, hypermailPath } from '../../src/archivers/hypermail.ts'
import { entriesOf, mbox, SETTINGS } from './entries.ts'

const FROM = 'From a@example.org Mon May  4 10:00:00 2015'
const KEEP = ['require-msgids=off', 'discard-dup-msgids=off']

function make(bytes: Uint8Array, options: string[] = []): Forecast {
  const settings = { ...SETTINGS, options: parseArchiverOptions(hypermail, options) }
  return forecast(hypermail, entriesOf([bytes]), settings)
}

const pages = (made: Forecast): string[] => made.rows.map((row) => row.path ?? row.reason!)

describe('which messages take a number', () => {
  const bytes = mbox(
    FROM,
    'Message-ID: <a>',
    '',
    'x',
    FROM,
    '',
    'no id',
    FROM,
    'Message-ID: <a>',
    '',
    FROM,
    'Message-ID: <b>',
    '',
  )

  test('none without a Message-ID or with one that was there, by default', () => {
    expect(pages(make(bytes))).toEqual([
      '0000.html',
      'missing-message-id',
      'duplicate-message-id',
      '0001.html',
    ])
  })

  test('all where the options say so; their ids come from the clock, so they have no key', () => {
    const made = make(bytes, KEEP)
    expect(pages(made)).toEqual(['0000.html', '0001.html', '0002.html', '0003.html'])
    expect(made.rows.map((row) => row.key)).toEqual(['a', null, null, 'b'])
  })

  test('numbers grow past four digits', () => {
    expect([hypermailPath(0), hypermailPath(9999), hypermailPath(10_000)]).toEqual([
      '0000.html',
      '9999.html',
      '10000.html',
    ])
  })
})

describe('which From_ lines separate', () => {
  const split = (...lines: string[]): string[] =>
    pages(make(mbox(FROM, 'Message-ID: <a>', '', 'x', ...lines), KEEP))

  test('one with the name of a day and a blank somewhere, whatever else it says', () => {
    expect(split('From here to the Sun and back', '', 'y')).toEqual(['0000.html', '0001.html'])
    expect(split('From here to the moon', '', 'y')).toEqual(['0000.html', 'not-a-separator'])
    expect(split('From a@example.org Mon, 04 May 2015 10:00:00 +0200', '', 'y')).toEqual([
      '0000.html',
      'not-a-separator',
    ])
  })

  test('none in a header section: two entries without an empty line between are one page, with the later id', () => {
    const made = make(mbox(FROM, 'Message-ID: <a>', FROM, 'Message-ID: <b>', '', 'x'))
    expect(pages(made)).toEqual(['header-never-ends', '0000.html'])
    expect(made.rows[1]!.key).toBe('b')
  })

  test('none in the header section of a part', () => {
    const head = ['Message-ID: <a>', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="B"', '']
    const next = ['Message-ID: <b>', '', 'y']
    expect(pages(make(mbox(FROM, ...head, '--B', '', 'x', FROM, ...next)))).toEqual([
      '0000.html',
      '0001.html',
    ])
    expect(pages(make(mbox(FROM, ...head, '--B', FROM, '', 'x', FROM, ...next)))).toEqual([
      '0000.html',
      'inside-header',
      '0001.html',
    ])
  })

  test('one in front of the first boundary', () => {
    const head = [
      'Message-ID: <a>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="B"',
      '',
      'preamble',
    ]
    expect(pages(make(mbox(FROM, ...head, FROM, 'Message-ID: <b>', '', 'y')))).toEqual([
      '0000.html',
      '0001.html',
    ])
  })

  test('none behind a soft line break of quoted-printable', () => {
    const head = ['Message-ID: <a>', 'Content-Transfer-Encoding: quoted-printable', '']
    const next = [FROM, 'Message-ID: <b>', '', 'y']
    expect(pages(make(mbox(FROM, ...head, 'x=', ...next)))).toEqual(['0000.html', 'not-a-separator'])
    expect(pages(make(mbox(FROM, ...head, 'x=3D', ...next)))).toEqual(['0000.html', '0001.html'])
  })
})

test('a message whose header section nothing ends is lost', () => {
  expect(pages(make(mbox(FROM, 'Message-ID: <a>', '', 'x', FROM, 'Message-ID: <b>')))).toEqual([
    '0000.html',
    'header-never-ends',
  ])
})

test('a multipart message that never has its boundary is lost if it is the last', () => {
  const bytes = mbox(FROM, 'Message-ID: <a>', 'Content-Type: multipart/mixed; boundary=B', '', 'text')
  expect(pages(make(bytes))).toEqual(['header-never-ends'])
})

test('bytes in front of the first From_ line are a message of their own', () => {
  const made = make(mbox('junk', '', FROM, 'Message-ID: <a>', '', 'x'), KEEP)
  expect(pages(made)).toEqual(['0001.html'])
  expect(made.extras).toEqual([{ inside: 0, number: 0, path: '0000.html', volume: null, key: null }])
})

test('a long line is read in pieces, and a piece can separate', () => {
  const long = `${'x'.repeat(1023)}${FROM}`
  const made = make(mbox(FROM, 'Message-ID: <a>', '', long, 'Message-ID: <b>', '', 'y'))
  expect(pages(made)).toEqual(['0000.html'])
  expect(made.extras.map((page) => [page.inside, page.path, page.key])).toEqual([[0, '0001.html', 'b']])
})

test('the id is what stands behind the last bracket, or behind the colon', () => {
  expect(hypermailMessageId('Message-ID: <x> <a@b>\n')).toBe('a@b')
  expect(hypermailMessageId('Message-ID: a@b (comment)\n')).toBe('a@b (comment)')
  expect(hypermailMessageId('Message-ID: <a\\b@c\n')).toBe('ab@c')
  expect(hypermailMessageId('Message-ID: <>\n')).toBe('BOZO')
})

test('every entry has a row, whatever the bytes', () => {
  const lines = fc.constantFrom(
    ...[
      FROM,
      'From x',
      '',
      'x',
      '--B',
      '--B--',
      ' folded',
      'Content-Transfer-Encoding: x-uue',
      'begin 644 x',
      'x=',
    ],
    ...[
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=B',
      'Content-Type: message/rfc822',
    ],
    ...['Content-Type: text/html', 'Content-Disposition: attachment; filename=x', 'Content-Base: x'],
    ...['Content-Transfer-Encoding: quoted-printable', 'Message-ID: <a>', 'Message-ID: <b>', 'a\0b'],
  )
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 40 }), (all) => {
      const bytes = mbox(FROM, ...all)
      const made = make(bytes, KEEP)
      expect(made.rows.map((row) => row.position)).toEqual(entriesOf([bytes]).map((entry) => entry.position))
      const numbers = [...made.rows, ...made.extras].flatMap((page) => page.number ?? [])
      expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index))
      for (const row of made.rows) expect(row.path === null).toBe(row.reason !== null)
    }),
  )
})
