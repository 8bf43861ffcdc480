import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TreeReader } from '../archivers/published-tree.ts'
import { findTreeReader } from '../archivers/tree-readers.ts'
import type { KeptFile, LedgerState } from '../ledger/ledger-state.ts'
import type { OldArchive, OldFile } from '../site/old-archive.ts'
import { FRONT_PAGE } from './publish-path.ts'
import { unpackTreeFile } from './read-tree.ts'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'

/**
 * Opens the published tree that a ledger was adopted from: checks that every file which the ledger keeps is there with the
 * bytes that were recorded, and hands them out one by one.
 *
 * @param tree - The folder; undefined where none was named.
 * @throws {@link HoldfastError} `base-missing`, exit code 2, where the ledger keeps files and no tree was named; exit code 3,
 *   `base-differs` for another tree and for a file that has other bytes, `file-missing` for one that is gone; or why a file
 *   cannot be read.
 */
export function openOldTree(state: LedgerState, tree: string | undefined): OldArchive {
  const { files, layouts } = state
  const hasVolumes = layouts.includes('pipermail')
  if (files.length === 0) return { hasVolumes, paths: new Set(), files: () => [] }
  if (tree === undefined) throw baseMissing(files.length)
  expectKept(tree, files)
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

/** What a file of the tree is to the site; one of which nothing can be read is copied as it is. */
function oldFile({ path, kind }: KeptFile, bytes: Uint8Array, reader: TreeReader): OldFile {
  const plain = kind === null ? null : unpackTreeFile(path, bytes)
  if (plain !== null) {
    const read = reader.readFile(path, plain)
    if (kind === 'index' && read.kind === 'index' && (read.index.rows.length > 0 || path === FRONT_PAGE)) {
      return { kind: 'index', path, index: { ...read.index, path } }
    }
    if (kind === 'page' && read.kind === 'page') return { kind: 'page', path, page: read.page }
  }
  return { kind: 'copy', path, bytes }
}

/** Bytes that are there again, or the error that says why they are not. */
function readKept(tree: string, file: KeptFile): Uint8Array {
  const read = lookUp(tree, file)
  if (read.state === 'same') return read.bytes
  throw read.state === 'missing'
    ? fileError(read.error, 'read', join(tree, file.path))
    : fileDiffers(tree, file)
}

/** What stands in a tree where the ledger keeps a file. */
type KeptLook =
  | { readonly state: 'same'; readonly bytes: Uint8Array }
  | { readonly state: 'differs' }
  | { readonly state: 'missing'; readonly error: unknown }

function lookUp(tree: string, { path, sha256, bytes: size }: KeptFile): KeptLook {
  const place = join(tree, path)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(place)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'missing', error }
    throw fileError(error, 'read', place)
  }
  const isSame = bytes.length === size && createHash('sha256').update(bytes).digest('base64url') === sha256
  return isSame ? { state: 'same', bytes } : { state: 'differs' }
}

/** Another folder is told from the right one that has lost something: of that, most files are there. */
function expectKept(tree: string, files: readonly KeptFile[]): void {
  const odd = files.flatMap((file) => {
    const { state } = lookUp(tree, file)
    return state === 'same' ? [] : [{ file, state }]
  })
  const [first] = odd
  if (first === undefined) return
  const same = files.length - odd.length
  if (same * 2 < files.length) {
    const missing = odd.filter(({ state }) => state === 'missing').length
    throw new HoldfastError(
      'base-differs',
      3,
      `${printable(tree)} is not the archive that was adopted: of ${counted(files.length)} that the ledger keeps, ${missing} missing there, ${odd.length - missing} with other bytes, ${same} as recorded; the first is ${printable(first.file.path)}`,
      { file: tree, hint: 'name the folder that was given to holdfast adopt, with --base TREE' },
    )
  }
  if (first.state === 'differs') throw fileDiffers(tree, first.file)
  const place = join(tree, first.file.path)
  throw new HoldfastError(
    'file-missing',
    3,
    `${printable(place)} is missing: the archive that was adopted had it, and ${same} of ${counted(files.length)} that the ledger keeps are as they were`,
    { file: place, hint: 'restore the old tree from a copy, or name the right one with --base' },
  )
}

function fileDiffers(tree: string, { path }: KeptFile): HoldfastError {
  const place = join(tree, path)
  return new HoldfastError(
    'base-differs',
    3,
    `${printable(place)} has other bytes than when the archive was adopted`,
    { file: place, hint: 'restore the old tree from a copy, or name the right one with --base' },
  )
}

const counted = (files: number): string => (files === 1 ? '1 file' : `${files} files`)

function baseMissing(count: number): HoldfastError {
  return new HoldfastError(
    'base-missing',
    2,
    `the ledger keeps ${counted(count)} of the archive that it was adopted from`,
    {
      hint: 'name the folder of that archive with --base TREE, or as "base" in holdfast.config.json',
    },
  )
}
