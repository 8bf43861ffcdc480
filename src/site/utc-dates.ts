import type { SiteWords } from './words/site-words.ts'

/** The stretch of time that an index covers, in UTC: a month, a year, or no time at all. */
export interface Period {
  /** `2001-03`, `2001` or `undated`. */
  readonly key: string
  readonly kind: 'month' | 'year' | 'undated'
  /** `2001`; empty without a date. */
  readonly year: string
  /** 1 to 12; 0 where it is no month. */
  readonly month: number
}

const UNDATED: Period = { key: 'undated', kind: 'undated', year: '', month: 0 }

/** The month of a recorded date (`YYYY-MM-DDTHH:MM:SSZ`). */
export function monthOf(date: string | null): Period {
  const month = Number(date?.slice(5, 7))
  if (date === null || !(month >= 1 && month <= 12)) return UNDATED
  return { key: date.slice(0, 7), kind: 'month', year: date.slice(0, 4), month }
}

/** The year of a recorded date. */
export function yearOf(date: string | null): Period {
  const { year, kind } = monthOf(date)
  return kind === 'undated' ? UNDATED : { key: year, kind: 'year', year, month: 0 }
}

/**
 * A period for people.
 *
 * @example
 * periodLabel(ENGLISH, monthOf('2001-03-05T06:07:08Z')) // => 'March 2001'
 */
export function periodLabel(words: SiteWords, { kind, year, month }: Period): string {
  if (kind === 'undated') return words.labels.undated
  return kind === 'year' ? year : words.month(year, month)
}

/**
 * The day of a recorded date for people; null without a date.
 *
 * @example
 * dayText(ENGLISH, '2001-03-05T06:07:08Z') // => '5 March 2001'
 */
export function dayText(words: SiteWords, date: string | null): string | null {
  const { kind, year, month } = monthOf(date)
  return date === null || kind === 'undated' ? null : words.day(year, month, Number(date.slice(8, 10)))
}

/**
 * A recorded date for people.
 *
 * @example
 * timeText(ENGLISH, '2001-03-05T06:07:08Z') // => '5 March 2001, 06:07 UTC'
 */
export function timeText(words: SiteWords, date: string): string {
  const day = dayText(words, date)
  return day === null ? date : words.time(day, date.slice(11, 16))
}
