import { DIRECTION_CONTROLS } from '../display/page-text.ts'
import type { LedgerSettings } from '../ledger/ledger-state.ts'
import { NO_SENDER, NO_SUBJECT } from './headline.ts'
import type { MessageLink, PageFrame } from './page-data.ts'
import type { PagedMessage } from './paged-messages.ts'
import { relativeHref } from './relative-href.ts'
import type { ListedMessage } from './site-model.ts'
import { FRONT_PAGE, STYLE_PATH } from './site-paths.ts'
import { utcText } from './utc-dates.ts'

/**
 * The frame of a page at a path.
 *
 * @param title - May be a sender's: no markup isolates text in a title, so what would turn the list's name goes.
 */
export function pageFrame({ list }: LedgerSettings, path: string, title: string): PageFrame {
  return {
    lang: 'en',
    title: title === list ? list : `${title.replace(DIRECTION_CONTROLS, '')} – ${list}`,
    listName: list,
    homeHref: relativeHref(path, FRONT_PAGE),
    styleHref: relativeHref(path, STYLE_PATH),
    canonicalHref: null,
    redirectHref: null,
  }
}

/** The subject as titles and indexes show it: never empty. */
export function shownSubject({ headline, recorded }: ListedMessage): string {
  if (headline !== null) return headline.subject
  return recorded.kind === 'message' ? '(message withheld)' : NO_SUBJECT
}

/** The sender as indexes show it: never empty. */
export function shownAuthor({ headline }: ListedMessage): string {
  return headline === null ? NO_SENDER : headline.author
}

/** A link from a page to a message. */
export function messageLink(page: string, message: PagedMessage): MessageLink {
  const { date } = message.recorded
  return {
    href: relativeHref(page, message.path),
    subject: shownSubject(message),
    author: shownAuthor(message),
    when: date === null ? null : utcText(date),
    isoDate: date,
  }
}

/** `1 message`, `2 messages`: a number with its word. */
export function countWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
