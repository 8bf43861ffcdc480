import { readFileSync } from 'node:fs'
import type { TreeArchiver } from '../archivers/published-tree.ts'
import { mayBePages, tellArchiver, type ToldTree } from '../archivers/tell-archiver.ts'
import { fileError, HoldfastError, printable } from './holdfast-error.ts'
import { unpackTreeFile } from './read-tree.ts'
import { walkTree, type WalkedFile } from './walk-tree.ts'

/** How many files are read to tell the archiver of a tree. */
const SAMPLE = 200

/**
 * Tells who published a tree, by pages from all over it.
 *
 * @throws {@link HoldfastError}, exit code 3, where a file cannot be read.
 */
export function tellTree(files: readonly WalkedFile[]): ToldTree {
  return tellArchiver(
    evenly(mayBePages(files)).map(({ path, file }) => ({
      path,
      bytes: unpackTreeFile(path, readWhole(file)),
    })),
  )
}

/** A list may have changed its archiver, and volumes of each stand together: a sample of the first would know one. */
function evenly<File>(files: readonly File[]): readonly File[] {
  if (files.length <= SAMPLE) return files
  return Array.from({ length: SAMPLE }, (_, n) => files[Math.floor((n * files.length) / SAMPLE)]!)
}

/**
 * Demands that the pages of a tree be those of the archiver that somebody named.
 *
 * Another reader may find pages there too: links and heads look alike. So it is refused where another one knows more than
 * twice as many, and also where none of the sample is the named one's.
 *
 * @throws {@link HoldfastError} `other-archiver`, exit code 2.
 */
export function expectPagesOf(archiver: TreeArchiver, tree: string): void {
  const { looked, pages, best } = tellTree(walkTree(tree).files)
  const own = pages[archiver]
  if (best === null || best === archiver || own * 2 >= pages[best]) return
  const others = `${pages[best]} of ${looked} files looked at are pages of ${best}`
  const fact =
    own === 0
      ? `${printable(tree)} holds no page of ${archiver}: ${others}`
      : `${printable(tree)} seems to be an archive of ${best}: ${others}, and ${own} of ${archiver}`
  throw new HoldfastError('other-archiver', 2, fact, {
    file: tree,
    hint:
      own === 0
        ? `give --archiver ${best}, or name the folder of the other archive`
        : `give --archiver ${best}, or name the folder that holds the pages of ${archiver} alone`,
  })
}

/** What somebody who has not said who published a tree can do next. */
export function archiverHint(tree: string, archivers: readonly TreeArchiver[]): string {
  const { best, looked, pages } = tellTree(walkTree(tree).files)
  if (best === null) return `name the program that made the pages: ${archivers.join(', ')}`
  return `these look like pages of ${best} (${pages[best]} of ${looked} files looked at): give --archiver ${best}`
}

function readWhole(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw fileError(error, 'read', file)
  }
}
