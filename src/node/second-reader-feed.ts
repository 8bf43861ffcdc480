/** mbox-reader's time grows with the square of a line's length: what stands behind this many bytes of one is left out. */
export const MAX_COMPARED_LINE = 1024 * 1024
/** Entries that are longer, in bytes, are not handed on to their end: mbox-reader keeps a whole message in memory. */
export const MAX_COMPARED_ENTRY = 32 * 1024 * 1024
/** The same for entries of many short lines: mbox-reader keeps a string for each. */
export const MAX_COMPARED_LINES = 1024 * 1024

const LF = 0x0a
const FROM = Buffer.from('From ')

/** The limits of a {@link SecondReaderFeed}, in bytes and lines. */
export interface FeedLimits {
  readonly line: number
  readonly entry: number
  readonly lines: number
}

const LIMITS: FeedLimits = { line: MAX_COMPARED_LINE, entry: MAX_COMPARED_ENTRY, lines: MAX_COMPARED_LINES }

/**
 * Cuts down what is handed to the second reader: the rest of a line or an entry that is too long for it. The line's
 * end, and so every From_ line behind it, is always handed on.
 *
 * Finds lines and From_ lines by itself, not through our scanner, whose fault would else be hidden from the reader.
 */
export class SecondReaderFeed {
  /** Offsets of the From_ lines of entries of which something was left out, in order; -1 for the preamble. */
  readonly cut: number[] = []
  readonly #limits: FeedLimits
  #offset: number
  /** Bytes at the start of a line that may become `From `. */
  #held: Uint8Array = new Uint8Array(0)
  #entryStart = -1
  #entryBytes = 0
  #entryLines = 0
  /** Bytes of the current line so far. */
  #lineBytes = 0
  #skipsEntry = false

  /** @param offset - Where in the file the first byte stands. */
  constructor(offset = 0, limits: FeedLimits = LIMITS) {
    this.#offset = offset
    this.#limits = limits
  }

  /** Takes the next bytes, and gives what is to be handed on. */
  push(bytes: Uint8Array): Uint8Array[] {
    const input = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    this.#held = new Uint8Array(0)
    const out: Uint8Array[] = []
    let run = 0 // what stands from here is handed on in one piece
    let at = 0
    while (at < input.length) {
      if (this.#lineBytes === 0) {
        const start = input.subarray(at, at + FROM.length)
        const isPrefix = Buffer.compare(start, FROM.subarray(0, start.length)) === 0
        if (isPrefix && start.length < FROM.length) {
          this.#held = start.slice()
          break
        }
        if (isPrefix) this.#beginEntry(this.#offset + at)
        else if (!this.#skipsEntry && this.#isTooLong()) this.#beginSkip()
      }
      const lf = input.indexOf(LF, at)
      const end = lf === -1 ? input.length : lf
      const keep = this.#skipsEntry ? 0 : Math.min(end - at, Math.max(0, this.#limits.line - this.#lineBytes))
      if (keep < end - at || this.#skipsEntry) {
        if (!this.#skipsEntry) this.#noteCut()
        if (at + keep > run) out.push(input.subarray(run, at + keep))
        run = this.#skipsEntry && lf !== -1 ? end + 1 : end
      }
      this.#lineBytes += end - at
      this.#entryBytes += keep
      at = end
      if (lf !== -1) {
        at += 1
        this.#lineBytes = 0
        this.#entryLines += 1
      }
    }
    if (at > run) out.push(input.subarray(run, at))
    this.#offset += at
    return out
  }

  /** Says that the input ends, and gives what was still held. */
  end(): Uint8Array {
    return this.#skipsEntry ? new Uint8Array(0) : this.#held
  }

  #beginEntry(offset: number): void {
    this.#entryStart = offset
    this.#entryBytes = 0
    this.#entryLines = 0
    this.#skipsEntry = false
  }

  #isTooLong(): boolean {
    return this.#entryBytes > this.#limits.entry || this.#entryLines > this.#limits.lines
  }

  #beginSkip(): void {
    this.#skipsEntry = true
    this.#noteCut()
  }

  #noteCut(): void {
    if (this.cut.at(-1) !== this.#entryStart) this.cut.push(this.#entryStart)
  }
}
