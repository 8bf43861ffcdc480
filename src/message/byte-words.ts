import { LF } from '../mbox/ascii.ts'

/** Shorter runs are not worth it. */
const SHORT = 16
const ONES = 0x01010101
const TOPS = 0x80808080 | 0

/**
 * Searches runs of bytes four at a time, several times as fast as a loop over bytes.
 *
 * Make one for each place that searches: it keeps a view of the memory that it was last asked about.
 */
export class ByteWords {
  private words: Uint32Array = new Uint32Array(0)

  /** How many LFs stand from `start` up to `end`. */
  countLfs(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < SHORT) return countLfs(bytes, start, end)
    const { byteOffset } = bytes
    const first = Math.ceil((byteOffset + start) / 4)
    const last = Math.floor((byteOffset + end) / 4)
    const words = this.wordsOf(bytes, last)
    const wanted = LF * ONES
    let count = countLfs(bytes, start, first * 4 - byteOffset) + countLfs(bytes, last * 4 - byteOffset, end)
    for (let at = first; at < last; at += 1) {
      const word = words[at]! ^ wanted
      if (!holdsZero(word)) continue
      if ((word & 0xff) === 0) count += 1
      if ((word & 0xff00) === 0) count += 1
      if ((word & 0xff0000) === 0) count += 1
      if (word >>> 24 === 0) count += 1
    }
    return count
  }

  /** Whether `byte` stands from `start` up to `end`. */
  holds(byte: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < SHORT) return holds(byte, bytes, start, end)
    const { byteOffset } = bytes
    const first = Math.ceil((byteOffset + start) / 4)
    const last = Math.floor((byteOffset + end) / 4)
    const words = this.wordsOf(bytes, last)
    const wanted = byte * ONES
    for (let at = first; at < last; at += 1) if (holdsZero(words[at]! ^ wanted)) return true
    return holds(byte, bytes, start, first * 4 - byteOffset) || holds(byte, bytes, last * 4 - byteOffset, end)
  }

  /** Index of the first byte over 0x7F from `start` on; `end` where there is none before it. */
  firstAboveAscii(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < SHORT) return firstAboveAscii(bytes, start, end)
    const { byteOffset } = bytes
    const first = Math.ceil((byteOffset + start) / 4)
    const last = Math.floor((byteOffset + end) / 4)
    const words = this.wordsOf(bytes, last)
    const wordsStart = first * 4 - byteOffset
    const before = firstAboveAscii(bytes, start, wordsStart)
    if (before < wordsStart) return before
    let at = first
    while (at < last && (words[at]! & TOPS) === 0) at += 1
    return firstAboveAscii(bytes, at * 4 - byteOffset, end)
  }

  /** The memory of `bytes` in words, at least up to word `last`. */
  private wordsOf({ buffer }: Uint8Array, last: number): Uint32Array {
    if (this.words.buffer !== buffer || this.words.length < last) {
      this.words = new Uint32Array(buffer, 0, Math.floor(buffer.byteLength / 4))
    }
    return this.words
  }
}

/** Whether one of the four bytes is 0: subtracting borrows from a top bit that was not set only there. */
function holdsZero(word: number): boolean {
  return ((word - ONES) & ~word & TOPS) !== 0
}

function countLfs(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; at += 1) if (bytes[at] === LF) count += 1
  return count
}

function holds(byte: number, bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === byte) return true
  return false
}

function firstAboveAscii(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at]! < 0x80) at += 1
  return at
}
