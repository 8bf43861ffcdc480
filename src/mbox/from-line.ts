import { CR, FROM, isBlank, isDigit, latin1, LF, startsWithAt } from './ascii.ts'
import { MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS } from './english-dates.ts'
import type { ByteRange } from './entry.ts'
import { MAIL_ZONES } from './mail-zones.ts'

/** What a From_ line says. */
export interface FromLine {
  /** The envelope sender as written, as offsets into the bytes given; empty if there is none. */
  readonly sender: ByteRange
  /** The delivery date in seconds since 1970-01-01 00:00:00 UTC, or null where none could be read. */
  readonly date: number | null
  /** Whether the line ends in the asctime date that the rule `rfc4155` asks for. */
  readonly asctime: boolean
}

const LONG_MONTHS = MONTHS.map((name) => name.toLowerCase())

/** The blanks that may stand between two parts of an asctime date. */
const MAX_DATE_BLANKS = 4

const REMOTE_FROM = 'remote from '

/** How far from its start or end a From_ line is read for a date that is not asctime. */
const MAX_LOOSE_LINE = 998

interface AsctimeDate {
  /** Offset of the day's name. */
  readonly start: number
  readonly epoch: number
}

/**
 * Whether a From_ line ends in a plausible asctime date, as the rule `rfc4155` asks:
 * `Www Mmm [D]D HH:MM[:SS] [TZ] YYYY [TZ] [remote from HOST]`, English names, exact case; day 1 to 31, hour 0 to 23,
 * minute 0 to 59, second 0 to 60, year 1970 to 2100.
 *
 * @param line - The line from `From `; its LF, and one CR before that, may stand at the end.
 */
export function hasAsctimeDate(line: Uint8Array): boolean {
  return asctimeDate(line, FROM.length, contentEnd(line)) !== null
}

/**
 * Whether a From_ line is one for the rule `dated`: an asctime date at the end, or the shape that Mailman 2.0 asked for,
 * which is address, two words of three characters, day, time, possibly a zone, and a year of four digits, their values
 * unchecked.
 *
 * @param line - The line from `From `; its line end may stand at the end.
 */
export function isDatedFromLine(line: Uint8Array): boolean {
  return startsWithAt(line, FROM, 0) && (hasAsctimeDate(line) || hasMailman20Date(line))
}

/** Whether a From_ line is the fixed one that `git format-patch` writes in front of a patch. */
export function isGitPatchLine(line: Uint8Array): boolean {
  return (
    line.length >= 70 &&
    line.length <= 72 &&
    /^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\r?\n?$/.test(latin1(line))
  )
}

/**
 * Reads a From_ line: envelope sender and delivery date.
 *
 * Reads all that Pipermail reads in From_ lines (asctime with or without seconds, a zone before or after the year, RFC 5322
 * dates, years of two digits) and all that the rule `rfc4155` accepts. A zone that is missing or of no known offset is
 * UTC. Never throws: a line without a readable date has `date` null.
 *
 * @param line - The line from `From `; its line end may stand at the end. A line that begins otherwise gives nothing.
 *
 * @example
 * parseFromLine(utf8('From a@example.org Sat Jan  3 01:05:34 1996\n'))
 * // => { sender: { start: 5, end: 18 }, date: 820631134, asctime: true }
 */
export function parseFromLine(line: Uint8Array): FromLine {
  if (!startsWithAt(line, FROM, 0)) return { sender: { start: 0, end: 0 }, date: null, asctime: false }
  const end = contentEnd(line)
  let start = FROM.length
  while (start < end && isBlank(line[start])) start++
  const asctime = asctimeDate(line, FROM.length, end)
  if (asctime !== null) {
    let senderEnd = Math.max(asctime.start, start)
    while (senderEnd > start && isBlank(line[senderEnd - 1])) senderEnd--
    return { sender: { start, end: senderEnd }, date: asctime.epoch, asctime: true }
  }
  let senderEnd = start
  while (senderEnd < end && !isBlank(line[senderEnd])) senderEnd++
  const rest = latin1(line, senderEnd, Math.min(end, senderEnd + MAX_LOOSE_LINE))
  return { sender: { start, end: senderEnd }, date: looseDate(rest), asctime: false }
}

/** The end of a line without its LF and one CR before it. */
function contentEnd(line: Uint8Array): number {
  let end = line.length
  if (end > 0 && line[end - 1] === LF) end--
  if (end > 0 && line[end - 1] === CR) end--
  return end
}

