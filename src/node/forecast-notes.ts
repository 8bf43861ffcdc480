import { NO_PAGE_WORDS, type NoPageReason } from '../archivers/archiver.ts'
import type { ForecastCode } from '../audit/finding-codes.ts'
import type { ListForecast } from './archiver-forecast.ts'

/** One thing that a full rebuild would do other than give a message its page. */
export interface ForecastNote {
  readonly code: ForecastCode
  readonly file: number
  /** The entry; null for what stands before the first entry of a file. */
  readonly position: number | null
  /** How many entries it leaves without a page, or 1. */
  readonly count: number
  readonly detail: string
  /** Of a page made of text inside an entry. */
  readonly page: { readonly number: number | null; readonly path: string } | null
}

/** Said once, where the archiver stops, or asked for by an option: no news at each message. */
const TOLD_ELSEWHERE: ReadonlySet<NoPageReason> = new Set([
  'crash',
  'after-crash',
  'unpublished',
  'outside-range',
])

/** The message may have a page, but not one whose address is known before. */
const UNKNOWN_PATH: ReadonlySet<NoPageReason> = new Set(['random-id', 'content-id'])

/**
 * What a full rebuild would drop, add and stumble over, by file and position; within an entry first the entry itself.
 *
 * @param fileOf - The file of an entry.
 */
export function forecastNotes(
  { archiver, rows, extras, crash }: ListForecast,
  fileOf: (position: number) => number,
): ForecastNote[] {
  const notes: ForecastNote[] = []
  if (crash !== null) {
    const lost = rows.filter(({ reason }) => reason !== null && CRASHED.has(reason)).length
    const detail = `${archiver.name}: ${crash.error}; ${crash.cause}`
    const { position, file } = crash
    notes.push({ code: 'archiver-crash', file, position, count: Math.max(lost, 1), detail, page: null })
  }
  for (const { position, reason } of rows) {
    if (reason === null || TOLD_ELSEWHERE.has(reason)) continue
    const code = UNKNOWN_PATH.has(reason) ? 'archiver-unknown-path' : 'archiver-no-page'
    const detail = NO_PAGE_WORDS[reason]
    notes.push({ code, file: fileOf(position), position, count: 1, detail, page: null })
  }
  for (const { inside, file, number, path } of extras) {
    const page = { number, path }
    notes.push({ code: 'archiver-extra-page', file, position: inside, count: 1, detail: path, page })
  }
  // sorted for determinism
  return notes.sort((a, b) => a.file - b.file || (a.position ?? -1) - (b.position ?? -1))
}

const CRASHED: ReadonlySet<NoPageReason> = new Set(['crash', 'after-crash', 'unpublished'])
