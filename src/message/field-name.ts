import { COLON, isBlank } from '../mbox/ascii.ts'

/**
 * How far into a line its field name and colon are looked for, in bytes.
 *
 * RFC 5322 section 2.1.1 allows no longer line. Without a limit, a line of a gigabyte would have to be
 * held whole before anybody knew whether it is a field.
 */
export const FIELD_NAME_LIMIT = 998

/**
 * Finds the colon of a field that begins at `start`.
 *
 * A field is one or more bytes 0x21 to 0x7E without a colon, then blanks (RFC 5322 section 4.5,
 * obsolete, and still seen), then a colon, all within the first {@link FIELD_NAME_LIMIT} bytes of the line.
 *
 * @param end - End of the line, or of as much of it as is there: at least the limit, or all of it.
 * @returns The index of the colon, or -1 where the line is no field.
 */
export function findFieldColon(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + FIELD_NAME_LIMIT)
  let at = start
  while (at < stop) {
    const byte = bytes[at]!
    if (byte === COLON) return at > start ? at : -1
    if (byte <= 0x20 || byte >= 0x7f) break
    at += 1
  }
  if (at === start) return -1
  while (at < stop && isBlank(bytes[at])) at += 1
  return at < stop && bytes[at] === COLON ? at : -1
}

/** The end of the field name whose colon stands at `colon`: blanks before the colon do not belong to it. */
export function fieldNameEnd(bytes: Uint8Array, colon: number): number {
  let end = colon
  while (isBlank(bytes[end - 1])) end -= 1
  return end
}
