import type { PresentList } from '../message/present-list.ts'
import { createPresentReader } from '../message/present-reader.ts'
import { runLength, type CopiedRun, type EditRun, type MboxEdit } from '../mend/mbox-edit.ts'
import { MAX_ENTRY_BYTES, type EntryReader } from './entry-bytes.ts'
import type { ReadPresentOptions } from './read-present-list.ts'
import { nodeHost } from './node-host.ts'

/** Bytes read in one step. */
const CHUNK_BYTES = 1024 * 1024

/** Where runs are copied from: readers of the list's own files and of the backup's. */
export interface RunSources {
  readonly list: EntryReader
  readonly backup: EntryReader | null
}

/** One file of a list as it will be: runs of it, of other files and of new bytes, none of them held but the new ones. */
export class MendedFile {
  readonly size: number
  readonly #runs: readonly { readonly start: number; readonly run: EditRun }[]
  readonly #sources: RunSources

  /** @param size - Length of the file as it is, decompressed. */
  constructor(file: number, size: number, edits: readonly MboxEdit[], sources: RunSources) {
    this.#sources = sources
    const runs: { start: number; run: EditRun }[] = []
    let length = 0
    const add = (run: EditRun): void => {
      if (runLength(run) === 0) return
      runs.push({ start: length, run })
      length += runLength(run)
    }
    let from = 0
    for (const edit of editsOf(file, edits)) {
      add({ origin: 'list', file, start: from, end: edit.start })
      for (const run of edit.runs) add(run)
      from = edit.end
    }
    add({ origin: 'list', file, start: from, end: size })
    this.#runs = runs
    this.size = length
  }

  /** The bytes from `start` on, `length` of them; fewer only at the end. */
  async read(start: number, length: number): Promise<Uint8Array> {
    const end = Math.min(start + length, this.size)
    const out = new Uint8Array(Math.max(0, end - start))
    let index = Math.max(
      0,
      this.#runs.findLastIndex((run) => run.start <= start),
    )
    for (let at = start; at < end; index++) {
      const { start: runStart, run } = this.#runs[index]!
      const from = at - runStart
      const stop = Math.min(runLength(run), end - runStart)
      const bytes = 'bytes' in run ? run.bytes.subarray(from, stop) : await this.#copy(run, from, stop)
      out.set(bytes, at - start)
      at += bytes.length
    }
    return out
  }

  /** All of it, in order. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < this.size; at += CHUNK_BYTES) yield await this.read(at, CHUNK_BYTES)
  }

  #copy(run: CopiedRun, from: number, stop: number): Promise<Uint8Array> {
    const reader = run.origin === 'list' ? this.#sources.list : this.#sources.backup!
    return reader.read(run.file, run.start + from, Math.min(stop - from, MAX_ENTRY_BYTES))
  }
}

/** The edits of one file in file order. */
export function editsOf(file: number, edits: readonly MboxEdit[]): MboxEdit[] {
  return edits.filter((edit) => edit.file === file).sort((a, b) => a.start - b.start || a.end - b.end)
}

/** The files of a list as they will be, in their order. */
export function mendedFiles(
  present: PresentList,
  edits: readonly MboxEdit[],
  sources: RunSources,
): MendedFile[] {
  return present.files.map(({ bytes }, file) => new MendedFile(file, bytes, edits, sources))
}

/** Reads the list as it will be, as `readPresentList` reads it from the disk. */
export async function readMendedList(
  files: readonly MendedFile[],
  present: PresentList,
  { separator, quoting, signal }: Pick<ReadPresentOptions, 'separator' | 'quoting' | 'signal'>,
): Promise<PresentList> {
  const reader = createPresentReader({ host: nodeHost, separator, quoting })
  for (const [index, file] of files.entries()) {
    const { name, compressed, observations } = present.files[index]!
    reader.beginFile(name, { compressed })
    for await (const chunk of file.chunks()) {
      signal?.throwIfAborted()
      reader.push(chunk)
    }
    // What was noticed while the file was decompressed holds for what it will be too.
    for (const observation of observations) if (observation.code === 'compressed') reader.observe(observation)
    reader.endFile()
  }
  return reader.finish()
}
