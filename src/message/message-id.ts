import { latin1 } from '../mbox/ascii.ts'
import { findField, unfoldField, type HeaderField } from './header-fields.ts'
import { pushUtf8, utf8CodePoint, utf8SequenceLength } from './utf8.ts'

const LESS = 0x3c
const GREATER = 0x3e
const AT = 0x40
const BACKSLASH = 0x5c

/**
 * The msgid of a message: its first Message-ID field, unfolded, all white space (0x09 to 0x0D and 0x20) removed,
 * one surrounding pair of angle brackets removed.
 *
 * @param section - The header section that `fields` was read from.
 * @returns The bytes as they are, whatever they are; null where there is no field or nothing in it.
 *
 * @example
 * const section = utf8('Message-ID: <a1@\n example.org>\n')
 * readMessageId(section, readHeaderFields(section).fields) // => utf8('a1@example.org')
 */
export function readMessageId(section: Uint8Array, fields: readonly HeaderField[]): Uint8Array | null {
  const field = findField(fields, 'message-id')
  if (field === undefined) return null
  const id = asMsgid(unfoldField(section, field))
  return id.length === 0 ? null : id
}

/** The msgid in the value of a Message-ID field: all white space and one surrounding pair of angle brackets off. */
export function asMsgid(value: Uint8Array): Uint8Array {
  return withoutBrackets(withoutWhiteSpace(value))
}

/**
 * Whether a Message-ID field holds what RFC 5322 section 3.6.4 asks for, as far as an archive cares: `<left@right>`,
 * visible ASCII, one `@` with something on both sides. White space is forgiven.
 */
export function isWellFormedMessageId(section: Uint8Array, field: HeaderField): boolean {
  const value = withoutWhiteSpace(unfoldField(section, field))
  const id = withoutBrackets(value)
  if (id.length === value.length) return false
  const at = id.indexOf(AT)
  if (at < 1 || at === id.length - 1 || id.includes(AT, at + 1)) return false
  return id.every((byte) => byte > 0x20 && byte < 0x7f && byte !== LESS && byte !== GREATER)
}

/**
 * Writes a msgid as text, as ledgers and reports hold it: UTF-8 as its characters, every byte that is not part of
 * valid UTF-8 as `\xNN` with upper-case digits, a backslash as `\x5C`.
 *
 * No two msgids have the same text. Control characters stay what they are: JSON escapes them, and whoever
 * writes to a terminal or a page has to.
 *
 * @example
 * formatMessageId(Uint8Array.of(0x6a, 0xf6, 0x72, 0x67)) // => 'j\\xF6rg'
 */
export function formatMessageId(id: Uint8Array): string {
  if (id.every((byte) => byte < 0x80 && byte !== BACKSLASH)) return latin1(id)
  const characters: string[] = []
  for (let at = 0; at < id.length;) {
    const length = utf8SequenceLength(id, at)
    if (length === 0 || id[at] === BACKSLASH) {
      characters.push(`\\x${id[at]!.toString(16).toUpperCase().padStart(2, '0')}`)
      at += 1
    } else {
      characters.push(String.fromCodePoint(utf8CodePoint(id, at, length)))
      at += length
    }
  }
  return characters.join('')
}

/**
 * Reads what {@link formatMessageId} wrote.
 *
 * @returns The msgid, or null where the text cannot come from there: a backslash without `xNN`, or half a character.
 *
 * @example
 * parseMessageIdText('j\\xF6rg') // => Uint8Array.of(0x6a, 0xf6, 0x72, 0x67)
 * parseMessageIdText('j\\org') // => null
 */
export function parseMessageIdText(text: string): Uint8Array | null {
  const bytes: number[] = []
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at)!
    if (code === BACKSLASH) {
      const hex = /^x([0-9A-Fa-f]{2})$/.exec(text.slice(at + 1, at + 4))
      if (hex === null) return null
      bytes.push(Number.parseInt(hex[1]!, 16))
      at += 4
    } else {
      if (code >= 0xd800 && code <= 0xdfff) return null
      pushUtf8(bytes, code)
      at += code > 0xffff ? 2 : 1
    }
  }
  return Uint8Array.from(bytes)
}

/**
 * The msg-ids of the first References field, the oldest ancestor first, as {@link formatMessageId} writes them.
 *
 * What stands in angle brackets counts, white space in it removed; where there is no bracket at all, words with
 * an `@` do. Repeated ids stay.
 *
 * @example
 * const section = utf8('References: <a1@example.org>\n <a2@example.org>\n')
 * readReferences(section, readHeaderFields(section).fields) // => ['a1@example.org', 'a2@example.org']
 */
export function readReferences(section: Uint8Array, fields: readonly HeaderField[]): string[] {
  const field = findField(fields, 'references')
  if (field === undefined) return []
  const value = unfoldField(section, field)
  const bracketed = bracketedIds(value)
  return bracketed.length > 0 ? bracketed : words(value).filter((word) => word.includes('@'))
}

/**
 * The msg-ids of the first In-Reply-To field, as {@link formatMessageId} writes them.
 *
 * What stands in angle brackets counts; the free text that old mail programs wrote there does not. Without a
 * bracket, the value has to be one word with an `@`.
 *
 * @example
 * const section = utf8('In-Reply-To: Your message of Monday <a1@example.org>\n')
 * readInReplyTo(section, readHeaderFields(section).fields) // => ['a1@example.org']
 */
export function readInReplyTo(section: Uint8Array, fields: readonly HeaderField[]): string[] {
  const field = findField(fields, 'in-reply-to')
  if (field === undefined) return []
  const value = unfoldField(section, field)
  const bracketed = bracketedIds(value)
  if (bracketed.length > 0) return bracketed
  const all = words(value)
  return all.length === 1 && all[0]!.includes('@') ? all : []
}

/** The list identifier of the first List-Id field (RFC 2919): what stands in its last brackets, else the whole value. */
export function readListId(section: Uint8Array, fields: readonly HeaderField[]): string | null {
  const field = findField(fields, 'list-id')
  if (field === undefined) return null
  const value = unfoldField(section, field)
  const id = bracketedIds(value).at(-1) ?? formatMessageId(withoutWhiteSpace(value))
  return id === '' ? null : id
}

function bracketedIds(value: Uint8Array): string[] {
  const ids: string[] = []
  let open = -1
  for (const [at, byte] of value.entries()) {
    if (byte === LESS) open = at + 1
    if (byte !== GREATER || open < 0) continue
    const id = withoutWhiteSpace(value.subarray(open, at))
    if (id.length > 0) ids.push(formatMessageId(id))
    open = -1
  }
  return ids
}

function words(value: Uint8Array): string[] {
  return latin1(value)
    .split(/[\t-\r ,]+/)
    .filter((word) => word !== '')
    .map((word) => formatMessageId(Uint8Array.from(word, (character) => character.charCodeAt(0))))
}

function withoutWhiteSpace(value: Uint8Array): Uint8Array {
  const result = new Uint8Array(value.length)
  let length = 0
  for (const byte of value) {
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) continue
    result[length] = byte
    length += 1
  }
  return result.subarray(0, length)
}

function withoutBrackets(value: Uint8Array): Uint8Array {
  const bracketed = value.length > 1 && value[0] === LESS && value[value.length - 1] === GREATER
  return bracketed ? value.subarray(1, -1) : value
}
