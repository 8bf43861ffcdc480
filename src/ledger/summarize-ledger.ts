import { latin1 } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import { LedgerFrame } from './ledger-frame.ts'
import { lineEnd, statedSum } from './ledger-line.ts'
import type { LedgerState, RecordedMessage } from './ledger-state.ts'
import { proveLedger } from './prove-ledger.ts'
import { checkList } from './read-ledger.ts'
import type { ReadLedgerOptions } from './read-ledger.ts'
import { isProblem, parseRecord, problemAt } from './record-json.ts'
import { changedMessage, recordedMessage } from './recorded-message.ts'
import type { LedgerRecord } from './records.ts'
import { utf8Bytes, utf8Text } from './utf8.ts'

/** What has to be known of a ledger to tell that a list is unchanged. */
export interface LedgerSummary extends Pick<
  LedgerState,
  'settings' | 'layouts' | 'segments' | 'noted' | 'lastSum' | 'commits' | 'committedBytes' | 'uncommitted'
> {
  /** How many entries stand in the list. */
  readonly live: number
  /** How many entries were ever recorded. */
  readonly recorded: number
  /** The entries behind the last segment, in list order: to be checked one by one. */
  readonly tail: readonly RecordedMessage[]
}

/** A run of bytes in a ledger: one line without its LF. */
interface Line {
  readonly number: number
  readonly start: number
  readonly end: number
}

const ENTRY_TYPES = ['message', 'phantom'].map((type) => utf8Bytes(`{"type":"${type}",`))
const PATH_TYPES = ['path', 'alias', 'file'].map((type) => utf8Bytes(`{"type":"${type}",`))
/** In a string its quotes would be escaped: these bytes are a key wherever they stand. */
const AFTER = utf8Bytes(',"after":')

const beginsWith = (bytes: Uint8Array, start: number, prefix: Uint8Array): boolean => {
  for (let index = 0; index < prefix.length; index += 1)
    if (bytes[start + index] !== prefix[index]) return false
  return true
}

/**
 * Reads from a ledger only what tells whether its list is unchanged, in a fraction of the time.
 *
 * The bytes are proved like those of `readLedger`. Lines of messages that segments cover are then
 * passed over without being parsed, so whether their records fit each other is not looked at again.
 *
 * @param bytes - The whole file.
 * @throws {@link LedgerError} with code, line, offset and hint.
 */
export function summarizeLedger(
  bytes: Uint8Array,
  host: Host,
  options: ReadLedgerOptions = {},
): LedgerSummary {
  const proof = proveLedger(bytes, host, options)
  const frame = new LedgerFrame()
  const entries: Line[] = []
  const changes: Line[] = []
  const recordIn = (line: Line): LedgerRecord => {
    const record = parseRecord(utf8Text(bytes, line.start, line.end))
    if (isProblem(record)) throw problemAt(record, line.number, line.start)
    return record
  }

  let nextAfter = host.indexOf(bytes, AFTER, 0)
  let number = 0
  for (let start = 0, end = 0; start < proof.end; start = end + 1) {
    number += 1
    end = lineEnd(bytes, start)
    const line = { number, start, end }
    const isEntry = ENTRY_TYPES.some((prefix) => beginsWith(bytes, start, prefix))
    if (isEntry) {
      entries.push(line)
      while (nextAfter !== -1 && nextAfter < start) nextAfter = host.indexOf(bytes, AFTER, start)
      if (nextAfter === -1 || nextAfter > end) {
        frame.appendUnread()
        continue
      }
    } else if (PATH_TYPES.some((prefix) => beginsWith(bytes, start, prefix))) {
      changes.push(line)
      continue
    }
    const record = recordIn(line)
    if (record.type === 'amend' || record.type === 'complete') changes.push(line)
    const sum = record.type === 'commit' ? latin1(statedSum(bytes, start, end)!, 0, 22) : null
    const problem = frame.apply(record, sum)
    if (problem !== null) throw problemAt(problem, number, start)
    if (record.type === 'ledger') checkList(record.list, options.list)
  }

  const { sequence } = frame
  const tail = new Map<number, RecordedMessage>()
  for (const seq of sequence.entries(sequence.segments.at(-1)?.last)) {
    const record = recordIn(entries[seq]!)
    if (record.type === 'message' || record.type === 'phantom') tail.set(seq, recordedMessage(record))
  }
  if (tail.size > 0) {
    for (const line of changes) {
      const record = recordIn(line)
      if (!('seq' in record) || record.type === 'message' || record.type === 'phantom') continue
      const message = tail.get(record.seq)
      if (message !== undefined) tail.set(record.seq, changedMessage(message, record))
    }
  }
  return {
    ...frame.facts(),
    live: sequence.count,
    recorded: frame.recorded,
    tail: [...tail.values()],
    lastSum: proof.lastSum,
    committedBytes: proof.end,
    uncommitted: proof.uncommitted,
  }
}
