import MiniSearch, { type AsPlainObject } from 'minisearch'
import {
  IN_AUTHOR,
  IN_BODY,
  IN_SUBJECT,
  readRows,
  readShard,
  rowsName,
  shardName,
  shardOf,
  type Posting,
  type SearchRow,
  type SearchYear,
} from '../search/search-shards.ts'
import { findsBeginnings, queryTerms } from '../search/search-terms.ts'

/** What is looked for. All words of it have to be found. */
export interface SearchQuery {
  /** In subject, author and body. */
  readonly words: string
  /** In the author alone. */
  readonly author: string
  /** The key of a year; empty for all. */
  readonly year: string
  readonly order: SearchOrder
}

/** How what was found is sorted; of equals the newest first. */
export type SearchOrder = 'relevance' | 'newest' | 'oldest'

/** The data of the file of that name. */
export type LoadSearchData = (name: string, year: SearchYear) => Promise<unknown>

/** A message that was found: which year, and where in it. */
export interface FoundMessage {
  readonly year: SearchYear
  readonly place: number
}

const FIELDS = ['subject', 'author', 'body'] as const
const BODY_TIMES: readonly number[] = [0, 1, 2, 4]

/**
 * Finds messages. Loads only the shards that hold the query's terms, of the years that are asked for, and has
 * MiniSearch rank what they hold: BM25+, the subject before the author before the body.
 *
 * @returns Null where nothing was asked for.
 */
export async function findMessages(
  query: SearchQuery,
  years: readonly SearchYear[],
  load: LoadSearchData,
): Promise<readonly FoundMessage[] | null> {
  const words = queryTerms(query.words)
  const author = queryTerms(query.author)
  if (words.length === 0 && author.length === 0) return null
  const chosen = years.filter(({ key }) => query.year === '' || key === query.year)
  const found = await loadPostings([...words, ...author], chosen, load)
  const ranked = rank(words, author, chosen, found)
  if (query.order === 'relevance') return ranked.map(({ message }) => message)
  // Inside a year by the order of recording: what the page shows of it, it sorts by date.
  return ranked.map(({ message }) => message).sort(query.order === 'newest' ? byAge : (a, b) => byAge(b, a))
}

/**
 * The rows of messages that were found, as many as asked for. Where they are sorted by date, pieces of one year are
 * put into the order of their dates, which need not be that of recording.
 */
export async function loadRows(
  messages: readonly FoundMessage[],
  order: SearchOrder,
  load: LoadSearchData,
  range: { readonly start: number; readonly end: number },
): Promise<readonly SearchRow[]> {
  if (order === 'relevance') return await rowsOf(messages.slice(range.start, range.end), load)
  const rows: SearchRow[] = []
  let at = 0
  for (let start = 0; start < messages.length && start < range.end; start = at) {
    while (at < messages.length && messages[at]!.year === messages[start]!.year) at += 1
    if (at <= range.start) continue
    const year = await rowsOf(messages.slice(start, at), load)
    const sign = order === 'newest' ? -1 : 1
    const sorted = [...year].sort(
      (a, b) => sign * (a.date < b.date ? -1 : a.date > b.date ? 1 : a.place - b.place),
    )
    rows.push(...sorted.slice(Math.max(0, range.start - start), range.end - start))
  }
  return rows
}

async function rowsOf(messages: readonly FoundMessage[], load: LoadSearchData): Promise<SearchRow[]> {
  const rows = await Promise.all(
    messages.map(async ({ year, place }) => {
      const fields = (await load(rowsName(year.key, place), year)) as (string | number)[]
      return readRows(fields).find((row) => row.place === place)
    }),
  )
  return rows.filter((row) => row !== undefined)
}

type TermPostings = readonly (readonly [term: string, postings: readonly Posting[]])[]

