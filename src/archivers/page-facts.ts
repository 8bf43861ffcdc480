import { groupBy } from './group-by.ts'
import { bodyWords, looseId, senderWords, sharedWords, subjectWords, type Words } from './match-words.ts'
import type { IndexRow, MonthlyText, PublishedIndex, PublishedPage } from './published-tree.ts'
import { textRecords } from './text-records.ts'

/** A published page with everything that the tree says about it, ready to be compared. */
export interface PageFacts {
  readonly page: PublishedPage
  /** The Message-ID that the page shows, loosely written; null where it shows none of its own. */
  readonly id: string | null
  /** The moment that the page shows, seconds since 1970 UTC. */
  readonly moment: number | null
  readonly sender: Words
  readonly subject: Words
  readonly body: Words
  /** The moment that thread.html gives this page. */
  readonly threadMoment: number | null
  /** The Message-ID that the monthly text gives this page's number. */
  readonly textId: string | null
  /** An index page leads here. */
  readonly isListed: boolean
  /** An index page names another subject than the page does; that subject. */
  readonly listedAs: string | null
}

/** A volume whose monthly text holds another number of messages than the volume has pages. */
export interface UnevenVolume {
  readonly volume: string
  readonly text: string
  readonly records: number
  readonly pages: number
}

/** The pages of a tree in the order of their numbers, with what indexes and monthly texts say of them. */
export interface TreeFacts {
  readonly pages: readonly PageFacts[]
  readonly uneven: readonly UnevenVolume[]
  /** The tree has index pages, so that a page without a link to it is an orphan. */
  readonly hasIndexes: boolean
}

/** What a tree holds, as readers gave it, in any order. */
export interface TreeParts {
  readonly pages: readonly PublishedPage[]
  readonly indexes: readonly PublishedIndex[]
  readonly texts: readonly MonthlyText[]
}

/** Gathers what a tree says about each of its pages. */
export function treeFacts({ pages, indexes, texts }: TreeParts): TreeFacts {
  const sorted = pages.toSorted(byNumber)
  const rows = rowsByPath(indexes)
  const moments = threadMoments(indexes)
  const { idOf, uneven } = textRecords(sorted, texts)
  const facts = sorted.map((page): PageFacts => {
    const own = rows.get(page.path) ?? []
    const subject = subjectWords(page.subject)
    const named = own.find((row) => isOtherSubject(subjectWords(row.subject), subject))
    return {
      page,
      id: page.messageId === null ? null : looseId(page.messageId),
      moment: page.date,
      sender: senderWords(page.author, page.email),
      subject,
      body: bodyWords(page.text),
      threadMoment: moments.get(page.path) ?? null,
      textId: idOf.get(page.path) ?? null,
      isListed: own.length > 0,
      listedAs: named?.subject ?? null,
    }
  })
  return { pages: facts, uneven, hasIndexes: indexes.some(({ rows: some }) => some.length > 0) }
}

/** The moment that thread.html gives each page, by path: seconds since 1970 UTC. */
export function threadMoments(indexes: readonly PublishedIndex[]): ReadonlyMap<string, number> {
  const moments = new Map<string, number>()
  for (const { path, epoch } of indexes.flatMap(({ rows }) => rows)) {
    if (epoch !== null && !moments.has(path)) moments.set(path, epoch)
  }
  return moments
}

/** By number, then by path: copies of one number stand side by side. */
export function byNumber(a: PublishedPage, b: PublishedPage): number {
  const [x, y] = [a.number ?? Infinity, b.number ?? Infinity]
  if (x !== y) return x - y
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0 // sorted for determinism, by code units
}

function rowsByPath(indexes: readonly PublishedIndex[]): ReadonlyMap<string, readonly IndexRow[]> {
  return groupBy(
    indexes.flatMap((index) => index.rows),
    ({ path }) => path,
  )
}

/** An index may cut a subject, so only words that the page has nothing of count. */
function isOtherSubject(listed: Words, shown: Words): boolean {
  return listed.length > 0 && shown.length > 0 && sharedWords(listed, shown) === 0
}
