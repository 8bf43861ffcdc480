const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
] // prettier-ignore

/** The stretch of time that an index covers, in UTC: a month, a year, or no time at all. */
export interface Period {
  /** `2001-03`, `2001` or `undated`. */
  readonly key: string
  readonly kind: 'month' | 'year' | 'undated'
  /** `2001`; empty without a date. */
  readonly year: string
  /** `March 2001`, `2001`, `Without a date`. */
  readonly label: string
  /** Inside its year: `March`. */
  readonly name: string
}

const UNDATED: Period = {
  key: 'undated',
  kind: 'undated',
  year: '',
  name: 'Without a date',
  label: 'Without a date',
}

/** The month of a recorded date (`YYYY-MM-DDTHH:MM:SSZ`). Our own table: month names never come from the machine. */
export function monthOf(date: string | null): Period {
  const name = MONTHS[Number(date?.slice(5, 7)) - 1]
  if (date === null || name === undefined) return UNDATED
  const year = date.slice(0, 4)
  return { key: date.slice(0, 7), kind: 'month', year, name, label: `${name} ${year}` }
}

/** The year of a recorded date. */
export function yearOf(date: string | null): Period {
  const { year, kind } = monthOf(date)
  return kind === 'undated' ? UNDATED : { key: year, kind: 'year', year, name: year, label: year }
}

/**
 * The day of a recorded date for people; null without a date.
 *
 * @example
 * dayText('2001-03-05T06:07:08Z') // => '5 March 2001'
 */
export function dayText(date: string | null): string | null {
  const { kind, label } = monthOf(date)
  return date === null || kind === 'undated' ? null : `${Number(date.slice(8, 10))} ${label}`
}

/**
 * A recorded date for people.
 *
 * @example
 * utcText('2001-03-05T06:07:08Z') // => '5 March 2001, 06:07 UTC'
 */
export function utcText(date: string): string {
  const day = dayText(date)
  return day === null ? date : `${day}, ${date.slice(11, 16)} UTC`
}
