import { createHash } from 'node:crypto'
import type { MessageDisplay } from '../../display/message-display.ts'
import { PAGEFIND_SCRIPT } from '../compiled-search-script.ts'
import type { ListIndex } from '../list-index.ts'
import { shownAuthor, shownSubject } from '../page-frame.ts'
import type { PagedMessage } from '../paged-messages.ts'
import type { SiteFile } from '../site-model.ts'
import { SEARCH_PAGE } from '../site-paths.ts'
import { textFile } from '../text-file.ts'
import { yearOf } from '../utc-dates.ts'
import type { FullTextIndex, FullTextRecord } from './full-text-index.ts'
import type { ListSearch } from './list-search.ts'
import { searchPageData } from './search-page.ts'
import { searchText } from './search-text.ts'

/** Says what Pagefind's index was made of: the one file of that index that is ours, and the same on any machine. */
export const PAGEFIND_INPUT_PATH = 'search/pagefind.json'
/** Goes up when a field changes its meaning. */
const SCHEMA = 1

/** The search by Pagefind: messages go to its index as they come, and its page is ours. */
export class PagefindSearch implements ListSearch {
  private readonly list: ListIndex
  private readonly index: FullTextIndex
  private readonly input = createHash('sha256')
  private readonly years = new Set<string>()
  private messages = 0

  constructor(list: ListIndex, index: FullTextIndex) {
    this.list = list
    this.index = index
  }

  async add(message: PagedMessage, displays: readonly MessageDisplay[]): Promise<void> {
    const { recorded, headline, path, duplicateOf } = message
    if (headline === null || duplicateOf !== null) return
    const { words } = this.list
    const year = yearOf(recorded.date).key
    const record: FullTextRecord = {
      path,
      subject: shownSubject(words, message),
      author: shownAuthor(words, message),
      date: recorded.date,
      year,
      text: displays.map(({ text }) => searchText(text)).join('\n'),
      language: words.language,
    }
    this.years.add(year)
    this.messages += 1
    this.input.update(`${JSON.stringify(record)}\n`)
    await this.index.add(record)
  }

  async *files(): AsyncGenerator<SiteFile, void, undefined> {
    const { list, messages, years } = this
    const sha256 = this.input.digest('hex')
    yield* this.index.files(sha256)
    const input = { tool: 'holdfast', schema: SCHEMA, kind: 'pagefind-input', messages, sha256 }
    yield textFile(PAGEFIND_INPUT_PATH, `${JSON.stringify(input)}\n`)
    yield textFile(PAGEFIND_SCRIPT.path, PAGEFIND_SCRIPT.text)
    const keys = [...years].map((key) => ({ key, index: null }))
    const data = searchPageData(list, keys, PAGEFIND_SCRIPT.path)
    yield textFile(SEARCH_PAGE, list.theme.render('search-page', { ...data, readsIndex: true }))
  }
}
