/** What can be wrong with a ledger. Codes are never renamed; `docs/ledger-format.md` explains each. */
export type LedgerErrorCode =
  | 'empty-ledger'
  | 'not-a-ledger'
  | 'newer-version'
  | 'never-committed'
  | 'damaged-line'
  | 'wrong-checksum'
  | 'bad-record'
  | 'unknown-record'
  | 'duplicate-id'
  | 'duplicate-path'
  | 'seq-gap'
  | 'unknown-seq'
  | 'unsafe-path'
  | 'bad-segment'
  | 'wrong-count'
  | 'other-list'
  | 'not-expected'

const HINTS: Readonly<Record<LedgerErrorCode, string>> = {
  'empty-ledger':
    'restore it from a copy; if an archive is already published, run adopt; delete the file only if nothing was ever published',
  'not-a-ledger': 'name the ledger with --ledger, or restore it from a copy',
  'newer-version': 'use the version of holdfast that wrote it, or a newer one',
  'never-committed':
    'its first run was stopped: restore a copy, or, if no run ever ended and no archive was published from it, delete the file and record again',
  'damaged-line': 'restore the ledger from a copy; nothing was read from it and nothing was written',
  'wrong-checksum': 'restore the ledger from a copy; nothing was read from it and nothing was written',
  'bad-record': 'restore the ledger from a copy that was not edited',
  'unknown-record': 'use the version of holdfast that wrote it, or a newer one',
  'duplicate-id': 'restore the ledger from a copy that was not edited',
  'duplicate-path': 'restore the ledger from a copy that was not edited',
  'seq-gap': 'restore the ledger from a copy that was not edited',
  'unknown-seq': 'restore the ledger from a copy that was not edited',
  'unsafe-path': 'do not use this ledger: ask who wrote it, and restore a copy you trust',
  'bad-segment': 'restore the ledger from a copy that was not edited',
  'wrong-count': 'restore the ledger from a copy that was not edited',
  'other-list': 'name the ledger of this list with --ledger, or the list of this ledger with --list',
  'not-expected': 'find the ledger that holds this commit: a copy, or the machine that ran last',
}

/** Every code, in the order of the documentation. */
export const LEDGER_ERROR_CODES = Object.keys(HINTS) as readonly LedgerErrorCode[]

/** Where in the ledger: line from 1 and byte offset of the line's start. */
export interface LedgerPlace {
  readonly line: number
  readonly offset: number
}

/**
 * A ledger that cannot be used, and why: a user's file, never an internal error.
 *
 * `message` is one line of fact without the place, `hint` one line of what to do. A ledger that cannot
 * be read is never taken for a new one: whoever catches this stops, or else every message looks new.
 *
 * @example
 * const error = new LedgerError('not-a-ledger', 'line 1 is no ledger record', { line: 1, offset: 0 })
 * error.line // => 1
 * error.hint // => 'name the ledger with --ledger, or restore it from a copy'
 */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  readonly code: LedgerErrorCode
  /** Line number from 1, or null where the ledger as a whole is meant. */
  readonly line: number | null
  /** Byte offset of that line's start, or null. */
  readonly offset: number | null
  /** What the user can do. */
  readonly hint: string

  constructor(
    code: LedgerErrorCode,
    message: string,
    place: LedgerPlace | null = null,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.line = place?.line ?? null
    this.offset = place?.offset ?? null
    this.hint = options.hint ?? HINTS[code]
  }
}
