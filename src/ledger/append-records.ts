import type { Hash, Host } from '../mbox/host.ts'
import { encodeBase64url } from '../message/base64url.ts'
import { GrowingBytes } from '../message/growing-bytes.ts'
import { LineSealer } from './ledger-line.ts'
import type { LedgerState } from './ledger-state.ts'
import { recordJson } from './record-json.ts'
import type { LedgerRecord, RecordOf } from './records.ts'
import { Replay } from './replay.ts'

/** Where encoding goes on, and what it feeds. */
export interface EncodeOptions {
  readonly host: Host
  /** The sum of the line before; empty for line 1. */
  readonly lastSum: string
  /** A SHA-256 over every byte of the ledger so far; it is fed with what is encoded. */
  readonly hash?: Hash
}

/** Lines to append, and the sum that the next line chains to. */
export interface EncodedRecords {
  readonly bytes: Uint8Array
  readonly lastSum: string
}

/**
 * Encodes records as ledger lines with their sums.
 *
 * Long runs can be encoded piece by piece: pass on `lastSum`, and the same `hash`.
 *
 * @throws {@link TypeError} if a record does not fit the table of records.
 */
export function encodeRecords(records: Iterable<LedgerRecord>, options: EncodeOptions): EncodedRecords {
  const lines = new GrowingBytes(FIRST_ROOM)
  const lastSum = writeLines(lines, records, options)
  const bytes = lines.bytes.subarray(0, lines.length)
  options.hash?.update(bytes)
  return { bytes, lastSum }
}

const FIRST_ROOM = 4096

function writeLines(
  out: GrowingBytes,
  records: Iterable<LedgerRecord>,
  { host, lastSum }: EncodeOptions,
): string {
  const sealer = new LineSealer(host, lastSum)
  for (const record of records) {
    const line = sealer.seal(recordJson(record))
    out.add(line, 0, line.length)
  }
  return sealer.sum
}

/** What a run appends with. */
export interface AppendOptions {
  readonly host: Host
  /**
   * Every byte of the ledger up to `committedBytes`, or a SHA-256 that was fed with them and is used up
   * here. Not needed for a new ledger.
   */
  readonly before?: Uint8Array | Hash
  /** Keys of the findings about files that stand from now on. They replace those of the commit before. */
  readonly noted: Iterable<string>
  /** Who decided what this run records, where somebody did. */
  readonly decision?: Pick<RecordOf<'commit'>, 'reason' | 'by' | 'at' | 'codes'>
}

/** The bytes of a whole run, its commit last, and what the ledger says then. */
export interface AppendedRecords {
  /** To be written at `committedBytes` of the state before. */
  readonly bytes: Uint8Array
  /** The ledger after the run. The state before stays as it is. */
  readonly state: LedgerState
}

/**
 * Encodes one run: its records and the commit that closes it.
 *
 * The records are replayed before a byte is given out, so that a ledger which could not be read again is
 * never written. Write the bytes at `state.committedBytes`, where whatever a stopped run left is cut off.
 *
 * @param state - The ledger so far, or null for a new one; then the first record is a `ledger` record.
 * @throws {@link TypeError} if a record does not fit the table or the records before it.
 *
 * @example
 * const { bytes } = appendRecords(state, recordMessages(state, messages, { host }), { host, before, noted: [] })
 * writeSync(file, bytes, 0, bytes.length, state.committedBytes)
 */
export function appendRecords(
  state: LedgerState | null,
  records: readonly LedgerRecord[],
  options: AppendOptions,
): AppendedRecords {
  const { host } = options
  const replay = state === null ? new Replay() : Replay.from(state)
  for (const record of records) {
    if (record.type === 'commit') throw new TypeError('the commit is made here')
    const problem = replay.apply(record, null)
    if (problem !== null) throw new TypeError(`${record.type} record: ${problem.message}`)
  }
  const hash = hashSoFar(state, options)
  const lines = new GrowingBytes(FIRST_ROOM)
  const lastSum = writeLines(lines, records, { host, lastSum: state?.lastSum ?? '' })
  hash.update(lines.bytes.subarray(0, lines.length))
  const commit: RecordOf<'commit'> = {
    type: 'commit',
    ...replay.counts,
    noted: [...new Set(options.noted)].sort(), // sorted for determinism, by code units
    ...options.decision,
    checksum: encodeBase64url(hash.digest()),
  }
  const commitSum = writeLines(lines, [commit], { host, lastSum })
  replay.apply(commit, commitSum)
  const committedBytes = (state?.committedBytes ?? 0) + lines.length
  return {
    bytes: lines.bytes.subarray(0, lines.length),
    state: replay.state({ lastSum: commitSum, committedBytes, uncommitted: null }),
  }
}

function hashSoFar(state: LedgerState | null, { before, host }: AppendOptions): Hash {
  if (before !== undefined && !(before instanceof Uint8Array)) return before
  if ((before?.length ?? 0) !== (state?.committedBytes ?? 0)) {
    throw new TypeError(
      `the ledger has ${state?.committedBytes ?? 0} committed bytes, not ${before?.length ?? 0}`,
    )
  }
  const hash = host.createHash('sha256')
  if (before !== undefined) hash.update(before)
  return hash
}
