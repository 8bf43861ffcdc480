import { beginningOf } from './search-terms.ts'

/** The function that every file of search data calls with its name and its content. */
export const SEARCH_CALLBACK = 'holdfastSearch'
/** How many messages, counted with those that are not found, one file of rows describes. */
export const ROWS_A_FILE = 32

/** Where a message is found under a term. Bits, so that two postings of a message join by `|`. */
export const IN_SUBJECT = 4
/** See {@link IN_SUBJECT}. */
export const IN_AUTHOR = 8
/** The bits that say how often a term stands in the body: 0 never, 1 once, 2 up to three times, 3 more often. */
export const IN_BODY = 3

/** One message under a term. */
export interface Posting {
  /** The message's place in its year, from 0. */
  readonly place: number
  /** {@link IN_SUBJECT}, {@link IN_AUTHOR} and {@link IN_BODY}; 1 to 15. */
  readonly found: number
}

/** A year of the list as the search page knows it. */
export interface SearchYear {
  /** `2001`, or `undated`. */
  readonly key: string
  /** Messages that can be found. */
  readonly messages: number
  /** Into how many shards its terms are cut. */
  readonly shards: number
  /** Changes with its data, so that no old copy is taken for new. */
  readonly sum: string
}

/** What the page shows of a message that was found. */
export interface SearchRow {
  readonly place: number
  /** The message's path on the site. */
  readonly path: string
  readonly subject: string
  readonly author: string
  /** Empty without a date. */
  readonly date: string
}

/**
 * Into how many shards the terms of a year are cut: so many that one holds about 10 KB, and seldom another number
 * as the year grows, for then all of them are written anew.
 *
 * @param places - Messages recorded in the year so far.
 */
export function shardCount(places: number): number {
  return places <= 64 ? 1 : places <= 512 ? 8 : places <= 4096 ? 64 : 512
}

/** Which shard holds a term: the one that holds all that begin like it. FNV-1a, 32 bits, over code units. */
export function shardOf(term: string, shards: number): number {
  let hash = 0x811c9dc5
  const key = beginningOf(term)
  for (let at = 0; at < key.length; at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193) >>> 0
  }
  // The low bits of the product alone depend on the low bits of the key.
  return (((hash >>> 16) ^ hash) >>> 0) % shards
}

/** The name of a shard: its file is `search/NAME.js`. */
export function shardName(year: string, shard: number): string {
  return `${year}/t${shard}`
}

/** The name of the file of rows that describes a place. */
export function rowsName(year: string, place: number): string {
  return `${year}/m${Math.floor(place / ROWS_A_FILE)}`
}

/**
 * The postings of a term as text: for each one, in order of place, how many places were left out (base 36, nothing
 * for none) and a letter `A` to `O` for where it is found.
 *
 * @example
 * formatPostings([{ place: 0, found: 1 }, { place: 12, found: 5 }]) // => 'AbE'
 */
export function formatPostings(postings: readonly Posting[]): string {
  let text = ''
  let next = 0
  for (const { place, found } of postings) {
    if (place > next) text += (place - next).toString(36)
    text += String.fromCharCode(0x40 + found)
    next = place + 1
  }
  return text
}

/** Reads what {@link formatPostings} wrote. */
export function readPostings(text: string): Posting[] {
  const postings: Posting[] = []
  let next = 0
  for (const [, gap, found] of text.matchAll(/([0-9a-z]*)([A-O])/g)) {
    const place = next + (gap === '' ? 0 : Number.parseInt(gap!, 36))
    postings.push({ place, found: found!.charCodeAt(0) - 0x40 })
    next = place + 1
  }
  return postings
}

/** A shard as text: `term:postings`, apart by `;`. No term holds either. */
export function formatShard(terms: Iterable<readonly [term: string, postings: readonly Posting[]]>): string {
  return Array.from(terms, ([term, postings]) => `${term}:${formatPostings(postings)}`).join(';')
}

/** Reads those terms of a shard that are wanted. */
export function readShard(
  text: string,
  isWanted: (term: string) => boolean,
): (readonly [term: string, postings: readonly Posting[]])[] {
  if (text === '') return []
  return text.split(';').flatMap((line) => {
    const colon = line.indexOf(':')
    const term = line.slice(0, colon)
    return isWanted(term) ? [[term, readPostings(line.slice(colon + 1))] as const] : []
  })
}

/** A file of rows: one message's fields after the other's. */
export function formatRows(rows: readonly SearchRow[]): readonly (string | number)[] {
  return rows.flatMap(({ place, path, subject, author, date }) => [place, path, subject, author, date])
}

/** Reads what {@link formatRows} wrote. */
export function readRows(fields: readonly (string | number)[]): SearchRow[] {
  const rows: SearchRow[] = []
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [place, path, subject, author, date] = fields.slice(at, at + 5) as [
      number,
      string,
      string,
      string,
      string,
    ]
    rows.push({ place, path, subject, author, date })
  }
  return rows
}
