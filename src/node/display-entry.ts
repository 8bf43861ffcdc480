import { readFileSync } from 'node:fs'
import { repairMonthlyText } from '../archivers/repair-monthly-text.ts'
import { TREE_READERS } from '../archivers/tree-readers.ts'
import { displayMessage, displayPhantom, type DisplayOptions } from '../display/display-message.ts'
import type { MessageDisplay } from '../display/message-display.ts'
import type { DisplayCache } from './display-cache.ts'
import { displayKey } from './display-cache.ts'
import type { EntryReader } from './entry-bytes.ts'

/** One entry of a list to be displayed: where its bytes lie, and what they are. */
export interface DisplayJob {
  /** Index in the list of files. */
  readonly file: number
  /** Of the entry in the decompressed file, From_ line included. */
  readonly offset: number
  /** Of the entry, without its trailer. */
  readonly length: number
  /** Bytes before the message in its entry: the From_ line. */
  readonly messageStart: number
  /** A phantom is text from its From_ line on. */
  readonly kind: 'message' | 'phantom'
  /** For errors; null where it has none. */
  readonly messageId: string | null
  /** Digest of all that is displayed, for the cache; null keeps it out of the cache. */
  readonly raw: string | null
  /** The message's page in the old archive, which may show what a monthly text lost; null where there is none. */
  readonly oldPage: { readonly file: string; readonly path: string } | null
}

/**
 * Reads one entry and makes its display, or takes it from the cache, in this thread.
 *
 * @throws {@link HoldfastError} where the entry cannot be read.
 */
export async function displayEntry(
  job: DisplayJob,
  reader: EntryReader,
  options: DisplayOptions,
  cache: DisplayCache | null,
): Promise<MessageDisplay> {
  const key = cache === null || job.raw === null ? null : displayKey(job.raw, job.kind, options)
  const cached = key === null ? null : cache!.read(key)
  if (cached !== null) return cached
  const entry = await reader.read(job.file, job.offset, job.length)
  const display =
    job.kind === 'phantom'
      ? displayPhantom(entry, options)
      : await displayMessage(repaired(entry.subarray(job.messageStart), job), options)
  if (key !== null) cache!.write(key, display)
  return display
}

function repaired(message: Uint8Array, { oldPage }: DisplayJob): Uint8Array {
  if (oldPage === null) return message
  const read = TREE_READERS.pipermail.readFile(oldPage.path, readFileSync(oldPage.file))
  return read.kind === 'page' ? repairMonthlyText(message, read.page) : message
}
