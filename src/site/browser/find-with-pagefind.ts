import { findsBeginnings, indexTerms, queryTerms } from '../search/search-terms.ts'
import type { SearchQuery } from './find-messages.ts'
import type { ExcerptPiece, FoundRow, SearchAnswer } from './search-form.ts'

/** What is used of `pagefind.js`. */
export interface PagefindApi {
  readonly search: (
    words: string | null,
    options: {
      readonly filters: Readonly<Record<string, string | { readonly any: readonly string[] }>>
      readonly sort: Readonly<Record<string, 'asc' | 'desc'>>
    },
  ) => Promise<{ readonly results: readonly { readonly data: () => Promise<PagefindResult> }[] }>
  /** The values of each filter, with their numbers. */
  readonly filters: () => Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>
}

/** A message as Pagefind gives it out. */
export interface PagefindResult {
  /** The path of its page. */
  readonly raw_url: string
  readonly meta: Readonly<Record<string, string>>
  /** Text in which `<` and `>` are character references, but for a `mark` around each word that was found. */
  readonly excerpt: string
}

/**
 * Finds messages with Pagefind, which loads what it needs of its index: by words in subject, author and text; by words
 * of an author's name, as our own index does; and by the year.
 *
 * @returns Null where nothing was asked for.
 */
export async function findWithPagefind(
  { words, author, year, order }: SearchQuery,
  pagefind: PagefindApi,
): Promise<SearchAnswer | null> {
  const isByWords = queryTerms(words).length > 0
  const names = queryTerms(author)
  if (!isByWords && names.length === 0) return null
  const filters: Record<string, string | { any: readonly string[] }> = {}
  if (year !== '') filters['year'] = year
  if (names.length > 0) {
    const known = Object.keys((await pagefind.filters())['author'] ?? {})
    const any = known.filter((name) => isNamed(name, names))
    if (any.length === 0) return { total: 0, rows: () => Promise.resolve([]) }
    filters['author'] = { any }
  }
  // Without words all match alike: then the newest comes first.
  const byDate = { date: order === 'oldest' ? 'asc' : 'desc' } as const
  const sort = order === 'relevance' && isByWords ? {} : byDate
  const { results } = await pagefind.search(isByWords ? words : null, { filters, sort })
  return {
    total: results.length,
    rows: async ({ start, end }) =>
      await Promise.all(results.slice(start, end).map(async ({ data }) => rowOf(await data(), isByWords))),
  }
}

/** Whether each term of the query is one of the name, or the beginning of one. */
function isNamed(name: string, terms: readonly string[]): boolean {
  const known = [...indexTerms(name)]
  return terms.every((wanted) =>
    known.some((term) => term === wanted || (findsBeginnings(wanted) && term.startsWith(wanted))),
  )
}

function rowOf({ raw_url: path, meta, excerpt }: PagefindResult, hasExcerpt: boolean): FoundRow {
  const { title = '', author = '', date = '' } = meta
  return { path, subject: title, author, date, ...(hasExcerpt ? { excerpt: excerptPieces(excerpt) } : {}) }
}

/** Reads Pagefind's markup, so that nothing of it has to be markup on the page. */
export function excerptPieces(excerpt: string): readonly ExcerptPiece[] {
  const pieces: ExcerptPiece[] = []
  for (const [index, part] of excerpt.split(/<\/?mark>/).entries()) {
    const text = part.replaceAll('&lt;', '<').replaceAll('&gt;', '>')
    if (text !== '') pieces.push({ text, isFound: index % 2 === 1 })
  }
  return pieces
}
