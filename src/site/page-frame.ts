import type { ListedMessage, SiteModel } from './site-model.ts'
import { clip } from '../display/page-text.ts'
import { STYLE_SHEET } from './compiled-templates.ts'
import type { PageFrame } from './page-data.ts'
import { relativeHref } from './relative-href.ts'

/** The page that leads to all others. */
export const FRONT_PAGE = 'index.html'

/** How much of a subject titles and indexes show, in UTF-16 code units. */
const MAX_SUBJECT = 200

/** The frame of a page at a path. */
export function pageFrame(model: SiteModel, path: string, title: string): PageFrame {
  const { list } = model.settings
  return {
    lang: 'en',
    title: title === list ? list : `${title} – ${list}`,
    listName: list,
    homeHref: relativeHref(path, FRONT_PAGE),
    styleHref: relativeHref(path, STYLE_SHEET.path),
    canonicalHref: null,
    redirectHref: null,
  }
}

/** The subject as titles and indexes show it: never empty. */
export function shortSubject(message: ListedMessage): string {
  if (message.display === null) return '(message withheld)'
  const subject = message.display.subject?.trim() ?? ''
  if (subject === '') return '(no subject)'
  const cut = clip(subject, MAX_SUBJECT)
  return cut.clipped ? `${cut.text}…` : cut.text
}

/** The sender as indexes show it: never empty. */
export function shortSender(message: ListedMessage): string {
  const from = message.display?.from?.trim() ?? ''
  return from === '' ? '(no sender)' : clip(from, MAX_SUBJECT).text
}
