const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
] // prettier-ignore

/** A month of the calendar in UTC; null for messages without a date. */
export interface CalendarMonth {
  /** `2001-03`, or `undated`: sorts as text. */
  readonly key: string
  readonly year: string
  /** `March`. */
  readonly name: string
  /** `March 2001`. */
  readonly label: string
}

const UNDATED: CalendarMonth = {
  key: 'undated',
  year: 'Undated',
  name: 'Without a date',
  label: 'Without a date',
}

/** The month of a recorded date (`YYYY-MM-DDTHH:MM:SSZ`). Our own table: month names never come from the machine. */
export function calendarMonth(date: string | null): CalendarMonth {
  const name = MONTHS[Number(date?.slice(5, 7)) - 1]
  if (date === null || name === undefined) return UNDATED
  const year = date.slice(0, 4)
  return { key: date.slice(0, 7), year, name, label: `${name} ${year}` }
}

/**
 * A recorded date for people.
 *
 * @example
 * utcText('2001-03-05T06:07:08Z') // => '5 March 2001, 06:07 UTC'
 */
export function utcText(date: string): string {
  const { name, year, key } = calendarMonth(date)
  return key === 'undated' ? date : `${Number(date.slice(8, 10))} ${name} ${year}, ${date.slice(11, 16)} UTC`
}
