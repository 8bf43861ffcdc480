import { CR, LF } from './ascii.ts'

/** A place in the file: byte offset from 0, line from 1, and the entry it belongs to. */
export interface Place {
  readonly offset: number
  readonly line: number
  readonly entry: number | null
}

/** NULs in a row that make a block: a hole that a file system or a broken copy left, not a stray byte. */
export const NUL_BLOCK = 512

/** Blocks of NULs whose places are kept. */
export const MAX_NUL_BLOCKS = 1000

// Control bytes that text holds: TAB, LF, VT, FF, CR, BS, SO, SI, ESC (ISO 2022). NUL has observations of its own.
const TEXT_CONTROLS = new Set([0, 8, 9, 10, 11, 12, 13, 14, 15, 27])
const IS_BINARY = Uint8Array.from({ length: 32 }, (_, byte) => (TEXT_CONTROLS.has(byte) ? 0 : 1))

/**
 * Counts lines, line ends, NULs and control bytes of a file on the way, in one pass.
 *
 * Fed with the bytes in order, in pieces of any size; `entry` is set by the scanner, so that places name their entry.
 */
export class ByteCensus {
  /** Bytes seen. */
  bytes = 0
  /** LFs seen: the byte that follows stands in line `lines + 1`. */
  lines = 0
  /** The entry that the next bytes belong to. */
  entry: number | null = null

  crlf = 0
  nuls = 0
  binary = 0
  bareCr = 0
  doubledCr = 0
  firstBareCr: Place | null = null
  firstDoubledCr: Place | null = null
  firstNul: Place | null = null
  firstBinary: Place | null = null
  /** The first line end that differs from the file's first one. */
  firstOtherEnd: Place | null = null
  readonly nulBlocks: Place[] = []

  #crs = 0 // CRs directly before the next byte
  #firstEnd: 'lf' | 'crlf' | null = null
  #nulRun = 0
  #nulStart: Place | null = null
  #words: Uint32Array = new Uint32Array(0)
  #wordsOf: Uint8Array | null = null

  /** Counts `bytes` from `from` up to `to`. */
  feed(bytes: Uint8Array, from: number, to: number): void {
    const base = this.bytes - from
    let at = from
    const misaligned = (4 - ((bytes.byteOffset + at) & 3)) & 3
    for (const stop = Math.min(to, at + misaligned); at < stop; at++) this.#byte(bytes[at]!, base + at)
    if (to - at >= 16) {
      if (this.#wordsOf !== bytes) {
        const first = (4 - (bytes.byteOffset & 3)) & 3
        this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset + first, (bytes.length - first) >> 2)
        this.#wordsOf = bytes
      }
      const words = this.#words
      const shift = (4 - (bytes.byteOffset & 3)) & 3
      const stop = (to - shift) >> 2
      let open = this.#crs + this.#nulRun > 0
      for (let w = (at - shift) >> 2; w < stop; w++) {
        const word = words[w]!
        // A byte below 0x20 has none of its three high bits set; text other than line ends has no such byte.
        if (!open && ((word | (word << 1) | (word << 2)) & 0x80808080) === -0x7f7f7f80) continue
        const first = (w << 2) + shift
        for (let i = first; i < first + 4; i++) {
          const byte = bytes[i]!
          if (byte >= 32 && !open) continue
          this.#byte(byte, base + i)
          open = this.#crs + this.#nulRun > 0
        }
      }
      at = (stop << 2) + shift
    }
    for (; at < to; at++) this.#byte(bytes[at]!, base + at)
    this.bytes += to - from
  }

  /** To be called once, after the last byte: a CR or a run of NULs may stand at the end. */
  finish(): void {
    if (this.#crs > 0) this.#bare(this.bytes - this.#crs, this.#crs)
    this.#crs = 0
    this.#endNuls()
  }

  #byte(byte: number, offset: number): void {
    if (byte >= 32) {
      if (this.#crs > 0) this.#bare(offset - this.#crs, this.#crs)
      this.#crs = 0
      if (this.#nulRun > 0) this.#endNuls()
      return
    }
    if (byte === 0) {
      if (this.#nulRun++ === 0) {
        this.#nulStart = this.#place(offset)
        this.firstNul ??= this.#nulStart
      }
      this.nuls++
    } else if (this.#nulRun > 0) this.#endNuls()
    if (byte === LF) {
      this.#lineEnd(offset)
      return
    }
    if (byte === CR) {
      this.#crs++
      return
    }
    if (this.#crs > 0) this.#bare(offset - this.#crs, this.#crs)
    this.#crs = 0
    if (IS_BINARY[byte] === 1) {
      this.binary++
      this.firstBinary ??= this.#place(offset)
    }
  }

  #lineEnd(offset: number): void {
    const crs = this.#crs
    this.#crs = 0
    if (crs > 2) this.#bare(offset - crs, crs - 2)
    if (crs >= 2) {
      this.doubledCr++
      this.firstDoubledCr ??= this.#place(offset - 2)
    } else {
      const end = crs === 1 ? 'crlf' : 'lf'
      if (crs === 1) this.crlf++
      this.#firstEnd ??= end
      if (end !== this.#firstEnd) this.firstOtherEnd ??= this.#place(offset - crs)
    }
    this.lines++
  }

  #bare(offset: number, count: number): void {
    this.bareCr += count
    this.firstBareCr ??= this.#place(offset)
  }

  #endNuls(): void {
    if (this.#nulRun >= NUL_BLOCK && this.nulBlocks.length < MAX_NUL_BLOCKS)
      this.nulBlocks.push(this.#nulStart!)
    this.#nulRun = 0
  }

  #place(offset: number): Place {
    return { offset, line: this.lines + 1, entry: this.entry }
  }
}
