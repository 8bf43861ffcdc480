import type { IndexView } from './site-paths.ts'

/** The index pages of a volume of Pipermail, by name; `index.html` lists the threads too. */
export const VOLUME_INDEXES: readonly string[] = [
  'thread.html',
  'date.html',
  'author.html',
  'subject.html',
  'index.html',
]

/** Names of indexes that a folder's pages lead to, in the order in which they do. */
const LEADING_NAMES: readonly string[] = [...VOLUME_INDEXES.slice(0, 4), 'threads.html', 'maillist.html']

/** A message's page in a volume of Pipermail. */
const VOLUME_PAGE = /^(.+)\/\d{6,}\.html$/

/** The folder of a path; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The volume that a path of the layout `pipermail` lies in; null for any other path. */
export function volumeOf(path: string): string | null {
  return VOLUME_PAGE.exec(path)?.[1] ?? null
}

/** The path of a file in a folder of the archive. */
export function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** An index page by its name: pages that go on with one index are a series. */
export interface IndexName {
  /** Folder and name without the page's number. */
  readonly series: string
  /** From 1. */
  readonly page: number
  /** How it is ordered. */
  readonly view: IndexView
}

/** `mail2.html` goes on with `maillist.html`, `thrd2.html` with `threads.html` (MHonArc). */
const SERIES = /^(maillist|mail|threads|thrd|thread|date|author|subject|index)(\d*)\.html?(?:\.gz)?$/i

const VIEWS: Readonly<Record<string, IndexView>> = {
  thread: 'thread',
  threads: 'thread',
  thrd: 'thread',
  index: 'thread',
  author: 'author',
  subject: 'subject',
}
const FIRST_PAGES: Readonly<Record<string, string>> = { mail: 'maillist', thrd: 'threads' }

/** What the name of an index page says; null for a name that no archiver gives to an index of all messages. */
export function readIndexName(path: string): IndexName | null {
  const folder = folderOf(path)
  const match = SERIES.exec(folder === '' ? path : path.slice(folder.length + 1))
  if (match === null) return null
  const name = match[1]!.toLowerCase()
  return {
    series: pathIn(folder, FIRST_PAGES[name] ?? name),
    page: match[2] === '' ? 1 : Number(match[2]),
    view: VIEWS[name] ?? 'date',
  }
}

/** The anchor that an archiver's indexes have for a message's page; null for a page without a number. */
export function anchorOf(path: string): string | null {
  const [, prefix, digits] = /(?:^|\/)(msg)?(\d+)\.html?$/.exec(path) ?? []
  if (digits === undefined) return null
  return prefix === undefined ? String(Number(digits)) : digits
}

/** The index pages that a folder's pages lead to, of those that are there. */
export function leadingIndexes(folder: string, isThere: (path: string) => boolean): readonly string[] {
  return LEADING_NAMES.map((name) => pathIn(folder, name)).filter(isThere)
}
