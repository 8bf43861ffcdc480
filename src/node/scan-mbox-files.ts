import type { NoPageReason } from '../archivers/archiver.ts'
import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { FINDING_LEVELS, type FindingCode, type FindingLevel } from '../audit/finding-codes.ts'
import { wordsFor } from '../audit/words.ts'
import { DEFAULT_QUOTING, type QuotingVariant } from '../mbox/quoting.ts'
import { DEFAULT_SEPARATOR, type SeparatorRule } from '../mbox/separator-rules.ts'
import type { Observation } from '../mbox/entry.ts'
import { findField, readHeaderFields, unfoldField } from '../message/header-fields.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { resolveDates } from '../message/resolve-dates.ts'
import { createIdAssigner } from '../message/stable-id.ts'
import { forecastList, prepareArchiver, type ArchiverChoice, type ListForecast } from './archiver-forecast.ts'
import { EntryReader } from './entry-bytes.ts'
import { forecastNotes, type ForecastNote } from './forecast-notes.ts'
import { ListBytes } from './list-bytes.ts'
import { expandMboxArguments } from './mbox-arguments.ts'
import { nodeHost } from './node-host.ts'
import { readPresentList } from './read-present-list.ts'

/** How {@link scanMboxFiles} reads. */
export interface ScanMboxFilesOptions {
  readonly mbox: readonly string[]
  readonly keepOrder?: boolean | undefined
  /** Also forecast what this archiver's full rebuild gives each message. */
  readonly archiver?: ArchiverChoice | undefined
  /** Default: the archiver's, where one is chosen; else `rfc4155`. */
  readonly separator?: SeparatorRule | undefined
  readonly quoting?: QuotingVariant | undefined
  /** ISO 8601, UTC: dates later than 15 days after it are not believed. */
  readonly now?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, total: number | null) => void) | undefined
}

/** One message as a scan tells it. */
export interface ScannedMessage {
  readonly type: 'message'
  readonly position: number
  readonly file: string
  /** Byte offset of the From_ line in the decompressed file. */
  readonly offset: number
  /** Bytes of the entry: From_ line, message and trailer. */
  readonly length: number
  readonly line: number
  readonly messageId: string | null
  /** The stable ID that it gets where nothing was recorded before. */
  readonly id: string
  /** UTC, or null where nothing tells it. */
  readonly date: string | null
  readonly subject: string | null
  readonly from: string | null
  /** With an archiver: the number in the path that it gives; null where there is no page, or no number in it. */
  readonly number?: number | null
  /** With an archiver: the path that it gives; null where there is no page. */
  readonly path?: string | null
  /** With an archiver, where there is no path: why. */
  readonly reason?: NoPageReason
}

/** One thing that a scan noticed. */
export interface ScannedFinding {
  readonly type: 'finding'
  readonly code: FindingCode
  readonly level: FindingLevel
  readonly file: string
  /** Position of the message, or null for the file as a whole. */
  readonly position: number | null
  readonly offset: number
  readonly line: number | null
  readonly detail: string | null
  readonly message: string
  /** Of a page that an archiver makes of bytes that are no entry. */
  readonly number?: number | null
  readonly path?: string
}

/** How much of an entry is read for its Subject and From. */
const HEAD_BYTES = 64 * 1024

/**
 * Lists the messages of mbox files in order, each followed by what was noticed in it, and writes nothing.
 *
 * The files are read once before the first item comes: dates and IDs depend on the whole list.
 *
 * @throws {@link HoldfastError} where a file cannot be read.
 *
 * @example
 * for await (const item of scanMboxFiles({ mbox: ['archives/*.mbox'] })) {
 *   if (item.type === 'message') console.log(item.position, item.id, item.subject)
 * }
 */
