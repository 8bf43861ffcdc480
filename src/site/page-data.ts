import type { AboutPageData } from './about-page.ts'
import type { MessageBodyData } from './body-data.ts'
import type { MonthChart } from './month-chart.ts'
import type { OldFrontData, OldIndexPageData, OldPageData } from './old-page-data.ts'
import type { SafeHtml } from './safe-html.ts'
import type { SearchPageData } from './search/search-page.ts'
import type { PageLabels } from './words/site-words.ts'

/**
 * What every template gets: the frame around a page. All strings are plain text; templates escape them. Each
 * `href` is relative to the page and percent-encoded. A field that does not apply is null, never missing.
 */
export interface PageFrame {
  /** Language of the page's own words, BCP 47. */
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  /** The page's own words. */
  readonly labels: PageLabels
  readonly title: string
  readonly listName: string
  readonly homeHref: string
  readonly styleHref: string
  readonly scriptHref: string
  /** Where the page's content really stands. */
  readonly canonicalHref: string | null
  /** Of a redirect stub: where to go. */
  readonly redirectHref: string | null
  /** The page reads an index of the site with WebAssembly: its content policy allows that, and no other page's. */
  readonly readsIndex: boolean
  /** What search engines are asked for; null: nothing. */
  readonly robots: 'noindex' | null
  /** What programs look for, such as feeds. */
  readonly headLinks: readonly HeadLink[]
  /** Pages of the whole list. */
  readonly headerLinks: readonly PageLink[]
  readonly footerLinks: readonly PageLink[]
  /** The pages above this one, from the front page down; without the page itself. */
  readonly crumbs: readonly PageLink[]
}

/** A `link` element in the head of a page. */
export interface HeadLink {
  readonly rel: string
  readonly type: string
  readonly href: string
  readonly title: string
}

/** A link to another page. */
export interface PageLink {
  readonly href: string
  readonly label: string
}

/** One of several pages that stand beside one another; the one that the link stands on has no `href`. */
export interface PageTab {
  readonly href: string | null
  readonly label: string
}

/** A link to a message. */
export interface MessageLink {
  readonly href: string
  readonly subject: string
  readonly author: string
  /** Date and time in UTC for people; null without a date. */
  readonly when: string | null
  /** The same for machines. */
  readonly isoDate: string | null
}

/** `message-page.hbs`: one message, and the thread around it. */
export interface MessagePageData extends PageFrame {
  readonly id: string
  readonly messageId: string | null
  readonly subject: string
  readonly from: string | null
  /** All messages of its sender. */
  readonly authorHref: string
  readonly to: string | null
  readonly cc: string | null
  /** The date as the sender's program wrote it. */
  readonly writtenDate: string | null
  /** The recorded date for people and for machines. */
  readonly utcDate: string | null
  readonly isoDate: string | null
  /** Where the recorded date was taken from, if not from the message's own Date field. */
  readonly dateNote: string | null
  /** This page. */
  readonly permalink: string
  /** The same as a URL, in angle brackets (RFC 5064), where the list has an address. */
  readonly archivedAt: string | null
  /** Opens an answer in the reader's mail program. */
  readonly replyHref: string
  /** The message as it lies in the mbox, where that is published. */
  readonly rawHref: string | null
  /** Of an exact copy with a page of its own: the first one's page. */
  readonly duplicateOfHref: string | null
  /** The message; null where it is withheld. */
  readonly body: MessageBodyData | null
  readonly thread: MessageThreadData
  /** By date. */
  readonly previous: MessageLink | null
  readonly next: MessageLink | null
  /** The message's row in the index of its month by date. */
  readonly month: PageLink
}

/** The thread around a message. */
export interface MessageThreadData {
  /** The message on the page of its whole thread; null where it is alone in it. */
  readonly page: PageLink | null
  readonly parent: MessageLink | null
  /** It answers a message that is not in the archive. */
  readonly isParentMissing: boolean
  /** How many messages stand above those in `rows`; null where none do. */
  readonly moreAbove: string | null
  /** What it answers, itself, and what answers it, as they hang together; empty where it is alone. */
  readonly rows: readonly ThreadRow[]
  /** How many replies are not listed; null where all are. */
  readonly moreReplies: string | null
  readonly previous: MessageLink | null
  readonly next: MessageLink | null
}

/** A message in the thread around another one. */
export interface ThreadRow {
  readonly link: MessageLink
  /** How far it is indented, 0 to {@link MAX_SHOWN_DEPTH}. */
  readonly depth: number
  /** It is the message that the page shows. */
  readonly isHere: boolean
}

