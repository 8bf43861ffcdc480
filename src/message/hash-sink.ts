import type { Hash, Host } from '../mbox/host.ts'

/** Big enough for nearly every message on a list, so that one call of the host hashes it. */
const BUFFER_SIZE = 32 * 1024
/** Up to here a loop is faster than making a view for `set`. */
const SHORT_RUN = 48

/**
 * A SHA-256 that is fed in small runs, and used again for message after message.
 *
 * Making an incremental hash costs more than hashing a short message, so bytes are gathered in a
 * buffer of fixed size first; only a message that overflows it pays for one. Memory stays flat.
 */
export class HashSink {
  /** Bytes given since the last digest. */
  size = 0
  private readonly host: Host
  private readonly buffer = new Uint8Array(BUFFER_SIZE)
  private length = 0
  private hash: Hash | null = null

  constructor(host: Host) {
    this.host = host
  }

  /** Adds one byte. */
  addByte(byte: number): void {
    if (this.length === BUFFER_SIZE) this.flush()
    this.buffer[this.length] = byte
    this.length += 1
    this.size += 1
  }

  /** Adds one byte `count` times. */
  addRepeated(byte: number, count: number): void {
    this.size += count
    let left = count
    while (left > 0) {
      if (this.length === BUFFER_SIZE) this.flush()
      const run = Math.min(left, BUFFER_SIZE - this.length)
      this.buffer.fill(byte, this.length, this.length + run)
      this.length += run
      left -= run
    }
  }

  /** Adds the bytes from `start` to `end`. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const run = end - start
    this.size += run
    if (run > BUFFER_SIZE - this.length) {
      this.flush()
      if (run >= BUFFER_SIZE) {
        this.hash!.update(bytes.subarray(start, end))
        return
      }
    }
    if (run <= SHORT_RUN) {
      for (let i = 0; i < run; i += 1) this.buffer[this.length + i] = bytes[start + i]!
    } else {
      this.buffer.set(bytes.subarray(start, end), this.length)
    }
    this.length += run
  }

  /** The digest of everything added; the sink is empty again afterwards. */
  digest(): Uint8Array {
    const rest = this.buffer.subarray(0, this.length)
    let digest: Uint8Array
    if (this.hash === null) {
      digest = this.host.hash('sha256', rest)
    } else {
      this.hash.update(rest)
      digest = this.hash.digest()
    }
    this.hash = null
    this.length = 0
    this.size = 0
    return digest
  }

  private flush(): void {
    this.hash ??= this.host.createHash('sha256')
    if (this.length > 0) this.hash.update(this.buffer.subarray(0, this.length))
    this.length = 0
  }
}
