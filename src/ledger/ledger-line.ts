import type { Host } from '../mbox/host.ts'
import { encodeBase64url } from '../message/base64url.ts'
import { utf8Bytes, writeText } from './utf8.ts'

const LF = 0x0a
const CLOSING_BRACE = 0x7d
const SUM_LENGTH = 22
const CLOSE = utf8Bytes('"}')
const OPEN = utf8Bytes(',"sum":"')
/** Length of `,"sum":"` + sum + `"}`: what a line ends with. */
const TAIL = OPEN.length + SUM_LENGTH + CLOSE.length

/** The sum that line 1 chains to: no bytes. */
export const NO_SUM = new Uint8Array(0)

/** The chain: SHA-256 over the previous sum, LF, and the line's text without its `sum` member; 128 bits. */
function sumOf(host: Host, previousSum: Uint8Array, withoutBrace: Uint8Array): string {
  // One call over a joined copy: an incremental hash costs more than the hashing of a line.
  const input = new Uint8Array(previousSum.length + withoutBrace.length + 2)
  input.set(previousSum)
  input[previousSum.length] = LF
  input.set(withoutBrace, previousSum.length + 1)
  input[input.length - 1] = CLOSING_BRACE
  return encodeBase64url(host.hash('sha256', input), 16)
}

/** UTF-8 needs at most three bytes for one unit of a JavaScript string. */
const MOST_BYTES_A_UNIT = 3

/**
 * Writes lines with their sums, one after the other.
 *
 * Works in one piece of memory, which holds what is hashed: the previous sum, LF, and the line.
 */
export class LineSealer {
  /** The sum of the last line, to which the next one chains; empty before line 1. */
  sum: string
  private readonly host: Host
  private room = new Uint8Array(4096)

  constructor(host: Host, lastSum: string) {
    this.host = host
    this.sum = lastSum
  }

  /**
   * Adds `sum` to the JSON text of a record.
   *
   * @returns The line with its line end. Valid until the next call.
   */
  seal(json: string): Uint8Array {
    const start = SUM_LENGTH + 1
    const needed = start + json.length * MOST_BYTES_A_UNIT + TAIL + 1
    if (needed > this.room.length) this.room = new Uint8Array(2 * needed)
    const { room, sum } = this
    writeText(`${sum}\n`, room, start - 1 - sum.length)
    const end = start + writeText(json, room, start)
    this.sum = encodeBase64url(this.host.hash('sha256', room.subarray(start - 1 - sum.length, end)), 16)
    const brace = end - 1
    return room.subarray(start, brace + writeText(`,"sum":"${this.sum}"}\n`, room, brace))
  }
}

const holdsAt = (bytes: Uint8Array, needle: Uint8Array, at: number): boolean => {
  for (let index = 0; index < needle.length; index += 1) if (bytes[at + index] !== needle[index]) return false
  return true
}

/** The bytes of the sum that a line states, or null where it does not end with one. `end` is before its LF. */
export function statedSum(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
  const at = end - TAIL
  if (at <= start || !holdsAt(bytes, OPEN, at) || !holdsAt(bytes, CLOSE, end - CLOSE.length)) return null
  return bytes.subarray(at + OPEN.length, end - CLOSE.length)
}

/**
 * Checks one line against the sum of the line before it.
 *
 * @param end - Offset of the line's LF.
 * @returns The line's own sum, or null where the line is not what was written.
 */
export function provenSum(
  bytes: Uint8Array,
  start: number,
  end: number,
  previousSum: Uint8Array,
  host: Host,
): Uint8Array | null {
  const stated = statedSum(bytes, start, end)
  if (stated === null) return null
  const sum = utf8Bytes(sumOf(host, previousSum, bytes.subarray(start, end - TAIL)))
  return holdsAt(stated, sum, 0) ? stated : null
}

/**
 * Whether bytes without a line end can be what a stopped write left: the beginning of a line, or
 * nothing but the NULs that a file system leaves where data never reached the disk.
 *
 * A line that goes on behind its sum is not: there a line end was damaged.
 */
export function looksTorn(bytes: Uint8Array, start: number, end: number): boolean {
  let last = end
  while (last > start && bytes[last - 1] === 0) last -= 1
  if (last === start) return true
  const begin = utf8Bytes('{"type":"')
  for (let at = start; at < last; at += 1) {
    const byte = bytes[at]!
    if (at - start < begin.length ? byte !== begin[at - start] : byte < 0x20) return false
    // A complete line ends with its sum: only there does a record end, as quotes in strings are escaped.
    if (at + 1 < end && statedSum(bytes, start, at + 1) !== null) return false
  }
  return true
}

/** Offset of the LF that ends the line at `start`, or -1. */
export const lineEnd = (bytes: Uint8Array, start: number): number => bytes.indexOf(LF, start)