// Reads backwards: the envelope text in front may be anything, but what must follow it is fixed.
function asctimeDate(line: Uint8Array, start: number, lineEnd: number): AsctimeDate | null {
  let end = lineEnd
  while (end > start && isBlank(line[end - 1])) end--
  end = withoutRemoteFrom(line, start, end)

  // The token that ends at `end`, and then `end` moved before the blanks in front of it.
  let from = end
  const token = (): string | null => {
    from = end
    while (from > start && !isBlank(line[from - 1])) {
      from--
      if (end - from > 8) return null
    }
    const text = latin1(line, from, end)
    end = from
    while (end > start && from - end < MAX_DATE_BLANKS && isBlank(line[end - 1])) end--
    return text
  }

  const last = token()
  const zoneAfter = last !== null && isZone(last) ? last : null
  const year = zoneAfter === null ? last : token()
  const beforeYear = token()
  const zoneBefore = beforeYear !== null && isZone(beforeYear) ? beforeYear : null
  const time = zoneBefore === null ? beforeYear : token()
  const day = token()
  const month = SHORT_MONTHS.indexOf(token() ?? '')
  const name = token()
  if (year === null || time === null || day === null || name === null) return null
  if (month === -1 || !SHORT_WEEKDAYS.includes(name)) return null
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(time)
  if (clock === null || !/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(day)) return null
  const [hour, minute, second] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)]
  if (Number(day) < 1 || Number(day) > 31 || hour > 23 || minute > 59 || second > 60) return null
  if (Number(year) < 1970 || Number(year) > 2100) return null
  const local = Date.UTC(Number(year), month, Number(day), hour, minute, second) / 1000
  const epoch = local - zoneSeconds(zoneBefore ?? zoneAfter)
  return { start: from, epoch }
}

/** `end`, moved before a `remote from HOST` that ends there. */
function withoutRemoteFrom(line: Uint8Array, start: number, end: number): number {
  let host = end
  while (host > start && !isBlank(line[host - 1])) host--
  const words = host - REMOTE_FROM.length
  if (host === end || words <= start || !isBlank(line[words - 1])) return end
  for (let i = 0; i < REMOTE_FROM.length; i++) if (line[words + i] !== REMOTE_FROM.charCodeAt(i)) return end
  let before = words
  while (before > start && words - before < MAX_DATE_BLANKS && isBlank(line[before - 1])) before--
  return before
}

function isZone(text: string): boolean {
  return /^(?:[A-Z]{1,5}|[+-]\d{4})$/.test(text)
}

/** Seconds east of UTC; 0 for a zone that is missing or of no known offset. */
function zoneSeconds(zone: string | null): number {
  if (zone === null) return 0
  const offset = /^([+-])(\d\d)(\d\d)$/.exec(zone)
  if (offset !== null) {
    return (offset[1] === '-' ? -60 : 60) * (Number(offset[2]) * 60 + Number(offset[3]))
  }
  return (MAIL_ZONES.get(zone.toUpperCase()) ?? 0) * 3600
}

// Mailman 2.0: From \s*\S+\s+\w\w\w\s+\w\w\w\s+\d\d?\s+\d\d?:\d\d(:\d\d)?(\s+\S+)?\s+\d\d\d\d\s*$
function hasMailman20Date(line: Uint8Array): boolean {
  const space = (byte: number | undefined) =>
    byte !== undefined && (byte === 0x20 || (byte >= 9 && byte <= 13))
  const tokens: string[] = []
  let at = FROM.length
  for (;;) {
    while (at < line.length && space(line[at])) at++
    if (at >= line.length) break
    const from = at
    while (at < line.length && !space(line[at])) at++
    if (tokens.length === 7) return false
    tokens.push(latin1(line, from, Math.min(at, from + 9)))
  }
  if (tokens.length < 6) return false
  const [, name, month, day, time] = tokens as [string, string, string, string, string]
  return (
    /^\w{3}$/.test(name) &&
    /^\w{3}$/.test(month) &&
    /^\d\d?$/.test(day) &&
    /^\d\d?:\d\d(?::\d\d)?$/.test(time) &&
    /^\d{4}$/.test(tokens[tokens.length - 1]!)
  )
}

/** A date in any order of its parts that Pipermail reads: month by name, time with colons, day, year, perhaps a zone. */
function looseDate(text: string): number | null {
  let month = -1
  let time: RegExpExecArray | null = null
  let zone: string | null = null
  const numbers: string[] = []
  for (const word of text.split(/[\s,]+/)) {
    const clock = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(word)
    if (clock !== null && time === null) time = clock
    else if (month === -1 && monthNumber(word) !== -1) month = monthNumber(word)
    else if (/^\d{1,4}$/.test(word) && numbers.length < 2) numbers.push(word)
    else if (
      zone === null &&
      time !== null &&
      (MAIL_ZONES.has(word.toUpperCase()) || /^[+-]\d{4}$/.test(word))
    )
      zone = word
  }
  const [day, year] = numbers
  if (month === -1 || time === null || day === undefined || year === undefined) return null
  if (day.length > 2 || year.length === 3 || !isDigit(day.charCodeAt(0))) return null
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 69 ? 2000 : 1900)
  if (full < 100) return null
  const seconds = Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3] ?? 0)
  return Date.UTC(full, month, Number(day)) / 1000 + seconds - zoneSeconds(zone)
}

function monthNumber(word: string): number {
  const short = SHORT_MONTHS.findIndex((name) => name.toLowerCase() === word.toLowerCase())
  return short === -1 ? LONG_MONTHS.indexOf(word.toLowerCase()) : short
}
