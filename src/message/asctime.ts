import { SHORT_MONTHS, SHORT_WEEKDAYS } from '../mbox/english-dates.ts'
import { formatUtc } from './utc.ts'

/** 1970 began on a Thursday. */
const FIRST_WEEKDAY = 4

/**
 * A date as From_ lines have it, in UTC.
 *
 * @param epoch - Seconds since 1970, a whole number, in the years 0000 to 9999.
 *
 * @example
 * asctime(1425290400) // => 'Mon Mar  2 10:00:00 2015'
 */
export function asctime(epoch: number): string {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)T(.*)Z$/.exec(formatUtc(epoch))!
  const weekday = SHORT_WEEKDAYS[(((Math.floor(epoch / 86_400) + FIRST_WEEKDAY) % 7) + 7) % 7]!
  return `${weekday} ${SHORT_MONTHS[Number(month) - 1]!} ${String(Number(day)).padStart(2)} ${time} ${year}`
}