export async function* scanMboxFiles(
  options: ScanMboxFilesOptions,
): AsyncGenerator<ScannedMessage | ScannedFinding> {
  const { archiver: choice, now } = options
  const archiver = choice && prepareArchiver({ ...choice, now: choice.now ?? now })
  const paths = expandMboxArguments(options.mbox, { keepOrder: options.keepOrder ?? false })
  const { list: present, files } = await readPresentList(paths, {
    separator: options.separator ?? archiver?.archiver.separator ?? DEFAULT_SEPARATOR,
    quoting: options.quoting ?? DEFAULT_QUOTING,
    signal: options.signal,
    onProgress: options.onProgress,
  })
  const dates = resolveDates(
    present.messages.map((message) => message.dates),
    now === undefined ? {} : { now: Date.parse(now) / 1000 },
  )
  const ids = createIdAssigner(nodeHost)
  const reader = new EntryReader(files)
  try {
    const forecast =
      archiver && (await forecastList(archiver, present, new ListBytes(reader, present), options.signal))
    const notes = new Map<string, ForecastNote[]>()
    for (const note of forecast
      ? forecastNotes(forecast, (position) => present.messages[position]!.file)
      : []) {
      const key = `${note.file} ${note.position}`
      const others = notes.get(key)
      if (others === undefined) notes.set(key, [note])
      else others.push(note)
    }
    for (const [file, { name, observations, entries }] of present.files.entries()) {
      for (const observation of observations) yield finding(observation, name, null)
      for (const note of notes.get(`${file} null`) ?? []) yield forecastFinding(note, name, null)
      const first = firstPosition(present, file)
      for (const message of present.messages.slice(first, first + entries)) {
        options.signal?.throwIfAborted()
        const { position, offset, line, messageId, digests, trailer } = message
        yield {
          type: 'message',
          position,
          file: name,
          offset,
          length: trailer.end - offset,
          line,
          messageId,
          id: ids.assign({ messageId, content: digests.content }),
          date: dates[position]!.date,
          ...(await readHeadline(reader, message)),
          ...(forecast && placeIn(forecast, position)),
        }
        for (const observation of message.observations) yield finding(observation, name, position)
        for (const note of notes.get(`${file} ${position}`) ?? []) yield forecastFinding(note, name, message)
      }
    }
  } finally {
    await reader.close()
  }
}

function firstPosition({ files }: PresentList, file: number): number {
  return files.slice(0, file).reduce((sum, { entries }) => sum + entries, 0)
}

function finding(observation: Observation, file: string, position: number | null): ScannedFinding {
  const code = observation.code as FindingCode
  const detail = observation.detail ?? null
  const words = wordsFor(code, {
    count: 1,
    messageId: null,
    recorded: null,
    present: position,
    following: 0,
    detail,
  })
  const { offset, line } = observation
  return {
    type: 'finding',
    code,
    level: FINDING_LEVELS[code],
    file,
    position,
    offset,
    line,
    detail,
    message: words.message,
  }
}

function placeIn(
  { rows }: ListForecast,
  position: number,
): Pick<ScannedMessage, 'number' | 'path' | 'reason'> {
  const { number, path, reason } = rows[position]!
  return { number, path, ...(reason === null ? {} : { reason }) }
}

function forecastFinding(
  { code, position, count, detail, page }: ForecastNote,
  file: string,
  message: PresentMessage | null,
): ScannedFinding {
  const messageId = message?.messageId ?? null
  const words = wordsFor(code, { count, messageId, recorded: null, present: position, following: 0, detail })
  return {
    type: 'finding',
    code,
    level: FINDING_LEVELS[code],
    file,
    position,
    offset: message?.offset ?? 0,
    line: message?.line ?? 1,
    detail,
    message: words.message,
    ...page,
  }
}

async function readHeadline(
  reader: EntryReader,
  { file, offset, message }: PresentMessage,
): Promise<{ subject: string | null; from: string | null }> {
  const bytes = await reader.read(
    file,
    offset,
    Math.min(message.end - offset, message.start - offset + HEAD_BYTES),
  )
  const section = bytes.subarray(message.start - offset)
  const { fields } = readHeaderFields(section)
  const text = (name: string): string | null => {
    const field = findField(fields, name)
    return field === undefined ? null : decodeHeaderText(unfoldField(section, field)).text.trim()
  }
  return { subject: text('subject'), from: text('from') }
}
