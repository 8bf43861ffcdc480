import { aboutPageData } from './about-page.ts'
import type { ListIndex } from './list-index.ts'
import { MESSAGES_PATH, messagesJson } from './messages-json.ts'
import { robotsFile, sitemapFiles } from './sitemap.ts'
import type { SiteFile, SiteModel } from './site-model.ts'
import { ABOUT_PAGE } from './site-paths.ts'
import { textFile } from './text-file.ts'

/** Files that speak of the list as a whole: the page about it, `messages.json`, the sitemap, `robots.txt`. */
export function* siteWideFiles({ robots, downloads }: SiteModel, list: ListIndex): Generator<SiteFile> {
  yield textFile(ABOUT_PAGE, list.theme.render('about-page', aboutPageData(list, downloads)))
  yield { path: MESSAGES_PATH, bytes: messagesJson(list) }
  const { baseUrl } = list.settings
  if (baseUrl === null) return
  if (robots === 'index') yield* sitemapFiles(list, baseUrl)
  const text = robotsFile(baseUrl, robots)
  if (text !== null) yield textFile('robots.txt', text)
}
