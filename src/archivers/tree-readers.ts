import { holdfastReader } from './holdfast-pages.ts'
import { hypermailReader } from './hypermail-pages.ts'
import { mhonarcReader } from './mhonarc-pages.ts'
import { pipermailReader } from './pipermail-pages.ts'
import type { TreeArchiver, TreeReader } from './published-tree.ts'

/** Every reader of published trees, in the order in which they are documented. */
export const TREE_READERS: Readonly<Record<TreeArchiver, TreeReader>> = {
  pipermail: pipermailReader,
  mhonarc: mhonarcReader,
  hypermail: hypermailReader,
  holdfast: holdfastReader,
}

/** The reader of that archiver's trees, or null. */
export function findTreeReader(name: string): TreeReader | null {
  return Object.values(TREE_READERS).find((reader) => reader.archiver === name) ?? null
}
