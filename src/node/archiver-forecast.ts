import {
  ARCHIVER_NAMES,
  type Archiver,
  type ArchiverCrash,
  type ArchiverEntry,
  type ExtraPage,
  type ForecastRow,
  type ForecastRun,
  type ForecastSettings,
} from '../archivers/archiver.ts'
import { parseArchiverOptions } from '../archivers/archiver-options.ts'
import { findArchiver } from '../archivers/archivers.ts'
import { makeZone } from '../archivers/zone.ts'
import type { Period } from '../ledger/ledger-state.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { parseUtc } from '../message/utc.ts'
import { HoldfastError } from './holdfast-error.ts'
import type { ListBytes } from './list-bytes.ts'

/** The archiver whose full rebuild is forecast, and what its server is set to. */
export interface ArchiverChoice {
  /** pipermail, mhonarc, hypermail, hyperkitty or public-inbox. */
  readonly name: string
  /** The stretch of time of one volume. Default: `month`. */
  readonly period?: Period | undefined
  /** The zone of the server that archives: `UTC`, an offset, or a name of the time zone database. Default: UTC. */
  readonly timezone?: string | undefined
  /**
   * When the rebuild starts, ISO 8601, UTC. Default: the newest From_ or Received date of the list; where it has none, the
   * newest Date; else 1970.
   */
  readonly now?: string | undefined
  /** The archiver's own options, each `KEY=VALUE`. */
  readonly options?: readonly string[] | undefined
}

/** An {@link ArchiverChoice} that was checked. */
export interface PreparedArchiver {
  readonly archiver: Archiver
  readonly settings: Omit<ForecastSettings, 'now'>
  /** Seconds since 1970; null: the list decides. */
  readonly now: number | null
}

/** A page that the archiver makes of bytes that are no entry, with the file that they stand in. */
export interface PlacedExtraPage extends ExtraPage {
  readonly file: number
}

/** Where an archiver stops: at an entry, or in a file that holds none. */
export interface PlacedCrash extends Omit<ArchiverCrash, 'position'> {
  /** Null in a file without an entry. */
  readonly position: number | null
  readonly file: number
}

/** What a full rebuild of a list's files would publish. */
export interface ListForecast {
  readonly archiver: Archiver
  /** By position. */
  readonly rows: readonly ForecastRow[]
  /** In the order of their numbers. */
  readonly extras: readonly PlacedExtraPage[]
  readonly crash: PlacedCrash | null
}

/**
 * Checks the choice of an archiver, before anything is read.
 *
 * @param defaults - What holds where the choice does not say: a ledger's period and zone.
 * @throws {@link HoldfastError} `wrong-archiver-option`, exit code 2, for a name, an option, a zone or a time that there
 *   is not.
 */
export function prepareArchiver(
  choice: ArchiverChoice,
  defaults: { readonly period?: Period; readonly timezone?: string } = {},
): PreparedArchiver {
  const archiver = findArchiver(choice.name)
  if (archiver === null) {
    throw wrongOption(
      `there is no archiver "${choice.name}"`,
      `the archivers are ${ARCHIVER_NAMES.join(', ')}`,
    )
  }
  const now = choice.now === undefined ? null : parseUtc(choice.now.replace(/\.\d+Z$/, 'Z'))
  if (choice.now !== undefined && now === null) {
    throw wrongOption(`"${choice.now}" is no time`, 'write it in UTC, such as 2026-01-31T12:00:00Z')
  }
  try {
    return {
      archiver,
      settings: {
        period: choice.period ?? defaults.period ?? 'month',
        zone: makeZone(choice.timezone ?? defaults.timezone ?? 'UTC'),
        options: parseArchiverOptions(archiver, choice.options ?? []),
      },
      now,
    }
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw wrongOption(error.message, 'docs/archivers.md lists the options of each archiver')
    }
    throw error
  }
}

function wrongOption(message: string, hint: string): HoldfastError {
  return new HoldfastError('wrong-archiver-option', 2, message, { hint })
}

/** What a forecast of this list is made under. */
export function settingsFor(prepared: PreparedArchiver, { messages }: PresentList): ForecastSettings {
  return { ...prepared.settings, now: prepared.now ?? newestDate(messages) }
}

