import { createHash } from 'node:crypto'
import { formatMessageId } from '../message/message-id.ts'
import { rowWithoutPage, type Archiver, type ArchiverEntry, type ForecastRow } from './archiver.ts'
import { pythonField, readPythonHeader, type PythonHeader } from './python-header.ts'
import { pythonStrip } from './python-content-type.ts'

/** public-inbox cuts longer Message-IDs, which its index could not hold. */
const MAX_ID_LENGTH = 244

/** The fields that tell a resent message from another one with the same Message-ID. */
const CONTENT_FIELDS = ['references', 'in-reply-to', 'from', 'sender', 'subject', 'date', 'to', 'cc']

/**
 * public-inbox: where a message is found after an import.
 *
 * Its address is its Message-ID, so nothing moves when another one is edited. A message without an ID, or with one that
 * another message has, gets an ID made from its content, which is the same at each import; it is not worked out here,
 * so such a message has no path. The same message a second time is left out.
 *
 * A path is the part of the URL behind the inbox's own address.
 */
export const publicInbox: Archiver = {
  name: 'public-inbox',
  separator: 'dated',
  numbered: false,
  options: [],
  begin: () => {
    const rows: ForecastRow[] = []
    const contents = new Map<string, Set<string>>()
    return {
      add: (entry) => void rows.push(archive(entry, contents)),
      finish: () => ({ rows, extras: [], crash: null }),
    }
  },
}

/**
 * The path of a message below its inbox: the Message-ID, percent-encoded as in a path, and a slash.
 *
 * @param id - The Message-ID without brackets, one character a byte.
 *
 * @example
 * publicInboxPath('a/1@example.org') // => 'a%2F1@example.org/'
 */
export function publicInboxPath(id: string): string {
  // RFC 3986 pchar, which is what stands unescaped in one segment of a path.
  const escaped = id.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
  return `${escaped}/`
}

/**
 * The Message-ID as public-inbox takes it: what stands in angle brackets, or else the whole field, cut to what its index
 * holds. Empty where there is nothing.
 *
 * @param field - The field's body, one character a byte.
 *
 * @example
 * publicInboxId(' <a1@example.org> (added)') // => 'a1@example.org'
 */
export function publicInboxId(field: string): string {
  const value = pythonStrip(field)
  return (/<([^<>]+)>/.exec(value)?.[1] ?? value).slice(0, MAX_ID_LENGTH)
}

function archive(entry: ArchiverEntry, contents: Map<string, Set<string>>): ForecastRow {
  const { position, message } = entry
  const header = readPythonHeader(message)
  const id = publicInboxId(pythonField(header, 'message-id') ?? '')
  if (id === '') return rowWithoutPage(position, 'content-id')
  const key = formatMessageId(Uint8Array.from(id, (character) => character.charCodeAt(0)))
  const content = contentDigest(message, header)
  const known = contents.get(id)
  if (known !== undefined) {
    const reason = known.has(content) ? 'same-content' : 'content-id'
    known.add(content)
    return rowWithoutPage(position, reason, { key })
  }
  contents.set(id, new Set([content]))
  const page = { number: null, volume: null, epoch: null, undated: false, reason: null, crash: null }
  return { position, path: publicInboxPath(id), key, ...page }
}

function contentDigest(message: Uint8Array, header: PythonHeader): string {
  const hash = createHash('sha256')
  for (const name of CONTENT_FIELDS) hash.update(`${name}:${pythonField(header, name) ?? ''}\n`, 'latin1')
  const body = Buffer.from(message.subarray(header.bodyStart)).toString('latin1')
  return hash.update(body.replaceAll('\r\n', '\n').trimEnd(), 'latin1').digest('base64url')
}
