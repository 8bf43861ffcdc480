import type { ListIndex } from './list-index.ts'
import { MESSAGES_PATH, messagesJson } from './messages-json.ts'
import { robotsFile, sitemapFiles } from './sitemap.ts'
import type { SiteFile, SiteModel } from './site-model.ts'
import { textFile } from './text-file.ts'

/** Files for programs that speak of the list as a whole: `messages.json`, the sitemap, `robots.txt`. */
export function* siteWideFiles({ robots }: SiteModel, list: ListIndex): Generator<SiteFile> {
  yield { path: MESSAGES_PATH, bytes: messagesJson(list) }
  const { baseUrl } = list.settings
  if (baseUrl === null) return
  if (robots === 'index') yield* sitemapFiles(list, baseUrl)
  const text = robotsFile(baseUrl, robots)
  if (text !== null) yield textFile('robots.txt', text)
}
