import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { adoptedRecords } from '../archivers/adopted-records.ts'
import { adoptionNotes } from '../archivers/adoption-notes.ts'
import type { ArchiverName } from '../archivers/archiver.ts'
import { matchPages, type TreeMatching } from '../archivers/match-pages.ts'
import type { TreeArchiver, TreeReader } from '../archivers/published-tree.ts'
import { treeClock } from '../archivers/tree-clock.ts'
import { showsMessage } from '../archivers/tell-archiver.ts'
import type { TreeEntry } from '../archivers/tree-entry.ts'
import { findTreeReader } from '../archivers/tree-readers.ts'
import { beginLedger } from '../ledger/begin-ledger.ts'
import { DEFAULT_QUOTING } from '../mbox/quoting.ts'
import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { PresentList } from '../message/present-list.ts'
import type { AdoptArchiveOptions, AdoptionPlan } from './adopt-archive.ts'
import { clockSamples, readTreeEntries } from './adopt-entries.ts'
import { prepareArchiver } from './archiver-forecast.ts'
import { EntryReader } from './entry-bytes.ts'
import { expectMessages } from './expect-messages.ts'
import { fileError, HoldfastError, printable } from './holdfast-error.ts'
import type { ListLocation } from './list-location.ts'
import { lockPathOf } from './lock.ts'
import { nodeHost } from './node-host.ts'
import type { ReadFile } from './read-mbox-files.ts'
import { readPresentList } from './read-present-list.ts'
import { readTree, type ReadTree } from './read-tree.ts'
import { expectReadable, newestDate } from './record-mbox.ts'
import { timeZoneVersion } from './time-zone.ts'
import { expectPagesOf } from './told-tree.ts'

/** Reads the pages of another archiver and the mbox files, and plans the ledger that they make. */
export async function planFromPages(
  options: AdoptArchiveOptions,
  archiver: Exclude<TreeArchiver, 'holdfast'>,
  location: ListLocation,
): Promise<AdoptionPlan> {
  const choice = { name: archiver satisfies ArchiverName, now: options.now, options: options.archiverOptions }
  const separator = options.separator ?? prepareArchiver(choice).archiver.separator
  expectPagesOf(archiver, options.tree)
  const tree = await readAdoptedTree(options, findTreeReader(archiver)!, location)
  const { present, files } = await readAdoptedMbox(options, separator, location)
  const clock = treeClock(clockSamples(tree, present), options)
  const { period, timezone } = clock
  const reader = new EntryReader(files)
  try {
    const prepared = prepareArchiver({ ...choice, period, timezone })
    const { entries, rows } = await readTreeEntries(prepared, present, reader, options.signal)
    const matching = matchPages(tree, entries)
    const pieces = piecesOf(entries)
    const quoting = options.quoting ?? DEFAULT_QUOTING
    const tzVersion = timezone === 'UTC' ? null : timeZoneVersion()
    const baseUrl = options.baseUrl ?? null
    const settings = {
      list: location.name,
      separator,
      quoting,
      layout: archiver,
      period,
      timezone,
      tzVersion,
      baseUrl,
    }
    const records = adoptedRecords({
      state: beginLedger(settings).state,
      messages: recordable(present, matching),
      matches: matching.matches,
      pieces,
      files: tree.files,
      host: nodeHost,
      now: referenceTime(options, present),
    })
    const notes = [...adoptionNotes({ matching, entries, pieces, rows, clock }), ...tree.notes]
    return {
      settings,
      records,
      follows: null,
      present,
      matching,
      notes,
      rows: entries.length === 0 ? null : rows,
    }
  } finally {
    await reader.close()
  }
}

/** Reads the tree; one that holds no page of its archiver is a mistake. */
export async function readAdoptedTree(
  options: AdoptArchiveOptions,
  reader: TreeReader,
  { ledger }: ListLocation,
): Promise<ReadTree> {
  const { tree: folder, signal, onProgress } = options
  // The ledger may stand in the tree, beside monthly texts: it is no part of the archive.
  const except = new Set([realPlace(ledger), realPlace(lockPathOf(ledger))])
  const tree = await readTree(folder, reader, {
    except,
    signal,
    onProgress: onProgress && ((done, total) => onProgress('tree', done, total)),
  })
  // What our own pages are is told by the manifest, whatever they show.
  const isOwn = reader.archiver === 'holdfast'
  if (tree.pages.some((page) => isOwn || showsMessage({ kind: 'page', page }))) return tree
  throw new HoldfastError('no-match', 2, `${printable(folder)} holds no page of ${reader.archiver}`, {
    file: folder,
    hint: 'name the folder that holds the volumes or pages, and the archiver that made them',
  })
}

/** Where a file stands, links in its folder's path followed; it need not be there. */
function realPlace(file: string): string {
  try {
    return join(realpathSync(dirname(file)), basename(file))
  } catch (error) {
    throw fileError(error, 'read', dirname(file))
  }
}

/** Reads the mbox files, which must be whole. */
export async function readAdoptedMbox(
  { quoting, signal, onProgress }: AdoptArchiveOptions,
  separator: SeparatorRule,
  { files: paths }: ListLocation,
): Promise<{ readonly present: PresentList; readonly files: readonly ReadFile[] }> {
  const { list: present, files } = await readPresentList(paths, {
    separator,
    quoting: quoting ?? DEFAULT_QUOTING,
    signal,
    onProgress: onProgress && ((done, total) => onProgress('mbox', done, total)),
  })
  expectReadable({ present })
  expectMessages(present)
  return { present, files }
}

/** What dates are believed against: seconds since 1970 UTC. */
export function referenceTime({ now }: AdoptArchiveOptions, present: PresentList): number | null {
  return now === undefined ? newestDate({ present }) : Date.parse(now) / 1000
}

/** Pieces of the message before them; the first entry of a list is a piece of nothing. */
function piecesOf(entries: readonly TreeEntry[]): ReadonlySet<number> {
  const first = entries.findIndex(({ isPiece }) => !isPiece)
  if (first === -1) return new Set()
  return new Set(entries.flatMap(({ position, isPiece }) => (isPiece && position > first ? [position] : [])))
}

/** Every entry but one that is still being written, unless it was published already. */
export function recordable({ messages }: PresentList, { matches }: TreeMatching): PresentList['messages'] {
  const shown = new Set(matches.map(({ position }) => position))
  const last = messages.at(-1)
  return last?.open === true && !shown.has(last.position) ? messages.slice(0, -1) : messages
}
