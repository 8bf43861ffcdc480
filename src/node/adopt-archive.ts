import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { adoptedRecords } from '../archivers/adopted-records.ts'
import { adoptionFindings, type AdoptionFinding } from '../archivers/adoption-finding.ts'
import { adoptionNotes } from '../archivers/adoption-notes.ts'
import type { ForecastRow } from '../archivers/archiver.ts'
import { matchPages, type PageMatch, type TreeMatching } from '../archivers/match-pages.ts'
import { TREE_ARCHIVERS, type TreeArchiver } from '../archivers/published-tree.ts'
import { treeClock, type TreeClock } from '../archivers/tree-clock.ts'
import type { TreeEntry } from '../archivers/tree-entry.ts'
import { findTreeReader } from '../archivers/tree-readers.ts'
import { fileNotes } from '../audit/file-notes.ts'
import { beginLedger } from '../ledger/begin-ledger.ts'
import type { LedgerSettings, LedgerState, Period } from '../ledger/ledger-state.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import { Replay } from '../ledger/replay.ts'
import { DEFAULT_QUOTING, type QuotingVariant } from '../mbox/quoting.ts'
import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { PresentList } from '../message/present-list.ts'
import { adoptedRenumbering, type TreeRenumbering } from './adopted-renumbering.ts'
import { clockSamples, readTreeEntries } from './adopt-entries.ts'
import { prepareArchiver } from './archiver-forecast.ts'
import { EntryReader } from './entry-bytes.ts'
import { hashSegments } from './hash-segments.ts'
import { HoldfastError, printable } from './holdfast-error.ts'
import { nameOfLedger, locateList, type ListInput, type ListLocation } from './list-location.ts'
import { acquireLock, lockPathOf } from './lock.ts'
import { nodeHost } from './node-host.ts'
import type { ReadFile } from './read-mbox-files.ts'
import { readPresentList } from './read-present-list.ts'
import { readTree, type ReadTree } from './read-tree.ts'
import { expectReadable, newestDate, writeRecords } from './record-mbox.ts'
import { timeZoneVersion } from './time-zone.ts'

/** Which archive is adopted, and how. */
export interface AdoptArchiveOptions extends ListInput {
  /** The folder of the published archive. */
  readonly tree: string
  /** Whose pages they are: pipermail, mhonarc, hypermail or holdfast. */
  readonly archiver: string
  /** Default: the rule of the archiver. */
  readonly separator?: SeparatorRule | undefined
  readonly quoting?: QuotingVariant | undefined
  /** Default: found out from the names of the volumes. */
  readonly period?: Period | undefined
  /** Default: found out from the dates of the pages. */
  readonly timezone?: string | undefined
  readonly baseUrl?: string | undefined
  /** ISO 8601, UTC: dates later than 15 days after it are not believed. Default: the newest From_ or Received date. */
  readonly now?: string | undefined
  /** The archiver's own options, each `KEY=VALUE`: for what its full rebuild would do. */
  readonly archiverOptions?: readonly string[] | undefined
  /** Write nothing. */
  readonly dryRun?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with what was read and what there is in all, where that is known: files of the tree, bytes of the mbox. */
  readonly onProgress?: ((step: 'tree' | 'mbox', done: number, total: number | null) => void) | undefined
}

/** What was adopted, or would be. */
export interface Adoption {
  readonly archiver: TreeArchiver
  readonly list: string
  /** The path of the ledger. */
  readonly ledger: string
  readonly settings: LedgerSettings
  /** How pages and entries go together: each page with its entry and what it was found by. */
  readonly matches: readonly PageMatch[]
  readonly entries: number
  /** In what tree and mbox do not agree: errors first. */
  readonly findings: readonly AdoptionFinding[]
  /** What the archiver's full rebuild of these files would do to the published paths; null where no mbox was given. */
  readonly renumbering: TreeRenumbering | null
  /** The ledger, as it was or would be written. */
  readonly state: LedgerState
}

/** Everything that was read for an adoption. */
interface AdoptedSources {
  readonly location: ListLocation
  readonly tree: ReadTree
  readonly present: PresentList
  readonly files: readonly ReadFile[]
  readonly clock: TreeClock
  readonly entries: readonly TreeEntry[]
  readonly rows: readonly ForecastRow[]
}

/**
 * Makes a ledger from a published archive: matches its pages to the entries of the mbox files, and records every entry with
 * the number and path that it was published under, and every other file of the tree.
 *
 * Writes the ledger and nothing else, also where findings are errors: what could not be decided is kept as it was published.
 * A ledger that exists already is never touched.
 *
 * @throws {@link HoldfastError} where something cannot be read or written, where the ledger exists, and where the folder
 *   holds no page of that archiver.
 *
 * @example
 * const adoption = await adoptArchive({ tree: 'pipermail/list', mbox: ['list.mbox'], archiver: 'pipermail' })
 * for (const { level, ref, message } of adoption.findings) console.log(level, ref, message)
 */
export async function adoptArchive(options: AdoptArchiveOptions): Promise<Adoption> {
  const archiver = TREE_ARCHIVERS.find((name) => name === options.archiver)
  if (archiver === undefined) {
    throw new HoldfastError('wrong-archiver-option', 2, `no pages of "${options.archiver}" can be read`, {
      hint: `the archivers are ${TREE_ARCHIVERS.join(', ')}`,
    })
  }
  const location = locate(options)
  expectNoLedger(location.ledger)
  if (options.dryRun === true) return await adopt(options, archiver, location)
  const lock = await acquireLock(lockPathOf(location.ledger), { signal: options.signal })
  try {
    expectNoLedger(location.ledger)
    return await adopt(options, archiver, location)
  } finally {
    lock.release()
  }
}

