import type { Threads } from '../threads/threads.ts'
import { gatherAuthors, type Authors } from './authors.ts'
import type { SiteContext } from './page-frame.ts'
import { inDateOrder, pagedMessages, type PagedMessage } from './paged-messages.ts'
import type { SiteModel } from './site-model.ts'
import { monthOf, yearOf, type Period } from './utc-dates.ts'
import { siteWords } from './words/words.ts'

/** The messages of one month or year, in date order. */
export interface PeriodMessages {
  readonly period: Period
  readonly messages: readonly PagedMessage[]
  /** Of a year: its months, the oldest first. */
  readonly months: readonly Period[]
}

/** Everything that pages ask about the list as a whole. */
export interface ListIndex extends SiteContext {
  /** See `SiteModel`. */
  readonly listAddress: string | null
  readonly authors: Authors
  readonly threads: Threads
  /** By node. */
  readonly paged: readonly PagedMessage[]
  readonly byDate: readonly PagedMessage[]
  /** Place in `byDate`, by node. */
  readonly dateOf: Int32Array
  /** Months with messages, the oldest first; undated ones before them. */
  readonly months: readonly PeriodMessages[]
  /** Years with messages, the oldest first; undated messages are in none. */
  readonly years: readonly PeriodMessages[]
  /** Place in its month, by node. */
  readonly placeInMonth: Int32Array
  /** The stable ID that a thread's pages are named for: that of its first message. */
  readonly threadId: (thread: number) => string
}

/** Orders the list, and cuts it into months and years. */
export function indexList(model: SiteModel): ListIndex {
  const paged = pagedMessages(model.messages)
  const byDate = inDateOrder(paged)
  const dateOf = new Int32Array(paged.length)
  for (const [place, { node }] of byDate.entries()) dateOf[node] = place
  const months = cut(byDate, monthOf)
  const placeInMonth = new Int32Array(paged.length)
  for (const { messages } of months) {
    for (const [place, { node }] of messages.entries()) placeInMonth[node] = place
  }
  const years = cut(byDate, yearOf).filter(({ period }) => period.kind === 'year')
  const { settings, threads, language, theme, search, robots, listAddress } = model
  const words = siteWords(language)
  const threadId = (thread: number) => paged[threads.firstMessages[thread]!]!.recorded.id
  const site = { settings, words, theme, isSearched: search !== 'none', isHidden: robots === 'noindex' }
  const authors = gatherAuthors(byDate)
  return {
    ...site,
    listAddress,
    authors,
    threads,
    paged,
    byDate,
    dateOf,
    months,
    years,
    placeInMonth,
    threadId,
  }
}

function cut(
  messages: readonly PagedMessage[],
  periodOf: (date: string | null) => Period,
): readonly PeriodMessages[] {
  const periods: { period: Period; messages: PagedMessage[]; months: Period[] }[] = []
  for (const message of messages) {
    const { date } = message.recorded
    const period = periodOf(date)
    let last = periods.at(-1)
    if (last?.period.key !== period.key) {
      last = { period, messages: [], months: [] }
      periods.push(last)
    }
    last.messages.push(message)
    const month = monthOf(date)
    if (period.kind === 'year' && last.months.at(-1)?.key !== month.key) last.months.push(month)
  }
  return periods
}
