import { describe, expect, test } from 'vitest'
import { forecast, NO_PAGE_WORDS, type Archiver, type Forecast } from '../../src/archivers/archiver.ts'
import { parseArchiverOptions } from '../../src/archivers/archiver-options.ts'
import { ARCHIVERS, findArchiver } from '../../src/archivers/archivers.ts'
import { hyperkitty } from '../../src/archivers/hyperkitty.ts'
import { mhonarc } from '../../src/archivers/mhonarc.ts'
import { mhonarcDate } from '../../src/archivers/mhonarc-dates.ts'
import { pipermail } from '../../src/archivers/pipermail.ts'
import { publicInbox } from '../../src/archivers/public-inbox.ts'
import { makeZone, wallToEpoch } from '../../src/archivers/zone.ts'
import { entriesOf, fixture, mbox, SETTINGS } from './entries.ts'

const FROM = 'From a@example.org Mon May  4 10:00:00 2015'

const make = (archiver: Archiver, ...files: Uint8Array[]): Forecast =>
  forecast(archiver, entriesOf(files), SETTINGS)
const pages = (made: Forecast): string[] => made.rows.map((row) => row.path ?? row.reason!)

describe('the table of archivers', () => {
  test('each is found by its name, and no other', () => {
    for (const [name, archiver] of Object.entries(ARCHIVERS)) expect(findArchiver(name)).toBe(archiver)
    expect(findArchiver('constructor')).toBeNull()
  })

  test('each default is a value that the option takes', () => {
    for (const archiver of Object.values(ARCHIVERS)) {
      for (const option of archiver.options) {
        expect(parseArchiverOptions(archiver, [`${option.key}=${option.default}`])).toEqual(
          parseArchiverOptions(archiver, []),
        )
      }
    }
  })

  test('an option that is unknown, misspelt or out of bounds is refused by name', () => {
    expect(() => parseArchiverOptions(pipermail, ['sanitizer'])).toThrow('KEY=VALUE')
    expect(() => parseArchiverOptions(pipermail, ['sanitiser=0'])).toThrow(
      'pipermail has the options sanitizer, version',
    )
    expect(() => parseArchiverOptions(pipermail, ['sanitizer=9'])).toThrow('must be 0, 1, 2 or 3; got "9"')
    expect(() => parseArchiverOptions(pipermail, ['version=3.3'])).toThrow('2.1')
    expect(() => parseArchiverOptions(hyperkitty, ['x=1'])).toThrow('hyperkitty has no options')
  })

  test('docs/archivers.md names each archiver, option and reason', async () => {
    const { readFileSync } = await import('node:fs')
    const page = readFileSync(new URL('../../docs/archivers.md', import.meta.url), 'utf8')
    for (const [name, archiver] of Object.entries(ARCHIVERS)) {
      expect(page).toContain(`\`${name}\``)
      for (const option of archiver.options) expect(page, option.key).toContain(`\`${option.key}=`)
    }
    for (const reason of Object.keys(NO_PAGE_WORDS)) expect(page, reason).toContain(`\`${reason}\``)
  })
})

