import { ASSETS } from './compiled-templates.ts'
import type { Period } from './utc-dates.ts'

/** The page that leads to all others. */
export const FRONT_PAGE = 'index.html'
/** The script that opens neighbours by keys; every page is whole without it. */
export const KEYS_PATH: string = ASSETS['keys.js'].path

/** The page that says how to cite the archive, and what it promises. */
export const ABOUT_PAGE = 'about.html'
/** The page that searches the list. */
export const SEARCH_PAGE = 'search.html'
/** The feed of the whole list. */
export const LIST_FEED = 'feed.atom'

/** In which order an index lists messages. */
export type IndexView = 'date' | 'thread' | 'author' | 'subject'

/** All views, in the order in which pages name them. */
export const INDEX_VIEWS: readonly IndexView[] = ['date', 'thread', 'author', 'subject']

/**
 * Where an index stands. `docs/url-contract.md` tells what the names promise.
 *
 * @param part - From 1; long indexes have more than one page.
 *
 * @example
 * indexPath('author', monthOf('2001-03-05T06:07:08Z'), 2) // => 'author/2001/03.2.html'
 */
export function indexPath(view: IndexView, period: Period, part = 1): string {
  const name = period.kind === 'year' ? `${period.key}/index` : period.key.replace('-', '/')
  return `${view}/${name}${partSuffix(part)}.html`
}

/** Where a part of a thread stands: under the stable ID of its first message. */
export function threadPath(firstId: string, part = 1): string {
  return `t/${firstId.slice(0, 2)}/${firstId}${partSuffix(part)}.html`
}

/** Where the messages of an author stand. */
export function authorPath(slug: string, part = 1): string {
  return `author/by/${slug}${partSuffix(part)}.html`
}

/** Where all authors are listed. */
export function authorsPath(part = 1): string {
  return `author/index${partSuffix(part)}.html`
}

/** Where an attachment of a message stands. */
export function attachmentPath(id: string, fileName: string): string {
  return `a/${id.slice(0, 2)}/${id}/${fileName}`
}

/** Where the bytes of a message stand: beside its page. */
export function rawPath(pagePath: string): string {
  return `${pagePath.replace(/\.html?$/, '')}.eml`
}

function partSuffix(part: number): string {
  return part === 1 ? '' : `.${part}`
}