async function adopt(
  options: AdoptArchiveOptions,
  archiver: TreeArchiver,
  location: ListLocation,
): Promise<Adoption> {
  const sources = await readSources(options, archiver, location)
  const { tree, present, files, clock, entries, rows } = sources
  const settings = settingsOf(options, archiver, sources)
  const matching = matchPages(tree, entries)
  const pieces = piecesOf(entries)
  const { record, state } = beginLedger(settings)
  const adopted = adoptedRecords({
    state,
    messages: recordable(present, matching),
    matches: matching.matches,
    pieces,
    files: tree.files,
    host: nodeHost,
    now: options.now === undefined ? newestDate({ present }) : Date.parse(options.now) / 1000,
  })
  const segments = await hashSegments(location.files, present, replayed([record, ...adopted]), {
    signal: options.signal,
  })
  const records = [record, ...adopted, ...segments]
  const noted = fileNotes(present).map(({ key }) => key)
  const written = writeRecords({ ledger: null, location }, records, noted, options)
  const notes = [...adoptionNotes({ matching, entries, pieces, rows, clock }), ...tree.notes]
  const findings = adoptionFindings(notes)
  return {
    archiver,
    list: settings.list,
    ledger: location.ledger,
    settings,
    matches: matching.matches,
    entries: entries.length,
    findings,
    renumbering:
      files.length === 0 ? null : adoptedRenumbering({ archiver, matching, rows, state: written, findings }),
    state: written,
  }
}

async function readSources(
  options: AdoptArchiveOptions,
  archiver: TreeArchiver,
  location: ListLocation,
): Promise<AdoptedSources> {
  const { signal, onProgress } = options
  const prepared = prepareArchiver({ name: archiver, now: options.now, options: options.archiverOptions })
  const tree = await readTree(options.tree, findTreeReader(archiver)!, {
    except: ownFiles(location.ledger),
    signal,
    onProgress: onProgress && ((done, total) => onProgress('tree', done, total)),
  })
  if (tree.pages.length === 0) {
    throw new HoldfastError('no-match', 2, `${printable(options.tree)} holds no page of ${archiver}`, {
      file: options.tree,
      hint: 'name the folder that holds the volumes or pages, and the archiver that made them',
    })
  }
  const { list: present, files } = await readPresentList(location.files, {
    separator: options.separator ?? prepared.archiver.separator,
    quoting: options.quoting ?? DEFAULT_QUOTING,
    signal,
    onProgress: onProgress && ((done, total) => onProgress('mbox', done, total)),
  })
  expectReadable({ present })
  const clock = treeClock(clockSamples(tree, present), options)
  const reader = new EntryReader(files)
  try {
    const choice = { name: archiver, now: options.now, options: options.archiverOptions, ...clock }
    const read = await readTreeEntries(prepareArchiver(choice), present, reader, signal)
    return { location, tree, present, files, clock, ...read }
  } finally {
    await reader.close()
  }
}

function locate(options: AdoptArchiveOptions): ListLocation {
  if (options.mbox.length > 0) return locateList(options)
  const { ledger, list } = options
  if (ledger === undefined) {
    throw new HoldfastError('no-match', 2, 'neither an mbox nor a ledger was given', {
      hint: 'name the mbox files of the list; to adopt pages alone, name the ledger with --ledger',
    })
  }
  return { files: [], ledger, name: list ?? nameOfLedger(ledger) }
}

function expectNoLedger(ledger: string): void {
  if (!existsSync(ledger)) return
  throw new HoldfastError('already-exists', 2, `there is a ledger ${printable(ledger)} already`, {
    file: ledger,
    hint: 'adopt makes a new one: name another with --ledger, or move this one away if nothing was ever published from it',
  })
}

/** The ledger may stand in the tree, beside monthly texts: it is no part of the archive. */
function ownFiles(ledger: string): ReadonlySet<string> {
  return new Set([resolve(ledger), resolve(lockPathOf(ledger))])
}

function settingsOf(
  options: AdoptArchiveOptions,
  archiver: TreeArchiver,
  { location, clock: { period, timezone } }: AdoptedSources,
): LedgerSettings {
  return {
    list: location.name,
    separator: options.separator ?? prepareArchiver({ name: archiver }).archiver.separator,
    quoting: options.quoting ?? DEFAULT_QUOTING,
    layout: archiver === 'holdfast' ? 'stable' : archiver,
    period,
    timezone,
    tzVersion: timezone === 'UTC' ? null : timeZoneVersion(),
    baseUrl: options.baseUrl ?? null,
  }
}

/** Pieces of the message before them; the first entry of a list is a piece of nothing. */
function piecesOf(entries: readonly TreeEntry[]): ReadonlySet<number> {
  const first = entries.findIndex(({ isPiece }) => !isPiece)
  if (first === -1) return new Set()
  return new Set(entries.flatMap(({ position, isPiece }) => (isPiece && position > first ? [position] : [])))
}

/** Every entry but one that is still being written, unless it was published already. */
function recordable({ messages }: PresentList, { matches }: TreeMatching): PresentList['messages'] {
  const shown = new Set(matches.map(({ position }) => position))
  const last = messages.at(-1)
  return last?.open === true && !shown.has(last.position) ? messages.slice(0, -1) : messages
}

function replayed(records: readonly LedgerRecord[]): LedgerState {
  const replay = new Replay()
  for (const record of records) {
    const problem = replay.apply(record, null)
    if (problem !== null) throw new TypeError(`${record.type} record: ${problem.message}`)
  }
  return replay.state({ lastSum: '', committedBytes: 0, uncommitted: null })
}
