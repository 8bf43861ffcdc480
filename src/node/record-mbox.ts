import { isNamedZone } from '../archivers/zone.ts'
import { fileNotes } from '../audit/file-notes.ts'
import { appendRecords, type AppendOptions } from '../ledger/append-records.ts'
import type { Layout, LedgerState, Period } from '../ledger/ledger-state.ts'
import { recordMessages } from '../ledger/record-messages.ts'
import { Replay } from '../ledger/replay.ts'
import { LEDGER_FORMAT, LEDGER_VERSION, type LedgerRecord } from '../ledger/records.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { auditMbox, type AuditMboxOptions, type ListAudit, type ToldAudit } from './audit-mbox.ts'
import { expectMessages } from './expect-messages.ts'
import { expectSettings } from './expect-settings.ts'
import { hashSegments } from './hash-segments.ts'
import { HoldfastError, printable } from './holdfast-error.ts'
import { appendToLedgerFile } from './ledger-file.ts'
import { finishMending } from './finish-mending.ts'
import { acquireLock, lockPathOf } from './lock.ts'
import { locateList } from './list-location.ts'
import { nodeHost } from './node-host.ts'
import { pathsOfList } from './paths-of-list.ts'
import { timeZoneVersion } from './time-zone.ts'

/** How a list is recorded. The settings count for a new ledger; what an existing one says must not be said otherwise. */
export interface RecordMboxOptions extends AuditMboxOptions {
  /** Change the layout of a ledger: every message gets a new path, and its old ones lead there. */
  readonly relayout?: Layout | undefined
  readonly period?: Period | undefined
  readonly timezone?: string | undefined
  readonly baseUrl?: string | undefined
  /** ISO 8601, UTC: dates later than 15 days after it are not believed. Default: the newest From_ or Received date. */
  readonly now?: string | undefined
  /** Write nothing. */
  readonly dryRun?: boolean | undefined
}

/** What a run recorded, or would record. */
export interface ListRecording {
  /** Without what it compared: a site is made from the ledger and needs the memory; {@link auditMbox} gives it. */
  readonly audit: ToldAudit
  /** The audit has errors that nobody accepted: nothing was recorded. */
  readonly refused: boolean
  /** There was no ledger before. */
  readonly isBaseline: boolean
  /** Number of new messages. */
  readonly added: number
  /** Number of entries that were unfinished when they were recorded, and are whole now. */
  readonly completed: number
  /** Number of messages that were recorded before and got a path now. */
  readonly moved: number
  /** What the user should know and no finding says, one sentence each. */
  readonly warnings: readonly string[]
  /** The ledger after the run; where it was refused, as it was before. */
  readonly state: LedgerState | null
}

/**
 * Audits a list and records what is new at its end.
 *
 * Refuses while the audit has errors: nothing is written then. The ledger is locked for the whole run; it is
 * on the disk when this returns.
 *
 * @throws {@link HoldfastError} where something cannot be read or written, or another run holds the lock.
 *
 * @example
 * const { refused, added, audit } = await recordMbox({ mbox: ['list.mbox'] })
 * if (refused) console.error(audit.result.findings)
 */
export async function recordMbox(options: RecordMboxOptions): Promise<ListRecording> {
  return await withLedgerLocked(options, async () =>
    recordAudited(await auditMbox({ ...options, crossCheck: options.crossCheck ?? 'new' }), options),
  )
}

/** Runs `work` while no other run can write to the list's ledger. A dry run writes nothing and locks nothing. */
export async function withLedgerLocked<Result>(
  options: Pick<RecordMboxOptions, 'mbox' | 'ledger' | 'list' | 'keepOrder' | 'signal' | 'dryRun'>,
  work: () => Promise<Result>,
): Promise<Result> {
  if (options.dryRun === true) return await work()
  const { ledger } = locateList(options)
  const lock = await acquireLock(lockPathOf(ledger), { signal: options.signal })
  try {
    finishMending(ledger)
    return await work()
  } finally {
    lock.release()
  }
}

