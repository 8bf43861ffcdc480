import type { LedgerSettings, LedgerState } from './ledger-state.ts'
import { LEDGER_FORMAT, LEDGER_VERSION } from './records.ts'
import type { RecordOf } from './records.ts'
import { Replay } from './replay.ts'

/** A ledger that is not written yet. */
export interface NewLedger {
  /** Line 1: the first of the records that the first run appends. */
  readonly record: RecordOf<'ledger'>
  /** What a ledger of that line alone says: for whoever makes the records that follow. */
  readonly state: LedgerState
}

/**
 * Begins a ledger: makes its first record, and tells what a ledger of that record alone says.
 *
 * @throws {@link TypeError} when the record is appended, if a setting does not fit the table of records.
 *
 * @example
 * const { record, state } = beginLedger(settings)
 * const records = [record, ...recordMessages(state, messages, { host })]
 * const { bytes } = appendRecords(null, records, { host, noted: [] })
 */
export function beginLedger(settings: LedgerSettings): NewLedger {
  const record = { type: 'ledger', format: LEDGER_FORMAT, version: LEDGER_VERSION, ...settings } as const
  const replay = new Replay()
  replay.apply(record, null)
  return { record, state: replay.state({ lastSum: '', committedBytes: 0, uncommitted: null }) }
}
