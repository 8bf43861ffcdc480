import { threadSize } from '../threads/walk-thread.ts'
import { viewLinks } from './index-pages.ts'
import type { ListIndex, PeriodMessages } from './list-index.ts'
import type { FrontPageData, FrontPeriod } from './page-data.ts'
import { countWords, messageLink, pageFrame, shownSubject } from './page-frame.ts'
import { relativeHref } from './relative-href.ts'
import { FRONT_PAGE, threadPath } from './site-paths.ts'

/** How many messages the front page shows. */
export const LATEST_MESSAGES = 20
/** How many threads the front page calls busy. */
export const BUSIEST_THREADS = 10
/** Fewer messages are no busy thread. */
const MIN_BUSY = 3

/** The data of the front page. */
export function frontPageData(list: ListIndex): FrontPageData {
  const months = list.months.filter(({ period }) => period.kind === 'month')
  const undated = list.months.find(({ period }) => period.kind === 'undated')
  return {
    ...pageFrame(list.settings, FRONT_PAGE, list.settings.list),
    summary: summary(list, months),
    latest: list.byDate
      .slice(-LATEST_MESSAGES)
      .toReversed()
      .map((message) => messageLink(FRONT_PAGE, message)),
    busiest: busiestThreads(list),
    years: list.years.toReversed().map((year) => ({
      ...frontPeriod(year, year.period.label),
      months: months
        .filter(({ period }) => period.year === year.period.year)
        .map((month) => frontPeriod(month, month.period.name))
        .toReversed(),
    })),
    undated: undated === undefined ? null : frontPeriod(undated, undated.period.label),
  }
}

function summary(list: ListIndex, months: readonly PeriodMessages[]): string {
  const messages = countWords(list.paged.length, 'message', 'messages')
  const [first, last] = [months[0]?.period.label, months.at(-1)?.period.label]
  if (first === undefined || last === undefined) return `${messages}.`
  const threads = countWords(list.threads.roots.length, 'thread', 'threads')
  return `${messages} in ${threads}, ${first === last ? first : `${first} to ${last}`}.`
}

function busiestThreads({ threads, paged, threadId }: ListIndex): FrontPageData['busiest'] {
  const sizes = [...threads.roots].map((_, thread) => ({ thread, size: threadSize(threads, thread) }))
  const lastRank = (thread: number) => threads.dateRank[threads.lastMessages[thread]!]!
  return (
    sizes
      .filter(({ size }) => size >= MIN_BUSY)
      // sorted for determinism: the larger first, of equals the one with the later last message; ranks are unique
      .sort((a, b) => b.size - a.size || lastRank(b.thread) - lastRank(a.thread))
      .slice(0, BUSIEST_THREADS)
      .map(({ thread, size }) => ({
        href: relativeHref(FRONT_PAGE, threadPath(threadId(thread))),
        label: shownSubject(paged[threads.firstMessages[thread]!]!),
        detail: countWords(size, 'message', 'messages'),
      }))
  )
}

function frontPeriod({ period, messages }: PeriodMessages, label: string): FrontPeriod {
  return {
    label,
    count: countWords(messages.length, 'message', 'messages'),
    views: viewLinks(FRONT_PAGE, period),
  }
}