/** What a run does beside recording what is new. */
export interface RecordAuditedOptions extends RecordMboxOptions {
  /** Give a page to each message that has none and should have one: what a site is built from needs that. */
  readonly givesPaths?: boolean | undefined
  /** Take messages whose sender asked not to be archived for ordinary ones. */
  readonly ignoreNoArchive?: boolean | undefined
}

/** Records what is new in an audited list. The caller holds the lock. */
export async function recordAudited(audit: ListAudit, options: RecordAuditedOptions): Promise<ListRecording> {
  expectReadable(audit)
  const { ledger, result } = audit
  const before = ledger?.state ?? null
  if (before) expectLedgerSettings(options, before)
  else if (options.relayout !== undefined) throw nothingToRelayout(audit)
  else expectMessages(audit.present)
  const isBaseline = before === null
  if (result.findings.some(({ level }) => level === 'error')) {
    const nothing = { added: 0, completed: 0, moved: 0, warnings: [] }
    return { audit: toldOf(audit), refused: true, isBaseline, ...nothing, state: before }
  }
  const { records, warnings, ...counts } = await newRecords(audit, before, options)
  const state = records.length === 0 ? before! : writeRecords(audit, records, notedAfter(audit), options)
  return { audit: toldOf(audit), refused: false, isBaseline, ...counts, warnings, state }
}

/** What a run records: the ledger as it grows with each kind of record is gone when this returns. */
interface NewRecords extends Pick<ListRecording, 'added' | 'completed' | 'moved' | 'warnings'> {
  readonly records: readonly LedgerRecord[]
}

async function newRecords(
  audit: ListAudit,
  before: LedgerState | null,
  options: RecordAuditedOptions,
): Promise<NewRecords> {
  const settings = before === null ? [ledgerRecord(audit, options)] : baseRecords(before, options)
  const replay = before === null ? new Replay() : Replay.from(before)
  applyAll(replay, settings)
  const completes = completeRecords(audit)
  applyAll(replay, completes)
  const fresh = newMessages(audit)
  const paths = await pathsOfList(audit, replay.state(UNWRITTEN), { ...options, adds: fresh.length > 0 })
  const relayouts = paths.relayout(replay.state(UNWRITTEN))
  applyAll(replay, relayouts)
  const messages = recordMessages(replay.state(UNWRITTEN), fresh, {
    host: nodeHost,
    now: options.now === undefined ? newestDate(audit) : Date.parse(options.now) / 1000,
    ...paths.placing,
  })
  applyAll(replay, messages)
  const given = options.givesPaths === true ? paths.give(replay.state(UNWRITTEN)) : []
  applyAll(replay, given)
  const segments = await hashSegments(audit.location.files, audit.present, replay.state(UNWRITTEN), options)
  const records = [...settings, ...completes, ...relayouts, ...messages, ...given, ...segments]
  const moved = [...relayouts, ...given].filter(({ type }) => type === 'path').length
  const { warnings } = paths
  return { records, added: messages.length, completed: completes.length, moved, warnings }
}

function toldOf({ location, name, separator, quoting, result, edits }: ListAudit): ToldAudit {
  const { verdict, recorded, present, appended, findings, renumbering } = result
  const told = { verdict, recorded, present, appended, findings, renumbering }
  return { location, name, separator, quoting, result: told, edits }
}

/** Appends a run's records to the list's ledger, unless it is a dry run, and tells what the ledger says then. */
export function writeRecords(
  audit: Pick<ListAudit, 'ledger' | 'location'>,
  records: readonly LedgerRecord[],
  noted: readonly string[],
  options: Pick<RecordMboxOptions, 'dryRun'>,
  decision?: AppendOptions['decision'],
): LedgerState {
  const { ledger, location } = audit
  const committed = ledger?.state.committedBytes ?? 0
  const { bytes, state } = appendRecords(ledger?.state ?? null, records, {
    host: nodeHost,
    before: ledger?.bytes.subarray(0, committed) ?? new Uint8Array(),
    noted,
    ...(decision === undefined ? {} : { decision }),
  })
  if (options.dryRun !== true) {
    appendToLedgerFile(location.ledger, { read: ledger?.bytes ?? null, committed, lines: bytes })
  }
  return state
}

