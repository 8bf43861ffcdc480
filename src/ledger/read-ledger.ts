import { latin1 } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import { LedgerError } from './ledger-error.ts'
import { lineEnd, statedSum } from './ledger-line.ts'
import type { LedgerState } from './ledger-state.ts'
import { proveLedger } from './prove-ledger.ts'
import type { ProveOptions } from './prove-ledger.ts'
import { isProblem, parseRecord, problemAt } from './record-json.ts'
import { Replay } from './replay.ts'
import { utf8Text } from './utf8.ts'

/** What a reader may ask for. */
export interface ReadLedgerOptions extends ProveOptions {
  /** The list that it must be the ledger of. */
  readonly list?: string
}

/**
 * Reads a ledger and replays its records up to the last commit.
 *
 * Every byte up to there is proved first. Whole lines and a torn end behind the last commit are what a
 * stopped run left: they are not replayed, and `uncommitted` says where they begin, so that the next run
 * can cut them off. Anything else that is wrong throws; a damaged ledger is never read as a new one.
 *
 * @param bytes - The whole file.
 * @throws {@link LedgerError} with code, line, offset and hint.
 *
 * @example
 * const settings = {
 *   ...{ list: 'garden-talk', separator: 'rfc4155', quoting: 'mboxo', layout: 'stable' },
 *   ...{ period: 'month', timezone: 'UTC', tzVersion: null, baseUrl: null },
 * }
 * const { bytes } = appendRecords(null, [beginLedger(settings).record], { host: nodeHost, noted: [] })
 * readLedger(bytes, nodeHost).settings.list // => 'garden-talk'
 */
export function readLedger(bytes: Uint8Array, host: Host, options: ReadLedgerOptions = {}): LedgerState {
  const proof = proveLedger(bytes, host, options)
  const replay = new Replay()
  let line = 0
  for (let start = 0; start < proof.end;) {
    line += 1
    const end = lineEnd(bytes, start)
    const record = parseRecord(utf8Text(bytes, start, end))
    if (isProblem(record)) throw problemAt(record, line, start)
    const sum = record.type === 'commit' ? latin1(statedSum(bytes, start, end)!, 0, 22) : null
    const problem = replay.apply(record, sum)
    if (problem !== null) throw problemAt(problem, line, start)
    if (line === 1 && record.type === 'ledger') checkList(record.list, options.list)
    start = end + 1
  }
  return replay.state({
    lastSum: proof.lastSum,
    committedBytes: proof.end,
    uncommitted: proof.uncommitted,
  })
}

/** Refuses the ledger of another list: its records would make every message here look new. */
export function checkList(list: string, wanted: string | undefined): void {
  if (wanted === undefined || wanted === list) return
  throw new LedgerError(
    'other-list',
    `the ledger belongs to the list ${JSON.stringify(list)}, not to ${JSON.stringify(wanted)}`,
    { line: 1, offset: 0 },
  )
}

/**
 * Refuses a ledger that does not hold a commit which is known to have been made.
 *
 * A file that ends exactly behind an earlier commit is in order in itself: that later ones were cut off
 * can only be told by somebody who knows one of them.
 *
 * @param sum - The `sum` of a commit, as a run printed it or as the site's manifest holds it.
 * @throws {@link LedgerError} `not-expected`.
 */
export function checkExpected(state: Pick<LedgerState, 'commits'>, sum: string): void {
  if (state.commits.includes(sum)) return
  throw new LedgerError(
    'not-expected',
    `the ledger does not hold the commit ${sum}: it was cut back to an earlier one, or is another ledger`,
  )
}
