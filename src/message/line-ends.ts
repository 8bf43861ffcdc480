import { CR, LF } from '../mbox/ascii.ts'
import { ByteWords } from './byte-words.ts'

const SCRATCH_SIZE = 16 * 1024

/** Receives the bytes of a block from `start` to `end`. The block is only valid during the call. */
export type Block = (bytes: Uint8Array, start: number, end: number) => void

/**
 * Turns CR LF, and a CR alone, into LF, in blocks of any size.
 *
 * A CR is passed on as LF at once and the LF after it is skipped, so that nothing has to wait for the
 * next block. Blocks without a CR are passed on as they are.
 */
export class LineEnds {
  private readonly out: Block
  private readonly words = new ByteWords()
  private readonly scratch = new Uint8Array(SCRATCH_SIZE)
  private afterCr = false

  constructor(out: Block) {
    this.out = out
  }

  /** Forgets what came before: the next block begins a new text. */
  reset(): void {
    this.afterCr = false
  }

  /** Passes the bytes from `start` to `end` on to `out`, with LF line ends. */
  add(bytes: Uint8Array, start: number, end: number): void {
    let from = start
    if (this.afterCr && from < end) {
      if (bytes[from] === LF) from += 1
      this.afterCr = false
    }
    if (from >= end) return
    if (!this.words.holds(CR, bytes, from, end)) {
      this.out(bytes, from, end)
      return
    }
    const scratch = this.scratch
    while (from < end) {
      const stop = Math.min(end, from + SCRATCH_SIZE)
      let at = 0
      let afterCr = this.afterCr
      for (let i = from; i < stop; i += 1) {
        const byte = bytes[i]!
        if (byte === CR) {
          scratch[at] = LF
          at += 1
          afterCr = true
        } else {
          if (byte !== LF || !afterCr) {
            scratch[at] = byte
            at += 1
          }
          afterCr = false
        }
      }
      this.afterCr = afterCr
      from = stop
      if (at > 0) this.out(scratch, 0, at)
    }
  }
}
