import type { ListedMessage } from './site-model.ts'
import { calendarMonth, type CalendarMonth } from './utc-dates.ts'

/** A message that has a page of its own. */
export interface PagedMessage extends ListedMessage {
  readonly path: string
}

/** The messages of one month, in date order. */
export interface MonthOfMessages {
  readonly month: CalendarMonth
  readonly messages: readonly PagedMessage[]
}

/**
 * The messages that have a page, by recorded date; those of one second, and those without a date, in list
 * order. Undated ones come first.
 */
export function inDateOrder(messages: readonly ListedMessage[]): readonly PagedMessage[] {
  const paged = messages.flatMap((message) => {
    const { kind, path, withdrawn } = message.recorded
    return kind === 'message' && path !== null && withdrawn === null ? [{ ...message, path }] : []
  })
  const dated = paged.map((message) => ({ message, date: message.recorded.date ?? '' }))
  // Sorted for determinism: by code unit, and stable, so that list order decides between equals.
  dated.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  return dated.map(({ message }) => message)
}

/** Cuts messages in date order into months, the oldest first; undated ones stand under a heading of their own. */
export function byMonth(messages: readonly PagedMessage[]): readonly MonthOfMessages[] {
  const months: { month: CalendarMonth; messages: PagedMessage[] }[] = []
  for (const message of messages) {
    const month = calendarMonth(message.recorded.date)
    const last = months.at(-1)
    if (last?.month.key === month.key) last.messages.push(message)
    else months.push({ month, messages: [message] })
  }
  return months
}

/** Where a month's page stands: `date/2001/03.html`, or `date/undated.html`. */
export function monthPath(month: CalendarMonth): string {
  return `date/${month.key.replace('-', '/')}.html`
}

/** The id of a message's row on its month's page. It follows from the order of recording, so it never changes. */
export function rowAnchor(message: ListedMessage): string {
  return `m${message.recorded.seq}`
}
