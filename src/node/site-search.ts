import { Readable } from 'node:stream'
import type { FullTextIndex } from '../site/search/full-text-index.ts'
import type { SearchEngine, SiteModel } from '../site/site-model.ts'
import { HoldfastError } from './holdfast-error.ts'
import { openPagefindIndex, type PagefindPackage } from './pagefind-index.ts'

/** The search of a site while the site is made. */
export interface SiteSearch {
  readonly search: SiteModel['search']
  /** Ends it, whatever happened. */
  readonly close: () => Promise<void>
}

/**
 * Prepares the search of a site: a package that is not there is told before anything is recorded.
 *
 * @param pagefind - As the caller loaded it; undefined: it is imported; null: the files that it makes are left out.
 * @param out - The folder of the site.
 * @returns What begins it.
 * @throws {@link HoldfastError} `package-missing` where Pagefind is not installed.
 */
export async function prepareSearch(
  engine: SearchEngine,
  pagefind: PagefindPackage | null | undefined,
  out: string,
): Promise<() => Promise<SiteSearch>> {
  if (engine !== 'pagefind') return () => Promise.resolve({ search: engine, close: nothing })
  if (pagefind === null) return () => Promise.resolve({ search: NO_FILES, close: nothing })
  const loaded = pagefind ?? (await loadPagefind())
  return async () => {
    const index = await openPagefindIndex(loaded, out)
    return { search: index, close: index.close }
  }
}

async function loadPagefind(): Promise<PagefindPackage> {
  try {
    return await import('pagefind')
  } catch (cause) {
    throw new HoldfastError(
      'package-missing',
      2,
      'the search by Pagefind needs the package pagefind, which is not installed',
      { hint: 'npm install pagefind beside holdfast, or leave --search pagefind out', cause },
    )
  }
}

const nothing = (): Promise<void> => Promise.resolve()

/** Takes every message, and makes no index. */
const NO_FILES: FullTextIndex = {
  add: nothing,
  files: () => Readable.from([]),
}
