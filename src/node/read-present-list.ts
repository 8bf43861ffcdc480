import type { MboxEntry } from '../mbox/entry.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { createPresentReader } from '../message/present-reader.ts'
import { nodeHost } from './node-host.ts'
import { readMboxFiles, type ReadFile, type ReadMboxOptions } from './read-mbox-files.ts'

/** How {@link readPresentList} reads. */
export interface ReadPresentOptions extends ReadMboxOptions {
  readonly separator: SeparatorRule
  readonly quoting: QuotingVariant
  /** Called with each message, in order, once its entry is complete. */
  readonly onMessage?: ((message: PresentMessage) => void) | undefined
  /** Whether the messages are kept for the result; default true. If false, memory stays flat. */
  readonly keepMessages?: boolean
  /** Called with every byte of the entries in order, preambles not: what segments are hashed over. */
  readonly onBytes?: ((bytes: Uint8Array) => void) | undefined
  /** Called at the end of each entry, after its last bytes. */
  readonly onEntryEnd?: ((entry: MboxEntry) => void) | undefined
}

/** A list as its files hold it, and what the files were. */
export interface ReadPresentList {
  readonly list: PresentList
  /** For an `EntryReader`. In the order of `list.files`. */
  readonly files: readonly ReadFile[]
}

/**
 * Reads mbox files as one list: what each message is, its place and its digests.
 *
 * One pass, with memory for the messages' records only, not for their bytes. Bad mail and damaged
 * compression are observations in the result; files that can't be read are thrown, as in `readMboxFiles`.
 *
 * @param paths - Files in the order of the list, as `expandMboxArguments` gives them.
 *
 * @example
 * const { list } = await readPresentList(['list.mbox'], { separator: 'any', quoting: 'mboxo' })
 * list.messages.length // how many entries there are
 */
export async function readPresentList(
  paths: readonly string[],
  options: ReadPresentOptions,
): Promise<ReadPresentList> {
  const { separator, quoting, onMessage, onBytes, onEntryEnd, keepMessages } = options
  const reader = createPresentReader({
    host: nodeHost,
    separator,
    quoting,
    keepMessages: keepMessages ?? true,
    ...(onMessage === undefined ? {} : { onMessage }),
    ...(onBytes === undefined ? {} : { onBytes }),
    ...(onEntryEnd === undefined ? {} : { onEntryEnd }),
  })
  const files = await readMboxFiles(paths, reader, options)
  return { list: reader.finish(), files }
}
