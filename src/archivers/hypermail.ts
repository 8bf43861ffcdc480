import { formatMessageId } from '../message/message-id.ts'
import type {
  Archiver,
  ArchiverEntry,
  Forecast,
  ForecastRun,
  ForecastSettings,
  NoPageReason,
} from './archiver.ts'
import { optionValue } from './archiver-options.ts'
import { hypermailLines } from './hypermail-lines.ts'
import { HypermailReader, type HypermailMessage } from './hypermail-reader.ts'
import { NumberedRows } from './numbered-rows.ts'
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
  readonly #rows = new NumberedRows(hypermailPath)
  readonly #seen = new Set<string>()
  readonly #reader: HypermailReader

  constructor(settings: ForecastSettings) {
    this.#requireIds = optionValue(hypermail, settings.options, 'require-msgids') === 'on'
    this.#discardDuplicates = optionValue(hypermail, settings.options, 'discard-dup-msgids') === 'on'
    this.#reader = new HypermailReader({
      message: (message) => this.#archive(message),
      swallowed: (position, where) =>
        this.#rows.leave(position, where === 'header' ? 'inside-header' : 'not-a-separator'),
    })
  }

  add(entry: ArchiverEntry): void {
    this.#rows.addEntry(entry.position)
    for (const line of sourceLines(entry)) {
      for (const piece of hypermailLines(line)) this.#reader.push(piece)
    }
  }

  finish(): Forecast {
    this.#reader.end()
    return { rows: this.#rows.list(), extras: this.#rows.extras, crash: null }
  }

  #archive(message: HypermailMessage): void {
    const owner = this.#rows.ownerOf(message)
    const { messageId } = message
    const duplicate = messageId !== null && this.#seen.has(messageId)
    const text = messageId === null ? null : keyText(messageId)
    const refused = this.#refuse(message, duplicate)
    if (refused !== null) {
      this.#rows.leave(owner, refused, text)
      return
    }
    if (messageId !== null) this.#seen.add(messageId)
    // Instead of a missing or repeated one, Hypermail makes an id from the clock.
    this.#rows.give(owner, duplicate ? null : text)
  }

  #refuse(message: HypermailMessage, duplicate: boolean): NoPageReason | null {
    if (message.lost) return 'header-never-ends'
    if (message.messageId === null && this.#requireIds) return 'missing-message-id'
    return duplicate && this.#discardDuplicates ? 'duplicate-message-id' : null
  }
}

function keyText(id: string): string {
  return formatMessageId(Uint8Array.from(id, (character) => character.charCodeAt(0)))
}
