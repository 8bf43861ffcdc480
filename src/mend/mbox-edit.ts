import type { ByteRange } from '../mbox/entry.ts'

/** Bytes that stand somewhere already: in the list's own files, or in those of a backup. */
export interface CopiedRun extends ByteRange {
  readonly origin: 'list' | 'backup'
  /** Index of the file in the list, or among the backup's files. */
  readonly file: number
}

/** What a replaced range holds afterwards: new bytes, or bytes copied from elsewhere. */
export type EditRun = { readonly bytes: Uint8Array } | CopiedRun

/** One replacement in one file: the bytes from `start` to `end` give way to the runs. Edits of a file never overlap. */
export interface MboxEdit extends ByteRange {
  /** Index of the file in the list. */
  readonly file: number
  readonly runs: readonly EditRun[]
  /** What it is for, in a few words, for people. */
  readonly why: string
}

/** Length of a run in bytes. */
export function runLength(run: EditRun): number {
  return 'bytes' in run ? run.bytes.length : run.end - run.start
}

/** A replacement inside one run of bytes that is in memory. */
export interface ByteEdit extends ByteRange {
  readonly bytes: Uint8Array
  readonly why: string
}

/** The bytes after edits that do not overlap, in any order. */
export function applyByteEdits(bytes: Uint8Array, edits: readonly ByteEdit[]): Uint8Array {
  const sorted = edits.toSorted((a, b) => a.start - b.start)
  const growth = sorted.reduce((sum, edit) => sum + edit.bytes.length - (edit.end - edit.start), 0)
  const out = new Uint8Array(bytes.length + growth)
  let from = 0
  let at = 0
  for (const edit of sorted) {
    out.set(bytes.subarray(from, edit.start), at)
    at += edit.start - from
    out.set(edit.bytes, at)
    at += edit.bytes.length
    from = edit.end
  }
  out.set(bytes.subarray(from), at)
  return out
}
