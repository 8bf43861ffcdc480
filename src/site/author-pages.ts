import type { Author } from './authors.ts'
import { datePagePath, INDEX_PAGE_MESSAGES, type PlannedIndexPage } from './index-pages.ts'
import type { ListIndex } from './list-index.ts'
import type { IndexPageData, IndexRow, IndexSection } from './page-data.ts'
import { pageFrame, shownSubject } from './page-frame.ts'
import { rowAnchor, type PagedMessage } from './paged-messages.ts'
import { pageTabs, partCount, partLabel, partTitle } from './page-parts.ts'
import { relativeHref } from './relative-href.ts'
import { authorPath, authorsPath, FRONT_PAGE } from './site-paths.ts'
import { monthOf, periodLabel, timeText } from './utc-dates.ts'

/** The pages of all authors: the list of them, and each one's messages over the whole list. */
export function* authorPages(list: ListIndex): Generator<PlannedIndexPage> {
  yield* parts(list, list.authors.all, authorsPath, list.words.labels.authors, (authors, path) => ({
    summary: list.words.authors(list.authors.all.length),
    sections: [{ ...PLAIN_SECTION, rows: authors.map((author) => authorRow(list, author, path)) }],
  }))
  for (const [place, author] of list.authors.all.entries()) {
    const name = authorName(list, author)
    const pathOf = (part: number) => authorPath(author.slug, part)
    yield* parts(list, author.messages, pathOf, name, (messages, path) => ({
      summary: list.words.messages(author.messages.length),
      sections: byMonth(list, messages, path),
      crumbs: [
        { href: relativeHref(path, FRONT_PAGE), label: list.settings.list },
        { href: relativeHref(path, listPlace(place)), label: list.words.labels.authors },
      ],
    }))
  }
}

/** The name that pages show; never empty. */
export function authorName({ words }: ListIndex, { name }: Author): string {
  return name === '' ? words.labels.noSender : name
}

const PLAIN_SECTION: Omit<IndexSection, 'rows'> = {
  heading: null,
  href: null,
  isContinued: false,
  note: null,
}

/** The page of the list of authors on which one stands. */
function listPlace(place: number): string {
  return authorsPath(Math.floor(place / INDEX_PAGE_MESSAGES) + 1)
}

/** Cuts what is listed into pages, as long ones are. */
function* parts<Item>(
  list: ListIndex,
  items: readonly Item[],
  pathOf: (part: number) => string,
  heading: string,
  contentOf: (
    items: readonly Item[],
    path: string,
  ) => Partial<IndexPageData> & Pick<IndexPageData, 'sections'>,
): Generator<PlannedIndexPage> {
  const count = partCount(items.length, INDEX_PAGE_MESSAGES)
  for (let part = 1; part <= count; part += 1) {
    const path = pathOf(part)
    const label = partLabel(list.words, part, count)
    const onPage = items.slice((part - 1) * INDEX_PAGE_MESSAGES, part * INDEX_PAGE_MESSAGES)
    const neighbour = (other: number) =>
      other < 1 || other > count
        ? null
        : { href: relativeHref(path, pathOf(other)), label: list.words.part(other, count) }
    const data: IndexPageData = {
      ...pageFrame(list, path, partTitle(list.words, heading, label)),
      crumbs: [{ href: relativeHref(path, FRONT_PAGE), label: list.settings.list }],
      heading,
      summary: null,
      partLabel: label,
      views: [],
      parts: pageTabs(part, count, (other) => relativeHref(path, pathOf(other))),
      months: [],
      year: null,
      previous: neighbour(part - 1),
      next: neighbour(part + 1),
      ...contentOf(onPage, path),
    }
    yield { path, data }
  }
}

function authorRow(list: ListIndex, author: Author, path: string): IndexRow {
  return {
    href: relativeHref(path, authorPath(author.slug)),
    anchor: `by-${author.slug}`,
    label: authorName(list, author),
    detail: list.words.messages(author.messages.length),
    when: null,
    isoDate: null,
    depth: 0,
  }
}

function byMonth(list: ListIndex, messages: readonly PagedMessage[], path: string): readonly IndexSection[] {
  const { words } = list
  const sections: (IndexSection & { rows: IndexRow[] })[] = []
  let key: string | null = null
  for (const message of messages) {
    const { date } = message.recorded
    const month = monthOf(date)
    if (key !== month.key) {
      const href = relativeHref(path, datePagePath(list, message, month))
      sections.push({ ...PLAIN_SECTION, heading: periodLabel(words, month), href, rows: [] })
      key = month.key
    }
    sections.at(-1)!.rows.push({
      href: relativeHref(path, message.path),
      anchor: rowAnchor(message),
      label: shownSubject(words, message),
      detail: null,
      when: date === null ? null : timeText(words, date),
      isoDate: date,
      depth: 0,
    })
  }
  return sections
}
