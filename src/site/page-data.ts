/**
 * What every template gets: the frame around a page. All strings are plain text; templates escape them. Each
 * `href` is relative to the page and percent-encoded. A field that does not apply is null, never missing.
 */
export interface PageFrame {
  /** Language of the page's own words, BCP 47. */
  readonly lang: string
  readonly title: string
  readonly listName: string
  readonly homeHref: string
  readonly styleHref: string
  /** Where the page's content really stands. */
  readonly canonicalHref: string | null
  /** Of a redirect stub: where to go. */
  readonly redirectHref: string | null
}

/** A link to another page. */
export interface PageLink {
  readonly href: string
  readonly label: string
}

/** A link to a message before or after. */
export interface NeighbourLink {
  readonly href: string
  readonly subject: string
}

/** A message in an index. */
export interface MessageRow {
  readonly href: string
  /** Element id of the row, unique on its page; of the same message always the same. */
  readonly anchor: string
  readonly subject: string
  readonly from: string
  /** Date and time in UTC for people. */
  readonly when: string
}

/** `message-page.hbs`: one message. */
export interface MessagePageData extends PageFrame {
  readonly id: string
  readonly messageId: string | null
  readonly subject: string
  readonly from: string | null
  readonly to: string | null
  readonly cc: string | null
  /** The date as the sender's program wrote it. */
  readonly writtenDate: string | null
  /** The recorded date for people and for machines. */
  readonly utcDate: string | null
  readonly isoDate: string | null
  /** Where the recorded date was taken from, if not from the message's own Date field. */
  readonly dateNote: string | null
  /** What cannot be shown as the sender meant it, in words. */
  readonly notes: readonly string[]
  /** The text, and the pieces of it that a separator rule cut off. */
  readonly texts: readonly { readonly kind: 'text' | 'source'; readonly text: string }[]
  /** Of an exact copy with a page of its own: the first one's page. */
  readonly duplicateOfHref: string | null
  readonly previous: NeighbourLink | null
  readonly next: NeighbourLink | null
  readonly month: PageLink
}

/** `front-page.hbs`: the latest messages, and the months by year, the newest first. */
export interface FrontPageData extends PageFrame {
  readonly summary: string
  readonly latest: readonly MessageRow[]
  readonly years: readonly {
    readonly label: string
    readonly months: readonly (PageLink & { readonly count: number })[]
  }[]
}

/** `month-page.hbs`: the messages of one month by date. */
export interface MonthPageData extends PageFrame {
  readonly label: string
  readonly summary: string
  readonly rows: readonly MessageRow[]
  readonly previous: PageLink | null
  readonly next: PageLink | null
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
  readonly 'front-page': FrontPageData
  readonly 'message-page': MessagePageData
  readonly 'month-page': MonthPageData
  readonly 'redirect-page': RedirectPageData
  readonly 'tombstone-page': TombstonePageData
}
