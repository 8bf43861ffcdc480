import { MONTHS, SHORT_MONTHS } from '../mbox/english-dates.ts'
import { pythonField, type PythonHeader } from './python-header.ts'
import { wallToEpoch, type Zone } from './zone.ts'

/** How far after the rebuild's start a date may lie: Mailman's ARCHIVER_ALLOWABLE_SANE_DATE_SKEW, 15 days. */
export const SANE_DATE_SKEW = 15 * 86_400

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const MONTH_NAMES = [...SHORT_MONTHS, ...MONTHS].map((name) => name.toLowerCase())
const ZONES = new Map<string, number>([
  ...(['UT', 'UTC', 'GMT', 'Z'] as const).map((name): [string, number] => [name, 0]),
  ...Object.entries({ AST: -400, ADT: -300, EST: -500, EDT: -400, CST: -600, CDT: -500 }),
  ...Object.entries({ MST: -700, MDT: -600, PST: -800, PDT: -700 }),
])

/** Python's C integers: a part of a local date beyond them is no date. */
const INT_MAX = 0x7fff_ffff

/** Python's `date` type ends with this year. */
const MAX_YEAR = 9999

/** `index-error` is the uncaught IndexError that stops Pipermail. */
export type PythonDate = number | null | 'index-error'

/**
 * Reads a date as `mktime_tz(parsedate_tz(text))` of Python 2.7.11 does.
 *
 * The day's name may be missing, or anything that ends in a comma. `D Mon YYYY` and `Mon D YYYY`, English months
 * short or long, years of two digits from 69 to 68, RFC 850's `D-Mon-YY`; times are not checked, so 25:61:61 and 31
 * February move on. A zone that is no number and not one of RFC 822's names, or is missing, is the server's own.
 *
 * @param text - One character a byte.
 * @param zone - The server's zone.
 * @returns Seconds since 1970; null for what Python gives up on; `index-error` where it fails with an IndexError.
 *
 * @example
 * parsePythonDate('Mon, 04 May 2015 10:00:00 +0200', UTC) // => 1430726400
 * parsePythonDate('04-May- 10:00 GMT', UTC) // => 'index-error'
 */
export function parsePythonDate(text: string, zone: Zone): PythonDate {
  if (text === '') return null
  let data = text.split(/[ \t\n\r\v\f]+/).filter((word) => word !== '')
  const first = data[0]
  if (first === undefined) return 'index-error'
  if (first.endsWith(',') || DAYS.includes(first.toLowerCase())) data.shift()
  else data[0] = first.slice(first.lastIndexOf(',') + 1)
  if (data.length === 3) {
    const stuff = data[0]!.split('-')
    if (stuff.length === 3) data = [...stuff, ...data.slice(1)]
  }
  if (data.length === 4) {
    const plus = data[3]!.indexOf('+')
    if (plus > 0) data = [...data.slice(0, 3), data[3]!.slice(0, plus), data[3]!.slice(plus + 1)]
    else data.push('')
  }
  if (data.length < 5) return null

  let [day, month, year, time, tz] = data as [string, string, string, string, string]
  month = month.toLowerCase()
  if (!MONTH_NAMES.includes(month)) {
    ;[day, month] = [month, day.toLowerCase()]
    if (!MONTH_NAMES.includes(month)) return null
  }
  if (day === '') return 'index-error'
  if (day.endsWith(',')) day = day.slice(0, -1)
  if (year.indexOf(':') > 0) [year, time] = [time, year]
  if (year === '') return 'index-error'
  if (year.endsWith(',')) year = year.slice(0, -1)
  if (year === '') return 'index-error'
  if (!/^\d/.test(year)) [year, tz] = [tz, year]
  if (time === '') return 'index-error'
  if (time.endsWith(',')) time = time.slice(0, -1)
  const clock = time.split(':')
  if (clock.length !== 2 && clock.length !== 3) return null

  const numbers = [year, day, clock[0]!, clock[1]!, clock[2] ?? '0'].map(pythonInt)
  if (numbers.includes(null)) return null
  const [y, d, h, m, s] = numbers as [number, number, number, number, number]
  const fullYear = y >= 100 ? y : y > 68 ? y + 1900 : y + 2000
  const offset = ZONES.get(tz.toUpperCase()) ?? pythonInt(tz)
  return epochOf(fullYear, (MONTH_NAMES.indexOf(month) % 12) + 1, [d, h, m, s], offset, zone)
}

