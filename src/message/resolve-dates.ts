import type { DateCandidates, DateSource } from './present-message.ts'
import { formatUtc } from './utc.ts'

/** How far after its reference a date is still believed, in seconds: 15 days, as in Pipermail. */
export const MOST_AHEAD = 15 * 86_400

/** The date that the ledger records for a message. */
export interface ResolvedDate {
  /** UTC, `YYYY-MM-DDTHH:MM:SSZ`; null where nothing gives one. */
  readonly date: string | null
  /** What gave it; null where nothing did. */
  readonly dateFrom: DateSource | null
}

/** What {@link resolveDates} may know besides the messages. */
export interface ResolveOptions {
  /** The reference for messages without a From_ date and Received, in seconds since 1970. If absent, the newest From_ or Received date of the list. */
  readonly now?: number | null
  /** The recorded date of the message before the first one given. */
  readonly previous?: string | null
}

/**
 * Decides the date of each message: the first plausible of its Date, its topmost Received and its From_ line, else the
 * date of the message before it, else none.
 *
 * Plausible is what lies from 1970 to 15 days after the reference, which is the From_ date, or else the Received
 * date, or else `now`. Where there is no reference at all, only the past is bounded.
 *
 * A recorded date is never computed again: give only messages that are being recorded, in the order of the list.
 *
 * @example
 * resolveDates([{ date: 4102444800, received: null, fromLine: 1425290400 }])
 * // => [{ date: '2015-03-02T10:00:00Z', dateFrom: 'from-line' }]
 */
export function resolveDates(
  messages: readonly DateCandidates[],
  options: ResolveOptions = {},
): ResolvedDate[] {
  const now = options.now ?? newest(messages)
  let previous = options.previous ?? null
  return messages.map((candidates) => {
    const reference = candidates.fromLine ?? candidates.received ?? now
    const latest = Math.min(reference === null ? LAST : reference + MOST_AHEAD, LAST)
    const found = SOURCES.find(([key]) => {
      const epoch = candidates[key]
      return epoch !== null && epoch >= 0 && epoch <= latest
    })
    if (found === undefined) return { date: previous, dateFrom: previous === null ? null : 'previous' }
    const [key, dateFrom] = found
    previous = formatUtc(candidates[key]!)
    return { date: previous, dateFrom }
  })
}

/** 9999-12-31T23:59:59Z: no later moment can be written. */
const LAST = 253_402_300_799

const SOURCES = [
  ['date', 'date'],
  ['received', 'received'],
  ['fromLine', 'from-line'],
] as const

function newest(messages: readonly DateCandidates[]): number | null {
  let newest: number | null = null
  for (const { fromLine, received } of messages) {
    for (const epoch of [fromLine, received]) {
      if (epoch !== null && (newest === null || epoch > newest)) newest = epoch
    }
  }
  return newest
}
