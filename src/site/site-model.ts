import type { MessageDisplay } from '../display/message-display.ts'
import type { LedgerSettings, RecordedMessage } from '../ledger/ledger-state.ts'

/** A message or phantom of the list, live or withdrawn, with what its page shows. */
export interface ListedMessage {
  readonly recorded: RecordedMessage
  /** Null for withdrawn messages, and where the text is withheld. Of a phantom: its piece of text. */
  readonly display: MessageDisplay | null
  /** Of an exact duplicate: the stable ID of the first message of its kind; else null. */
  readonly duplicateOf: string | null
}

/** A file of the site: a path with `/` between its names, and all its bytes. */
export interface SiteFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Everything that decides the pages. */
export interface SiteModel {
  readonly settings: LedgerSettings
  /** Live entries in list order; withdrawn ones anywhere among them. */
  readonly messages: readonly ListedMessage[]
  /** Files that stand in the site as they are, such as `map.json`. */
  readonly files: readonly SiteFile[]
}
