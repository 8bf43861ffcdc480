import type { HeadLink, PageLink } from './page-data.ts'
import type { SiteContext } from './page-frame.ts'
import { relativeHref } from './relative-href.ts'
import { ABOUT_PAGE, authorsPath, LIST_FEED, SEARCH_PAGE } from './site-paths.ts'
import type { PageLabels } from './words/site-words.ts'

// What every page links to is listed here, once: pages of the whole list in the header and the footer, and what
// programs look for in the head. Such a page must stand on the site, or the link would lead nowhere.

/** A page that all pages lead to. */
interface SitePage {
  readonly path: string
  readonly label: (labels: PageLabels) => string
}

/** Something for programs that stands in the head of all pages, such as a feed. */
interface SiteResource extends SitePage {
  readonly rel: string
  readonly type: string
}

const AUTHORS: SitePage = { path: authorsPath(), label: ({ authors }) => authors }
const SEARCH: SitePage = { path: SEARCH_PAGE, label: ({ search }) => search }
const FOOTER_PAGES: readonly SitePage[] = [{ path: ABOUT_PAGE, label: ({ about }) => about }]
const HEAD_RESOURCES: readonly SiteResource[] = [
  { path: LIST_FEED, rel: 'alternate', type: 'application/atom+xml', label: ({ latest }) => latest },
]

/** The links of a page's header. */
export function headerLinks(page: string, { words, isSearched }: SiteContext): readonly PageLink[] {
  return [AUTHORS, ...(isSearched ? [SEARCH] : [])].map((target) => linkTo(page, target, words.labels))
}

/** The links of a page's footer. */
export function footerLinks(page: string, { words }: SiteContext): readonly PageLink[] {
  return FOOTER_PAGES.map((target) => linkTo(page, target, words.labels))
}

/** The `link` elements of a page's head, beside the stylesheet and its own address. */
export function headLinks(page: string, { words }: SiteContext): readonly HeadLink[] {
  return HEAD_RESOURCES.map((resource) => {
    const { href, label } = linkTo(page, resource, words.labels)
    return { rel: resource.rel, type: resource.type, href, title: label }
  })
}

function linkTo(page: string, { path, label }: SitePage, labels: PageLabels): PageLink {
  return { href: relativeHref(page, path), label: label(labels) }
}
