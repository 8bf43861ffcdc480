import type { ArchiverName, ForecastRow, NoPageReason } from '../archivers/archiver.ts'
import type { AuditResult } from '../audit/audit-messages.ts'
import type { Finding } from '../audit/finding.ts'
import { FINDING_LEVELS } from '../audit/finding-codes.ts'
import { forecastRenumbering } from '../audit/renumbering.ts'
import { wordsFor } from '../audit/words.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import type { PresentList } from '../message/present-list.ts'
import { forecastList, type ListForecast, type PreparedArchiver } from './archiver-forecast.ts'
import type { EntryReader } from './entry-bytes.ts'
import { findCause } from './find-cause.ts'
import { forecastNotes, type ForecastNote } from './forecast-notes.ts'
import { forecastRecorded } from './forecast-recorded.ts'
import { ListBytes } from './list-bytes.ts'

/** What a full rebuild by an archiver would publish, beside what it would move. */
export interface ArchiverForecast {
  readonly archiver: ArchiverName
  /**
   * What `renumbering` compares with: `ledger`, the paths that are recorded; `forecast`, those that the archiver would have
   * given to the list as it was recorded; null where nothing is recorded.
   */
  readonly baseline: 'ledger' | 'forecast' | null
  /** How many pages there would be, those in `extraPages` among them. */
  readonly pages: number
  /** Entries without a page, by position. */
  readonly withoutPage: readonly { readonly position: number; readonly reason: NoPageReason }[]
  /** Pages made of bytes that are no entry: inside the entry at a position, or (null) before the first one of a file. */
  readonly extraPages: readonly {
    readonly inside: number | null
    readonly file: string
    readonly number: number | null
    readonly path: string
  }[]
  /** Where the archiver stops, and with which words; its position is null in a file without entries. */
  readonly crash: {
    readonly position: number | null
    readonly file: string
    readonly error: string
    readonly cause: string
  } | null
}

