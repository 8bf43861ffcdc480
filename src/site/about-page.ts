import { monthMboxPath } from './downloads/mbox-groups.ts'
import type { ListIndex } from './list-index.ts'
import { MESSAGES_PATH } from './messages-json.ts'
import type { MessageLink, PageFrame, PageLink } from './page-data.ts'
import { messageLink, pageFrame } from './page-frame.ts'
import { relativeHref } from './relative-href.ts'
import { ABOUT_PAGE, LIST_FEED } from './site-paths.ts'
import { periodLabel } from './utc-dates.ts'

/** `about-page.hbs`: how to cite the archive, what is promised, and what there is for programs. */
export interface AboutPageData extends PageFrame {
  /** A message to show what a citation looks like: the last one. */
  readonly example: MessageLink | null
  /** The address of that message's page, as it is cited: whole where the list has a base URL. */
  readonly exampleAddress: string
  readonly mapHref: string
  readonly messagesHref: string
  readonly feedHref: string
  /** The mail of each month, the oldest first. */
  readonly mboxes: readonly PageLink[]
}

/** The data of the page about the archive. */
export function aboutPageData(list: ListIndex, downloads: boolean): AboutPageData {
  const { settings, words, months, byDate } = list
  const last = byDate.at(-1)
  const href = (path: string) => relativeHref(ABOUT_PAGE, path)
  const mailed = months.filter(({ messages }) => messages.some(({ headline }) => headline !== null))
  return {
    ...pageFrame(list, ABOUT_PAGE, words.labels.about),
    example: last === undefined ? null : messageLink(words, ABOUT_PAGE, last),
    exampleAddress: last === undefined ? '' : `${settings.baseUrl ?? ''}${href(last.path)}`,
    mapHref: href('map.json'),
    messagesHref: href(MESSAGES_PATH),
    feedHref: href(LIST_FEED),
    mboxes: downloads
      ? mailed.map(({ period }) => ({ href: href(monthMboxPath(period)), label: periodLabel(words, period) }))
      : [],
  }
}
