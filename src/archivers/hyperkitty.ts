import { createHash } from 'node:crypto'
import { encodeBase32 } from '../message/base32.ts'
import { formatMessageId } from '../message/message-id.ts'
import { rowWithoutPage, type Archiver, type ExtraPage, type ForecastRow } from './archiver.ts'
import { messageStarts, entryBytes } from './source-lines.ts'
import { pythonField, readPythonHeader, type PythonHeader } from './python-header.ts'

/** HyperKitty's column for Message-IDs is this long. */
const MAX_ID_LENGTH = 254

/**
 * HyperKitty, the archiver of Mailman 3: what `hyperkitty_import` makes of an mbox.
 *
 * A message is found by a hash of its Message-ID, so nothing moves when another one is edited. One without an ID gets a
 * random one at each import, and one whose ID is there already is left out.
 *
 * A path is the part of the URL behind the list's own address.
 */
export const hyperkitty: Archiver = {
  name: 'hyperkitty',
  separator: 'any',
  numbered: false,
  options: [],
  begin: () => {
    const rows: ForecastRow[] = []
    const extras: ExtraPage[] = []
    const seen = new Set<string>()
    return {
      add: (entry) => {
        const bytes = entryBytes(entry)
        const opening = entry.preamble.length
        const starts = messageStarts(bytes)
        if (!starts.includes(opening)) rows.push(rowWithoutPage(entry.position, 'not-a-separator'))
        for (const [index, start] of starts.entries()) {
          const message = bytes.subarray(start, starts[index + 1] ?? bytes.length)
          const row = archive(readPythonHeader(message), entry.position, seen)
          if (start === opening) rows.push(row)
          else if (row.path !== null) {
            const inside = start < opening ? null : entry.position
            extras.push({ inside, number: null, path: row.path, volume: null, key: row.key })
          }
        }
      },
      finish: () => ({ rows, extras, crash: null }),
    }
  },
}

/**
 * The path of a message below its list: `message/HASH/`, where HASH is Mailman 3's Message-ID-Hash, base32 of SHA-1.
 *
 * @param id - The Message-ID as HyperKitty stores it, one character a byte.
 *
 * @example
 * hyperkittyPath('a1@example.org') // => 'message/4UISTGIUA2NZF66PCSPILTGEFHF5VULC/'
 */
export function hyperkittyPath(id: string): string {
  return `message/${encodeBase32(createHash('sha1').update(id, 'latin1').digest())}/`
}

function archive(header: PythonHeader, position: number, seen: Set<string>): ForecastRow {
  const id = hyperkittyId(pythonField(header, 'message-id') ?? '')
  if (id === null) return rowWithoutPage(position, 'random-id')
  const key = formatMessageId(Uint8Array.from(id, (character) => character.charCodeAt(0)))
  if (seen.has(id)) return rowWithoutPage(position, 'duplicate-message-id', { key })
  seen.add(id)
  const page = { number: null, volume: null, epoch: null, undated: false, reason: null, crash: null }
  return { position, path: hyperkittyPath(id), key, ...page }
}

/**
 * The Message-ID as HyperKitty stores it: all white space out, then one pair of brackets or quotes; what is too long for
 * the database is cut. Null where nothing is left.
 *
 * @param field - The field's body, one character a byte.
 *
 * @example
 * hyperkittyId(' <a1@example.org>') // => 'a1@example.org'
 */
export function hyperkittyId(field: string): string | null {
  const value = field.replace(/[ \t\n\r\v\f]/g, '')
  const bracketed = /^<([^]*)>$/.exec(value) ?? /^"([^]*)"$/.exec(value)
  const id = (bracketed?.[1] ?? value).slice(0, MAX_ID_LENGTH)
  return id === '' ? null : id
}
