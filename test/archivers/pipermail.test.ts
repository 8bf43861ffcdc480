import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecast, type Forecast } from '../../src/archivers/archiver.ts'
import { parseArchiverOptions } from '../../src/archivers/archiver-options.ts'
import { articleDate, parsePythonDate } from '../../src/archivers/pipermail-dates.ts'
import { pipermailVolume } from '../../src/archivers/pipermail-volumes.ts'
import { pipermail } from '../../src/archivers/pipermail.ts'
import { readPythonHeader } from '../../src/archivers/python-header.ts'
import { makeZone, UTC } from '../../src/archivers/zone.ts'
import { entriesOf, mbox, NOW, SETTINGS } from './entries.ts'

const FROM = 'From a@example.org Mon May  4 10:00:00 2015'
const DATE = 'Date: Mon, 04 May 2015 10:00:00 +0000'

function make(bytes: Uint8Array, options: string[] = []): Forecast {
  return forecast(pipermail, entriesOf([bytes]), {
    ...SETTINGS,
    options: parseArchiverOptions(pipermail, options),
  })
}

const numbers = (made: Forecast): (number | null)[] => made.rows.map((row) => row.number)

describe('what takes a number', () => {
  test('every From_ line does, also with nothing behind it, a repeated id, or a wish not to be archived', () => {
    const bytes = mbox(FROM, FROM, 'Message-ID: <a>', 'X-No-Archive: yes', '', FROM, 'Message-ID: <a>', '')
    expect(numbers(make(bytes))).toEqual([0, 1, 2])
  })

  test('one message less moves all behind it down by one', () => {
    const message = (id: string): string[] => [FROM, DATE, `Message-ID: <${id}>`, '', 'text', '']
    const before = make(mbox(...message('a'), ...message('b'), ...message('c')))
    const after = make(mbox(...message('a'), ...message('c')))
    expect(before.rows.map((row) => [row.key, row.path])).toEqual([
      ['a', '2015-May/000000.html'],
      ['b', '2015-May/000001.html'],
      ['c', '2015-May/000002.html'],
    ])
    expect(after.rows.map((row) => [row.key, row.path])).toEqual([
      ['a', '2015-May/000000.html'],
      ['c', '2015-May/000001.html'],
    ])
  })

  test('a message that is HTML only takes none under sanitizer=0, and takes one otherwise', () => {
    const html = ['Content-Type: Text/HTML; charset=utf-8', '', '<p>x</p>', '']
    const bytes = mbox(
      FROM,
      ...html,
      FROM,
      'Content-Type: multipart/mixed; boundary=B',
      '',
      '--B',
      ...html,
      FROM,
      '',
    )
    expect(numbers(make(bytes))).toEqual([0, 1, 2])
    const made = make(bytes, ['sanitizer=0'])
    expect(numbers(made)).toEqual([null, 0, 1])
    expect(made.rows[0]!.reason).toBe('html-only')
  })

  test('a byte-order mark hides the first message', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), mbox(FROM, '', 'x', '', FROM, '', 'y')])
    const made = forecast(pipermail, entriesOf([bytes], 'rfc4155'), SETTINGS)
    expect(made.rows.map((row) => [row.number, row.reason])).toEqual([
      [null, 'not-a-separator'],
      [0, null],
    ])
  })

  test('a body line that begins with From and a blank is a page that no entry of a stricter rule has', () => {
    const bytes = mbox(FROM, DATE, '', 'x', 'From now on', '', FROM, DATE, '', 'y')
    const made = forecast(pipermail, entriesOf([bytes], 'rfc4155'), SETTINGS)
    expect(numbers(made)).toEqual([0, 2])
    expect(made.extras).toEqual([
      { inside: 0, number: 1, path: '2025-January/000001.html', volume: '2025-January', key: null },
    ])
  })

  test('numbers grow past six digits', () => {
    expect(make(mbox(FROM, DATE, ''), ['first-number=999999']).rows[0]!.path).toBe('2015-May/999999.html')
    expect(make(mbox(FROM, DATE, ''), ['first-number=1000000']).rows[0]!.path).toBe('2015-May/1000000.html')
  })
})

