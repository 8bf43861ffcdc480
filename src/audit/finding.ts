import type { FindingCode, FindingLevel } from './finding-codes.ts'

/** Where a message stands in the ledger. */
export interface RecordedPlace {
  /** Place in the recorded sequence, from 0. */
  readonly position: number
  readonly path: string | null
}

/** Where an entry stands in the files. */
export interface PresentPlace {
  /** Place in the list, from 0, over all its files. */
  readonly position: number
  /** The file's name as it was given. */
  readonly file: string
  /** Byte offset in the decompressed file. */
  readonly offset: number
  /** Line number in the file, from 1; null where lines mean nothing. */
  readonly line: number | null
}

/** One thing that an audit reports. `docs/findings.md` has a section for each code. */
export interface Finding {
  /** `code:` and the stable ID, or on a file its place in the sorted list; equal ones end in `~2`, `~3`. */
  readonly ref: string
  readonly code: FindingCode
  readonly level: FindingLevel
  /** How many messages, or places, it speaks of. */
  readonly count: number
  /** Stable ID; of a message without a record the one that it would get. Null for a file. */
  readonly id: string | null
  readonly messageId: string | null
  readonly recorded: RecordedPlace | null
  readonly present: PresentPlace | null
  /** One line of fact. */
  readonly message: string
  /** One line on what it breaks; empty where it breaks nothing. */
  readonly consequence: string
  /** One line on the way out; empty where nothing is to be done. */
  readonly hint: string
}

/** Which entries a finding speaks of: what `accept` turns into decisions. */
export interface FindingScope {
  /** Recorded positions. */
  readonly recorded: readonly number[]
  /** Present positions. */
  readonly present: readonly number[]
  /** Keys of file notes (see `fileNotes`). */
  readonly notes: readonly string[]
  /** Keys of notes on a file none of whose messages is recorded: no question to anybody, noted when they are. */
  readonly newNotes: readonly string[]
}
