import type { MessageBodyData } from './body-data.ts'
import type { PageFrame, PageLink, PageTab } from './page-data.ts'

/** A line of an index page under its old address. */
export interface OldRowData {
  /** Names under which links from elsewhere know the line, as they were. */
  readonly anchors: readonly string[]
  /** Null where nothing stands at the address that the line led to. */
  readonly href: string | null
  readonly label: string
  readonly detail: string | null
  /** 0 to `MAX_SHOWN_DEPTH`. */
  readonly depth: number
}

/** `old-rows.hbs`: the lines of an index under its old address. */
export interface OldRowsData {
  /** Anchors that stood at no line. */
  readonly anchors: readonly string[]
  readonly rows: readonly OldRowData[]
}

/** `old-index-page.hbs`: an index page under the address that it had in the old archive. */
export interface OldIndexPageData extends PageFrame {
  readonly heading: string
  readonly summary: string
  /** The indexes beside it in its folder. */
  readonly beside: readonly PageTab[]
  readonly index: OldRowsData
}

/** `old-page.hbs`: a message that is known only from its page in the old archive. */
export interface OldPageData extends PageFrame {
  readonly subject: string
  readonly from: string | null
  /** As the old page showed it. */
  readonly writtenDate: string | null
  readonly utcDate: string | null
  readonly isoDate: string | null
  readonly body: MessageBodyData
}

/** What the front page shows of an old archive. */
export interface OldFrontData {
  /** What the old front page listed, with its anchors; null where it had neither. */
  readonly index: OldRowsData | null
  /** The indexes that stand under old addresses: one a folder. */
  readonly indexes: readonly PageLink[]
}
