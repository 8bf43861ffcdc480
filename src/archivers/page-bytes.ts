import { decodeText } from '../charsets/decode-text.ts'
import { asMsgid, formatMessageId } from '../message/message-id.ts'

/** A page names its charset near its start, in every template; a long subject may stand in front. */
const CHARSET_WITHIN = 16_384

/** One character a byte. For whole pages: markers are ASCII, whatever the charset is. */
export function latin1Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** The bytes of text that holds one character a byte; a character that is none stands as its UTF-8. */
export function latin1Bytes(text: string): Uint8Array {
  return /[^\0-\xff]/.test(text) ? Buffer.from(text, 'utf8') : Buffer.from(text, 'latin1')
}

/**
 * Decodes a page by the charset that its META tag names, else as UTF-8 where it is that, else as windows-1252. Lines end
 * in LF.
 *
 * A page whose charset keeps no ASCII (UTF-16 in its META, while its tags are ASCII) is read as if it named none.
 *
 * @param otherwise - The charset of a page without that tag, where something else tells it.
 */
export function decodePage(bytes: Uint8Array, otherwise: string | null = null): string {
  const start = latin1Text(bytes.subarray(0, CHARSET_WITHIN))
  const tag = /<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,60})/i.exec(start)
  const label = tag?.[1] ?? otherwise
  const isWide = label !== null && /^(?:utf-?(?:16|32|7)|ucs|iso-10646|unicode$)/i.test(label)
  return decodeText(bytes, isWide ? null : label).text.replace(/\r\n?/g, '\n')
}

/**
 * Undoes percent-encoding, to bytes. A `%` without two digits stays; characters beyond one byte are their UTF-8.
 *
 * @example
 * percentDecode('%3Ca%40b%3E') // => the bytes of '<a@b>'
 */
export function percentDecode(text: string): Uint8Array {
  const utf8 = latin1Text(Buffer.from(text, 'utf8'))
  return latin1Bytes(
    utf8.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  )
}

/** The Message-ID that a page shows, from the bytes of the field: the archiver made it up, or it is the message's own. */
export interface ShownId {
  readonly messageId: string | null
  readonly madeUpId: string | null
}

/** No ID at all. */
export const NO_ID: ShownId = { messageId: null, madeUpId: null }

/**
 * Reads a Message-ID as a ledger does: white space and one pair of brackets off, bytes that are not UTF-8 as `\xNN`.
 *
 * @param madeUp - What IDs look like that the archiver makes up for messages without one.
 */
export function readShownId(value: Uint8Array, madeUp: RegExp): ShownId {
  const bytes = asMsgid(value)
  if (bytes.length === 0) return NO_ID
  const id = formatMessageId(bytes)
  return madeUp.test(id) ? { messageId: null, madeUpId: id } : { messageId: id, madeUpId: null }
}