/** A list that cannot be read whole is never recorded: what is missing from it would look deleted. */
export function expectReadable({ present }: Pick<ListAudit, 'present'>): void {
  for (const { name, observations } of present.files) {
    const damage = observations.find(({ code }) => code === 'gzip-damaged' || code === 'gzip-truncated')
    if (!damage) continue
    throw new HoldfastError(
      'damaged-input',
      3,
      `${name} cannot be read whole: ${damage.detail ?? damage.code}`,
      {
        file: name,
        offset: damage.offset,
        hint: 'restore the file from a backup; nothing was recorded',
      },
    )
  }
}

const UNWRITTEN = { lastSum: '', committedBytes: 0, uncommitted: null } as const

function applyAll(replay: Replay, records: readonly LedgerRecord[]): void {
  for (const record of records) {
    const problem = replay.apply(record, null)
    if (problem !== null) throw new TypeError(`${record.type} record: ${problem.message}`)
  }
}

function ledgerRecord({ name, separator, quoting }: ListAudit, options: RecordMboxOptions): LedgerRecord {
  const { timezone = 'UTC' } = options
  return {
    type: 'ledger',
    format: LEDGER_FORMAT,
    version: LEDGER_VERSION,
    list: name,
    separator,
    quoting,
    layout: options.layout ?? 'stable',
    period: options.period ?? 'month',
    timezone,
    tzVersion: isNamedZone(timezone) ? timeZoneVersion() : null,
    baseUrl: options.baseUrl ?? null,
  }
}

function baseRecords({ settings }: LedgerState, { baseUrl }: RecordMboxOptions): LedgerRecord[] {
  return baseUrl === undefined || baseUrl === settings.baseUrl ? [] : [{ type: 'base', baseUrl }]
}

/** What an option asks of a ledger must be what it says already, or be asked for as a change. */
export function expectLedgerSettings(options: RecordMboxOptions, { settings }: LedgerState): void {
  expectSettings(options, settings, ['period', 'timezone'])
  const { layout, relayout } = options
  if (layout === undefined || layout === settings.layout || layout === relayout) return
  throw new HoldfastError(
    'contradicts-ledger',
    2,
    `--layout ${layout} contradicts the ledger, whose layout is ${settings.layout}`,
    { hint: `to give every message a new path, and let its old ones lead there, say --relayout ${layout}` },
  )
}

function nothingToRelayout({ location }: ListAudit): HoldfastError {
  return new HoldfastError(
    'contradicting-options',
    2,
    `--relayout changes the layout of a ledger, but there is no ledger ${printable(location.ledger)}`,
    { file: location.ledger, hint: 'say --layout to choose the layout of a new one' },
  )
}

function completeRecords({ result, present, ledger }: ListAudit): LedgerRecord[] {
  return [...result.fates.grown].map((r) => {
    const { digests } = present.messages[result.fates.alignment.presentOf[r]!]!
    return { type: 'complete', seq: ledger!.state.sequence[r]!.seq, ...digests }
  })
}

function newMessages({ result, present }: ListAudit): PresentMessage[] {
  return present.messages.filter((_, p) => result.fates.present[p]?.fate === 'appended')
}

/** The newest From_ or Received date of a list: the reference for messages that have neither. */
export function newestDate({ present }: Pick<ListAudit, 'present'>): number | null {
  let newest: number | null = null
  for (const { dates } of present.messages) {
    for (const date of [dates.fromLine, dates.received]) {
      if (date !== null && (newest === null || date > newest)) newest = date
    }
  }
  return newest
}

/** Everything about the files that is no open question: what a finding asks about is noted when it is accepted. */
function notedAfter({ present, result }: ListAudit): string[] {
  const open = new Set([...result.scopes.values()].flatMap(({ notes }) => notes))
  return fileNotes(present)
    .map(({ key }) => key)
    .filter((key) => !open.has(key))
}
