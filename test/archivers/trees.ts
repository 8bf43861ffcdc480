import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PublishedIndex, PublishedPage, ReadTreeFile } from '../../src/archivers/published-tree.ts'

/** The folder of our own published trees. */
export const TREES = fileURLToPath(new URL('../fixtures/trees', import.meta.url))

/** Paths of all files below a folder, sorted. */
export function filesBelow(root: string): string[] {
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' })
  return all.filter((path) => statSync(join(root, path)).isFile()).sort()
}

/** A file of one of our trees. */
export function treeFile(tree: string, path: string): Buffer {
  return readFileSync(join(TREES, tree, path))
}

/** The page that was read, or an error that says what it was instead. */
export function pageOf(file: ReadTreeFile): PublishedPage {
  if (file.kind !== 'page') throw new Error(`no page: ${file.kind}`)
  return file.page
}

/** The index that was read, or an error that says what it was instead. */
export function indexOf(file: ReadTreeFile): PublishedIndex {
  if (file.kind !== 'index') throw new Error(`no index: ${file.kind}`)
  return file.index
}
