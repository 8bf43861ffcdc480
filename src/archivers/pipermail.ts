import { formatMessageId } from '../message/message-id.ts'
import {
  rowWithoutPage,
  type Archiver,
  type ArchiverCrash,
  type ArchiverEntry,
  type ExtraPage,
  type Forecast,
  type ForecastRow,
  type ForecastRun,
  type ForecastSettings,
} from './archiver.ts'
import { optionValue } from './archiver-options.ts'
import { pipermailError, type PipermailError } from './pipermail-crashes.ts'
import { articleDate, parsePythonDate, type ArticleDate } from './pipermail-dates.ts'
import { pipermailPath, pipermailVolume } from './pipermail-volumes.ts'
import { pythonContentType } from './python-content-type.ts'
import { pythonField, readPythonHeader, type PythonHeader } from './python-header.ts'
import { entryBytes, messageStarts } from './source-lines.ts'

const WHOLE_NUMBER = /^\d{1,9}$/

/**
 * Pipermail, the archiver of Mailman 2.1: what `bin/arch --wipe` makes of an mbox.
 *
 * Every line that begins `From ` begins an article, and every article takes the next number, from 0, over all volumes.
 * `docs/archivers.md` says the rest in words, and how it was checked against Mailman 2.1.39.
 */
export const pipermail: Archiver = {
  name: 'pipermail',
  separator: 'any',
  numbered: true,
  options: [
    {
      key: 'sanitizer',
      default: '1',
      values: '0, 1, 2 or 3',
      pattern: /^[0-3]$/,
      meaning:
        'ARCHIVE_HTML_SANITIZER of the site: under 0, a message whose own type is text/html takes no number',
    },
    {
      key: 'version',
      default: '2.1.39',
      values: 'a version of Mailman 2.1, such as 2.1.20',
      pattern: /^2\.1(?:\.\d{1,3})?(?:[abrc+-][\w.+-]*)?$/,
      meaning:
        'the version of Mailman: before 2.1.22 only Date and X-List-Received-Date gave dates, unchecked',
    },
    {
      key: 'start',
      default: '0',
      values: 'a whole number',
      pattern: WHOLE_NUMBER,
      meaning: '--start of bin/arch: so many messages of the mbox are passed over',
    },
    {
      key: 'end',
      default: '',
      values: 'a whole number, or nothing',
      pattern: /^\d{0,9}$/,
      meaning: '--end of bin/arch: it stops after this article; it counts what was archived, from --start on',
    },
    {
      key: 'first-number',
      default: '0',
      values: 'a whole number',
      pattern: WHOLE_NUMBER,
      meaning: 'the number that is next: for a run without --wipe',
    },
  ],
  begin: (settings) => new PipermailRun(settings),
}

/** Why an article has no number: it is passed over, or Pipermail stops at it. */
type Refusal = 'html-only' | 'outside-range' | 'after-crash' | PipermailError

class PipermailRun implements ForecastRun {
  readonly #settings: ForecastSettings
  readonly #sanitizer: string
  readonly #checkedDates: boolean
  readonly #start: number
  readonly #end: number
  readonly #rows: ForecastRow[] = []
  readonly #extras: ExtraPage[] = []
  #sequence: number
  /** Messages of the mbox, discarded ones too. */
  #seen = 0
  /** What --end is compared with: it grows with each article. */
  #counter: number
  #done = false
  #crash: ArchiverCrash | null = null

  constructor(settings: ForecastSettings) {
    const option = (key: string): string => optionValue(pipermail, settings.options, key)
    this.#settings = settings
    this.#sanitizer = option('sanitizer')
    this.#checkedDates = isCheckedVersion(option('version'))
    this.#start = Number(option('start'))
    this.#end = option('end') === '' ? Infinity : Number(option('end'))
    this.#sequence = Number(option('first-number'))
    this.#counter = this.#start
  }

