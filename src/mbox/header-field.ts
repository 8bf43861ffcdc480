import { COLON } from './ascii.ts'

/** The longest field name that is looked for: RFC 5322 section 2.1.1 limits a line to 998 bytes. */
export const MAX_FIELD_NAME = 998

/**
 * Whether a line begins with a header field: a name of 1 to {@link MAX_FIELD_NAME} bytes from 33 to 126, and a colon
 * (RFC 5322 section 2.2).
 *
 * @param bytes - Bytes that hold the line's start.
 * @param at - Where the line starts.
 * @returns True or false, or null where `bytes` ends before it can be told.
 */
export function beginsWithField(bytes: Uint8Array, at: number): boolean | null {
  for (let i = at; i <= at + MAX_FIELD_NAME; i++) {
    const byte = bytes[i]
    if (byte === undefined) return null
    if (byte === COLON) return i > at
    if (byte < 33 || byte > 126) return false
  }
  return false
}
