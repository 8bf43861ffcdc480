import { openSync, readSync, closeSync, readdirSync, type Dirent } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { TreeArchiver } from '../archivers/published-tree.ts'
import { mayBePages, tellArchiver } from '../archivers/tell-archiver.ts'
import { detectMbox, type MboxDetection } from '../mbox/detect.ts'
import { fileError, systemErrorCode } from './holdfast-error.ts'
import { compareNaturally } from './natural-order.ts'
import { nodeHost } from './node-host.ts'
import { MANIFEST_NAME } from './publish-path.ts'

/** A list that lies in a folder: its mbox files, and where an archiver published it. */
export interface FoundList {
  readonly name: string
  /** Relative to the folder that was looked at: files, or one glob that means them all. */
  readonly mbox: readonly string[]
  /** What the first file looks like. */
  readonly detection: MboxDetection
  /** The published tree that seems to be this list's, and who made it; null where none was found. */
  readonly tree: { readonly path: string; readonly archiver: Exclude<TreeArchiver, 'holdfast'> } | null
}

/** How deep folders are looked into. */
const MOST_DEPTH = 5
/** How much of a file is looked at: enough to tell an mbox and its dialect. */
const SAMPLE_BYTES = 4 * 1024 * 1024
/** How many pages of a folder are read to tell its archiver. */
const SAMPLE_PAGES = 12
/** Text before the first From_ line that an mbox may have. */
const FROM = Buffer.from('From ')

/** Pipermail's monthly text and other files of a period: `2001-March.txt.gz`, `2001q1.mbox`, `2001-03.mbox`. */
const PERIOD_FILE =
  /^(?:\d{4}(?:-(?:\d\d|[A-Z][a-z]+)|q[1-4])?|Week-of-Mon-\d{8}|\d{6}|\d{8})\.(?:txt|mbox|mbx)(?:\.gz)?$/
const MBOX_FILE = /\.(?:mbox|mbx|txt)(?:\.gz)?$/i

/**
 * Looks for lists in a folder and those below it: files that begin as an mbox does, and published trees.
 *
 * Files named after periods that lie in one folder are one list, named after the folder; any other mbox is a list by itself.
 * Hidden folders, `node_modules` and sites that Holdfast published are passed over. The order follows from the names alone.
 */
export function findLists(folder: string): readonly FoundList[] {
  const lists: FoundList[] = []
  const trees: NonNullable<FoundList['tree']>[] = []
  const open: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, depth } = next
    const entries = entriesOf(join(folder, path))
    if (entries.some(({ name }) => name === MANIFEST_NAME)) continue
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .toSorted(compareNaturally)
    lists.push(...listsOf(folder, path, files))
    const archiver = archiverOf(folder, path, files)
    if (archiver !== null) trees.push({ path: path === '' ? '.' : path, archiver })
    if (depth === MOST_DEPTH) continue
    for (const entry of entries) {
      const isHidden = entry.name.startsWith('.') || entry.name === 'node_modules'
      if (entry.isDirectory() && !isHidden) open.push({ path: inside(path, entry.name), depth: depth + 1 })
    }
  }
  const roots = topmost(trees)
  return lists
    .filter((list) => !isCopy(list, lists, roots))
    .toSorted((a, b) => compareNaturally(a.mbox[0]!, b.mbox[0]!)) // sorted for determinism
    .map((list) => ({ ...list, tree: treeOf(list, roots, lists.length === 1) }))
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (systemErrorCode(error) === 'EACCES') return []
    throw fileError(error, 'list', folder)
  }
}

function listsOf(folder: string, path: string, files: readonly string[]): FoundList[] {
  const mboxes = files.filter((name) => MBOX_FILE.test(name) || name === basename(path))
  const periods = mboxes.filter((name) => PERIOD_FILE.test(name))
  const others = mboxes.filter((name) => !PERIOD_FILE.test(name))
  const groups = others.map((name) => ({ name: nameOf(name), mbox: [inside(path, name)], first: name }))
  const [first] = periods
  if (first !== undefined) {
    const ending = /\.(?:txt|mbox|mbx)(?:\.gz)?$/.exec(first)![0]
    const isOne = periods.every((name) => name.endsWith(ending))
    const mbox = isOne ? [inside(path, `*${ending}`)] : periods.map((name) => inside(path, name))
    const name = path === '' ? nameOf(basename(process.cwd())) : nameOf(basename(path))
    groups.push({ name, mbox, first })
  }
  return groups.flatMap(({ name, mbox, first: file }) => {
    const sample = sampleOf(join(folder, path, file))
    if (sample === null) return []
    return [{ name, mbox, detection: detectMbox(sample, nodeHost), tree: null }]
  })
}

