import type { MessageDisplay } from '../../display/message-display.ts'
import type { ListIndex } from '../list-index.ts'
import type { PagedMessage } from '../paged-messages.ts'
import type { SiteFile, SiteModel } from '../site-model.ts'
import { PagefindSearch } from './pagefind-search.ts'
import { searchFiles } from './search-files.ts'
import { SearchIndex } from './search-index.ts'

/** The search of a list while it is made: it takes the messages in, and gives out its files at the end. */
export interface ListSearch {
  /** Takes in a message that has a page and is not withheld. A copy of another one is found there. */
  readonly add: (message: PagedMessage, displays: readonly MessageDisplay[]) => Promise<void>
  /** Its data, its script and its page; once, after the last message. */
  readonly files: () => Iterable<SiteFile> | AsyncIterable<SiteFile>
}

/** The search that the model asks for; null where it asks for none. */
export function listSearch({ search, messages }: SiteModel, list: ListIndex): ListSearch | null {
  if (search === 'none') return null
  if (search !== 'built-in') return new PagefindSearch(list, search)
  const index = new SearchIndex(messages, list.words)
  return {
    add: (message, displays) => {
      index.add(message, displays)
      return Promise.resolve()
    },
    files: () => searchFiles(list, index),
  }
}
