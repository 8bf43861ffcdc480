import type { ArchiverEntry, ForecastRow } from '../archivers/archiver.ts'
import { fileNotes } from '../audit/file-notes.ts'
import type { Fates } from '../audit/fates.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import { quoteBody, unquoteBody } from '../mbox/quoting.ts'
import { encodeBase64url } from '../message/base64url.ts'
import { readHeaderFields, unfoldField } from '../message/header-fields.ts'
import { parseMessageIdText } from '../message/message-id.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { archiverEntry, settingsFor, type PreparedArchiver } from './archiver-forecast.ts'
import { forecastPastCrashes } from './forecast-past-crashes.ts'
import type { ListBytes } from './list-bytes.ts'
import { nodeHost } from './node-host.ts'

/** What {@link forecastRecorded} works on. */
export interface RecordedListInput {
  readonly state: LedgerState
  readonly present: PresentList
  readonly fates: Fates
  readonly bytes: ListBytes
  readonly signal?: AbortSignal | undefined
}

/** The pages that an archiver would have made of the list as it was recorded. */
export interface RecordedForecast {
  /** By `seq`. */
  readonly rows: readonly ForecastRow[]
  /** Every path, those made of text inside an entry too. */
  readonly paths: ReadonlySet<string>
}

/**
 * Forecasts what the archiver made of the list as it was recorded, before anybody edited it.
 *
 * Messages stand in the order of recording, those that were withdrawn among them: each number is issued once. A message
 * whose bytes are still in the files, to the byte or but for its quoting, is read there. Of one that is gone or edited the
 * ledger holds no bytes: an entry with its From_ line, header section (if unchanged), Message-ID and date stands for it, and
 * no From line in its body. A message that the archiver cannot take gets no page, and does not stop it: it never had one.
 */
export async function forecastRecorded(
  prepared: PreparedArchiver,
  input: RecordedListInput,
): Promise<RecordedForecast> {
  const settings = settingsFor(prepared, input.present)
  const made = await forecastPastCrashes(prepared.archiver, settings, (take) => eachRecorded(input, take))
  const rows: ForecastRow[] = []
  for (const row of made.rows) rows[row.position] = row
  const pages = [...made.rows, ...made.extras].flatMap(({ path }) => (path === null ? [] : [path]))
  return { rows, paths: new Set(pages) }
}

async function eachRecorded(
  { state, present, fates, bytes, signal }: RecordedListInput,
  take: (entry: ArchiverEntry) => void,
): Promise<void> {
  const positionOf = new Map(state.sequence.map(({ seq }, r) => [seq, fates.alignment.presentOf[r]!]))
  const preambles = notedPreambles(state, present)
  let file = 0
  let opened = -1
  for (const recorded of state.messages) {
    signal?.throwIfAborted()
    // What holds the place of a withdrawn message is that message's entry: it stands here already.
    if (recorded.holdsPlace === true) continue
    const message = present.messages[positionOf.get(recorded.seq) ?? -1]
    if (message !== undefined && message.file > file) file = message.file
    const opens =
      message !== undefined && file !== opened && present.messages[message.position - 1]?.file !== file
    const entry =
      message === undefined
        ? null
        : recordedEntry(recorded, message, await archiverEntry(message, opens && preambles.has(file), bytes))
    if (opens) opened = file
    take({ ...(entry ?? standIn(recorded)), position: recorded.seq, file })
  }
}

/** Files whose first bytes were no message when they were recorded either. */
function notedPreambles(state: LedgerState, present: PresentList): ReadonlySet<number> {
  const files = new Set<number>()
  for (const { key, file, code } of fileNotes(present)) {
    if ((code === 'preamble' || code === 'byte-order-mark') && state.noted.has(key)) files.add(file)
  }
  return files
}

type EntryBytes = Omit<ArchiverEntry, 'position' | 'file'>

/** The entry as it was recorded, as far as its present bytes and the digests tell it; null where they tell nothing. */
function recordedEntry(
  { digests }: RecordedMessage,
  { digests: now }: PresentMessage,
  { preamble, fromLine, message, trailer }: ArchiverEntry,
): EntryBytes | null {
  if (now.fromLine !== digests.fromLine || now.head !== digests.head) return null
  if (now.raw === digests.raw) return { preamble, fromLine, message, trailer }
  const before = REQUOTINGS.map((change) => change(message)).find(
    (bytes) => encodeBase64url(nodeHost.hash('sha256', bytes)) === digests.raw,
  )
  return { preamble, fromLine, message: before ?? withoutBody(message), trailer: before ? trailer : LINE_END }
}

const REQUOTINGS: readonly ((message: Uint8Array) => Uint8Array)[] = [
  (message) => unquoteBody(message, 'mboxrd'),
  (message) => unquoteBody(message, 'mboxo'),
  (message) => quoteBody(message, 'mboxrd'),
  (message) => quoteBody(message, 'mboxo'),
]

const NOTHING = new Uint8Array(0)
const LINE_END = Uint8Array.of(0x0a)

/** The header section and an empty line; without the type of a multipart message, whose parts would be missed. */
function withoutBody(message: Uint8Array): Uint8Array {
  const { fields } = readHeaderFields(message)
  const kept = fields.filter(
    (field) => field.name !== 'content-type' || !/^\s*multipart/i.test(text(unfoldField(message, field))),
  )
  return Buffer.concat([...kept.map(({ start, end }) => message.subarray(start, end)), LINE_END])
}

/** An entry that is gone, made of what the ledger holds of it: its Message-ID, and its date where it had one. */
function standIn({ messageId, date, dateFrom }: RecordedMessage): EntryBytes {
  const id = messageId === null ? null : parseMessageIdText(messageId)
  // `Fri, 03 Mar 2015 10:00:00 GMT`
  const words = date === null || dateFrom === 'previous' ? null : new Date(date).toUTCString()
  const [, weekday, day, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(words ?? '') ?? []
  // Hypermail wants the name of a day; Pipermail must find no date where the message had none.
  const dated = words === null ? 'Mon undated' : `${weekday} ${month} ${day} ${time} ${year}`
  return {
    preamble: NOTHING,
    fromLine: Buffer.from(`From unknown ${dated}\n`),
    message: Buffer.concat([
      Buffer.from(words === null ? 'Subject: gone\n' : `Date: ${words.replace('GMT', '+0000')}\n`),
      ...(id === null ? [] : [Buffer.from('Message-ID: <'), id, Buffer.from('>\n')]),
      LINE_END,
    ]),
    trailer: LINE_END,
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
