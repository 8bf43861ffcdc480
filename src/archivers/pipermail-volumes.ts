import type { Period } from '../ledger/ledger-state.ts'
import { MONTHS } from '../mbox/english-dates.ts'
import type { Zone } from './zone.ts'

const DAY = 86_400

/**
 * The folder that Pipermail files a moment under: `2015`, `2015q2`, `2015-May`, `Week-of-Mon-20150504`, `20150504`.
 *
 * The day is that of the server's own zone; names are always English. A week goes back 24 hours for each day since
 * Monday, so late on the Sunday on which summer time ends it lands on a Tuesday, and the folder bears that date.
 *
 * @param epoch - Seconds since 1970 UTC.
 *
 * @example
 * pipermailVolume(1430733600, 'month', UTC) // => '2015-May'
 */
export function pipermailVolume(epoch: number, period: Period, zone: Zone): string {
  const day = localDay(epoch, zone)
  const year = String(day.getUTCFullYear()).padStart(4, '0')
  switch (period) {
    case 'year':
      return year
    case 'quarter':
      return `${year}q${Math.floor(day.getUTCMonth() / 3) + 1}`
    case 'month':
      return `${year}-${MONTHS[day.getUTCMonth()]!}`
    case 'week':
      return `Week-of-Mon-${compact(localDay(epoch - ((day.getUTCDay() + 6) % 7) * DAY, zone))}`
    case 'day':
      return compact(day)
  }
}

/** The path of an article: numbers have six digits, and more from a million on. */
export function pipermailPath(volume: string, number: number): string {
  return `${volume}/${String(number).padStart(6, '0')}.html`
}

function localDay(epoch: number, zone: Zone): Date {
  return new Date((epoch + zone(epoch)) * 1000)
}

function compact(day: Date): string {
  return day.toISOString().slice(0, 10).replaceAll('-', '')
}