  add(entry: ArchiverEntry): void {
    const bytes = entryBytes(entry)
    const opening = entry.preamble.length
    const starts = messageStarts(bytes)
    // A From_ line behind a byte-order mark begins no line, so Pipermail never sees it.
    if (!starts.includes(opening)) this.#rows.push(rowWithoutPage(entry.position, 'not-a-separator'))
    for (const [index, start] of starts.entries()) {
      const message = bytes.subarray(start, starts[index + 1] ?? bytes.length)
      const row = this.#archive(message, entry.position)
      if (start === opening) this.#rows.push(row)
      else if (row.path !== null) {
        const { number, path, volume, key } = row
        this.#extras.push({ inside: start < opening ? null : entry.position, number, path, volume, key })
      }
    }
  }

  finish(): Forecast {
    return { rows: this.#rows, extras: this.#extras, crash: this.#crash }
  }

  #archive(message: Uint8Array, position: number): ForecastRow {
    const header = readPythonHeader(message)
    const seen = this.#seen
    this.#seen += 1
    const id = pythonField(header, 'message-id')
    const refused = this.#refuse(message, header, seen)
    if (refused !== null) {
      if (typeof refused === 'string') return rowWithoutPage(position, refused, { key: keyOf(id, null) })
      this.#crash = { position, ...refused }
      return rowWithoutPage(position, 'crash', { key: keyOf(id, null), crash: this.#crash })
    }
    // Nothing that was not refused has a date that stops Pipermail.
    const { epoch, undated } = this.#date(header) as ArticleDate
    const number = this.#sequence
    this.#sequence += 1
    if (this.#counter >= this.#end) this.#done = true
    this.#counter += 1
    const volume = pipermailVolume(epoch, this.#settings.period, this.#settings.zone)
    const path = pipermailPath(volume, number)
    return {
      position,
      number,
      path,
      volume,
      key: keyOf(id, number),
      epoch,
      undated,
      reason: null,
      crash: null,
    }
  }

  #refuse(message: Uint8Array, header: PythonHeader, seen: number): Refusal | null {
    if (this.#crash !== null) return 'after-crash'
    if (this.#done || seen < this.#start) return 'outside-range'
    // The scrubber reads the Date before all else, for the folder of attachments.
    const date = pythonField(header, 'date') ?? ''
    if (parsePythonDate(date, this.#settings.zone) === 'index-error') return dateError('Date')
    if (this.#sanitizer === '0' && pythonContentType(header) === 'text/html') return 'html-only'
    const dated = this.#date(header)
    if ('stopsAt' in dated) return dateError(dated.stopsAt)
    if (localYear(dated.epoch, this.#settings) < 1900) {
      return { error: 'ValueError: the strftime() methods require year >= 1900', cause: 'a date before 1900' }
    }
    return pipermailError(message, header)
  }

  #date(header: PythonHeader): ReturnType<typeof articleDate> {
    const { zone, now } = this.#settings
    return articleDate(header, { zone, now, checked: this.#checkedDates })
  }
}

/** The database key of an article: the value without what stands around it, or the number where nothing is left. */
function keyOf(id: string | null, number: number | null): string | null {
  if (id === null) return null
  const stripped = /^["<([]/.test(id) && /[">)\]]$/.test(id) ? id.slice(1, -1) : id
  if (stripped === '') return number === null ? null : String(number)
  return formatMessageId(Uint8Array.from(stripped, (character) => character.charCodeAt(0)))
}

function dateError(cause: string): PipermailError {
  return { error: 'IndexError', cause: `the date in its ${cause}` }
}

function localYear(epoch: number, settings: ForecastSettings): number {
  return new Date((epoch + settings.zone(epoch)) * 1000).getUTCFullYear()
}

function isCheckedVersion(version: string): boolean {
  return Number(/^2\.1\.(\d+)/.exec(version)?.[1] ?? 0) >= 22
}
