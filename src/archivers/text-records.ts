import { groupBy } from './group-by.ts'
import { looseId } from './match-words.ts'
import type { UnevenVolume } from './page-facts.ts'
import type { MonthlyText, PublishedPage } from './published-tree.ts'

/** What the monthly texts say: the Message-ID of each page, by path. */
export interface TextRecords {
  readonly idOf: ReadonlyMap<string, string>
  readonly uneven: readonly UnevenVolume[]
}

/**
 * Finds the record of each page in the monthly texts: the k-th record is the message of the volume's k-th number.
 *
 * A volume can hold a copy of another volume's page, which has no record. Where the counts still differ, records and pages
 * are paired only between two that show the same Message-ID, and only where as many stand between them on both sides.
 *
 * @param pages - In the order of their numbers.
 */
export function textRecords(pages: readonly PublishedPage[], texts: readonly MonthlyText[]): TextRecords {
  const numbered = pages.filter(({ number }) => number !== null)
  const volumes = groupBy(numbered, ({ volume }) => volume)
  const numbers = groupBy(numbered, ({ number }) => number)
  const idOf = new Map<string, string>()
  const uneven: UnevenVolume[] = []
  const seen = new Set<string>()
  for (const { path, volume, records } of texts.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    // `2015-May.txt` and `2015-May.txt.gz` are one text.
    if (seen.has(volume)) continue
    seen.add(volume)
    const all = volumes.get(volume) ?? []
    const single = all.filter(({ number }) => numbers.get(number)!.length === 1)
    const ids = records.map(({ messageId }) => (messageId === null ? null : looseId(messageId)))
    const own = [all, single].find(({ length }) => length === ids.length)
    if (own === undefined) uneven.push({ volume, text: path, records: ids.length, pages: all.length })
    const pairs = own?.map((page, place) => [page, ids[place]!] as const) ?? anchoredPairs(all, ids)
    for (const [page, id] of pairs) if (id !== null) idOf.set(page.path, id)
  }
  return { idOf, uneven }
}

function* anchoredPairs(
  pages: readonly PublishedPage[],
  ids: readonly (string | null)[],
): Generator<readonly [PublishedPage, string | null]> {
  let page = 0
  let record = 0
  for (const [nextPage, nextRecord] of [...anchors(pages, ids), [pages.length, ids.length] as const]) {
    if (nextPage - page === nextRecord - record) {
      for (; page < nextPage; page += 1, record += 1) yield [pages[page]!, ids[record]!]
    }
    if (nextPage < pages.length) yield [pages[nextPage]!, ids[nextRecord]!]
    page = nextPage + 1
    record = nextRecord + 1
  }
}

/** Pages and records that show the same id, in an order that both keep. */
function anchors(
  pages: readonly PublishedPage[],
  ids: readonly (string | null)[],
): (readonly [page: number, record: number])[] {
  const places = new Map<string, number[]>()
  for (const [place, id] of ids.entries()) {
    if (id === null) continue
    const known = places.get(id)
    if (known === undefined) places.set(id, [place])
    else known.push(place)
  }
  const found: (readonly [number, number])[] = []
  let least = 0
  for (const [index, { messageId }] of pages.entries()) {
    const place = messageId === null ? undefined : places.get(looseId(messageId))?.find((at) => at >= least)
    // A record that is far ahead is one that was moved, not one behind which all others are gone.
    if (place === undefined || place - least > pages.length - index + MOST_EXTRA) continue
    found.push([index, place])
    least = place + 1
  }
  return found
}

/** How many records more than pages may lie ahead of an anchor. */
const MOST_EXTRA = 64