describe('where Pipermail stops', () => {
  const deadly: readonly (readonly [string, string[]])[] = [
    ['a date of blanks', ['Date:', ' ']],
    ['an RFC 850 date without a year', ['Date: 04-May- 10:00 GMT']],
    ['a Received without Date that ends in a year-less date', ['Received: by x; 04-May- 10:00 GMT']],
    ['a blank charset', ['Content-Type: text/plain; charset=" "']],
    ['a charset of one quote', ['Content-Type: text/plain; charset="\\""']],
    ['the charset hex', ['Content-Type: text/plain; charset=hex']],
    ['the charset Base-64', ['Content-Type: text/plain; charset="Base-64"']],
    ['the charset punycode', ['Content-Type: text/plain; charset=punycode']],
    ['a subject in hex', ['Subject: =?hex?q?6162?=']],
    ['a sender in zip', ['From: =?zip?q?x?= <a@example.org>']],
  ]
  for (const [what, head] of deadly) {
    test(`at ${what}: no number for it, none for the rest, all before it stand`, () => {
      const made = make(mbox(FROM, '', 'a', '', FROM, ...head, '', 'text', '', FROM, '', 'c'))
      expect(numbers(made)).toEqual([0, null, null])
      expect(made.crash).toMatchObject({ position: 1 })
      expect(made.rows[1]!.crash).toEqual(made.crash)
      expect(made.rows.map((row) => row.reason)).toEqual([null, 'crash', 'after-crash'])
    })
  }

  const harmless: readonly (readonly [string, string[]])[] = [
    ['an empty date', ['Date:']],
    ['an empty charset', ['Content-Type: text/plain; charset=""']],
    ['an unknown charset', ['Content-Type: text/plain; charset=x-unknown']],
    ['a subject in uu, whose error Pipermail expects', ['Subject: =?uu?q?x?=']],
    ['HTML in hex, which is put aside undecoded', ['Content-Type: text/html; charset=hex']],
  ]
  for (const [what, head] of harmless) {
    test(`not at ${what}`, () => {
      const made = make(mbox(FROM, ...head, '', 'text', '', FROM, '', 'c'))
      expect(numbers(made)).toEqual([0, 1])
      expect(made.crash).toBeNull()
    })
  }

  test('at the charset of the first text of a multipart message, however deep', () => {
    const parts = (...first: string[]): Uint8Array =>
      mbox(
        FROM,
        'Content-Type: multipart/mixed; boundary=A',
        ...['', '--A', 'Content-Type: multipart/alternative; boundary=B', '', '--B', ...first],
        ...['--B', 'Content-Type: text/plain; charset=hex', '', 'text', '--B--', '--A--'],
      )
    expect(make(parts('Content-Type: text/html', '', 'html')).crash).toMatchObject({
      cause: 'the charset "hex"',
    })
    expect(make(parts('Content-Type: text/plain; charset=" "', '')).crash).toMatchObject({
      cause: 'a blank charset',
    })
    expect(make(parts('', 'plain text first')).crash).toBeNull()
  })

  test('at any text part in punycode, whose errors nothing expects', () => {
    const parts = (charset: string, ...text: string[]): Uint8Array => {
      const head = [FROM, 'Content-Type: multipart/mixed; boundary=A', '', '--A', '', 'plain']
      return mbox(...head, '--A', `Content-Type: text/plain; charset=${charset}`, '', ...text, '--A--')
    }
    expect(make(parts('punycode', 'text')).crash).toMatchObject({ cause: 'the charset "punycode"' })
    expect(make(parts('punycode')).crash).toBeNull()
    expect(make(parts('hex', 'text')).crash).toBeNull()
  })
})