/** What {@link auditArchiver} works on. */
export interface ArchiverAuditInput {
  readonly state: LedgerState | null
  readonly present: PresentList
  readonly reader: EntryReader
  readonly result: AuditResult
  readonly listMoves: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * Adds to an audit what an archiver's full rebuild of the files would do: its findings, and in `renumbering` what it would
 * move.
 *
 * Where the ledger holds that archiver's paths, those are compared with; else the paths that it would have given to the
 * list as it was recorded. What the archiver did with an entry before, and would do again, is no finding.
 */
export async function auditArchiver(
  prepared: PreparedArchiver,
  input: ArchiverAuditInput,
): Promise<{ readonly result: AuditResult; readonly forecast: ArchiverForecast }> {
  const { state, present, reader, result, listMoves, signal } = input
  const bytes = new ListBytes(reader, present)
  const made = await forecastList(prepared, present, bytes, signal)
  const before = await placesBefore(prepared, input, bytes)
  const notes = forecastNotes(made, (position) => present.messages[position]!.file).filter((note) =>
    isNews(note, input, before),
  )
  const withNotes = addNotes(input, notes)
  const sequence = state?.sequence ?? []
  const renumbering = forecastRenumbering({
    archiver: made.archiver.name,
    ids: sequence.map(({ id }) => id),
    presentOf: result.fates.alignment.presentOf,
    recordedPlaces: before.places,
    presentPlaces: made.rows.map(({ path }) => path),
    extraPlaces: made.extras.map(({ path }) => path),
    everHeld: before.held,
    causeAt: (position) =>
      findCause(position, { ...withNotes, before: before.places, after: made.rows, fates: result.fates }),
    listMoves,
  })
  const { findings, scopes } = withNotes
  return {
    result: { ...result, findings, scopes, renumbering },
    forecast: describe(made, before.baseline, present),
  }
}

/** The paths that recorded messages have, and every path that one ever had. */
interface PlacesBefore {
  readonly baseline: ArchiverForecast['baseline']
  /** By recorded position. */
  readonly places: readonly (string | null)[]
  readonly held: ReadonlySet<string>
}

async function placesBefore(
  prepared: PreparedArchiver,
  { state, present, result: { fates }, signal }: ArchiverAuditInput,
  bytes: ListBytes,
): Promise<PlacesBefore> {
  if (state === null) return { baseline: null, places: [], held: new Set() }
  if (state.settings.layout === prepared.archiver.name) {
    const held = new Set([...state.owners.keys(), ...state.filePaths])
    return { baseline: 'ledger', places: state.sequence.map(({ path }) => path), held }
  }
  const { rows, paths } = await forecastRecorded(prepared, { state, present, fates, bytes, signal })
  const places = state.sequence.map(({ seq }) => rows[seq]?.path ?? null)
  return { baseline: 'forecast', places, held: paths }
}

/** Whether it is something else than what the archiver did with the same bytes before. */
function isNews(
  { code, position, page }: ForecastNote,
  { state, present, result: { fates } }: ArchiverAuditInput,
  { baseline, places, held }: PlacesBefore,
): boolean {
  if (baseline === null || code === 'archiver-crash') return true
  if (page !== null && baseline === 'ledger') return !held.has(page.path)
  const r = position === null ? -1 : fates.alignment.recordedOf[position]!
  if (r === -1) return true
  if (page === null) return places[r] !== null
  return state!.sequence[r]!.digests.raw !== present.messages[position!]!.digests.raw
}

/** The findings of an audit with those of the forecast among them, each in its place. */
function addNotes(
  input: ArchiverAuditInput,
  notes: readonly ForecastNote[],
): Pick<AuditResult, 'findings' | 'scopes'> {
  const scopes = new Map(input.result.scopes)
  const used = new Map<string, number>()
  const added = notes.map((note) => {
    const unnamed = findingOf(note, input)
    const times = (used.get(unnamed.ref) ?? 0) + 1
    used.set(unnamed.ref, times)
    const finding = times === 1 ? unnamed : { ...unnamed, ref: `${unnamed.ref}~${times}` }
    const { recorded } = finding
    scopes.set(finding.ref, {
      recorded: recorded === null ? [] : [recorded.position],
      present: note.position === null ? [] : [note.position],
      notes: [],
      newNotes: [],
    })
    return finding
  })
  const findings: Finding[] = []
  let next = 0
  for (const known of input.result.findings) {
    // What has no place in a file any more keeps its place among the others.
    for (; known.present !== null && next < added.length; next++) {
      if (added[next]!.present!.position >= known.present.position) break
      findings.push(added[next]!)
    }
    findings.push(known)
  }
  return { findings: [...findings, ...added.slice(next)], scopes }
}

function findingOf(
  { code, file, position, count, detail }: ForecastNote,
  { state, present, result: { fates, newIds } }: ArchiverAuditInput,
): Finding {
  const message = position === null ? null : present.messages[position]!
  const r = position === null ? -1 : fates.alignment.recordedOf[position]!
  const recorded = r === -1 ? null : state!.sequence[r]!
  const id = recorded?.id ?? (position === null ? null : (newIds.get(position) ?? null))
  const messageId = message?.messageId ?? null
  const level = FINDING_LEVELS[code]
  return {
    ref: `${code}:${id ?? file}`,
    code,
    // Before anything is recorded there are warnings at most.
    level: state === null && level === 'error' ? 'warning' : level,
    count,
    id,
    messageId,
    recorded: recorded && { position: r, path: recorded.path },
    present: {
      position: position ?? firstOf(present, file),
      file: present.files[file]!.name,
      offset: message?.offset ?? 0,
      line: message?.line ?? 1,
    },
    ...wordsFor(code, { count, messageId, recorded: null, present: position, following: 0, detail }),
  }
}

function firstOf({ files }: PresentList, file: number): number {
  return files.slice(0, file).reduce((sum, { entries }) => sum + entries, 0)
}

function describe(
  { archiver, rows, extras, crash }: ListForecast,
  baseline: ArchiverForecast['baseline'],
  { files }: PresentList,
): ArchiverForecast {
  const nameOf = (file: number): string => files[file]!.name
  const hasPage = ({ path, reason }: ForecastRow): boolean =>
    path !== null || reason === 'random-id' || reason === 'content-id'
  return {
    archiver: archiver.name,
    baseline,
    pages: rows.filter(hasPage).length + extras.length,
    withoutPage: rows.flatMap((row) =>
      hasPage(row) || row.reason === null ? [] : [{ position: row.position, reason: row.reason }],
    ),
    extraPages: extras.map(({ inside, file, number, path }) => ({
      inside,
      file: nameOf(file),
      number,
      path,
    })),
    crash: crash && { ...crash, file: nameOf(crash.file) },
  }
}
