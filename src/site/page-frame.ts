import { DIRECTION_CONTROLS } from '../display/page-text.ts'
import type { LedgerSettings } from '../ledger/ledger-state.ts'
import type { MessageLink, PageFrame } from './page-data.ts'
import type { PagedMessage } from './paged-messages.ts'
import { relativeHref } from './relative-href.ts'
import { footerLinks, headerLinks, headLinks } from './site-links.ts'
import type { ListedMessage } from './site-model.ts'
import { FRONT_PAGE, KEYS_PATH } from './site-paths.ts'
import type { SiteTheme } from './site-theme.ts'
import { timeText } from './utc-dates.ts'
import type { SiteWords } from './words/site-words.ts'

/** What all pages of a site have in common. */
export interface SiteContext {
  readonly settings: LedgerSettings
  readonly words: SiteWords
  readonly theme: SiteTheme
  /** The list has a search page. */
  readonly isSearched: boolean
  /** Search engines are asked to leave the pages out. */
  readonly isHidden: boolean
}

/**
 * The frame of a page at a path.
 *
 * @param title - May be a sender's: no markup isolates text in a title, so what would turn the list's name goes.
 */
export function pageFrame(site: SiteContext, path: string, title: string): PageFrame {
  const { list } = site.settings
  const { language, direction, labels } = site.words
  return {
    lang: language,
    dir: direction,
    labels,
    title: title === list ? list : `${title.replace(DIRECTION_CONTROLS, '')} – ${list}`,
    listName: list,
    homeHref: relativeHref(path, FRONT_PAGE),
    styleHref: relativeHref(path, site.theme.style.path),
    scriptHref: relativeHref(path, KEYS_PATH),
    canonicalHref: null,
    redirectHref: null,
    readsIndex: false,
    robots: site.isHidden ? 'noindex' : null,
    headLinks: headLinks(path, site),
    headerLinks: headerLinks(path, site),
    footerLinks: footerLinks(path, site),
    crumbs: [],
  }
}

/** The subject as titles and indexes show it: never empty. */
export function shownSubject({ labels }: SiteWords, { headline, recorded }: ListedMessage): string {
  if (headline !== null) return headline.subject === '' ? labels.noSubject : headline.subject
  return recorded.kind === 'message' ? labels.withheldSubject : labels.noSubject
}

/** The sender as indexes show it: never empty. */
export function shownAuthor({ labels }: SiteWords, { headline }: ListedMessage): string {
  return headline === null || headline.author === '' ? labels.noSender : headline.author
}

/** A link from a page to a message. */
export function messageLink(words: SiteWords, page: string, message: PagedMessage): MessageLink {
  const { date } = message.recorded
  return {
    href: relativeHref(page, message.path),
    subject: shownSubject(words, message),
    author: shownAuthor(words, message),
    when: date === null ? null : timeText(words, date),
    isoDate: date,
  }
}
