import { monthPath, rowAnchor, type MonthOfMessages, type PagedMessage } from './date-order.ts'
import type { FrontPageData, MessageRow, MonthPageData, PageLink } from './page-data.ts'
import { FRONT_PAGE, pageFrame, shortSender, shortSubject } from './page-frame.ts'
import { relativeHref } from './relative-href.ts'
import type { SiteModel } from './site-model.ts'
import { utcText } from './utc-dates.ts'

/** How many messages the front page shows. */
const LATEST = 20

/** The data of the front page. */
export function frontPageData(
  model: SiteModel,
  ordered: readonly PagedMessage[],
  months: readonly MonthOfMessages[],
): FrontPageData {
  const years: { label: string; months: (PageLink & { count: number })[] }[] = []
  for (const { month, messages } of months.toReversed()) {
    if (years.at(-1)?.label !== month.year) years.push({ label: month.year, months: [] })
    const href = relativeHref(FRONT_PAGE, monthPath(month))
    years.at(-1)!.months.push({ href, label: month.name, count: messages.length })
  }
  return {
    ...pageFrame(model, FRONT_PAGE, model.settings.list),
    summary: countWords(ordered.length),
    latest: ordered
      .slice(-LATEST)
      .reverse()
      .map((message) => messageRow(message, FRONT_PAGE)),
    years,
  }
}

/** The data of a month's page: its messages by date, the oldest first. */
export function monthPageData(
  model: SiteModel,
  { month, messages }: MonthOfMessages,
  around: { readonly previous: MonthOfMessages | undefined; readonly next: MonthOfMessages | undefined },
): MonthPageData {
  const path = monthPath(month)
  const link = (other: MonthOfMessages | undefined): PageLink | null =>
    other === undefined
      ? null
      : { href: relativeHref(path, monthPath(other.month)), label: other.month.label }
  return {
    ...pageFrame(model, path, month.label),
    label: month.label,
    summary: countWords(messages.length),
    rows: messages.map((message) => messageRow(message, path)),
    previous: link(around.previous),
    next: link(around.next),
  }
}

function messageRow(message: PagedMessage, page: string): MessageRow {
  return {
    href: relativeHref(page, message.path),
    anchor: rowAnchor(message),
    subject: shortSubject(message),
    from: shortSender(message),
    when: message.recorded.date === null ? 'no date' : utcText(message.recorded.date),
  }
}

function countWords(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`
}
