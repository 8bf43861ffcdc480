import { urlOf } from './absolute-url.ts'
import type { ListIndex } from './list-index.ts'
import { FRONT_PAGE } from './site-paths.ts'
import type { SiteFile } from './site-model.ts'
import { textFile } from './text-file.ts'
import { xmlText } from './xml-text.ts'

/** The list of all pages that search engines should know. */
export const SITEMAP_PATH = 'sitemap.xml'
/** How many URLs one file may hold (sitemaps.org). Ours are far under its 50 MB. */
export const SITEMAP_URLS = 50_000

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'

/**
 * The sitemap: the front page and the page of each message that is shown. Of more than {@link SITEMAP_URLS} several
 * files, and `sitemap.xml` leads to them. Without `lastmod`: a page changes when its neighbours do, and no clock is asked.
 *
 * @param baseUrl - Ends with `/`. Sitemaps hold absolute URLs only.
 */
export function* sitemapFiles({ paged }: ListIndex, baseUrl: string): Generator<SiteFile> {
  const shown = paged.filter(({ headline, duplicateOf }) => headline !== null && duplicateOf === null)
  const urls = [baseUrl, ...shown.map(({ path }) => urlOf(baseUrl, FRONT_PAGE, path))]
  if (urls.length <= SITEMAP_URLS) {
    yield textFile(SITEMAP_PATH, sitemap('urlset', 'url', urls))
    return
  }
  const parts: string[] = []
  for (let start = 0; start < urls.length; start += SITEMAP_URLS) {
    const path = `sitemap-${parts.length + 1}.xml`
    parts.push(urlOf(baseUrl, FRONT_PAGE, path))
    yield textFile(path, sitemap('urlset', 'url', urls.slice(start, start + SITEMAP_URLS)))
  }
  yield textFile(SITEMAP_PATH, sitemap('sitemapindex', 'sitemap', parts))
}

/**
 * `robots.txt`, where the site stands at the root of its host; else null: crawlers ask for it nowhere else (RFC 9309
 * section 2.3).
 *
 * With `noindex` it forbids nothing: a crawler that may not read a page does not see that it says `noindex`, and may
 * list its address.
 */
export function robotsFile(baseUrl: string, robots: 'index' | 'noindex'): string | null {
  if (new URL(baseUrl).pathname !== '/') return null
  const sitemap = robots === 'index' ? `\nSitemap: ${baseUrl}${SITEMAP_PATH}\n` : ''
  return `User-agent: *\nAllow: /\n${sitemap}`
}

function sitemap(root: string, element: string, urls: readonly string[]): string {
  const lines = urls.map((url) => `<${element}><loc>${xmlText(url)}</loc></${element}>`)
  return `<?xml version="1.0" encoding="utf-8"?>\n<${root} xmlns="${NAMESPACE}">\n${lines.join('\n')}\n</${root}>\n`
}
