import { createHash } from 'node:crypto'
import type { MessageDisplay } from '../../display/message-display.ts'
import { shownAuthor, shownSubject } from '../page-frame.ts'
import type { PagedMessage } from '../paged-messages.ts'
import type { ListedMessage, SiteFile } from '../site-model.ts'
import { textFile } from '../text-file.ts'
import { yearOf } from '../utc-dates.ts'
import type { SiteWords } from '../words/site-words.ts'
import {
  formatRows,
  formatShard,
  IN_AUTHOR,
  IN_BODY,
  IN_SUBJECT,
  rowsName,
  SEARCH_CALLBACK,
  shardCount,
  shardName,
  shardOf,
  type Posting,
  type SearchRow,
  type SearchYear,
} from './search-shards.ts'
import { indexTerms } from './search-terms.ts'
import { searchText } from './search-text.ts'

/** Under how many terms of its body one message is found. */
export const MAX_BODY_TERMS = 1_000

/** A message as it waits for the files of its year: its row, and its terms as bytes. */
interface IndexedMessage {
  readonly row: SearchRow
  /** UTF-8 of each term and a letter `A` to `O`, which no term holds. */
  readonly terms: Buffer
}

/**
 * The index of a list, taken in message by message while the pages are made, and given out year by year.
 *
 * A message's place in its year follows from the order of recording, and counts what was withdrawn too. So a
 * message that is appended changes the shards of its year that hold its terms, and one file of rows; no other.
 */
export class SearchIndex {
  private readonly placeOf = new Map<string, number>()
  private readonly placesIn = new Map<string, number>()
  private readonly indexed = new Map<string, IndexedMessage[]>()

  private readonly words: SiteWords

  /** @param messages - All of the model. */
  constructor(messages: readonly ListedMessage[], words: SiteWords) {
    this.words = words
    // sorted for determinism: each has its own number
    const inOrder = messages.map(({ recorded }) => recorded).sort((a, b) => a.seq - b.seq)
    for (const { kind, id, date } of inOrder) {
      if (kind !== 'message') continue
      const { key } = yearOf(date)
      const place = this.placesIn.get(key) ?? 0
      this.placeOf.set(id, place)
      this.placesIn.set(key, place + 1)
    }
  }

  /** Takes in a message that has a page and is not withheld. A copy of another one is found there. */
  add(message: PagedMessage, displays: readonly MessageDisplay[]): void {
    const { recorded, headline, path, duplicateOf } = message
    if (headline === null || duplicateOf !== null) return
    const { key } = yearOf(recorded.date)
    const subject = shownSubject(this.words, message)
    const author = shownAuthor(this.words, message)
    const row = { place: this.placeOf.get(recorded.id)!, path, subject, author, date: recorded.date ?? '' }
    const found = new Map<string, number>()
    const mark = (text: string, bit: number): void => {
      for (const term of indexTerms(text)) found.set(term, (found.get(term) ?? 0) | bit)
    }
    mark(displays[0]?.subject ?? headline.subject, IN_SUBJECT)
    mark(displays[0]?.from ?? headline.author, IN_AUTHOR)
    for (const [term, times] of bodyTerms(displays)) {
      found.set(term, (found.get(term) ?? 0) | (times === 1 ? 1 : times <= 3 ? 2 : IN_BODY))
    }
    const terms = Array.from(found, ([term, bits]) => term + String.fromCharCode(0x40 + bits))
    const indexed = { row, terms: Buffer.from(terms.join('')) }
    const year = this.indexed.get(key)
    if (year === undefined) this.indexed.set(key, [indexed])
    else year.push(indexed)
  }

  /**
   * The files of every year, and what the search page has to know of it; the oldest first, undated last. What was
   * given out is let go of.
   */
  *years(): Generator<{ readonly year: SearchYear; readonly files: readonly SiteFile[] }> {
    // sorted for determinism: keys are unique, and compared by code unit
    for (const key of [...this.indexed.keys()].sort()) {
      const messages = this.indexed.get(key)!.sort((a, b) => a.row.place - b.row.place)
      this.indexed.delete(key)
      const shards = shardCount(this.placesIn.get(key)!)
      const files = [...shardFiles(key, messages, shards), ...rowFiles(key, messages)]
      const hash = createHash('sha256')
      for (const { bytes } of files) hash.update(bytes)
      const sum = hash.digest('hex').slice(0, 12)
      yield { year: { key, messages: messages.length, shards, sum }, files }
    }
  }
}

/** Where a file of search data stands. */
export function searchPath(name: string): string {
  return `search/${name}.js`
}

function bodyTerms(displays: readonly MessageDisplay[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const { text } of displays) {
    for (const term of indexTerms(searchText(text))) {
      const before = times.get(term)
      if (before === undefined && times.size >= MAX_BODY_TERMS) continue
      times.set(term, (before ?? 0) + 1)
    }
  }
  return times
}

function shardFiles(key: string, messages: readonly IndexedMessage[], shards: number): SiteFile[] {
  const postings = new Map<string, Posting[]>()
  for (const { row, terms } of messages) {
    for (const [, term, letter] of terms.toString().matchAll(/([^A-O]+)([A-O])/g)) {
      const posting = { place: row.place, found: letter!.charCodeAt(0) - 0x40 }
      const known = postings.get(term!)
      if (known === undefined) postings.set(term!, [posting])
      else known.push(posting)
    }
  }
  const cut: (readonly [string, readonly Posting[]])[][] = Array.from({ length: shards }, () => [])
  // sorted for determinism: terms are unique, and compared by code unit
  for (const term of [...postings.keys()].sort())
    cut[shardOf(term, shards)]!.push([term, postings.get(term)!])
  return cut.map((terms, shard) => dataFile(shardName(key, shard), formatShard(terms)))
}

function rowFiles(key: string, messages: readonly IndexedMessage[]): SiteFile[] {
  const cut = new Map<string, SearchRow[]>()
  for (const { row } of messages) {
    const name = rowsName(key, row.place)
    const rows = cut.get(name)
    if (rows === undefined) cut.set(name, [row])
    else rows.push(row)
  }
  return Array.from(cut, ([name, rows]) => dataFile(name, formatRows(rows)))
}

/**
 * A script that calls one function, and no JSON file: a page that was opened from a disk may load scripts from beside
 * it, but read no files. JSON is an expression of JavaScript (ECMA-262), and no object stands in ours, so that no
 * name in a mail can become a property.
 */
function dataFile(name: string, data: unknown): SiteFile {
  return textFile(searchPath(name), `${SEARCH_CALLBACK}(${JSON.stringify(name)},${JSON.stringify(data)})\n`)
}
