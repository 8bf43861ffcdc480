import { formatMessageId } from '../message/message-id.ts'
import {
  rowWithoutPage,
  type Archiver,
  type ArchiverEntry,
  type ExtraPage,
  type Forecast,
  type ForecastRow,
  type ForecastRun,
  type ForecastSettings,
  type NoPageReason,
} from './archiver.ts'
import { optionValue } from './archiver-options.ts'
import { hypermailLines } from './hypermail-lines.ts'
import { HypermailReader, type HypermailMessage } from './hypermail-reader.ts'
import { sourceLines } from './source-lines.ts'

const SWITCH = { values: 'on or off', pattern: /^(?:on|off)$/ }

/**
 * Hypermail 2.4: what `hypermail -m MBOX -d DIR` makes of an mbox. Several files are taken as one.
 *
 * Messages are numbered from 0; with the defaults one without a Message-ID, or with one that was there before, takes no
 * number. `docs/archivers.md` says the rest in words, and how it was checked.
 */
export const hypermail: Archiver = {
  name: 'hypermail',
  separator: 'dated',
  numbered: true,
  options: [
    {
      key: 'require-msgids',
      default: 'on',
      ...SWITCH,
      meaning: 'require_msgids: a message without a Message-ID is left out',
    },
    {
      key: 'discard-dup-msgids',
      default: 'on',
      ...SWITCH,
      meaning: 'discard_dup_msgids: a message whose Message-ID was there before is left out',
    },
  ],
  begin: (settings) => new HypermailRun(settings),
}

/** The path of a message: numbers have four digits, and more from 10,000 on. */
export function hypermailPath(number: number): string {
  return `${String(number).padStart(4, '0')}.html`
}

class HypermailRun implements ForecastRun {
  readonly #requireIds: boolean
  readonly #discardDuplicates: boolean
  readonly #positions: number[] = []
  readonly #rows = new Map<number, ForecastRow>()
  readonly #extras: ExtraPage[] = []
  readonly #seen = new Set<string>()
  readonly #reader: HypermailReader
  #next = 0

  constructor(settings: ForecastSettings) {
    this.#requireIds = optionValue(hypermail, settings.options, 'require-msgids') === 'on'
    this.#discardDuplicates = optionValue(hypermail, settings.options, 'discard-dup-msgids') === 'on'
    this.#reader = new HypermailReader({
      message: (message) => this.#archive(message),
      swallowed: (position, where) =>
        this.#leave(position, where === 'header' ? 'inside-header' : 'not-a-separator'),
    })
  }

  add(entry: ArchiverEntry): void {
    this.#positions.push(entry.position)
    for (const line of sourceLines(entry)) {
      for (const piece of hypermailLines(line)) this.#reader.push(piece)
    }
  }

  finish(): Forecast {
    this.#reader.end()
    const rows = this.#positions.map(
      (position) => this.#rows.get(position) ?? rowWithoutPage(position, 'not-a-separator'),
    )
    return { rows, extras: this.#extras, crash: null }
  }

  #archive(message: HypermailMessage): void {
    // Where entries have run together, the page is that of the entry whose Message-ID it shows.
    const shown = message.swallowed.find((position) => position === message.idOwner)
    const owner = shown ?? message.owner ?? message.swallowed[0] ?? null
    if (message.owner !== null && owner !== message.owner) this.#leave(message.owner, 'header-never-ends')
    const { messageId } = message
    const duplicate = messageId !== null && this.#seen.has(messageId)
    const text = messageId === null ? null : keyText(messageId)
    const refused = this.#refuse(message, duplicate)
    if (refused !== null) {
      this.#leave(owner, refused, text)
      return
    }
    if (messageId !== null) this.#seen.add(messageId)
    // Instead of a missing or repeated one, Hypermail makes an id from the clock.
    const key = duplicate ? null : text
    const number = this.#next
    this.#next += 1
    const path = hypermailPath(number)
    if (owner === null) {
      this.#extras.push({ inside: this.#positions.at(-1) ?? null, number, path, volume: null, key })
      return
    }
    const page = { number, path, volume: null, epoch: null, undated: false, reason: null, crash: null }
    this.#rows.set(owner, { position: owner, key, ...page })
  }

  #refuse(message: HypermailMessage, duplicate: boolean): NoPageReason | null {
    if (message.lost) return 'header-never-ends'
    if (message.messageId === null && this.#requireIds) return 'missing-message-id'
    return duplicate && this.#discardDuplicates ? 'duplicate-message-id' : null
  }

  #leave(owner: number | null, reason: NoPageReason, key: string | null = null): void {
    if (owner !== null) this.#rows.set(owner, rowWithoutPage(owner, reason, { key }))
  }
}

function keyText(id: string): string {
  return formatMessageId(Uint8Array.from(id, (character) => character.charCodeAt(0)))
}