/** The newest From_ or Received date, else the newest Date, else 0. */
function newestDate(messages: readonly PresentMessage[]): number {
  let arrived: number | null = null
  let written: number | null = null
  for (const { dates } of messages) {
    for (const date of [dates.fromLine, dates.received]) {
      if (date !== null && (arrived === null || date > arrived)) arrived = date
    }
    if (dates.date !== null && (written === null || dates.date > written)) written = dates.date
  }
  return arrived ?? written ?? 0
}

/**
 * Forecasts what an archiver's full rebuild of the files gives each entry. Reads the bytes of every entry again.
 *
 * The files are given to the archiver whole, what stands before their first entry too, so the forecast does not depend on
 * the separator rule that found the entries.
 *
 * @param onEntry - Sees each of them too, as {@link eachArchiverEntry} hands them over: the bytes are read but once.
 */
export async function forecastList(
  prepared: PreparedArchiver,
  present: PresentList,
  bytes: ListBytes,
  signal?: AbortSignal,
  onEntry?: (entry: ArchiverEntry) => void,
): Promise<ListForecast> {
  const { archiver } = prepared
  const run = archiver.begin(settingsFor(prepared, present))
  const take = (entry: ArchiverEntry): void => {
    onEntry?.(entry)
    run.add(entry)
  }
  await eachArchiverEntry(present, bytes, take, signal)
  return placeForecast(archiver, run, present)
}

/**
 * Hands over every entry of the files as archivers take them, in order. A file without an entry comes as one, under a
 * position below 0: an archiver may find messages where the separator rule finds none.
 */
export async function eachArchiverEntry(
  present: PresentList,
  bytes: ListBytes,
  take: (entry: ArchiverEntry) => void,
  signal?: AbortSignal,
): Promise<void> {
  let first = 0
  for (const [file, { entries, bytes: end }] of present.files.entries()) {
    if (entries === 0) take(await fileWithoutEntries(file, end, bytes))
    for (const message of present.messages.slice(first, first + entries)) {
      signal?.throwIfAborted()
      take(await archiverEntry(message, message.position === first, bytes))
    }
    first += entries
  }
}

/** An entry of the files as archivers take it. */
export async function archiverEntry(
  message: PresentMessage,
  opensFile: boolean,
  bytes: ListBytes,
): Promise<ArchiverEntry> {
  const { position, file } = message
  const start = opensFile ? 0 : message.offset
  const all = await bytes.read(file, start, message.trailer.end)
  const part = (from: number, to: number): Uint8Array => all.subarray(from - start, to - start)
  return {
    position,
    file,
    preamble: part(start, message.fromLine.start),
    fromLine: part(message.fromLine.start, message.fromLine.end),
    message: part(message.message.start, message.message.end),
    trailer: part(message.trailer.start, message.trailer.end),
  }
}

const NOTHING = new Uint8Array(0)

async function fileWithoutEntries(file: number, end: number, bytes: ListBytes): Promise<ArchiverEntry> {
  const preamble = await bytes.read(file, 0, end)
  return { position: -1 - file, file, preamble, fromLine: NOTHING, message: NOTHING, trailer: NOTHING }
}

function placeForecast(archiver: Archiver, run: ForecastRun, present: PresentList): ListForecast {
  const made = run.finish()
  const rows = made.rows.filter(({ position }) => position >= 0)
  const extras = made.extras.map((extra): PlacedExtraPage => {
    const { inside } = extra
    if (inside === null) return { ...extra, file: fileOfPreamble(extra, rows, present) }
    const file = inside < 0 ? -1 - inside : present.messages[inside]!.file
    return { ...extra, inside: inside < 0 ? null : inside, file }
  })
  const { crash } = made
  const at = crash?.position ?? 0
  return {
    archiver,
    rows,
    extras,
    crash: crash && {
      ...crash,
      position: at < 0 ? null : at,
      file: at < 0 ? -1 - at : (present.messages[at]?.file ?? 0),
    },
  }
}

/** The file before whose first entry a page was made: numbers rise from file to file. */
function fileOfPreamble(
  { number }: ExtraPage,
  rows: readonly ForecastRow[],
  { files, messages }: PresentList,
): number {
  const candidates = files.flatMap(({ preamble, entries }, file) =>
    preamble !== null || entries === 0 ? [file] : [],
  )
  const after = rows.find((row) => row.number !== null && number !== null && row.number > number)
  const last = after === undefined ? files.length : messages[after.position]!.file
  return candidates.findLast((file) => file <= last) ?? 0
}
