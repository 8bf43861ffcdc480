import { depthInThread, groupMessages, isSameSubject, type MessageGroup } from './index-sections.ts'
import type { ListIndex, PeriodMessages } from './list-index.ts'
import {
  MAX_SHOWN_DEPTH,
  type IndexPageData,
  type IndexRow,
  type IndexSection,
  type PageLink,
} from './page-data.ts'
import { pageFrame, shownAuthor, shownSubject } from './page-frame.ts'
import { rowAnchor, type PagedMessage } from './paged-messages.ts'
import { pageTabs, partCount, partLabel, partTitle } from './page-parts.ts'
import { relativeHref } from './relative-href.ts'
import { authorPath, FRONT_PAGE, INDEX_VIEWS, indexPath, threadPath, type IndexView } from './site-paths.ts'
import { periodLabel, timeText, type Period } from './utc-dates.ts'
import type { SiteWords } from './words/site-words.ts'

/** How many messages one page of an index lists; what goes beyond stands on further pages. */
export const INDEX_PAGE_MESSAGES = 500

/** A page that was planned: where it stands, and what its template is given. */
export interface PlannedIndexPage {
  readonly path: string
  readonly data: IndexPageData
}

/** What stands beside a period. */
export interface PeriodsAround {
  readonly previous: PeriodMessages | undefined
  readonly next: PeriodMessages | undefined
}

/** The pages of one index: a period's messages in one view. */
export function* indexPages(
  list: ListIndex,
  view: IndexView,
  messages: PeriodMessages,
  around: PeriodsAround,
): Generator<PlannedIndexPage> {
  const { period } = messages
  const { words } = list
  const parts = cutIntoParts(groupMessages(view, messages, list))
  const views = (path: string) =>
    INDEX_VIEWS.map((other) => ({
      label: words.views[other],
      href: other === view ? null : relativeHref(path, indexPath(other, period)),
    }))
  for (const [index, groups] of parts.entries()) {
    const part = index + 1
    const path = indexPath(view, period, part)
    const link = (other: PeriodMessages | undefined): PageLink | null =>
      other === undefined ? null : periodLink(path, view, other.period, periodLabel(words, other.period))
    const heading = words.periodBy(periodLabel(words, period), words.views[view])
    const label = partLabel(words, part, parts.length)
    const data: IndexPageData = {
      ...pageFrame(list, path, partTitle(words, heading, label)),
      crumbs: periodCrumbs(list, path, view, period),
      heading,
      summary: part === 1 ? words.messages(messages.messages.length) : null,
      partLabel: label,
      views: views(path),
      sections: groups.map((group) => section(list, view, group, path)),
      parts: pageTabs(part, parts.length, (other) => relativeHref(path, indexPath(view, period, other))),
      months: messages.months.map((month) => periodLink(path, view, month, words.monthName(month.month))),
      year: period.kind === 'month' ? periodLink(path, view, yearOfMonth(period), period.year) : null,
      previous: link(around.previous),
      next: link(around.next),
    }
    yield { path, data }
  }
}

/** Which page of its month's index by date a message stands on. */
export function datePagePath(list: ListIndex, message: PagedMessage, month: Period): string {
  return indexPath('date', month, Math.floor(list.placeInMonth[message.node]! / INDEX_PAGE_MESSAGES) + 1)
}

/** The way from the front page to a period's index: over its year where it is a month. */
export function periodCrumbs(
  { settings }: ListIndex,
  page: string,
  view: IndexView,
  period: Period,
): readonly PageLink[] {
  const home = { href: relativeHref(page, FRONT_PAGE), label: settings.list }
  return period.kind === 'month' ? [home, periodLink(page, view, yearOfMonth(period), period.year)] : [home]
}

/** Links to all views of a period. */
export function viewLinks({ views }: SiteWords, page: string, period: Period): readonly PageLink[] {
  return INDEX_VIEWS.map((view) => periodLink(page, view, period, views[view]))
}

function periodLink(page: string, view: IndexView, period: Period, label: string): PageLink {
  return { href: relativeHref(page, indexPath(view, period)), label }
}

function yearOfMonth({ year }: Period): Period {
  return { key: year, kind: 'year', year, month: 0 }
}

type PartGroup = MessageGroup & { readonly isContinued: boolean }

/** Cuts groups into pages, between messages: a group may go on on the next page. */
function cutIntoParts(groups: readonly MessageGroup[]): readonly (readonly PartGroup[])[] {
  const total = groups.reduce((sum, { messages }) => sum + messages.length, 0)
  const parts: PartGroup[][] = Array.from({ length: partCount(total, INDEX_PAGE_MESSAGES) }, () => [])
  let place = 0
  for (const group of groups) {
    let done = 0
    while (done < group.messages.length) {
      const room = INDEX_PAGE_MESSAGES - (place % INDEX_PAGE_MESSAGES)
      const messages = group.messages.slice(done, done + room)
      parts[Math.floor(place / INDEX_PAGE_MESSAGES)]!.push({ ...group, messages, isContinued: done > 0 })
      done += messages.length
      place += messages.length
    }
  }
  return parts
}

function section(list: ListIndex, view: IndexView, group: PartGroup, path: string): IndexSection {
  return {
    heading: group.heading,
    href: group.target === null ? null : relativeHref(path, targetPath(list, view, group.target)),
    isContinued: group.isContinued,
    note: group.note,
    rows: group.messages.map((message) => row(list, message, view, group.heading, path)),
  }
}

function targetPath(list: ListIndex, view: IndexView, target: NonNullable<MessageGroup['target']>): string {
  if ('month' in target) return indexPath(view, target.month)
  return 'author' in target ? authorPath(target.author) : threadPath(list.threadId(target.thread))
}

function row(
  { threads, words }: ListIndex,
  message: PagedMessage,
  view: IndexView,
  heading: string,
  path: string,
): IndexRow {
  const subject = shownSubject(words, message)
  const author = shownAuthor(words, message)
  const { date } = message.recorded
  const isUnderSubject = view === 'thread' || view === 'subject'
  return {
    href: relativeHref(path, message.path),
    anchor: rowAnchor(message),
    label: isUnderSubject ? author : subject,
    detail: isUnderSubject
      ? isSameSubject(subject, heading)
        ? null
        : subject
      : view === 'author'
        ? null
        : author,
    when: date === null ? null : timeText(words, date),
    isoDate: date,
    depth: view === 'thread' ? Math.min(depthInThread(threads, message.node), MAX_SHOWN_DEPTH) : 0,
  }
}
