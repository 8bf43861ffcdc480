import { SEARCH_SCRIPT } from '../compiled-search-script.ts'
import type { ListIndex } from '../list-index.ts'
import type { SiteFile } from '../site-model.ts'
import { SEARCH_PAGE } from '../site-paths.ts'
import { textFile } from '../text-file.ts'
import type { SearchIndex } from './search-index.ts'
import { searchPageData, type FoundYear } from './search-page.ts'

/** Every file of the built-in search: its data, its script, and its page. The index is empty afterwards. */
export function* searchFiles(list: ListIndex, index: SearchIndex): Generator<SiteFile> {
  const years: FoundYear[] = []
  for (const { year, files } of index.years()) {
    years.push({ key: year.key, index: year })
    yield* files
  }
  yield textFile(SEARCH_SCRIPT.path, SEARCH_SCRIPT.text)
  yield textFile(
    SEARCH_PAGE,
    list.theme.render('search-page', searchPageData(list, years, SEARCH_SCRIPT.path)),
  )
}
