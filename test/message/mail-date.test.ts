import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHeaderFields } from '../../src/message/header-fields.ts'
import { parseMailDate, readDate, readReceived } from '../../src/message/mail-date.ts'
import { epochOf, formatUtc, parseUtc } from '../../src/message/utc.ts'
import { latin1Bytes } from './mail-bytes.ts'

const parse = (text: string): { date: string; offset: number | null } | null => {
  const found = parseMailDate(latin1Bytes(text))
  return found && { date: formatUtc(found.epoch), offset: found.offset }
}

/** 2015-05-04T10:00:00 in UTC. */
const TEN = '2015-05-04T10:00:00Z'

describe('dates that can be read', () => {
  test.each([
    // RFC 5322
    ['Mon, 04 May 2015 10:00:00 +0000', TEN, 0],
    ['Mon, 4 May 2015 12:00:00 +0200', TEN, 120],
    ['Mon, 4 May 2015 12:00:00 +0200 (CEST)', TEN, 120],
    ['4 May 2015 04:30:00 -0530', TEN, -330],
    ['4 May 2015 10:00 +0000', TEN, 0],
    ['Mon, 4 May 2015 10:00:00 -0000', TEN, null],
    ['Tue, 4 May 2015 10:00:00 +0000', TEN, 0],
    ['Mon,4 May 2015 10:00:00 +0000', TEN, 0],
    ['mon, 4 may 2015 10:00:00 gmt', TEN, 0],
    ['(a (nested \\) comment)) Mon(x), 4(y)May 2015 10:00:00 (z) +0000', TEN, 0],
    ['4 May 2015 10:00:00 +0000 (never closed', TEN, 0],
    ['31 Dec 1998 23:59:60 +0000', '1999-01-01T00:00:00Z', 0],
    ['29 Feb 2000 00:00:00 +0000', '2000-02-29T00:00:00Z', 0],
    ['1 Jan 1970 00:00:00 +0000', '1970-01-01T00:00:00Z', 0],
    ['1 Jan 1970 00:00:00 +0100', '1969-12-31T23:00:00Z', 60],
    ['31 Dec 9999 23:59:59 +0000', '9999-12-31T23:59:59Z', 0],
    // obsolete years
    ['Mon, 04 May 15 10:00:00 +0000', TEN, 0],
    ['4 May 49 10:00:00 +0000', '2049-05-04T10:00:00Z', 0],
    ['4 May 50 10:00:00 +0000', '1950-05-04T10:00:00Z', 0],
    ['4 May 99 10:00:00 +0000', '1999-05-04T10:00:00Z', 0],
    ['4 May 100 10:00:00 +0000', '2000-05-04T10:00:00Z', 0],
    ['4 May 115 10:00:00 +0000', TEN, 0],
    // obsolete and unknown zones
    ['4 May 2015 10:00:00 GMT', TEN, 0],
    ['4 May 2015 10:00:00 UT', TEN, 0],
    ['4 May 2015 10:00:00 Z', TEN, 0],
    ['4 May 2015 06:00:00 EDT', TEN, -240],
    ['4 May 2015 05:00:00 EST', TEN, -300],
    ['4 May 2015 05:00:00 CDT', TEN, -300],
    ['4 May 2015 04:00:00 CST', TEN, -360],
    ['4 May 2015 04:00:00 MDT', TEN, -360],
    ['4 May 2015 03:00:00 MST', TEN, -420],
    ['4 May 2015 03:00:00 PDT', TEN, -420],
    ['4 May 2015 02:00:00 PST', TEN, -480],
    ['4 May 2015 07:00:00 ADT', TEN, -180],
    ['4 May 2015 10:00:00 A', TEN, null],
    ['4 May 2015 10:00:00 CEST', TEN, null],
    ['4 May 2015 10:00:00', TEN, null],
    ['4 May 2015 10:00:00 +9999', TEN, null],
    ['4 May 2015 10:00:00 +0060', TEN, null],
    ['4 May 2015 12:00:00 +02:00', TEN, 120],
    ['4 May 2015 12:00:00 0200', TEN, 120],
    ['4 May 2015 12:00:00 GMT+0200', TEN, 120],
    ['4 May 2015 12:00:00 UTC+02:00', TEN, 120],
    ['4 May 2015 12:00:00+0200', TEN, 120],
    ['4 May 2015 10:00:00GMT', TEN, 0],
    ['4 May 2015 09:59:60.250 +0000', TEN, 0],
    // ctime and RFC 850
    ['Mon May  4 10:00:00 2015', TEN, null],
    ['Mon May  4 10:00 2015', TEN, null],
    ['Mon May  4 06:00:00 EDT 2015', TEN, -240],
    ['Mon May  4 12:00:00 2015 +0200', TEN, 120],
    ['Mon May  4 12:00:00 +0200 2015', TEN, 120],
    ['Monday, 04-May-15 10:00:00 GMT', TEN, 0],
    ['04-May-2015 10:00:00 GMT', TEN, 0],
    // what Pipermail reads besides
    ['May 4, 2015 10:00:00 +0000', TEN, 0],
    ['May 4 2015 10:00:00 +0000', TEN, 0],
    ['Monday 4 May 2015 10:00:00 +0000', TEN, 0],
    ['Lun, 4 May 2015 10:00:00 +0000', TEN, 0],
    ['M\xe5n, 4 May 2015 10:00:00 +0000', TEN, 0],
    ['Fri, 4 September 2015 9:5:7 +0000', '2015-09-04T09:05:07Z', 0],
    ['4 Sept. 2015 10:00:00 +0000', '2015-09-04T10:00:00Z', 0],
    ['  Mon,\t4  May   2015\t10:00:00 +0000  ', TEN, 0],
  ])('%j is %s', (text, date, offset) => {
    expect(parse(text)).toEqual({ date, offset })
  })
})

