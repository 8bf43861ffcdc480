import { joinBytes } from '../mbox/join-bytes.ts'
import { FROM, LF, startsWithAt } from '../mbox/ascii.ts'
import type { ArchiverEntry } from './archiver.ts'

/** One line of the files, with the entry that it begins in. */
export interface SourceLine {
  /** The line with its line end. */
  readonly bytes: Uint8Array
  /** The position of the entry that the line begins in; null in front of the first entry of a file. */
  readonly owner: number | null
  /** It begins where the entry's From_ line begins. */
  readonly opens: boolean
  /** The entry whose From_ line stands in it, at its start or behind a byte-order mark; null for any other line. */
  readonly holds: number | null
}

/** The bytes of an entry as they stand in its file, from the preamble to the trailer. */
export function entryBytes(entry: ArchiverEntry): Uint8Array {
  return joinBytes([entry.preamble, entry.fromLine, entry.message, entry.trailer])
}

/**
 * The lines of an entry and of the preamble in front of it. Lines end at LF only.
 *
 * A preamble without a line end, such as a byte-order mark, is one line with the From_ line: the line begins in front
 * of the entry, and no line of it opens it.
 */
export function* sourceLines(entry: ArchiverEntry): Generator<SourceLine> {
  const bytes = entryBytes(entry)
  const opening = entry.preamble.length
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(LF, start)
    const end = found === -1 ? bytes.length : found + 1
    yield {
      bytes: bytes.subarray(start, end),
      owner: start < opening ? null : entry.position,
      opens: start === opening,
      holds: start <= opening && opening < end ? entry.position : null,
    }
    start = end
  }
}

/** Where lines begin with `From `: the separators of Pipermail and of Python's mailbox module. */
export function messageStarts(bytes: Uint8Array): number[] {
  const starts: number[] = []
  for (let at = 0; at < bytes.length;) {
    if (startsWithAt(bytes, FROM, at)) starts.push(at)
    const end = bytes.indexOf(LF, at)
    if (end === -1) break
    at = end + 1
  }
  return starts
}