describe('dates', () => {
  const header = (...lines: string[]) => readPythonHeader(mbox(...lines))
  const rules = { zone: UTC, now: NOW, checked: true }

  test('five candidates, one after the other', () => {
    const all = [
      'Date: Mon, 04 May 2015 10:00:00 +0000',
      'X-List-Received-Date: Mon, 04 May 2015 11:00:00 +0000',
      'Received: from a; b; Mon, 04 May 2015 12:00:00 +0000',
      'From a@example.org Mon May  4 13:00:00 2015',
    ]
    const at = (...lines: string[]): number =>
      (articleDate(header(...lines), rules) as { epoch: number }).epoch
    expect(at(all[3]!, all[2]!, all[1]!, all[0]!)).toBe(1430733600)
    expect(at(all[3]!, all[2]!, all[1]!)).toBe(1430733600 + 3600)
    expect(at(all[3]!, all[2]!)).toBe(1430733600 + 7200)
    expect(at(all[3]!)).toBe(1430733600 + 10_800)
    expect(articleDate(header('From nobody'), rules)).toEqual({ epoch: NOW + 1, undated: true })
  })

  test('fifteen days ahead are kept, a second more is not; 1970 is kept, a second less is not', () => {
    const day = (text: string) => articleDate(header('From nobody', `Date: ${text}`), rules)
    expect(day('Thu, 30 Jan 2025 12:00:00 +0000')).toEqual({ epoch: NOW + 15 * 86_400, undated: false })
    expect(day('Thu, 30 Jan 2025 12:00:01 +0000')).toMatchObject({ undated: true })
    expect(day('Thu, 1 Jan 1970 00:00:00 +0000')).toEqual({ epoch: 0, undated: false })
    expect(day('Thu, 1 Jan 1970 00:00:00 +0001')).toMatchObject({ undated: true })
  })

  test('before 2.1.22 nothing was checked, and neither Received nor the From_ line gave a date', () => {
    const bytes = mbox(FROM, 'Date: Thu, 01 Jan 2037 00:00:00 +0000', '', 'x', '', FROM, '', 'y')
    expect(make(bytes).rows.map((row) => row.volume)).toEqual(['2015-May', '2015-May'])
    for (const version of ['2.1', '2.1.9', '2.1.20', '2.1.21']) {
      const made = make(bytes, [`version=${version}`])
      expect(made.rows.map((row) => row.volume)).toEqual(['2037-January', '2025-January'])
      expect(made.rows.map((row) => row.undated)).toEqual([false, true])
    }
    expect(make(bytes, ['version=2.1.22']).rows.map((row) => row.volume)).toEqual(['2015-May', '2015-May'])
  })

  test('before 2.1.22 a year such as 0102 stopped it', () => {
    const bytes = mbox(FROM, 'Date: Mon, 4 May 102 10:00:00 +0000', '', 'x')
    expect(make(bytes, ['version=2.1.20']).crash).toMatchObject({ cause: 'a date before 1900' })
    expect(make(bytes).crash).toBeNull()
  })

  test('a zone that Python does not know is the server’s own, summer time included', () => {
    const berlin = makeZone('Europe/Berlin')
    expect(parsePythonDate('Mon, 04 May 2015 10:00:00 CEST', UTC)).toBe(1430733600)
    expect(parsePythonDate('Mon, 04 May 2015 10:00:00 CEST', berlin)).toBe(1430733600 - 7200)
    expect(parsePythonDate('Wed, 04 Feb 2015 10:00:00', berlin)).toBe(Date.UTC(2015, 1, 4, 9) / 1000)
  })
})

describe('volumes', () => {
  const noon = Date.UTC(2015, 4, 31, 23, 30) / 1000
  test('five periods', () => {
    const all = (['year', 'quarter', 'month', 'week', 'day'] as const).map((period) =>
      pipermailVolume(noon, period, UTC),
    )
    expect(all).toEqual(['2015', '2015q2', '2015-May', 'Week-of-Mon-20150525', '20150531'])
  })

  test('the zone of the server decides the day', () => {
    expect(pipermailVolume(noon, 'month', makeZone('+02:00'))).toBe('2015-June')
    expect(pipermailVolume(noon, 'month', makeZone('America/New_York'))).toBe('2015-May')
  })

  test('late on the Sunday on which summer time ends, the week begins on a Tuesday', () => {
    const zone = makeZone('America/New_York')
    const local = (hour: number): number => Date.UTC(2015, 10, 1, hour + 5, 30) / 1000
    expect(pipermailVolume(local(22), 'week', zone)).toBe('Week-of-Mon-20151026')
    expect(pipermailVolume(local(23), 'week', zone)).toBe('Week-of-Mon-20151027')
  })
})

test('the parser never throws, and the same bytes always give the same forecast', () => {
  const word = fc.constantFrom(
    'From ',
    'Date:',
    ' ',
    '\n',
    '\r',
    'Content-Type: multipart/mixed; boundary=',
    '--',
    'a',
    '"',
    ';',
    '\0',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      const bytes = Buffer.from(`From x\n${words.join('')}`, 'latin1')
      expect(make(bytes)).toEqual(make(bytes))
    }),
  )
})
