import { threadSize } from '../threads/walk-thread.ts'
import { viewLinks } from './index-pages.ts'
import type { ListIndex, PeriodMessages } from './list-index.ts'
import type { OldFrontData } from './old-page-data.ts'
import { monthChart } from './month-chart.ts'
import type { FrontPageData, FrontPeriod } from './page-data.ts'
import { messageLink, pageFrame, shownSubject } from './page-frame.ts'
import { relativeHref } from './relative-href.ts'
import { FRONT_PAGE, indexPath, threadPath } from './site-paths.ts'
import { periodLabel } from './utc-dates.ts'

/** How many messages the front page shows. */
export const LATEST_MESSAGES = 10
/** How many threads the front page calls busy. */
export const BUSIEST_THREADS = 10
/** Fewer messages are no busy thread. */
const MIN_BUSY = 3

/** The data of the front page. */
export function frontPageData(list: ListIndex, old: OldFrontData | null = null): FrontPageData {
  const months = list.months.filter(({ period }) => period.kind === 'month')
  const undated = list.months.find(({ period }) => period.kind === 'undated')
  const { words } = list
  return {
    ...pageFrame(list, FRONT_PAGE, list.settings.list),
    summary: summary(list, months),
    chart: monthChart(list),
    latest: list.byDate
      .slice(-LATEST_MESSAGES)
      .toReversed()
      .map((message) => messageLink(words, FRONT_PAGE, message)),
    busiest: busiestThreads(list),
    years: list.years.toReversed().map((year) => ({
      ...frontPeriod(list, year),
      months: months
        .filter(({ period }) => period.year === year.period.year)
        .map(({ period, messages }) => ({
          href: relativeHref(FRONT_PAGE, indexPath('date', period)),
          label: words.monthName(period.month),
          count: words.number(messages.length),
          title: words.messages(messages.length),
        })),
    })),
    undated: undated === undefined ? null : frontPeriod(list, undated),
    old,
  }
}

function frontPeriod({ words }: ListIndex, { period, messages }: PeriodMessages): FrontPeriod {
  return {
    label: periodLabel(words, period),
    count: words.messages(messages.length),
    views: viewLinks(words, FRONT_PAGE, period),
  }
}

function summary(list: ListIndex, months: readonly PeriodMessages[]): string {
  const { words, paged, threads } = list
  const [first, last] = [months[0], months.at(-1)]
  const span =
    first === undefined || last === undefined
      ? null
      : words.span(periodLabel(words, first.period), periodLabel(words, last.period))
  return words.summary(words.messages(paged.length), words.threads(threads.roots.length), span)
}

function busiestThreads({ threads, paged, threadId, words }: ListIndex): FrontPageData['busiest'] {
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
        label: shownSubject(words, paged[threads.firstMessages[thread]!]!),
        detail: words.messages(size),
      }))
  )
}