/** The first bytes of a file that begins as an mbox, whole lines only; null where it is none. */
function sampleOf(file: string): Uint8Array | null {
  const bytes = headOf(file)
  const text = bytes === null ? null : unzipped(bytes)
  if (text === null) return null
  const from = text.indexOf(FROM)
  const beginsAtLine = from === 0 || text[from - 1] === 0x0a || (from === 3 && text[0] === 0xef)
  if (from === -1 || !beginsAtLine) return null
  const end = text.length < SAMPLE_BYTES ? text.length : text.lastIndexOf(0x0a) + 1
  return text.subarray(0, end)
}

function headOf(file: string): Buffer | null {
  let opened: number
  try {
    opened = openSync(file, 'r')
  } catch {
    return null // what cannot be read is no list that anything could be said of
  }
  try {
    const bytes = Buffer.alloc(SAMPLE_BYTES)
    return bytes.subarray(0, readSync(opened, bytes, 0, SAMPLE_BYTES, 0))
  } finally {
    closeSync(opened)
  }
}

function unzipped(bytes: Buffer): Buffer | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    // The sample may end anywhere: what can be unpacked of it counts.
    return gunzipSync(bytes, { finishFlush: 2, maxOutputLength: 16 * SAMPLE_BYTES })
  } catch {
    return null
  }
}

/** Who published the pages of a folder, by a look at some of them; null also where most of them are nobody's. */
function archiverOf(
  folder: string,
  path: string,
  files: readonly string[],
): Exclude<TreeArchiver, 'holdfast'> | null {
  const sample = mayBePages(files.map((name) => ({ path: inside(path, name) }))).slice(0, SAMPLE_PAGES)
  const { looked, pages, best } = tellArchiver(
    sample.map((page) => {
      const head = headOf(join(folder, page.path))
      return { path: page.path, bytes: head === null ? null : unzipped(head) }
    }),
  )
  return best === null || best === 'holdfast' || pages[best] * 2 <= looked ? null : best
}

/** Pipermail publishes in a folder a volume: the tree is the folder above them. */
function topmost(trees: readonly NonNullable<FoundList['tree']>[]): NonNullable<FoundList['tree']>[] {
  const roots = new Map<string, NonNullable<FoundList['tree']>>()
  for (const { path, archiver } of trees) {
    const root = archiver === 'pipermail' && path !== '.' ? above(path) : path
    roots.set(`${archiver} ${root}`, { path: root, archiver })
  }
  return [...roots.values()].toSorted((a, b) => compareNaturally(a.path, b.path)) // sorted for determinism
}

/** The tree that bears the list's name or holds its files; the only one there is, where there is one list. */
function treeOf(
  { name, mbox }: FoundList,
  trees: readonly NonNullable<FoundList['tree']>[],
  isOnlyList: boolean,
): FoundList['tree'] {
  const named = trees.find(({ path }) => basename(path) === name)
  const around = trees.find(({ path }) => above(mbox[0]!) === path)
  return named ?? around ?? (isOnlyList && trees.length === 1 ? trees[0]! : null)
}

/** The monthly texts of a published tree repeat what the list's own mbox says better. */
function isCopy(
  list: FoundList,
  lists: readonly FoundList[],
  trees: readonly NonNullable<FoundList['tree']>[],
): boolean {
  const folder = above(list.mbox[0]!)
  const isPublished =
    PERIOD_FILE.test(basename(list.mbox[0]!).replace('*', '2001')) &&
    trees.some(({ path }) => path === folder)
  return isPublished && lists.some((other) => other !== list && other.name === list.name)
}

function nameOf(file: string): string {
  return file.replace(/\.gz$/i, '').replace(/\.(?:mbox|mbx|txt)$/i, '')
}

function inside(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

function above(path: string): string {
  const at = path.lastIndexOf('/')
  return at === -1 ? '.' : path.slice(0, at)
}
