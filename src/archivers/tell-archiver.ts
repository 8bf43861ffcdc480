import { latin1Text } from './page-bytes.ts'
import type { ReadTreeFile, TreeArchiver, TreeReader } from './published-tree.ts'
import { TREE_READERS } from './tree-readers.ts'

/** A file of a tree whose archiver is asked for. */
export interface SampledFile {
  /** Path in the tree, with `/`. */
  readonly path: string
  /** The file, unzipped where its name ends in `.gz`; null where it cannot be read. */
  readonly bytes: Uint8Array | null
}

/** Who seems to have published the files of a tree. */
export interface ToldTree {
  /** How many files were looked at. */
  readonly looked: number
  /** How many of them are message pages of each archiver. */
  readonly pages: Readonly<Record<TreeArchiver, number>>
  /** The one with the most pages, of equal ones the first in the documents; null where there is no page of any. */
  readonly best: TreeArchiver | null
}

/** The names of message pages: they end in a number, or in what Hypermail and we make of a Message-ID. */
const PAGE_NAME = /(?:\d{3}|[0-9a-f]{16}|[A-Z2-7]{32})\.(?:[psx]?html?|php\d?|asp)(?:\.gz)?$/i

/** The files of a folder or tree that may be message pages, by their names. */
export function mayBePages<File extends { readonly path: string }>(files: readonly File[]): File[] {
  return files.filter(({ path }) => PAGE_NAME.test(path))
}

/**
 * Tells who published a tree, by a look at some of its files.
 *
 * A page counts for a reader that finds a message on it: an ID, an author or a date. Where several do, those count whose
 * own mark stands there: a Pipermail page can be read as many another program's, because all of them link to authors and
 * replies.
 */
export function tellArchiver(files: Iterable<SampledFile>): ToldTree {
  const pages = { pipermail: 0, mhonarc: 0, hypermail: 0, holdfast: 0 }
  let looked = 0
  for (const { path, bytes } of files) {
    looked += 1
    if (bytes === null) continue
    for (const { archiver } of readersOf(path, bytes)) pages[archiver] += 1
  }
  const best = Object.values(TREE_READERS).reduce((a, b) => (pages[b.archiver] > pages[a.archiver] ? b : a))
  return { looked, pages, best: pages[best.archiver] === 0 ? null : best.archiver }
}

function readersOf(path: string, bytes: Uint8Array): readonly TreeReader[] {
  const readers = Object.values(TREE_READERS).filter((reader) => showsMessage(reader.readFile(path, bytes)))
  const text = readers.length > 1 ? latin1Text(bytes) : ''
  const marked = readers.filter(({ ownMark }) => ownMark.test(text))
  return marked.length > 0 ? marked : readers
}

/** Whether a file is a page on which something of a message was found. */
export function showsMessage(file: ReadTreeFile): boolean {
  if (file.kind !== 'page') return false
  const { messageId, madeUpId, author, date } = file.page
  return messageId !== null || madeUpId !== null || author !== null || date !== null
}
