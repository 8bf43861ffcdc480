import { CR, LF, isBlank, latin1 } from '../mbox/ascii.ts'
import { fieldNameEnd, findFieldColon } from './field-name.ts'
import { HEADER_LIMIT } from './message-splitter.ts'

/** One field of a header section: offsets into the section. */
export interface HeaderField {
  /** The name in lower case. Names are ASCII, so nothing is lost but the case. */
  readonly name: string
  /** Where its first line begins. */
  readonly start: number
  /** After the colon. */
  readonly valueStart: number
  /** After the line end of its last line. */
  readonly end: number
}

/** The fields of a header section in order, and what is none. */
export interface HeaderFields {
  readonly fields: readonly HeaderField[]
  /** Where lines begin that are neither field nor continuation, the first 100 of them. */
  readonly malformed: readonly number[]
}

const MOST_MALFORMED = 100

/**
 * Reads the raw fields of a header section.
 *
 * Reading stops at the first empty line (LF or CR LF), at the end, and at 1 MiB. Never throws: a line that is
 * no field is passed over with the lines folded below it, and so is a continuation at the very start. Nothing
 * is decoded; {@link unfoldField} gives a value.
 *
 * @param section - The header section; the empty line and a body may follow.
 *
 * @example
 * const section = utf8('Subject: a\n b\nTo : c\n\nbody')
 * readHeaderFields(section).fields.map(({ name }) => name) // => ['subject', 'to']
 */
export function readHeaderFields(section: Uint8Array): HeaderFields {
  const limit = Math.min(section.length, HEADER_LIMIT)
  const fields: HeaderField[] = []
  const malformed: number[] = []
  // The field whose lines are being read; no name where there is none.
  let name = ''
  let fieldStart = 0
  let valueStart = 0
  let start = 0
  while (start < limit) {
    const end = lineEnd(section, start, limit)
    if (isEmptyLine(section, start, end)) break
    if (!isBlank(section[start]) || start === 0) {
      if (name !== '') fields.push({ name, start: fieldStart, valueStart, end: start })
      const colon = findFieldColon(section, start, end)
      name = colon < 0 ? '' : nameOf(section, start, fieldNameEnd(section, colon))
      fieldStart = start
      valueStart = colon + 1
      if (colon < 0 && malformed.length < MOST_MALFORMED) malformed.push(start)
    }
    start = end
  }
  if (name !== '') fields.push({ name, start: fieldStart, valueStart, end: start })
  return { fields, malformed }
}

// Lines are short: a loop finds their ends sooner than a call of `indexOf` for each.
function lineEnd(section: Uint8Array, start: number, limit: number): number {
  let end = start
  while (end < limit && section[end] !== LF) end += 1
  return end < limit ? end + 1 : limit
}

function isEmptyLine(section: Uint8Array, start: number, end: number): boolean {
  return section[end - 1] === LF && (end === start + 1 || (end === start + 2 && section[start] === CR))
}

/**
 * The first field of that name, given in lower case.
 *
 * @example
 * const { fields } = readHeaderFields(utf8('From: a\nTo: b\nTo: c\n'))
 * findField(fields, 'to').start // => 8
 */
export function findField(fields: readonly HeaderField[], name: string): HeaderField | undefined {
  for (const field of fields) if (field.name === name) return field
  return undefined
}

/**
 * A field's value: line ends removed and nothing put in their place (RFC 5322 section 2.2.3), spaces and tabs
 * around it cut.
 *
 * @example
 * const section = utf8('Subject:  a\n b\n')
 * unfoldField(section, findField(readHeaderFields(section).fields, 'subject')) // => utf8('a b')
 */
export function unfoldField(section: Uint8Array, field: HeaderField): Uint8Array {
  const value = new Uint8Array(field.end - field.valueStart)
  let length = 0
  for (let i = field.valueStart; i < field.end; i += 1) {
    const byte = section[i]!
    if (byte === LF || byte === CR || (length === 0 && isBlank(byte))) continue
    value[length] = byte
    length += 1
  }
  while (length > 0 && isBlank(value[length - 1])) length -= 1
  return value.subarray(0, length)
}

const CACHE_SIZE = 1024
const LONGEST_CACHED = 64
const cache: string[] = new Array<string>(CACHE_SIZE).fill('')

// A list has few names and very many fields: most names are found made already. The cache changes no result.
function nameOf(section: Uint8Array, start: number, end: number): string {
  let hash = end - start
  for (let i = start; i < end; i += 1) hash = (hash * 31 + (section[i]! | 0x20)) & 0xffff
  const cached = cache[hash % CACHE_SIZE]!
  if (cached.length === end - start && isName(cached, section, start)) return cached
  const name = latin1(section, start, end).toLowerCase()
  if (name.length <= LONGEST_CACHED) cache[hash % CACHE_SIZE] = name
  return name
}

function isName(name: string, section: Uint8Array, start: number): boolean {
  for (let i = 0; i < name.length; i += 1) {
    const byte = section[start + i]!
    if ((byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte) !== name.charCodeAt(i)) return false
  }
  return true
}