describe('dates that cannot be read', () => {
  test.each([
    '',
    ' ',
    'yesterday',
    'Mon, 32 May 2015 10:00:00 +0000',
    'Mon, 0 May 2015 10:00:00 +0000',
    'Mon, 31 Apr 2015 10:00:00 +0000',
    '29 Feb 2015 10:00:00 +0000',
    '29 Feb 1900 10:00:00 +0000',
    '4 13 2015 10:00:00 +0000',
    '4 Foo 2015 10:00:00 +0000',
    '4 Mai 2015 10:00:00 +0000',
    '4 Ma 2015 10:00:00 +0000',
    '4 May 2015 24:00:00 +0000',
    '4 May 2015 25:00:00 +0000',
    '4 May 2015 10:60:00 +0000',
    '4 May 2015 10:00:61 +0000',
    '4 May 2015 10.00.00 +0000',
    '4 May 2015',
    '4 May 10:00:00',
    '4 May 5 10:00:00 +0000',
    '4 May 20155 10:00:00 +0000',
    '004 May 2015 10:00:00 +0000',
    '2015-05-04T10:00:00Z',
    '2015/05/04 10:00:00',
    '05/04/2015 10:00:00',
    'Lun 4 May 2015 10:00:00 +0000',
    '=?utf-8?q?Mon=2C_4_May_2015_10:00:00_+0000?=',
    '(Mon, 4 May 2015 10:00:00 +0000)',
    '1430733600',
  ])('%j', (text) => {
    expect(parse(text)).toBeNull()
  })

  test('any text, however long, gives a date or null', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('(', ')', '\\', ',', ' ', '4', 'May', ':', '-', '2015', '+') }),
        (text) => {
          const found = parseMailDate(latin1Bytes(text))
          expect(found === null || Number.isInteger(found.epoch)).toBe(true)
        },
      ),
    )
    expect(parse('('.repeat(10_000_000))).toBeNull()
  })
})

describe('fields with dates', () => {
  const fieldsOf = (text: string) => {
    const section = latin1Bytes(text)
    return [section, readHeaderFields(section).fields] as const
  }

  test('the first Date counts, the topmost Received, and of that what follows the last semicolon', () => {
    const [section, fields] = fieldsOf(
      'Received: from x (a; b) by y;\n for <l@x>; Mon, 4 May 2015\n\t10:00:00 +0000\nReceived: x; 1 Jan 2001 00:00 +0000\n' +
        'Date: Mon, 4 May 2015\n 11:00:00 +0100\nDate: 1 Jan 2001 00:00:00 +0000\n',
    )
    expect(readReceived(section, fields)?.epoch).toBe(1430733600)
    expect(readDate(section, fields)).toEqual({ epoch: 1430733600, offset: 60 })
  })

  test('a Received without a semicolon, and a missing field, give no date', () => {
    expect(readReceived(...fieldsOf('Received: Mon, 4 May 2015 10:00:00 +0000\n'))).toBeNull()
    expect(readReceived(...fieldsOf('Subject: s\n'))).toBeNull()
    expect(readDate(...fieldsOf('Subject: s\n'))).toBeNull()
  })
})

describe('UTC', () => {
  test('agrees with the platform on every moment from the year 0 to 9999', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }), (epoch) => {
        const text = formatUtc(epoch)
        expect(text).toBe(new Date(epoch * 1000).toISOString().replace('.000Z', 'Z'))
        expect(parseUtc(text)).toBe(epoch)
      }),
    )
  })

  test('refuses what is no moment', () => {
    expect(epochOf(2015, 2, 29, 0, 0, 0)).toBeNull()
    expect(parseUtc('2015-13-01T00:00:00Z')).toBeNull()
    expect(parseUtc('2015-05-04 10:00:00Z')).toBeNull()
  })
})
