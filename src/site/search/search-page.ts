import { viewLinks } from '../index-pages.ts'
import type { ListIndex } from '../list-index.ts'
import type { PageFrame, PageLink } from '../page-data.ts'
import { pageFrame } from '../page-frame.ts'
import { relativeHref } from '../relative-href.ts'
import { SEARCH_PAGE } from '../site-paths.ts'
import { periodLabel } from '../utc-dates.ts'
import type { SearchYear } from './search-shards.ts'
import type { SearchTexts } from './search-texts.ts'
import type { SiteWords } from '../words/site-words.ts'

/** `search-page.hbs`: a form that a script brings to life, and without it the way to the indexes. */
export interface SearchPageData extends PageFrame {
  /** The script of this page alone. */
  readonly searchScriptHref: string
  /** What that script says, as JSON: `SearchTexts`. */
  readonly texts: string
  /** The newest first. */
  readonly years: readonly SearchYearData[]
  /** The same years with their indexes. */
  readonly indexes: readonly { readonly label: string; readonly views: readonly PageLink[] }[]
}

/** A year to choose. */
export interface SearchYearData extends FoundYear {
  readonly label: string
}

/** A year in which something can be found. */
export interface FoundYear {
  /** `2001`, or `undated`. */
  readonly key: string
  /** What the script has to know of its data; null where another program made the index. */
  readonly index: SearchYear | null
}

/**
 * The data of the search page.
 *
 * @param years - Those in which something can be found, in any order.
 * @param script - The path of the script that searches.
 */
export function searchPageData(list: ListIndex, years: readonly FoundYear[], script: string): SearchPageData {
  const undated = list.months.filter(({ period }) => period.kind === 'undated')
  const periods = [...undated, ...list.years].map(({ period }) => period).reverse()
  return {
    ...pageFrame(list, SEARCH_PAGE, list.words.labels.search),
    searchScriptHref: relativeHref(SEARCH_PAGE, script),
    texts: JSON.stringify(searchTexts(list.words)),
    years: periods.flatMap((period) =>
      years
        .filter((year) => year.key === period.key)
        .map((year) => ({ ...year, label: periodLabel(list.words, period) })),
    ),
    indexes: periods.map((period) => ({
      label: periodLabel(list.words, period),
      views: viewLinks(list.words, SEARCH_PAGE, period),
    })),
  }
}

/** What the script of the search page is handed. */
export function searchTexts(words: SiteWords): SearchTexts {
  const { language, digitMark, labels, search } = words
  const moments = Array.from({ length: 12 }, (_, month) =>
    words.time(words.day('{year}', month + 1, '{day}'), '{time}'),
  )
  return { ...search, language, digitMark, comma: labels.comma, moments }
}
