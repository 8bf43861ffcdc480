import { latin1 } from '../mbox/ascii.ts'
import { MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS } from '../mbox/english-dates.ts'
import { findField, unfoldField, type HeaderField } from './header-fields.ts'
import { epochOf } from './utc.ts'
import { MAIL_ZONES } from '../mbox/mail-zones.ts'

/** A moment as a mail's header gives it. */
export interface MailDate {
  /** Seconds since 1970-01-01 00:00:00 UTC; may be negative. */
  readonly epoch: number
  /** The sender's offset in minutes east of UTC; null where none was written, or one that means nothing. */
  readonly offset: number | null
}

/** No date needs more; what stands behind is not read. */
const LONGEST = 1000

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const LOWER_MONTHS = MONTHS.map((name) => name.toLowerCase())

/**
 * Reads a date as mail headers write it: RFC 5322 section 3.3 with the obsolete forms of section 4.3, ctime,
 * and RFC 850.
 *
 * The day's name is optional and not checked; in front of a comma it may be in any language. The date is `D Mon YYYY`,
 * `D-Mon-YYYY` or `Mon D YYYY`, with the year behind the time as in ctime or before it; months in English, three letters
 * or more of the name. Years of two digits: 00 to 49 are 20xx, 50 to 99 are 19xx; of three: 1900 is added. The time is
 * `H:MM` or `H:MM:SS`. Zone: `+HHMM`, `+HH:MM`, these behind `GMT` or `UTC`, `HHMM`, or a North American name. Without
 * a zone, with another name (`CEST`, one military letter) or with `-0000`, the time is taken as UTC, and `offset` is null.
 * Comments count as blanks.
 *
 * @param value - An unfolded field value.
 * @returns Null for anything else, and for what cannot be: day 32, 31 April, hour 24, second 61. A leap second
 *   counts as the first second of the next minute.
 *
 * @example
 * parseMailDate(utf8('Mon, 02 Mar 2015 10:00:00 +0100')) // => { epoch: 1425286800, offset: 60 }
 */
export function parseMailDate(value: Uint8Array): MailDate | null {
  const text = withoutComments(latin1(value, 0, Math.min(value.length, LONGEST)))
  const plain = PLAIN.exec(text)
  if (plain !== null) return readPlain(plain)
  const comma = text.indexOf(',')
  // In front of the first comma stands the name of a day, or, in `May 4, 2015`, half of the date.
  const rest = comma >= 0 && !/\d/.test(text.slice(0, comma)) ? text.slice(comma + 1) : text
  const words = rest.split(/[\s,]+/).filter((word) => word !== '')
  if (words.length > 0 && isDayName(words[0]!)) words.shift()
  return readWords(
    words.flatMap((word) => (/^\d{1,2}-[A-Za-z]{3,9}-\d{2,4}$/.test(word) ? word.split('-') : [word])),
  )
}

/** The date of the first Date field, or null where there is none that can be read. */
export function readDate(section: Uint8Array, fields: readonly HeaderField[]): MailDate | null {
  const field = findField(fields, 'date')
  return field === undefined ? null : parseMailDate(unfoldField(section, field))
}

/** The date of the topmost Received field: what stands behind its last semicolon. Null where there is none to read. */
export function readReceived(section: Uint8Array, fields: readonly HeaderField[]): MailDate | null {
  const field = findField(fields, 'received')
  if (field === undefined) return null
  const value = unfoldField(section, field)
  const semicolon = value.lastIndexOf(0x3b)
  return semicolon < 0 ? null : parseMailDate(value.subarray(semicolon + 1))
}

/** What nearly every mail program writes; it is read in one go, to the same result as word by word. */
const PLAIN = new RegExp(
  `^\\s*(?:(?:${SHORT_WEEKDAYS.join('|')}), )?(\\d\\d?) (${SHORT_MONTHS.join('|')}) ` +
    '(\\d{4}) (\\d\\d):(\\d\\d):(\\d\\d) ([+-]\\d{4})\\s*$',
)

function readPlain([, day, month, year, hour, minute, second, zone]: RegExpExecArray): MailDate | null {
  const local = epochOf(
    Number(year),
    monthNumber(month!),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  if (local === null) return null
  const offset = zoneOffset(zone!)
  return { epoch: local - (offset ?? 0) * 60, offset }
}

function readWords(words: readonly string[]): MailDate | null {
  const [first = '', second = ''] = words
  const monthFirst = monthNumber(first)
  const month = monthFirst || monthNumber(second)
  const day = monthFirst > 0 ? second : first
  if (month === 0 || !/^\d{1,2}$/.test(day)) return null

  let year: string | null = null
  let time: RegExpExecArray | null = null
  let zone: string | null = null
  for (const word of words.slice(2)) {
    const clock: RegExpExecArray | null = time === null ? TIME.exec(word) : null
    if (clock !== null) {
      time = clock
      if (clock[4] !== undefined) zone = clock[4]
    } else if (year === null && /^\d{2,4}$/.test(word)) year = word
    else if (time !== null) zone ??= word
  }
  if (year === null || time === null) return null
  const local = epochOf(
    fullYear(year),
    month,
    Number(day),
    Number(time[1]),
    Number(time[2]),
    Number(time[3] ?? 0),
  )
  if (local === null) return null
  const offset = zone === null ? null : zoneOffset(zone)
  return { epoch: local - (offset ?? 0) * 60, offset }
}

/** Hour, minute, second, fraction, and a zone that hangs on to them. */
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.]\d+)?)?([+-]\d.*|[A-Za-z]+)?$/

function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year
  return digits.length === 3 ? 1900 + year : year
}

function zoneOffset(zone: string): number | null {
  const written = /^(?:GMT|UTC|UT)?([+-]?)(\d\d):?(\d\d)$/i.exec(zone)
  if (written !== null) {
    const [, sign = '', hours = '', minutes = ''] = written
    if (sign === '-' && hours === '00' && minutes === '00') return null
    if (Number(hours) > 23 || Number(minutes) > 59) return null
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  }
  const hours = MAIL_ZONES.get(zone.toUpperCase())
  return hours === undefined ? null : hours * 60
}

function isDayName(word: string): boolean {
  const name = word.toLowerCase().replace(/\.$/, '')
  return name.length >= 3 && DAYS.some((day) => day.startsWith(name))
}

/** 1 to 12, or 0. */
function monthNumber(word: string): number {
  const name = word.toLowerCase().replace(/\.$/, '')
  return name.length < 3 ? 0 : LOWER_MONTHS.findIndex((month) => month.startsWith(name)) + 1
}

/** Comments nest and hold quoted pairs (RFC 5322 section 3.2.2). One that is never closed reaches to the end. */
function withoutComments(text: string): string {
  if (!text.includes('(')) return text
  let result = ''
  let depth = 0
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i)
    if (depth > 0 && character === '\\') i += 1
    else if (character === '(') {
      depth += 1
      result += ' '
    } else if (character === ')' && depth > 0) depth -= 1
    else if (depth === 0) result += character
  }
  return result
}
