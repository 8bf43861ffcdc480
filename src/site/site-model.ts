import type { MessageDisplay } from '../display/message-display.ts'
import type { LedgerSettings, RecordedMessage } from '../ledger/ledger-state.ts'
import type { Threads } from '../threads/threads.ts'
import type { Headline } from './headline.ts'
import type { OldArchive } from './old-archive.ts'
import type { FullTextIndex } from './search/full-text-index.ts'
import type { SiteTheme } from './site-theme.ts'
import type { SiteLanguage } from './words/languages.ts'

/** A message or phantom of the list, live or withdrawn: what indexes and links show, and nothing of its text. */
export interface ListedMessage {
  readonly recorded: RecordedMessage
  /** Null for withdrawn messages and phantoms, and where the text is withheld. */
  readonly headline: Headline | null
  /** Of an exact duplicate: the stable ID of the first message of its kind; else null. */
  readonly duplicateOf: string | null
}

/** A file of the site: a path with `/` between its names, and all its bytes. */
export interface SiteFile {
  readonly path: string
  readonly bytes: Uint8Array
  /** It stands under the name that it had in an old archive: two of these may differ by case only. */
  readonly kept?: boolean
}

/** What searches the list: our own index, that of Pagefind, or nothing. */
export type SearchEngine = 'built-in' | 'pagefind' | 'none'
/** All of them. */
export const SEARCH_ENGINES: readonly SearchEngine[] = ['built-in', 'pagefind', 'none']

/** Everything that decides the pages. */
export interface SiteModel {
  readonly settings: LedgerSettings
  /** Of the pages' own words; mail is in whatever it is in. */
  readonly language: SiteLanguage
  /** Whether pages show whole mail addresses. */
  readonly addresses: 'obscured' | 'shown'
  /** Where replies go to mail that names no posting address; null where nobody said. */
  readonly listAddress: string | null
  /** How pages look. */
  readonly theme: SiteTheme
  /** Whether the messages of a month and of a thread stand on the site as mbox files. */
  readonly downloads: boolean
  /** Whether search engines are asked to keep the pages. */
  readonly robots: 'index' | 'noindex'
  /** Our own index, that of another program, or none. */
  readonly search: 'built-in' | 'none' | FullTextIndex
  /** Live entries in list order, then withdrawn ones. An index in here is a message's position. */
  readonly messages: readonly ListedMessage[]
  /** The threads of `pagedMessages(messages)`: its nodes are indices in that list. See {@link threadPaged}. */
  readonly threads: Threads
  /** Files that stand in the site as they are, such as `map.json`. */
  readonly files: readonly SiteFile[]
  /** What the archive had at its old addresses; null where it has none. */
  readonly old: OldArchive | null
  /**
   * What a page shows of the message at a position. Asked for one message after the other, in the order of
   * the list, the pieces of a message behind it, so that nobody has to hold the list's text; again, out of
   * order, only where a thread had to be let go of.
   */
  readonly displayOf: (position: number) => Promise<MessageDisplay>
  /**
   * The bytes of the message at a position, to be published beside its page; null where raw messages are not
   * published. They hold whole addresses: only a list that shows them may hand this in.
   */
  readonly rawOf: ((position: number) => Promise<Uint8Array>) | null
  /** The same for downloads; null where addresses are obscured, and downloads hold what pages show. */
  readonly sourceOf: ((position: number) => Promise<Uint8Array>) | null
}