describe('MHonArc', () => {
  const message = (id: string): string[] => [FROM, `Message-ID: <${id}>`, '', 'x', '']

  test('a message whose id was seen takes no number, in another file too', () => {
    const made = make(mhonarc, mbox(...message('a'), ...message('b')), mbox(...message('a'), ...message('c')))
    expect(pages(made)).toEqual(['msg00000.html', 'msg00001.html', 'duplicate-message-id', 'msg00002.html'])
  })

  test('the made-up id of a message without one changes when it becomes the first of its file', () => {
    const plain = [FROM, 'Subject: x', '', 'y', '']
    const [first, second] = make(mhonarc, mbox(...plain, ...plain)).rows
    expect(first!.key).toMatch(/^[0-9a-f]{32}@NO-ID-FOUND\.mhonarc\.org$/)
    expect(second!.key).not.toBe(first!.key)
    expect(make(mhonarc, mbox(...message('a'), ...plain)).rows[1]!.key).toBe(second!.key)
  })

  test('two messages without an id whose headers are equal are one', () => {
    const plain = [FROM, 'Subject: x', '', 'y', '']
    expect(pages(make(mhonarc, mbox(...plain, ...plain, ...plain)))).toEqual([
      'msg00000.html',
      'msg00001.html',
      'duplicate-message-id',
    ])
  })

  test('a From_ line in a header section opens nothing, and one at the very end opens nothing either', () => {
    const made = make(mhonarc, mbox(FROM, 'Message-ID: <a>', FROM, 'Message-ID: <b>', '', 'x', FROM))
    expect(pages(made)).toEqual(['msg00000.html', 'inside-header', 'nothing-after-from-line'])
  })

  test('who asks not to be archived is, unless the option says else', () => {
    const bytes = mbox(FROM, 'X-No-Archive: Yes', '', 'x', '', ...message('a'))
    expect(pages(make(mhonarc, bytes))).toEqual(['msg00000.html', 'msg00001.html'])
    const options = parseArchiverOptions(mhonarc, ['checknoarchive=on'])
    expect(pages(forecast(mhonarc, entriesOf([bytes]), { ...SETTINGS, options }))).toEqual([
      'no-archive',
      'msg00000.html',
    ])
  })

  test('a date that is none of the calendar leaves no archive at all, and the entry is named', () => {
    const deadly = [FROM, 'Date: Tue, 30 Feb 2016 10:00:00 +0000', '', 'x', '']
    const made = make(mhonarc, mbox(...message('a'), ...deadly, ...message('b')))
    expect(pages(made)).toEqual(['unpublished', 'crash', 'unpublished'])
    expect(made.crash).toEqual({
      position: 1,
      error: "Day '30' out of range 1..29",
      cause: 'the date in its Date',
    })
  })

  test('Received goes before Date, and what has no shape of a date harms nothing', () => {
    const with_ = (...head: string[]): string[] => pages(make(mhonarc, mbox(FROM, ...head, '', 'x')))
    const bad = 'Tue, 30 Feb 2016 10:00:00 +0000'
    expect(with_('Received: by x; Tue, 1 Mar 2016 10:00:00 GMT', `Date: ${bad}`)).toEqual(['msg00000.html'])
    expect(with_(`Received: by x; ${bad}`, 'Date: Tue, 1 Mar 2016 10:00:00 GMT')).toEqual(['crash'])
    expect(with_('Date: 2016-02-30 10:00:00')).toEqual(['msg00000.html'])
  })

  test('dates are read in four shapes', () => {
    for (const date of [
      'Mon, 4 May 2015 10:00',
      '4 May 15 10:00:00 GMT',
      'Mon May 4 10:00:00 EDT 2015',
      'Monday, May 4, 2015 10:00',
    ]) {
      expect(mhonarcDate(date, 0), date).toBe('read')
      expect(mhonarcDate(date.replace('10:00', '24:00'), 0), date).toEqual({
        dies: "Hour '24' out of range 0..23",
      })
    }
    for (const date of ['', '4 Mai 2015 10:00', 'Mon, 4 May 2015', 'May 4, 2015 10:00:00']) {
      expect(mhonarcDate(date, 0), date).toBe('unread')
    }
  })

  test('the case at which the real one died dies here', () => {
    const made = make(mhonarc, fixture('pipermail', 'date-headers.mbox'))
    expect(made.crash?.error).toBe("Day '31' out of range 1..28")
  })
})

describe('archivers whose addresses hold no number', () => {
  const bytes = mbox(
    ...[FROM, 'Message-ID:', ' <a1@example.org>', '', 'x', '', FROM, '', 'no id', ''],
    ...[
      FROM,
      'Message-ID: <a1@example.org>',
      '',
      'x',
      '',
      FROM,
      'Message-ID: <a1@example.org>',
      '',
      'another',
      '',
    ],
    ...[FROM, 'Message-ID: <a/b%c@example.org>', '', 'x'],
  )

  test('HyperKitty finds a message by the hash of its Message-ID', () => {
    expect(pages(make(hyperkitty, bytes)).slice(0, 4)).toEqual([
      'message/4UISTGIUA2NZF66PCSPILTGEFHF5VULC/',
      'random-id',
      'duplicate-message-id',
      'duplicate-message-id',
    ])
  })

  test('public-inbox finds it by the Message-ID itself, and tells a copy from another message with the same one', () => {
    expect(pages(make(publicInbox, bytes))).toEqual([
      'a1@example.org/',
      'content-id',
      'same-content',
      'content-id',
      'a%2Fb%25c@example.org/',
    ])
  })
})

describe('zones', () => {
  test('offsets are read, names are asked for', () => {
    expect(['UTC', 'Z', '+02:00', '-0530', '+02'].map((name) => makeZone(name)(0))).toEqual([
      0, 0, 7200, -19_800, 7200,
    ])
    const berlin = makeZone('Europe/Berlin')
    expect([berlin(1427590799), berlin(1427590800)]).toEqual([3600, 7200])
    expect(() => makeZone('Europe/Atlantis')).toThrow(RangeError)
  })

  test('a moment on the wall: an hour that happens twice is its first, one that never happens is moved on', () => {
    const berlin = makeZone('Europe/Berlin')
    const wall = (...parts: [number, number, number, number, number]): number => Date.UTC(...parts) / 1000
    expect(wallToEpoch(wall(2015, 9, 25, 2, 30), berlin)).toBe(wall(2015, 9, 25, 0, 30))
    expect(wallToEpoch(wall(2015, 2, 29, 2, 30), berlin)).toBe(wall(2015, 2, 29, 1, 30))
    expect(wallToEpoch(wall(2015, 6, 1, 12, 0), berlin)).toBe(wall(2015, 6, 1, 10, 0))
  })
})
