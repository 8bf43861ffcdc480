import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TreeReader } from '../archivers/published-tree.ts'
import { findTreeReader } from '../archivers/tree-readers.ts'
import type { KeptFile, LedgerState } from '../ledger/ledger-state.ts'
import type { OldArchive, OldFile } from '../site/old-archive.ts'
import { FRONT_PAGE } from './publish-path.ts'
import { fileError, HoldfastError, printable } from './holdfast-error.ts'

/**
 * Opens the published tree that a ledger was adopted from: checks that every file which the ledger keeps is there with the
 * bytes that were recorded, and hands them out one by one.
 *
 * @param tree - The folder; undefined where none was named.
 * @throws {@link HoldfastError} `base-missing`, exit code 2, where the ledger keeps files and no tree was named;
 *   `base-differs`, exit code 3, for a file that has other bytes; or why a file cannot be read.
 */
export function openOldTree(state: LedgerState, tree: string | undefined): OldArchive {
  const { files, layouts } = state
  const hasVolumes = layouts.includes('pipermail')
  if (files.length === 0) return { hasVolumes, paths: new Set(), files: () => [] }
  if (tree === undefined) throw baseMissing(files.length)
  for (const file of files) readKept(tree, file)
  const [first] = layouts
  const reader = findTreeReader(first === undefined || first === 'stable' ? 'holdfast' : first)!
  return {
    hasVolumes,
    paths: state.filePaths,
    *files() {
      for (const file of files) yield oldFile(file, readKept(tree, file), reader)
    },
  }
}

/** What a file of the tree is to the site; one of which nothing can be read, or that is zipped, is copied as it is. */
function oldFile({ path, kind }: KeptFile, bytes: Uint8Array, reader: TreeReader): OldFile {
  if (kind !== null && !path.endsWith('.gz')) {
    const read = reader.readFile(path, bytes)
    if (kind === 'index' && read.kind === 'index' && (read.index.rows.length > 0 || path === FRONT_PAGE)) {
      return { kind: 'index', path, index: { ...read.index, path } }
    }
    if (kind === 'page' && read.kind === 'page') return { kind: 'page', path, page: read.page }
  }
  return { kind: 'copy', path, bytes }
}

function readKept(tree: string, { path, sha256, bytes: size }: KeptFile): Uint8Array {
  const place = join(tree, path)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(place)
  } catch (error) {
    throw fileError(error, 'read', place)
  }
  if (bytes.length === size && createHash('sha256').update(bytes).digest('base64url') === sha256) return bytes
  throw new HoldfastError(
    'base-differs',
    3,
    `${printable(place)} has other bytes than when the archive was adopted`,
    { file: place, hint: 'restore the old tree from a copy, or name the right one with --base' },
  )
}

function baseMissing(count: number): HoldfastError {
  const files = count === 1 ? '1 file' : `${count} files`
  return new HoldfastError(
    'base-missing',
    2,
    `the ledger keeps ${files} of the archive that it was adopted from`,
    {
      hint: 'name the folder of that archive with --base TREE, or as "base" in holdfast.config.json',
    },
  )
}
