import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { repairMonthlyText } from '../archivers/repair-monthly-text.ts'
import { TREE_READERS } from '../archivers/tree-readers.ts'
import { displayMessage, displayPhantom, type DisplayOptions } from '../display/display-message.ts'
import type { MessageDisplay } from '../display/message-display.ts'
import type { DisplayCache } from './display-cache.ts'
import { displayKey } from './display-cache.ts'
import type { EntryReader } from './entry-bytes.ts'
import { fileError } from './holdfast-error.ts'
import { unpackTreeFile } from './read-tree.ts'

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
  /** Digest of the bytes that are displayed, for the cache; null keeps it out of the cache. */
  readonly raw: string | null
  /** The message's page in the old archive, which may show what a monthly text lost; null where there is none. */
  readonly oldPage: { readonly file: string; readonly path: string } | null
}

/** A display, and the key that decides it where it may be cached: null where it may not. */
export interface KeyedDisplay {
  readonly display: MessageDisplay
  readonly key: string | null
}

/**
 * Reads one entry and makes its display, or takes it from the cache, in this thread.
 *
 * @throws {@link HoldfastError} where the entry, or the page that the old archive had of it, cannot be read.
 */
export async function displayEntry(
  job: DisplayJob,
  reader: EntryReader,
  options: DisplayOptions,
  cache: DisplayCache | null,
): Promise<KeyedDisplay> {
  const oldPage = job.oldPage === null ? null : readOldPage(job.oldPage)
  const key = cache === null ? null : keyOf(job, oldPage, options)
  const cached = key === null ? null : cache!.read(key)
  if (cached !== null) return { display: cached, key }
  const entry = await reader.read(job.file, job.offset, job.length)
  const display =
    job.kind === 'phantom'
      ? displayPhantom(entry, options)
      : await displayMessage(repaired(entry.subarray(job.messageStart), job, oldPage), options)
  if (key !== null) cache!.write(key, display)
  return { display, key }
}

/** The old page is displayed too. */
function keyOf(
  { raw, kind }: DisplayJob,
  oldPage: Uint8Array | null,
  options: DisplayOptions,
): string | null {
  if (raw === null) return null
  if (oldPage === null) return displayKey(raw, kind, options)
  return displayKey(`${raw} ${digestOfOldPage(oldPage)}`, kind, options)
}

/** Tells an old page from others. */
export function digestOfOldPage(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/** The bytes of a message's old page. @throws {@link HoldfastError}, exit code 3, where it cannot be read. */
export function readOldPage({ file }: NonNullable<DisplayJob['oldPage']>): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw fileError(error, 'read', file)
  }
}

function repaired(message: Uint8Array, { oldPage }: DisplayJob, bytes: Uint8Array | null): Uint8Array {
  if (oldPage === null || bytes === null) return message
  const unpacked = unpackTreeFile(oldPage.path, bytes) ?? bytes
  const read = TREE_READERS.pipermail.readFile(oldPage.path, unpacked)
  return read.kind === 'page' ? repairMonthlyText(message, read.page) : message
}
