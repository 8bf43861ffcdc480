import { CR, FROM, LF, startsWithAt, UTF8_MARK } from './ascii.ts'

/** The bytes that a scan has at hand, and the few before them that it must still know. Indexes count in `bytes`. */
export class ScanWindow {
  bytes: Uint8Array = new Uint8Array(0)
  /** Offset in the file of byte 0. */
  base = 0
  /** Whether the file begins with a UTF-8 byte-order mark. */
  marked = false

  readonly #skipsMark: boolean
  #before = [LF, LF, LF, LF]

  constructor(skipsMark: boolean) {
    this.#skipsMark = skipsMark
  }

  /** Moves on by `count` bytes. */
  leave(count: number): void {
    this.#before = [-4, -3, -2, -1].map((i) => this.byteAt(count + i))
    this.base += count
    this.bytes = this.bytes.subarray(count)
  }

  /** The byte at an index; up to four before the window are known, and an LF stands before the file. */
  byteAt(index: number): number {
    return index >= 0 ? this.bytes[index]! : this.base + index < 0 ? LF : this.#before[4 + index]!
  }

  /** Whether the file starts here, for a rule that looks past a byte-order mark or does not. */
  isFileStart(index: number): boolean {
    const offset = this.base + index
    return offset === 0 || (offset === UTF8_MARK.length && this.marked && this.#skipsMark)
  }

  isLineStart(index: number): boolean {
    return this.isFileStart(index) || (this.base + index > 0 && this.byteAt(index - 1) === LF)
  }

  /** Where the empty line before a line's start begins; the line's start itself if there is none. */
  emptyLineBefore(index: number): number {
    if (this.isFileStart(index) || this.byteAt(index - 1) !== LF) return index
    if (this.isLineStart(index - 1)) return index - 1
    return this.byteAt(index - 2) === CR && this.isLineStart(index - 2) ? index - 2 : index
  }

  /**
   * How far the window can be handed on without knowing what follows: not the start of what may be a From_ line, and no
   * empty line before it, which may be a trailer.
   *
   * @param from - What stands before it was handed on already.
   */
  safeEnd(from: number): number {
    const { length } = this.bytes
    for (let partial = Math.min(FROM.length - 1, length - from); partial > 0; partial--) {
      const start = length - partial
      if (!startsWithAt(this.bytes, FROM.subarray(0, partial), start)) continue
      return this.isLineStart(start) ? this.emptyLineBefore(start) : start
    }
    if (this.byteAt(length - 1) === CR && this.isLineStart(length - 1)) return length - 1
    return this.isLineStart(length) ? this.emptyLineBefore(length) : length
  }
}
