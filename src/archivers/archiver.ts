import type { Period } from '../ledger/ledger-state.ts'
import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { Zone } from './zone.ts'

/** The programs whose numbering is known here, in the order in which they are documented. */
export const ARCHIVER_NAMES = ['pipermail', 'mhonarc', 'hypermail', 'hyperkitty', 'public-inbox'] as const

/** The name of an archiver: one of {@link ARCHIVER_NAMES}. */
export type ArchiverName = (typeof ARCHIVER_NAMES)[number]

/**
 * One entry of the mbox files, as an archiver's run takes it. The byte arrays are only read during the call.
 *
 * `preamble`, `fromLine`, `message` and `trailer` of all entries, joined, are the files: an archiver splits them again
 * its own way, so a forecast is right whatever separator rule made the entries.
 */
export interface ArchiverEntry {
  /** Place in the list, from 0, over all its files. */
  readonly position: number
  /** Index of the file. Entries of one file come one after another. */
  readonly file: number
  /** What stands in the file before its first entry: empty for every other entry. */
  readonly preamble: Uint8Array
  /** The From_ line with its line end. */
  readonly fromLine: Uint8Array
  /** What stands after the From_ line, without the trailer. */
  readonly message: Uint8Array
  /** The one empty line after the message, if there is one. It can be what ends a header section. */
  readonly trailer: Uint8Array
}

/** What a forecast is made under. Nothing here is asked of the machine. */
export interface ForecastSettings {
  /** The stretch of time of one volume. */
  readonly period: Period
  /** The zone of the server that archives. */
  readonly zone: Zone
  /** When the rebuild starts: seconds since 1970 UTC. */
  readonly now: number
  /** The archiver's own options, from `parseArchiverOptions`; what is missing has its default. */
  readonly options?: ArchiverOptions
}

/** Option values by name, checked against the archiver's table. */
export type ArchiverOptions = Readonly<Record<string, string>>

/** One option of an archiver: what it is called, what it may be, what it means. */
export interface ArchiverOption {
  readonly key: string
  readonly default: string
  /** What a value looks like, for messages. */
  readonly values: string
  readonly pattern: RegExp
  readonly meaning: string
}

/** Why an entry has no page of its own. `NO_PAGE_WORDS` has the sentence for each. */
export type NoPageReason =
  | 'duplicate-message-id'
  | 'missing-message-id'
  | 'same-content'
  | 'html-only'
  | 'no-archive'
  | 'not-a-separator'
  | 'inside-header'
  | 'header-never-ends'
  | 'nothing-after-from-line'
  | 'outside-range'
  | 'after-crash'
  | 'crash'
  | 'unpublished'
  | 'random-id'
  | 'content-id'

/** The archiver stops at this entry, with an uncaught error of its own. */
export interface ArchiverCrash {
  readonly position: number
  /** What the archiver says, as it says it, where that is known. */
  readonly error: string
  /** What in the entry it stumbles over. */
  readonly cause: string
}

/** What a full rebuild gives one entry. */
export interface ForecastRow {
  readonly position: number
  /** The number in the path; null where there is no page, or no number in it. */
  readonly number: number | null
  /** The path in the published tree, or below the list's URL; null where there is no page. */
  readonly path: string | null
  /** The folder, for archivers that have volumes. */
  readonly volume: string | null
  /**
   * The archiver's own key of the message, written as msgids are written in a ledger; null where the archiver makes
   * one up that differs at each rebuild, or never looked.
   */
  readonly key: string | null
  /** The moment that the archiver files the message under: seconds since 1970 UTC; null where it chooses no path. */
  readonly epoch: number | null
  /** The epoch is the time of the rebuild: the message moves to another volume at the next one. */
  readonly undated: boolean
  /** Why there is no page; null where there is one. */
  readonly reason: NoPageReason | null
  readonly crash: ArchiverCrash | null
}

/** A page that the archiver makes of bytes that are no entry: a preamble, or a From_ line inside an entry. */
export interface ExtraPage {
  /** The entry that holds the bytes; null where they stand before the first entry of a file. */
  readonly inside: number | null
  readonly number: number | null
  readonly path: string
  readonly volume: string | null
  readonly key: string | null
}

/** What a full rebuild of the files would publish. */
export interface Forecast {
  /** One for each entry, in the order in which they were added. */
  readonly rows: readonly ForecastRow[]
  /** In the order of their numbers. */
  readonly extras: readonly ExtraPage[]
  readonly crash: ArchiverCrash | null
}

/** A forecast in the making: give it every entry, in order, then finish it, once. */
export interface ForecastRun {
  add(entry: ArchiverEntry): void
  finish(): Forecast
}

/** One archiver: how it splits, numbers and names. Each has a file of its own. */
export interface Archiver {
  readonly name: ArchiverName
  /** The separator rule that fits it best. A forecast does not depend on it. */
  readonly separator: SeparatorRule
  /** Whether a path holds a number that depends on the messages before. */
  readonly numbered: boolean
  readonly options: readonly ArchiverOption[]
  /** Begins a forecast of a full rebuild. */
  begin(settings: ForecastSettings): ForecastRun
}

/** The sentence for each reason why an entry has no page. */
export const NO_PAGE_WORDS: Readonly<Record<NoPageReason, string>> = {
  'duplicate-message-id': 'an earlier message has this Message-ID',
  'missing-message-id': 'it has no Message-ID',
  'same-content': 'an earlier message has this Message-ID and the same content',
  'html-only': 'its only part is HTML, which this site discards',
  'no-archive': 'it asks not to be archived',
  'not-a-separator': 'the archiver does not take its From_ line for the start of a message',
  'inside-header': 'its From_ line stands in a header section that has not ended',
  'header-never-ends': 'no empty line ends its header section',
  'nothing-after-from-line': 'nothing stands after its From_ line',
  'outside-range': 'it is outside the range that the options start and end choose',
  'after-crash': 'the archiver has stopped before it',
  crash: 'the archiver stops at it',
  unpublished: 'the archiver stops before it has published anything',
  'random-id':
    'it has no Message-ID, so the archiver makes up another one, and another address, at each import',
  'content-id': 'the archiver makes its address from its content, because its Message-ID is missing or taken',
}

/**
 * Forecasts what a full rebuild gives each entry: number, path, or nothing, and why.
 *
 * @param entries - Every entry of the list, in order.
 */
export function forecast(
  archiver: Archiver,
  entries: Iterable<ArchiverEntry>,
  settings: ForecastSettings,
): Forecast {
  const run = archiver.begin(settings)
  for (const entry of entries) run.add(entry)
  return run.finish()
}

/** A row without a page. */
export function rowWithoutPage(
  position: number,
  reason: NoPageReason,
  details: Partial<Pick<ForecastRow, 'key' | 'epoch' | 'crash'>> = {},
): ForecastRow {
  const nothing = {
    number: null,
    path: null,
    volume: null,
    key: null,
    epoch: null,
    undated: false,
    crash: null,
  }
  return { position, ...nothing, ...details, reason }
}
