import type { PresentList } from '../message/present-list.ts'
import type { EntryReader } from './entry-bytes.ts'
import { MAX_ENTRY_BYTES } from './entry-bytes.ts'
import { HoldfastError, printable } from './holdfast-error.ts'

/** Entries that follow each other are read together, so many bytes at a time. */
const WINDOW_BYTES = 4 * 1024 * 1024

/** The most that one entry, or what stands before the first of a file, may hold where it must be in memory whole. */
const MOST_BYTES = 512 * 1024 * 1024

/**
 * Reads runs of bytes of a list's files, best in file order. A run may be longer than what an `EntryReader` gives of one
 * entry: archivers take messages of any size.
 *
 * What it returns is valid until the next call.
 */
export class ListBytes {
  readonly #reader: EntryReader
  readonly #present: PresentList
  #window: { readonly file: number; readonly start: number; readonly bytes: Uint8Array } | null = null

  constructor(reader: EntryReader, present: PresentList) {
    this.#reader = reader
    this.#present = present
  }

  /**
   * The bytes from `start` up to, not including, `end` of the decompressed file.
   *
   * @throws {@link HoldfastError} `entry-too-large`, exit code 3, for more than half a gibibyte.
   */
  async read(file: number, start: number, end: number): Promise<Uint8Array> {
    const window = this.#window
    if (window?.file === file && window.start <= start && end <= window.start + window.bytes.length) {
      return window.bytes.subarray(start - window.start, end - window.start)
    }
    const { name, bytes: size } = this.#present.files[file]!
    const length = end - start
    if (length > MOST_BYTES) {
      throw new HoldfastError(
        'entry-too-large',
        3,
        `a message of ${printable(name)} has ${length} bytes, more than a forecast can take`,
        { file: name, offset: start, hint: `look at byte ${start} of the file` },
      )
    }
    const bytes = await this.#join(file, start, Math.max(length, Math.min(WINDOW_BYTES, size - start)))
    this.#window = { file, start, bytes }
    return bytes.subarray(0, length)
  }

  async #join(file: number, start: number, length: number): Promise<Uint8Array> {
    if (length <= MAX_ENTRY_BYTES) return await this.#reader.read(file, start, length)
    const joined = new Uint8Array(length)
    for (let at = 0; at < length; at += MAX_ENTRY_BYTES) {
      joined.set(await this.#reader.read(file, start + at, Math.min(MAX_ENTRY_BYTES, length - at)), at)
    }
    return joined
  }
}
