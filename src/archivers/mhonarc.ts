import { createHash } from 'node:crypto'
import { FROM, latin1, startsWithAt } from '../mbox/ascii.ts'
import { formatMessageId } from '../message/message-id.ts'
import {
  rowWithoutPage,
  type Archiver,
  type ArchiverCrash,
  type ArchiverEntry,
  type Forecast,
  type ForecastRun,
  type ForecastSettings,
  type NoPageReason,
} from './archiver.ts'
import { optionValue } from './archiver-options.ts'
import { mhonarcDate } from './mhonarc-dates.ts'
import { mhonarcMessageId, perlTrim, readMhonarcFields, type MhonarcFields } from './mhonarc-header.ts'
import { NumberedRows } from './numbered-rows.ts'
import { sourceLines, type SourceLine } from './source-lines.ts'

/**
 * MHonArc 2.6: what `mhonarc -outdir DIR MBOX...` makes of mbox files.
 *
 * Messages are numbered from 0 in the order in which they are first seen; a message whose Message-ID was seen before
 * takes no number. `docs/archivers.md` says the rest in words, and how it was checked.
 */
export const mhonarc: Archiver = {
  name: 'mhonarc',
  separator: 'any',
  numbered: true,
  options: [
    {
      key: 'checknoarchive',
      default: 'off',
      values: 'on or off',
      pattern: /^(?:on|off)$/,
      meaning: 'CHECKNOARCHIVE: leave out messages with X-No-Archive: yes or Restrict: no-external-archive',
    },
  ],
  begin: (settings) => new MhonarcRun(settings),
}

/** The path of a message: numbers have five digits, and more from 100,000 on. */
export function mhonarcPath(number: number): string {
  return `msg${String(number).padStart(5, '0')}.html`
}

/** A message whose header section is being read. */
interface OpenMessage {
  /** The entry whose From_ line opened it; null for one that begins in front of the first entry. */
  owner: number | null
  /** Entries whose From_ line stands in the header section. */
  readonly swallowed: number[]
  readonly lines: Uint8Array[]
  /** The entry that holds the first Message-ID field; undefined where there is none yet. */
  idOwner?: number | null
}

class MhonarcRun implements ForecastRun {
  readonly #settings: ForecastSettings
  readonly #checkNoArchive: boolean
  readonly #rows = new NumberedRows(mhonarcPath)
  readonly #seen = new Set<string>()
  #crash: ArchiverCrash | null = null
  #file: number | null = null
  #header: OpenMessage | null = null
  /** The last From_ line in a body: a message begins behind it, if anything stands there. */
  #awaiting: { readonly owner: number | null } | null = null

  constructor(settings: ForecastSettings) {
    this.#settings = settings
    this.#checkNoArchive = optionValue(mhonarc, settings.options, 'checknoarchive') === 'on'
  }

  add(entry: ArchiverEntry): void {
    if (entry.file !== this.#file) {
      this.#endFile()
      this.#file = entry.file
      // The first message of a file is not searched for: it begins with the first line, whatever that is.
      this.#awaiting = { owner: null }
    }
    this.#rows.addEntry(entry.position)
    for (const line of sourceLines(entry)) this.#take(line)
    if (!this.#rows.has(entry.position)) this.#rows.leave(entry.position, 'not-a-separator')
  }

  finish(): Forecast {
    this.#endFile()
    if (this.#crash !== null) {
      const crash = this.#crash
      // Pages are written when all messages are read: an error leaves no archive at all.
      const rows = this.#rows.positions.map((position) =>
        position === crash.position
          ? rowWithoutPage(position, 'crash', { crash })
          : rowWithoutPage(position, 'unpublished'),
      )
      return { rows, extras: [], crash }
    }
    return { rows: this.#rows.list(), extras: this.#rows.extras, crash: null }
  }

  #take(line: SourceLine): void {
    if (this.#awaiting !== null) {
      this.#header = { owner: this.#awaiting.owner, swallowed: [], lines: [] }
      this.#awaiting = null
    }
    const header = this.#header
    if (header === null) {
      if (!startsWithAt(line.bytes, FROM, 0)) return
      const owner = line.opens ? line.owner : null
      this.#awaiting = { owner }
      if (owner !== null) this.#rows.leave(owner, 'nothing-after-from-line')
      return
    }
    if (/^\r?\n?$/.test(latin1(line.bytes.subarray(0, 3)))) {
      this.#header = null
      this.#archive(header)
      return
    }
    if (line.holds !== null) {
      // The file's first From_ line stands in the header section of the message that it opens.
      if (header.lines.length === 0 && header.owner === null) header.owner = line.holds
      else {
        header.swallowed.push(line.holds)
        this.#rows.leave(line.holds, 'inside-header')
      }
    }
    if (header.idOwner === undefined && /^message-id:/i.test(latin1(line.bytes.subarray(0, 11)))) {
      header.idOwner = line.owner
    }
    header.lines.push(line.bytes.slice())
  }

  #endFile(): void {
    if (this.#header !== null) this.#archive(this.#header)
    this.#header = null
    this.#awaiting = null
  }

  #archive(message: OpenMessage): void {
    const owner = this.#rows.ownerOf(message)
    const fields = readMhonarcFields(message.lines)
    const id = mhonarcMessageId(fields) ?? digestId(message.lines)
    const key = formatMessageId(Uint8Array.from(id, (character) => character.charCodeAt(0)))
    const refused = this.#refuse(fields, id)
    if (refused !== null) {
      this.#rows.leave(owner, refused, key)
      return
    }
    const dies = deadlyDate(fields, this.#settings.now)
    if (dies !== null && this.#crash === null) {
      const position = owner ?? this.#rows.positions.at(-1) ?? 0
      this.#crash = { position, error: dies.message, cause: `the date in its ${dies.field}` }
    }
    this.#rows.give(owner, key)
  }

  #refuse(fields: MhonarcFields, id: string): NoPageReason | null {
    if (this.#checkNoArchive && asksNotToBeArchived(fields)) return 'no-archive'
    // Perl takes an empty id and "0" for no id: nothing is compared with those.
    if (id === '' || id === '0') return null
    if (this.#seen.has(id)) return 'duplicate-message-id'
    this.#seen.add(id)
    return null
  }
}

function asksNotToBeArchived(fields: MhonarcFields): boolean {
  const says = (name: string, pattern: RegExp): boolean =>
    fields.get(name)?.some((value) => pattern.test(value)) ?? false
  return says('restrict', /no-external-archive/i) || says('x-no-archive', /yes/i)
}

/** The id of a message without one: MD5 of its header section, without the empty line. */
function digestId(lines: readonly Uint8Array[]): string {
  const hash = createHash('md5')
  for (const line of lines) hash.update(line)
  return `${hash.digest('hex')}@NO-ID-FOUND.mhonarc.org`
}

/** The first Received, then the first Date, is read; one that has the shape of a date but is none stops the run. */
function deadlyDate(fields: MhonarcFields, now: number): { field: string; message: string } | null {
  const received = fields.get('received')?.[0]
  // Perl's split drops empty pieces at the end.
  const tail = received?.split(';').findLast((piece) => piece !== '')
  for (const [field, value] of [
    ['Received', tail],
    ['Date', fields.get('date')?.[0]],
  ] as const) {
    if (value === undefined) continue
    const result = mhonarcDate(perlTrim(value), now)
    if (result === 'read') return null
    if (result !== 'unread') return { field, message: result.dies }
  }
  return null
}
