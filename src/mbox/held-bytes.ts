/** The least room that is kept, and the most that is kept while nothing is held. */
const ROOM = 1 << 16

/** The bytes that a scan cannot judge yet, joined. Grows by doubling and gives large room back once it is empty. */
export class HeldBytes {
  #room = new Uint8Array(ROOM)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** What is held. Valid until the next append or drop. */
  view(): Uint8Array {
    return this.#room.subarray(0, this.#length)
  }

  append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length
    if (needed > this.#room.length) {
      const larger = new Uint8Array(Math.max(needed, this.#room.length * 2))
      larger.set(this.view())
      this.#room = larger
    }
    this.#room.set(bytes, this.#length)
    this.#length = needed
  }

  /** Takes `count` bytes off the front. */
  drop(count: number): void {
    this.#room.copyWithin(0, count, this.#length)
    this.#length -= count
    if (this.#length === 0 && this.#room.length > ROOM) this.#room = new Uint8Array(ROOM)
  }
}
