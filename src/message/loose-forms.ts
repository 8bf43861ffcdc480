import type { HashSink } from './hash-sink.ts'

/** Bytes that are looked at in one go. */
const PIECE = 16 * 1024

/** One for all: its bytes mean nothing after a call. */
const kept = new Uint8Array(PIECE)

/** 1 for all bytes but 0x00 to 0x20 and 0x7F. */
const IS_DENSE = Uint8Array.from({ length: 256 }, (_, byte) => (byte > 0x20 && byte !== 0x7f ? 1 : 0))

/**
 * Feeds a text to its two loose forms: `visible`, the bytes 0x21 to 0x7E, and `dense`, all bytes but blanks and control
 * bytes.
 *
 * Where no byte is over 0x7E the two are the same, and the text is gone through once for both.
 */
export class LooseForms {
  private readonly visible: HashSink
  private readonly dense: HashSink

  constructor(visible: HashSink, dense: HashSink) {
    this.visible = visible
    this.dense = dense
  }

  /** Adds the bytes from `start` to `end`. */
  add(bytes: Uint8Array, start: number, end: number): void {
    for (let from = start; from < end; from += PIECE) {
      const stop = Math.min(end, from + PIECE)
      let length = 0
      let seen = 0
      // Every byte is written and the place moves on only for kept ones: no branch in the loop.
      for (let i = from; i < stop; i += 1) {
        const byte = bytes[i]!
        seen |= byte
        kept[length] = byte
        length += ((0x20 - byte) & (byte - 0x7f)) >>> 31 // 1 where both are below 0
      }
      this.visible.add(kept, 0, length)
      if (seen < 0x80) this.dense.add(kept, 0, length)
      else this.addDense(bytes, from, stop)
    }
  }

  private addDense(bytes: Uint8Array, start: number, end: number): void {
    let length = 0
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i]!
      kept[length] = byte
      length += IS_DENSE[byte]!
    }
    this.dense.add(kept, 0, length)
  }
}
