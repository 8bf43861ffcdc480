import type { SearchYear } from '../search/search-shards.ts'
import { findMessages, loadRows } from './find-messages.ts'
import { searchDataLoader } from './load-search-data.ts'
import { element, startSearchForm } from './search-form.ts'

/** Searches with our own index, whose years stand on the page. */
function startSearchPage(): void {
  const years = Array.from(element('search-year', HTMLSelectElement).options).flatMap(readYear)
  const load = searchDataLoader()
  startSearchForm(async (query) => {
    const messages = await findMessages(query, years, load)
    if (messages === null) return null
    return { total: messages.length, rows: (range) => loadRows(messages, query.order, load, range) }
  })
}

function readYear({ value, dataset }: HTMLOptionElement): SearchYear[] {
  if (value === '') return []
  const { messages, shards, sum = '' } = dataset
  return [{ key: value, messages: Number(messages), shards: Number(shards), sum }]
}

startSearchPage()
