import { findWithPagefind, type PagefindApi } from './find-with-pagefind.ts'
import { startSearchForm } from './search-form.ts'

/** Searches with Pagefind's index, which is asked for when the first question is. */
function startPagefindPage(): void {
  let loaded: Promise<PagefindApi> | null = null
  const load = async (): Promise<PagefindApi> => {
    try {
      const url = new URL('pagefind/pagefind.js', document.baseURI).href
      return (await import(url)) as PagefindApi
    } catch (error) {
      // It may be there the next time.
      loaded = null
      throw error
    }
  }
  startSearchForm(async (query) => await findWithPagefind(query, await (loaded ??= load())))
}

startPagefindPage()