function epochOf(
  year: number,
  month: number,
  [day, hour, minute, second]: readonly [number, number, number, number],
  hhmm: number | null,
  zone: Zone,
): number | null {
  if (hhmm === null) {
    // time.mktime: no years before 1900, and nothing beyond C's integers.
    if (year < 1900 || [year, day, hour, minute, second].some((part) => Math.abs(part) > INT_MAX)) return null
    const wall = wallSeconds(year, month, day, hour, minute, second)
    return Number.isFinite(wall) ? wallToEpoch(wall, zone) : null
  }
  if (year < 1 || year > MAX_YEAR) return null
  const size = Math.abs(hhmm)
  const offset = Math.sign(hhmm) * (Math.floor(size / 100) * 3600 + (size % 100) * 60)
  return wallSeconds(year, month, day, hour, minute, second) - offset
}

function wallSeconds(year: number, month: number, day: number, hour: number, minute: number, second: number) {
  // Date.UTC takes years below 100 for 19xx, so the year is set apart.
  const start = new Date(0).setUTCFullYear(year, month - 1, 1) / 1000
  return start + (day - 1) * 86_400 + hour * 3600 + minute * 60 + second
}

/** Python's int() of a byte string. */
function pythonInt(text: string): number | null {
  return /^[+-]?\d+$/.test(text) ? Number(text) : null
}

/** The date that Pipermail files an article under. */
export interface ArticleDate {
  readonly epoch: number
  /** No candidate gave a date: the epoch is one second after the rebuild began. */
  readonly undated: boolean
}

/** What decides an article's date besides its header section. */
export interface DateRules {
  readonly zone: Zone
  /** When the rebuild starts, in seconds since 1970. */
  readonly now: number
  /** Mailman 2.1.22 or newer: five candidates, each checked for sanity. */
  readonly checked: boolean
}

/**
 * The date of an article: Date, X-List-Received-Date, the first Received field behind its last semicolon, the From_
 * line behind its address, else one second after the rebuild began.
 *
 * Candidates before 1970 or more than {@link SANE_DATE_SKEW} after the start are passed over. Mailman before 2.1.22
 * looked at the first two only, and took what they said.
 *
 * @returns The name of the field whose date stops Pipermail, where one does.
 */
export function articleDate(
  header: PythonHeader,
  rules: DateRules,
): ArticleDate | { readonly stopsAt: string } {
  for (const [name, text] of candidates(header, rules.checked)) {
    const epoch = parsePythonDate(text, rules.zone)
    if (epoch === 'index-error') return { stopsAt: name }
    if (epoch === null) continue
    if (rules.checked && (epoch < 0 || epoch - rules.now > SANE_DATE_SKEW)) continue
    return { epoch, undated: false }
  }
  return { epoch: rules.now + 1, undated: true }
}

function* candidates(
  header: PythonHeader,
  checked: boolean,
): Generator<readonly [name: string, text: string]> {
  yield ['Date', pythonField(header, 'date') ?? '']
  yield ['X-List-Received-Date', pythonField(header, 'x-list-received-date') ?? '']
  if (!checked) return
  yield ['Received', (pythonField(header, 'received') ?? '').replace(/^[^]*;[ \t\n\r\v\f]*/, '')]
  // Wherever it matches, not only at the start: Pipermail's own expression.
  const address = /From [ \t\n\r\v\f]*[^ \t\n\r\v\f]+[ \t\n\r\v\f]+/g
  yield ['From_ line', (header.unixFrom ?? '').replace(address, '')]
}
