const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value) => String(value).padStart(2, '0')

// The Sunday on or after (or, for a negative `day`, the last one in) a month, at 01:00 UTC: near enough to
// the hour at which each country changed its clocks that no message of ours falls between.
function sunday(year, month, day) {
  const start = day > 0 ? Date.UTC(year, month, day, 1) : Date.UTC(year, month + 1, 0, 1)
  const weekday = new Date(start).getUTCDay()
  return start + (day > 0 ? (7 - weekday) % 7 : -weekday) * 86_400_000
}

// Summer time as it was in the years 2001 to 2006.
const SUMMER = {
  none: () => false,
  europe: (time, year) => time >= sunday(year, 2, -1) && time < sunday(year, 9, -1),
  america: (time, year) => time >= sunday(year, 3, 1) && time < sunday(year, 9, -1),
  'new-zealand': (time, year) => time < sunday(year, 2, 15) || time >= sunday(year, 9, 1),
}

/** The offset from UTC, in minutes, of a zone at a time in milliseconds. */
export function offsetAt(zone, time) {
  const summer = SUMMER[zone.summer ?? 'none'](time, new Date(time).getUTCFullYear())
  return zone.offset + (summer ? 60 : 0)
}

/** UTC milliseconds of a local time written `YYYY-MM-DD HH:MM` in a zone. */
export function fromLocal(text, zone) {
  const [year, month, day, hour, minute] = text.split(/[- :]/).map(Number)
  const local = Date.UTC(year, month - 1, day, hour, minute)
  return local - offsetAt(zone, local - zone.offset * 60_000) * 60_000
}

const parts = (time) => {
  const date = new Date(time)
  return {
    weekday: DAYS[date.getUTCDay()],
    month: MONTHS[date.getUTCMonth()],
    day: date.getUTCDate(),
    year: date.getUTCFullYear(),
    clock: [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':'),
  }
}

/** The date of a From_ line: asctime, in UTC, as Mailman writes it. */
export function asctime(time) {
  const { weekday, month, day, clock, year } = parts(time)
  return `${weekday} ${month} ${String(day).padStart(2, ' ')} ${clock} ${year}`
}

/** RFC 2822 date at an offset in minutes. */
export function mailDate(time, offset) {
  const { weekday, month, day, clock, year } = parts(time + offset * 60_000)
  const ahead = Math.abs(offset)
  const sign = offset < 0 ? '-' : '+'
  return `${weekday}, ${day} ${month} ${year} ${clock} ${sign}${two(Math.floor(ahead / 60))}${two(ahead % 60)}`
}

/** The pieces that attribution lines and old date forms are made of, at an offset in minutes. */
export function localParts(time, offset) {
  return parts(time + offset * 60_000)
}

/** `YYYYMMDDhhmmss` in UTC, the form that some mail programs put into a Message-ID. */
export function compact(time) {
  return new Date(time).toISOString().replace(/\D/g, '').slice(0, 14)
}
