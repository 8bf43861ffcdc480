import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import type { TreeFile } from '../archivers/adopted-records.ts'
import type { AdoptionNote } from '../archivers/adoption-finding.ts'
import { bodyWords } from '../archivers/match-words.ts'
import type { MonthlyText, PublishedIndex, PublishedPage, TreeReader } from '../archivers/published-tree.ts'
import { fileError } from './holdfast-error.ts'
import { walkTree, type WalkedFile } from './walk-tree.ts'

/** A published tree as it was read. */
export interface ReadTree {
  readonly pages: readonly PublishedPage[]
  readonly indexes: readonly PublishedIndex[]
  readonly texts: readonly MonthlyText[]
  /** Every published file, by path. */
  readonly files: readonly TreeFile[]
  /** What could not be taken or read. */
  readonly notes: readonly AdoptionNote[]
}

/** How {@link readTree} reads. */
export interface ReadTreeOptions {
  /** Absolute paths that are no part of the archive. */
  readonly except?: ReadonlySet<string>
  readonly signal?: AbortSignal | undefined
  /** Called with the files read and the files in all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** The most that one compressed file of a tree may unpack to; a month of mail is far less. */
const MOST_UNPACKED = 512 * 1024 * 1024
/** How many files are read before a signal gets its turn. */
const FILES_A_TURN = 64

/**
 * Reads every file of a published tree, in the order of their paths, and tells what each is.
 *
 * Memory holds what pages say, not the pages: of a text only the words that it is recognised by are kept. A file that the
 * archiver keeps for itself is no part of the result.
 *
 * @throws {@link HoldfastError}, exit code 3, where a file can't be read.
 */
export async function readTree(
  tree: string,
  reader: TreeReader,
  options: ReadTreeOptions = {},
): Promise<ReadTree> {
  const { files: walked, refused } = walkTree(tree, options.except)
  const pages: PublishedPage[] = []
  const indexes: PublishedIndex[] = []
  const texts: MonthlyText[] = []
  const files: TreeFile[] = []
  const notes = refused.map(({ path, why, detail }): AdoptionNote => ({
    code: why === 'link' ? 'link-refused' : 'path-refused',
    path,
    message: `${path} is not kept: ${detail}`,
  }))
  for (const [index, { path, file }] of walked.entries()) {
    if (index % FILES_A_TURN === 0) await nextTurn()
    options.signal?.throwIfAborted()
    const bytes = readWhole(file)
    options.onProgress?.(index + 1, walked.length)
    const unpacked = unpackTreeFile(path, bytes)
    if (unpacked === null)
      notes.push({ code: 'file-unreadable', path, message: `${path} cannot be unpacked` })
    const read = unpacked === null ? ({ kind: 'other' } as const) : reader.readFile(path, unpacked)
    if (read.kind === 'internal') continue
    if (read.kind === 'page') pages.push({ ...read.page, text: bodyWords(read.page.text).join(' ') })
    if (read.kind === 'index') indexes.push(read.index)
    if (read.kind === 'text') texts.push(read.text)
    const kind = read.kind === 'page' || read.kind === 'index' ? read.kind : 'other'
    files.push({
      path,
      sha256: createHash('sha256').update(bytes).digest('base64url'),
      bytes: bytes.length,
      kind,
    })
  }
  return { pages, indexes, texts, files, notes }
}

function readWhole(file: WalkedFile['file']): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw fileError(error, 'read', file)
  }
}

/** A reader is given what stands in a compressed file; null for one that is damaged, or too large to be a text. */
export function unpackTreeFile(path: string, bytes: Uint8Array): Uint8Array | null {
  if (!path.endsWith('.gz')) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED })
  } catch {
    return null
  }
}
