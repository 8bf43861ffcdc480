import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import { readHeadline, type ReadHeadline } from '../site/headline.ts'
import { hasPage, threadMessage } from '../site/paged-messages.ts'
import type { ListedMessage, SearchEngine, SiteModel } from '../site/site-model.ts'
import type { SiteLanguage } from '../site/words/languages.ts'
import type { ThreadMessage } from '../threads/thread-message.ts'
import { threadMessages } from '../threads/thread-messages.ts'
import type { DisplayJob } from './display-entry.ts'
import type { EntryReader } from './entry-bytes.ts'
import type { ListDisplays } from './list-displays.ts'

/** How the pages of a list are made. */
export interface PageOptions {
  /** Of the pages' own words. Default `en`. */
  readonly language?: SiteLanguage | undefined
  /** Whether pages show whole mail addresses. Default `obscured`. */
  readonly addresses?: 'obscured' | 'shown' | undefined
  /** Where replies go to mail without a List-Post. Default null: that is for the reader to say. */
  readonly listAddress?: string | null | undefined
  /** What searches the list. Default `built-in`. */
  readonly search?: SearchEngine | undefined
  /** Publish the messages of each month and thread as mbox files. Default true. */
  readonly downloads?: boolean | undefined
  /** Whether search engines are asked to keep the pages. Default `index`. */
  readonly robots?: 'index' | 'noindex' | undefined
  /** Publish each message as it lies in the mbox beside its page. Only where addresses are `shown`. Default false. */
  readonly rawMessages?: boolean | undefined
  /** Show messages whose senders asked not to be archived. Default false: their pages say that they are withheld. */
  readonly ignoreNoArchive?: boolean | undefined
  /** Called with messages shown and messages to show in all. */
  readonly onPages?: ((done: number, total: number) => void) | undefined
  /** Threads that make the displays; 1 works in this thread. Default: by the list's length and the cores. */
  readonly jobs?: number | undefined
  /**
   * Trust what earlier runs made: keep displays in the user's cache folder, and make no page where nothing changed at all.
   * Default false: everything is made anew.
   */
  readonly cache?: boolean | undefined
  readonly dryRun?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** How much of a message is read for its headline; more, up to the limit, only where its head goes on behind it. */
const HEAD_BYTES = 16 * 1024
const MAX_HEAD_BYTES = 1024 * 1024

/**
 * Makes the model of a recorded list's site: reads the head of each message that has a page, for indexes and
 * threads, and hands in a way to read the rest, one message at a time, while the pages are made.
 *
 * @param entries - Where the entries of `state.sequence` lie, in the same order.
 * @param state - The ledger after recording.
 * @param reader - Open until the last page is made, and so are `displays`.
 * @param looks - Files that stand in the site as they are, its theme, its search, and what the archive had at its old
 *   addresses.
 */
export async function siteModelOfList(
  entries: readonly DisplayJob[],
  state: LedgerState,
  reader: EntryReader,
  displays: ListDisplays,
  looks: Pick<SiteModel, 'files' | 'theme' | 'old' | 'search'>,
  options: PageOptions,
): Promise<SiteModel> {
  const { sequence, settings } = state
  const { language = 'en', addresses = 'obscured' } = options
  const originals = firstOfItsKind(sequence)
  const messages: ListedMessage[] = []
  const threaded: ThreadMessage[] = []
  const sameId = sharedTexts(sequence)
  for (const [position, recorded] of sequence.entries()) {
    options.signal?.throwIfAborted()
    const entry = entries[position]
    const isShown = hasPage(recorded) && entry !== undefined && !isWithheld(recorded, options)
    const read = isShown ? readHeadline(await readHead(reader, entry), { addresses }) : null
    if (hasPage(recorded)) threaded.push(threadMessage(recorded, position, read && withIds(read, sameId)))
    messages.push({
      recorded,
      headline: read === null ? null : { subject: read.subject, author: read.author },
      duplicateOf: recorded.path === null ? duplicateOf(recorded, originals) : null,
    })
  }
  for (const recorded of state.messages) {
    if (recorded.withdrawn !== null) messages.push({ recorded, headline: null, duplicateOf: null })
  }
  const readRaw = async (position: number): Promise<Uint8Array> => {
    const { file, offset, messageStart, length } = entries[position]!
    options.signal?.throwIfAborted()
    return await reader.read(file, offset + messageStart, length - messageStart)
  }
  let shown = 0
  return {
    settings,
    language,
    addresses,
    listAddress: options.listAddress ?? null,
    ...looks,
    downloads: options.downloads ?? true,
    robots: options.robots ?? 'index',
    messages,
    threads: threadMessages(threaded),
    displayOf: async (position) => {
      options.signal?.throwIfAborted()
      options.onPages?.(Math.min((shown += 1), sequence.length), sequence.length)
      return await displays.displayOf(position)
    },
    sourceOf: addresses === 'shown' ? readRaw : null,
    rawOf: options.rawMessages === true ? readRaw : null,
  }
}

/** Gives for each msgid the text of it that was there first: a long thread names the same ones in every message. */
function sharedTexts(sequence: LedgerState['sequence']): (id: string) => string {
  const texts = new Map<string, string>()
  const sameId = (id: string): string => {
    const known = texts.get(id)
    if (known === undefined) texts.set(id, id)
    return known ?? id
  }
  for (const { messageId } of sequence) if (messageId !== null) sameId(messageId)
  return sameId
}

function withIds(read: ReadHeadline, sameId: (id: string) => string): ReadHeadline {
  return { ...read, inReplyTo: read.inReplyTo.map(sameId), references: read.references.map(sameId) }
}

/** Whether the sender asked not to be archived, and no archive has shown the message before. */
function isWithheld({ noArchive, predicted }: RecordedMessage, { ignoreNoArchive }: PageOptions): boolean {
  return noArchive && predicted && ignoreNoArchive !== true
}

/** The bytes of a message as far as its head goes, or further. */
async function readHead(reader: EntryReader, entry: DisplayJob): Promise<Uint8Array> {
  const { file } = entry
  const start = entry.offset + entry.messageStart
  const length = entry.length - entry.messageStart
  const bytes = await reader.read(file, start, Math.min(length, HEAD_BYTES))
  if (length <= HEAD_BYTES || /\n\r?\n/.test(Buffer.from(bytes).toString('latin1'))) return bytes
  return await reader.read(file, start, Math.min(length, MAX_HEAD_BYTES))
}

/** For each Message-ID and content the message that shows it. */
function firstOfItsKind(sequence: LedgerState['sequence']): ReadonlyMap<string, string> {
  const first = new Map<string, string>()
  for (const recorded of sequence) {
    const key = kindOf(recorded)
    if (recorded.path !== null && !first.has(key)) first.set(key, recorded.id)
  }
  return first
}

function duplicateOf(recorded: RecordedMessage, originals: ReadonlyMap<string, string>): string | null {
  return recorded.kind === 'message' ? (originals.get(kindOf(recorded)) ?? null) : null
}

function kindOf({ messageId, digests }: RecordedMessage): string {
  return `${messageId ?? ''}\n${digests.content}`
}