/** `thread-page.hbs`: a whole thread to read through, or a part of a long one. */
export interface ThreadPageData extends PageFrame {
  readonly subject: string
  readonly summary: string
  /** `Part 2 of 3`; null where there is one. */
  readonly partLabel: string | null
  /** The message that its first messages answer is not in the archive. */
  readonly isRootMissing: boolean
  /** What stands on the page, in its order. */
  readonly outline: readonly IndexRow[]
  /** Each rendered by `thread-message.hbs`. */
  readonly messages: readonly SafeHtml[]
  readonly parts: readonly PageTab[]
  readonly previous: PageLink | null
  readonly next: PageLink | null
  /** The index of the month in which the thread began, by thread. */
  readonly month: PageLink
  readonly feedHref: string
  /** The thread as mbox; null where it has one message, or is not offered. */
  readonly mboxHref: string | null
}

/** `thread-message.hbs`: one message on the page of its thread; no page of its own. */
export interface ThreadMessageData {
  readonly labels: PageLabels
  readonly anchor: string
  readonly link: MessageLink
  /** 0 to {@link MAX_SHOWN_DEPTH}. */
  readonly depth: number
  /** Which message it answers. */
  readonly parent: { readonly href: string; readonly author: string } | null
  /** Null where the message is withheld. */
  readonly body: MessageBodyData | null
}

/** Replies further down are indented no further. */
export const MAX_SHOWN_DEPTH = 6

/** A message in an index. */
export interface IndexRow {
  readonly href: string
  /** Element id of the row, unique on its page; of the same message always the same. */
  readonly anchor: string
  /** The words of the link: what the section around it does not say. */
  readonly label: string
  readonly detail: string | null
  /** Date and time in UTC for people. */
  readonly when: string | null
  readonly isoDate: string | null
  /** How far it is indented, 0 to {@link MAX_SHOWN_DEPTH}. */
  readonly depth: number
}

/** Rows of an index under a heading, or without one. */
export interface IndexSection {
  readonly heading: string | null
  readonly href: string | null
  /** It began on the part before. */
  readonly isContinued: boolean
  readonly note: string | null
  readonly rows: readonly IndexRow[]
}

/** `index-page.hbs`: the messages of a month or a year by date, thread, author or subject, or of an author. */
export interface IndexPageData extends PageFrame {
  readonly heading: string
  /** On the first part. */
  readonly summary: string | null
  readonly partLabel: string | null
  readonly views: readonly PageTab[]
  readonly sections: readonly IndexSection[]
  readonly parts: readonly PageTab[]
  /** Of a year: its months. */
  readonly months: readonly PageLink[]
  /** Of a month: its year. */
  readonly year: PageLink | null
  readonly previous: PageLink | null
  readonly next: PageLink | null
}

/** A year on the front page, or what has no date: how much is in it, and its indexes. */
export interface FrontPeriod {
  readonly label: string
  readonly count: string
  readonly views: readonly PageLink[]
}

/** A month on the front page. */
export interface FrontMonth extends PageLink {
  readonly count: string
  /** The same with its noun. */
  readonly title: string
}

/** `front-page.hbs`: what the archive is, its latest messages, its busiest threads, and all its months. */
export interface FrontPageData extends PageFrame {
  readonly summary: string
  /** Null where the list is short. */
  readonly chart: MonthChart | null
  readonly latest: readonly MessageLink[]
  readonly busiest: readonly (PageLink & { readonly detail: string })[]
  /** The newest first; their months as they went. */
  readonly years: readonly (FrontPeriod & { readonly months: readonly FrontMonth[] })[]
  /** Messages without a date. */
  readonly undated: FrontPeriod | null
  /** What stood there in the old archive; null where there was none. */
  readonly old: OldFrontData | null
}

/** `tombstone-page.hbs`: what stands at the paths of a withdrawn message. */
export interface TombstonePageData extends PageFrame {
  readonly id: string
  readonly reason: string
  readonly utcDate: string
  readonly isoDate: string
}

/** `redirect-page.hbs`: a stub at an earlier path. */
export type RedirectPageData = PageFrame & { readonly redirectHref: string }

/** The data of each template by the template's name. */
export interface TemplateData {
  readonly 'about-page': AboutPageData
  readonly 'front-page': FrontPageData
  readonly 'index-page': IndexPageData
  readonly 'message-page': MessagePageData
  readonly 'old-index-page': OldIndexPageData
  readonly 'old-page': OldPageData
  readonly 'redirect-page': RedirectPageData
  readonly 'search-page': SearchPageData
  readonly 'thread-message': ThreadMessageData
  readonly 'thread-page': ThreadPageData
  readonly 'tombstone-page': TombstonePageData
}