/** For each year the terms of its shards that the query's terms match. */
async function loadPostings(
  terms: readonly string[],
  years: readonly SearchYear[],
  load: LoadSearchData,
): Promise<readonly TermPostings[]> {
  const isWanted = (term: string): boolean =>
    terms.some((wanted) => term === wanted || (findsBeginnings(wanted) && term.startsWith(wanted)))
  return await Promise.all(
    years.map(async (year) => {
      const shards = new Set(terms.map((term) => shardOf(term, year.shards)))
      const texts = await Promise.all([...shards].map((shard) => load(shardName(year.key, shard), year)))
      return texts.flatMap((text) => readShard(text as string, isWanted))
    }),
  )
}

function rank(
  words: readonly string[],
  author: readonly string[],
  years: readonly SearchYear[],
  found: readonly TermPostings[],
): readonly { readonly message: FoundMessage; readonly score: number }[] {
  const { index, messages } = joinYears(years, found)
  const all = (terms: readonly string[], fields: readonly string[]) => ({
    combineWith: 'AND' as const,
    queries: terms.map((term) => ({ queries: [term], fields: [...fields] })),
  })
  const results = MiniSearch.loadJS<FoundMessage>(index, {
    fields: [...FIELDS],
    tokenize: (text) => [text],
    processTerm: (term) => term,
    searchOptions: {
      boost: { subject: 4, author: 2 },
      prefix: findsBeginnings,
      // Lengths of fields are not in the index, and with b 0 nobody asks for them.
      bm25: { k: 1.2, b: 0, d: 0.5 },
    },
  }).search({ combineWith: 'AND', queries: [all(words, FIELDS), all(author, ['author'])].filter(hasQueries) })
  const hits = results.map(({ id, score }) => ({ message: messages.get(id as number)!, score }))
  return hits.sort((a, b) => b.score - a.score || byAge(a.message, b.message))
}

const hasQueries = ({ queries }: { readonly queries: readonly unknown[] }): boolean => queries.length > 0

/** One index, in the form in which MiniSearch stores its own, of what was loaded of several years. */
function joinYears(
  years: readonly SearchYear[],
  found: readonly TermPostings[],
): { readonly index: AsPlainObject; readonly messages: ReadonlyMap<number, FoundMessage> } {
  const messages = new Map<number, FoundMessage>()
  const ids = new Map<string, number>()
  const joined = new Map<string, Record<string, Record<string, number>>>()
  for (const [at, year] of years.entries()) {
    for (const [term, postings] of found[at]!) {
      const fields = joined.get(term) ?? {}
      joined.set(term, fields)
      for (const { place, found: bits } of postings) {
        const key = `${year.key}/${place}`
        const id = ids.get(key) ?? ids.size
        ids.set(key, id)
        messages.set(id, { year, place })
        if ((bits & IN_SUBJECT) !== 0) (fields['0'] ??= {})[id] = 1
        if ((bits & IN_AUTHOR) !== 0) (fields['1'] ??= {})[id] = 1
        if ((bits & IN_BODY) !== 0) (fields['2'] ??= {})[id] = BODY_TIMES[bits & IN_BODY]!
      }
    }
  }
  const of = <T>(value: T): Record<string, T> =>
    Object.fromEntries(Array.from(messages.keys(), (id) => [String(id), value]))
  const index: AsPlainObject = {
    documentCount: Math.max(
      1,
      years.reduce((sum, year) => sum + year.messages, 0),
    ),
    nextId: messages.size,
    documentIds: Object.fromEntries(Array.from(messages.keys(), (id) => [String(id), id])),
    fieldIds: { subject: 0, author: 1, body: 2 },
    fieldLength: of([1, 1, 1]),
    averageFieldLength: [1, 1, 1],
    storedFields: {},
    dirtCount: 0,
    index: [...joined],
    serializationVersion: 2,
  }
  return { index, messages }
}

/** The newest first, as far as the order of recording tells; undated ones last. */
function byAge(a: FoundMessage, b: FoundMessage): number {
  const [left, right] = [ageOf(a.year), ageOf(b.year)]
  return left < right ? 1 : left > right ? -1 : b.place - a.place
}

function ageOf({ key }: SearchYear): string {
  return /^\d/.test(key) ? key : ''
}
