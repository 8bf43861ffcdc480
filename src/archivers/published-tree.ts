/** The programs whose published pages are read here: `holdfast` is our own site, by its manifest. */
export const TREE_ARCHIVERS = ['pipermail', 'mhonarc', 'hypermail', 'holdfast'] as const

/** The name of an archiver whose published tree can be read: one of {@link TREE_ARCHIVERS}. */
export type TreeArchiver = (typeof TREE_ARCHIVERS)[number]

/** What a published page says of one message. Text is decoded; what the page does not say is null. */
export interface PublishedPage {
  /** Path in the tree, with `/` between the names, as on the disk. */
  readonly path: string
  /** The folder of the path: empty at the top. */
  readonly volume: string
  /** The number in the file's name. */
  readonly number: number | null
  /**
   * The message's own Message-ID, written as in a ledger: no brackets, bytes that are not UTF-8 as `\xNN`. Null where the
   * page does not tell it, tells the parent's instead (Pipermail 2.1b4 to 2.1.9), or shows one that the archiver made up.
   */
  readonly messageId: string | null
  /** The Message-ID that the archiver made up for a message without one; it proves nothing. */
  readonly madeUpId: string | null
  readonly author: string | null
  /** The mail address as shown, obscured or not. */
  readonly email: string | null
  readonly subject: string | null
  /** Seconds since 1970 UTC; null where the page tells no date, or one in a zone that is not known. */
  readonly date: number | null
  /** The date as the page shows it. */
  readonly dateText: string | null
  /** The text of the message as a reader sees it: entities decoded, tags taken off, line ends LF. */
  readonly text: string
  /** The page says that its message was deleted there. */
  readonly isDeleted: boolean
  /** Links to what was cut off from the message, as paths in the tree. */
  readonly attachments: readonly string[]
}

/** One line of an old index page. */
export interface IndexRow {
  /** Path in the tree of the page that it leads to. */
  readonly path: string
  /** Names of the anchors that stand at this line. */
  readonly anchors: readonly string[]
  readonly subject: string | null
  readonly author: string | null
  /** The exact moment that a comment of Pipermail's thread.html gives: seconds since 1970 UTC. */
  readonly epoch: number | null
  /** Depth in the thread, from 0; 0 where the index has no threads. */
  readonly depth: number
}

/** An old index page: it lists messages. */
export interface PublishedIndex {
  readonly path: string
  readonly title: string | null
  readonly rows: readonly IndexRow[]
  /** Every anchor of the page, those of `rows` too. */
  readonly anchors: readonly string[]
}

/** One record of Pipermail's monthly text: number order, orphans included (facts: a second witness of the numbering). */
export interface MonthlyRecord {
  /** Place in the text, from 0. */
  readonly place: number
  readonly messageId: string | null
  readonly from: string | null
  readonly date: string | null
  readonly subject: string | null
}

/** A monthly text: `2015-May.txt` or `.txt.gz`. The k-th record is the message of the k-th number of the volume. */
export interface MonthlyText {
  readonly path: string
  readonly volume: string
  readonly records: readonly MonthlyRecord[]
}

/** What a file of a published tree is. */
export type ReadTreeFile =
  | { readonly kind: 'page'; readonly page: PublishedPage }
  | { readonly kind: 'index'; readonly index: PublishedIndex }
  | { readonly kind: 'text'; readonly text: MonthlyText }
  | { readonly kind: 'attachment' }
  /** The archiver's own state (`pipermail.pck`, `.mhonarc.db`, `database/`): never published, never kept. */
  | { readonly kind: 'internal' }
  | { readonly kind: 'other' }

/** How the published pages of one archiver are read. Pure: one file at a time, nothing is asked of the machine. */
export interface TreeReader {
  readonly archiver: TreeArchiver
  /** A mark that this program writes into its message pages, and no other one does; sites' own templates may leave it out. */
  readonly ownMark: RegExp
  /**
   * Reads one file of the tree. Never throws on a damaged page: what can't be read is null, and a page in which nothing
   * can be read is `other`.
   *
   * @param path - Path in the tree, with `/`.
   * @param bytes - The file, unzipped where its name ends in `.gz`.
   */
  readFile(path: string, bytes: Uint8Array): ReadTreeFile
}
