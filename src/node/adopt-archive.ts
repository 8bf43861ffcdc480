import { existsSync } from 'node:fs'
import { adoptionFindings, type AdoptionFinding, type AdoptionNote } from '../archivers/adoption-finding.ts'
import type { ForecastRow } from '../archivers/archiver.ts'
import type { PageMatch, TreeMatching } from '../archivers/match-pages.ts'
import { TREE_ARCHIVERS, type TreeArchiver } from '../archivers/published-tree.ts'
import { fileNotes } from '../audit/file-notes.ts'
import { beginLedger } from '../ledger/begin-ledger.ts'
import type { LedgerSettings, LedgerState, Period } from '../ledger/ledger-state.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import { Replay } from '../ledger/replay.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { PresentList } from '../message/present-list.ts'
import { adoptedRenumbering, type TreeRenumbering } from './adopted-renumbering.ts'
import { planFromPages } from './adopt-pages.ts'
import { planFromSite } from './adopt-site.ts'
import { hashSegments } from './hash-segments.ts'
import { HoldfastError, printable } from './holdfast-error.ts'
import { nameOfLedger, locateList, type ListInput, type ListLocation } from './list-location.ts'
import { acquireLock, lockPathOf } from './lock.ts'
import { writeRecords } from './record-mbox.ts'

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

/** What an adoption records, and what it says about it. */
export interface AdoptionPlan {
  readonly settings: LedgerSettings
  /** The records of the ledger behind its first one. */
  readonly records: readonly LedgerRecord[]
  /** The sum of the last commit of the lost ledger, where there was one. */
  readonly follows: string | null
  readonly present: PresentList
  readonly matching: TreeMatching
  readonly notes: readonly AdoptionNote[]
  /** What the archiver's full rebuild gives each entry, by position; null where there is none to forecast. */
  readonly rows: readonly ForecastRow[] | null
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
  const plan =
    archiver === 'holdfast'
      ? await planFromSite(options, location)
      : await planFromPages(options, archiver, location)
  const { settings, present, matching, rows, follows } = plan
  const { record } = beginLedger(settings)
  const segments = await hashSegments(location.files, present, replayed([record, ...plan.records]), {
    signal: options.signal,
  })
  const noted = fileNotes(present).map(({ key }) => key)
  const write = (first: LedgerRecord, dryRun: boolean | undefined): LedgerState =>
    writeRecords({ ledger: null, location }, [first, ...plan.records, ...segments], noted, { dryRun })
  // The same ledger again, to the byte, needs no word on what it follows.
  const isSame = follows === null || write(record, true).lastSum === follows
  const state = write(isSame ? record : { ...record, follows }, options.dryRun)
  const findings = adoptionFindings(plan.notes)
  return {
    archiver,
    list: settings.list,
    ledger: location.ledger,
    settings,
    matches: matching.matches,
    entries: present.messages.length,
    findings,
    renumbering: rows && adoptedRenumbering({ archiver, matching, rows, state, findings }),
    state,
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

function replayed(records: readonly LedgerRecord[]): LedgerState {
  const replay = new Replay()
  for (const record of records) {
    const problem = replay.apply(record, null)
    if (problem !== null) throw new TypeError(`${record.type} record: ${problem.message}`)
  }
  return replay.state({ lastSum: '', committedBytes: 0, uncommitted: null })
}
