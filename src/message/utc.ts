const DAY = 86_400

/**
 * Seconds since 1970-01-01 00:00:00 UTC of a moment in the Gregorian calendar.
 *
 * @param month - 1 to 12.
 * @returns Null where there is no such day or time of day. Second 60 is the first second of the next minute.
 */
export function epochOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  if (hour > 23 || minute > 59 || second > 60) return null
  return daysSince1970(year, month, day) * DAY + hour * 3600 + minute * 60 + second
}

/**
 * Writes a moment as the ledger does: `YYYY-MM-DDTHH:MM:SSZ`.
 *
 * @param epoch - Seconds since 1970, a whole number, in the years 0000 to 9999.
 *
 * @example
 * formatUtc(1425290400) // => '2015-03-02T10:00:00Z'
 */
export function formatUtc(epoch: number): string {
  const days = Math.floor(epoch / DAY)
  const seconds = epoch - days * DAY
  const { year, month, day } = dateOfDay(days)
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}Z`
}

/**
 * Reads what {@link formatUtc} wrote.
 *
 * @returns Seconds since 1970, or null for any other text and for a moment that does not exist.
 */
export function parseUtc(text: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(text)?.slice(1).map(Number)
  if (parts === undefined) return null
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number]
  return epochOf(year, month, day, hour, minute, second)
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

// A year that begins in March has its leap day at the end: the months before it are then always of the same lengths,
// and 400 years have 146,097 days. 719,468 days lie between 0000-03-01 and 1970-01-01.
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const century = Math.floor(marchYear / 400)
  const inCentury = marchYear - century * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfCentury = inCentury * 365 + Math.floor(inCentury / 4) - Math.floor(inCentury / 100) + dayOfYear
  return century * 146_097 + dayOfCentury - 719_468
}

function dateOfDay(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const century = Math.floor(shifted / 146_097)
  const dayOfCentury = shifted - century * 146_097
  const inCentury = Math.floor(
    (dayOfCentury -
      Math.floor(dayOfCentury / 1460) +
      Math.floor(dayOfCentury / 36_524) -
      Math.floor(dayOfCentury / 146_096)) /
      365,
  )
  const dayOfYear = dayOfCentury - (inCentury * 365 + Math.floor(inCentury / 4) - Math.floor(inCentury / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return { year: century * 400 + inCentury + (month <= 2 ? 1 : 0), month, day }
}
