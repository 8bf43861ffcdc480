import { MONTHS, SHORT_MONTHS } from '../mbox/english-dates.ts'

const WEEKDAYS = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun'
const LONG_WEEKDAYS = 'Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday'
const MONTH = SHORT_MONTHS.join('|')
const LONG_MONTH = MONTHS.join('|')
const DAY = '\\d{1,2}'
const YEAR = '\\d\\d\\d\\d|\\d\\d'

const DAY_FIRST = new RegExp(`(?:${WEEKDAYS}),*\\s+(${DAY})\\s+(${MONTH})\\s+(${YEAR})$`, 'i')
const NO_WEEKDAY = new RegExp(`(${DAY})\\s+(${MONTH})\\s+(${YEAR})$`, 'i')
const MONTH_FIRST = new RegExp(`(?:${WEEKDAYS}),?\\s+(${MONTH})\\s+(${DAY})$`, 'i')
const LONG_NAMES = new RegExp(`(?:${LONG_WEEKDAYS}),?\\s+(${LONG_MONTH})\\s+(${DAY}),?\\s+(${YEAR})$`)

interface CalendarDate {
  /** Null for "the current year". */
  readonly year: number | null
  /** From 0. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/**
 * Why a date stops MHonArc: it reads dates by their shape, and Perl's Time::Local then dies on a day that the month
 * does not have, an hour over 23, a minute or second over 59. MHonArc has written nothing at that point.
 *
 * @param date - The value of a date field, or what stands behind the last semicolon of Received; one character a byte.
 * @param now - For dates whose year is missing or out of bounds: seconds since 1970.
 * @returns `read` for a date that MHonArc takes, `unread` for one that it passes over, or Perl's message.
 *
 * @example
 * mhonarcDate('Mon, 31 Feb 2015 10:00:00 +0000', 0) // => { dies: "Day '31' out of range 1..28" }
 */
export function mhonarcDate(date: string, now: number): 'read' | 'unread' | { readonly dies: string } {
  if (!/\w/.test(date)) return 'unread'
  const parsed = parseDate(date)
  if (parsed === null) return 'unread'
  const days = new Date(Date.UTC(calendarYear(parsed.year, now), parsed.month + 1, 0)).getUTCDate()
  if (parsed.day > days || parsed.day < 1) return outOfRange('Day', parsed.day, 1, days)
  if (parsed.hour > 23) return outOfRange('Hour', parsed.hour, 0, 23)
  if (parsed.minute > 59) return outOfRange('Minute', parsed.minute, 0, 59)
  if (parsed.second > 59) return outOfRange('Second', parsed.second, 0, 59)
  return 'read'
}

function outOfRange(what: string, value: number, from: number, to: number): { dies: string } {
  // Perl holds what the date said, so 08 stays 08; two digits or one, it makes no difference to who reads this.
  return { dies: `${what} '${value}' out of range ${from}..${to}` }
}

function calendarYear(given: number | null, now: number): number {
  const current = new Date(now * 1000).getUTCFullYear()
  if (given === null) return current
  let year = given >= 1900 ? given - 1900 : given
  if (year <= 37) year += 100
  return year < 70 || year > 137 ? current : year + 1900
}

/** The words in front of the time, and the two behind it, decide. */
function parseDate(date: string): CalendarDate | null {
  const time = /\b\d{1,2}:\d\d:\d\d/.exec(date) ?? /\b\d{1,2}:\d\d/.exec(date)
  if (time === null) return null
  const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')
  const start = words(date.slice(0, time.index)).slice(-4).join(' ')
  const rest = words(date.slice(time.index + time[0].length))
    .slice(0, 2)
    .join(' ')
  const [hour, minute, second = 0] = time[0].split(':').map(Number) as [number, number, number?]
  const make = (day: string, month: string, year: string | null): CalendarDate => ({
    year: year === null ? null : Number(year),
    month: SHORT_MONTHS.findIndex((name) => month.toLowerCase().startsWith(name.toLowerCase())),
    day: Number(day),
    hour,
    minute,
    second,
  })

  let found = DAY_FIRST.exec(start) ?? NO_WEEKDAY.exec(start)
  if (found !== null) return make(found[1]!, found[2]!, found[3]!)
  found = MONTH_FIRST.exec(start)
  if (found !== null) {
    const year = /^\S+\s+(\d\d\d\d|\d\d)/.exec(rest) ?? /^(\d\d\d\d|\d\d)/.exec(rest)
    return make(found[2]!, found[1]!, year?.[1] ?? null)
  }
  found = LONG_NAMES.exec(start)
  return found === null ? null : make(found[2]!, found[1]!, found[3]!)
}
