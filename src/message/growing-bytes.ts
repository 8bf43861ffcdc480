/** A byte buffer that grows as it is written, and is used again without giving its memory back. */
export class GrowingBytes {
  /** The bytes; only those before `length` mean anything. */
  bytes: Uint8Array
  length = 0
  private readonly keep: number

  /** @param capacity - Size at the start, and the size to go back to after an unusually long use. */
  constructor(capacity: number) {
    this.keep = capacity
    this.bytes = new Uint8Array(capacity)
  }

  /** Appends the bytes from `start` to `end`. */
  add(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start)
    this.bytes.set(source.subarray(start, end), this.length)
    this.length += end - start
  }

  /** Appends one byte `count` times. */
  addRepeated(byte: number, count: number): void {
    this.reserve(count)
    this.bytes.fill(byte, this.length, this.length + count)
    this.length += count
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count
    if (needed <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }

  /** Makes it empty. */
  clear(): void {
    this.length = 0
    if (this.bytes.length > 16 * this.keep) this.bytes = new Uint8Array(this.keep)
  }
}
