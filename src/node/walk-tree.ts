import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { isSafePath } from '../ledger/record-field.ts'
import { fileError, HoldfastError, printable } from './holdfast-error.ts'

/** A file of a published tree. */
export interface WalkedFile {
  /** Path in the tree, with `/`. */
  readonly path: string
  /** Where its bytes are: of a link, what it leads to. */
  readonly file: string
}

/** Something in a tree that is not taken. */
export interface RefusedPath {
  readonly path: string
  /** `link`: it leads out of the tree, to a folder, or nowhere; `path`: no ledger can hold the name, or it is no file. */
  readonly why: 'link' | 'path'
  readonly detail: string
}

/** What a tree holds. */
export interface WalkedTree {
  /** By path, in code-unit order. */
  readonly files: readonly WalkedFile[]
  readonly refused: readonly RefusedPath[]
}

/** Folders deeper than this are no archive, but a loop of mounts or worse. */
const MOST_DEEP = 64

/**
 * Lists every file of a published tree. Nothing outside of it is looked at: a link counts as a file only if it leads to a
 * regular file inside of the tree. Names that begin with a dot are passed over.
 *
 * @param except - Absolute paths that are no part of the archive: our own ledger.
 * @throws {@link HoldfastError}, exit code 3, where the folder or a part of it can't be read.
 */
export function walkTree(tree: string, except: ReadonlySet<string> = new Set()): WalkedTree {
  const root = rootOf(tree)
  const files: WalkedFile[] = []
  const refused: RefusedPath[] = []
  const folders: { readonly path: string; readonly deep: number }[] = [{ path: '', deep: 0 }]
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of entriesOf(join(root, next.path))) {
      if (entry.name.startsWith('.')) continue
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`
      const file = join(root, path)
      if (except.has(file)) continue
      if (!isSafePath(path) || path.includes('\uFFFD')) {
        refused.push({ path, why: 'path', detail: 'its name is not one that a ledger can hold' })
      } else if (entry.isDirectory()) {
        if (next.deep < MOST_DEEP) folders.push({ path, deep: next.deep + 1 })
        else refused.push({ path, why: 'path', detail: `it lies more than ${MOST_DEEP} folders deep` })
      } else if (entry.isSymbolicLink()) {
        const target = linkTarget(file, root)
        if (typeof target === 'string') refused.push({ path, why: 'link', detail: target })
        else files.push({ path, file: target.file })
      } else if (entry.isFile()) files.push({ path, file })
      else refused.push({ path, why: 'path', detail: 'it is neither a file nor a folder' })
    }
  }
  return { files: files.sort(byPath), refused: refused.sort(byPath) }
}

// sorted for determinism, by code units
const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : 1

function rootOf(tree: string): string {
  try {
    const root = realpathSync(tree)
    if (statSync(root).isDirectory()) return root
  } catch (error) {
    throw fileError(error, 'read', tree)
  }
  throw new HoldfastError('not-a-folder', 3, `cannot read ${printable(tree)}: it is no folder`, {
    file: tree,
    hint: 'name the folder that holds the published archive',
  })
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    throw fileError(error, 'read', folder)
  }
}

/** The file that a link leads to, or why it is not taken. */
function linkTarget(link: string, root: string): { readonly file: string } | string {
  const says = printable(readlinkSync(link))
  let file: string
  try {
    file = realpathSync(link)
  } catch {
    return `it leads to ${says}, where nothing is`
  }
  if (!file.startsWith(root + sep)) return `it leads out of the tree, to ${says}`
  const inside = file.slice(root.length + 1).split(sep)
  if (inside.some((name) => name.startsWith('.'))) return `it leads to ${says}, which is not published`
  return statSync(file).isFile() ? { file } : `it leads to ${says}, which is no file`
}
