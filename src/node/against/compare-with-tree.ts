import { readFileSync } from 'node:fs'
import type { TreeArchiver, TreeReader } from '../../archivers/published-tree.ts'
import { TREE_READERS } from '../../archivers/tree-readers.ts'
import type { Layout } from '../../ledger/ledger-state.ts'
import { fileError, HoldfastError, printable } from '../holdfast-error.ts'
import { unpackTreeFile } from '../read-tree.ts'
import { tellTree } from '../told-tree.ts'
import type { VerifyNote } from '../verify/verify-finding.ts'
import { walkTree, type WalkedFile } from '../walk-tree.ts'
import { TreeComparer, type CompareOptions, type TreeComparison } from './compare-tree.ts'

/** A comparison, and the archiver whose tree it was. */
export interface ComparedTree extends TreeComparison {
  readonly tree: string
  readonly archiver: TreeArchiver
}

/**
 * Looks up every path and anchor of an old tree on the site: what stands there now, and whether a reader sees the same
 * message. Neither the ledger nor the matches of an adoption are asked.
 *
 * @param layouts - Layouts that the ledger had: the first one that is an archiver's tells who made the tree. Where none is,
 *   the pages themselves tell.
 * @throws {@link HoldfastError}, exit code 3, where the tree cannot be read or is no archiver's.
 */
export async function compareWithTree(
  {
    dir,
    tree,
    layouts,
  }: { readonly dir: string; readonly tree: string; readonly layouts: readonly Layout[] },
  note: (note: VerifyNote) => void,
  options: CompareOptions,
): Promise<ComparedTree> {
  const files = walkTree(tree).files
  const reader = readerOf(layouts) ?? readerFor(tree, files)
  const comparer = new TreeComparer(dir, note)
  const compared = await comparer.compare(
    files.map(({ path, file }) => ({
      path,
      read: () => readWhole(file),
      unzip: (bytes) => unpackTreeFile(path, bytes) ?? bytes,
    })),
    reader,
    options,
  )
  return { tree, archiver: reader.archiver, ...compared }
}

function readerOf(layouts: readonly Layout[]): TreeReader | null {
  const layout = layouts.find((one) => one !== 'stable')
  return layout === undefined ? null : TREE_READERS[layout]
}

/** The reader that knows the most pages. */
function readerFor(tree: string, files: readonly WalkedFile[]): TreeReader {
  const { best } = tellTree(files)
  if (best !== null) return TREE_READERS[best]
  throw new HoldfastError('not-a-folder', 3, `${printable(tree)} holds no page that an archiver made`, {
    file: tree,
    hint: 'name the folder of the old archive, the one that holds its index.html',
  })
}

function readWhole(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw fileError(error, 'read', file)
  }
}
