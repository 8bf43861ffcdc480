import { latin1 } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import { encodeBase64url } from '../message/base64url.ts'
import { LedgerError } from './ledger-error.ts'
import { lineEnd, looksTorn, NO_SUM, provenSum, statedSum } from './ledger-line.ts'
import type { Uncommitted } from './ledger-state.ts'
import { isProblem, newerVersion, parseRecord, problemAt } from './record-json.ts'
import { utf8Bytes, utf8Text } from './utf8.ts'

const LF = 0x0a
const COMMIT = utf8Bytes('{"type":"commit",')

/** Which bytes of a ledger are proved to be what was written. */
export interface LedgerProof {
  /** Offset behind the line end of the last commit. Everything before it is proved. */
  readonly end: number
  /** Offset of the last commit's line. */
  readonly commit: number
  /** The `sum` of the last commit. */
  readonly lastSum: string
  readonly uncommitted: Uncommitted | null
}

/** How a ledger is proved. */
export interface ProveOptions {
  /** Check the sum of every line even where the last commit's checksum proves them all at once. */
  readonly verifyLines?: boolean
}

/** Counts the lines before an offset; only asked for on the way to an error or a note. */
function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let at = lineEnd(bytes, 0); at !== -1 && at < offset; at = lineEnd(bytes, at + 1)) line += 1
  return line
}

function damaged(bytes: Uint8Array, start: number, end: number): LedgerError {
  const place = { line: lineAt(bytes, start), offset: start }
  if (bytes[end - 1] === 0x0d) {
    return new LedgerError('damaged-line', 'the line ends in CR LF, but a ledger is written with LF', place, {
      hint: 'turn CR LF back into LF, and keep git from changing it again: put "*.ledger -text" into .gitattributes',
    })
  }
  return new LedgerError('damaged-line', 'the line is not what was written: its sum does not fit', place)
}

/** Follows the chain over whole lines. Gives the last sum, or throws at the first line that breaks it. */
function walkChain(
  bytes: Uint8Array,
  from: number,
  to: number,
  previous: Uint8Array,
  host: Host,
): Uint8Array {
  let sum = previous
  for (let start = from; start < to;) {
    const end = lineEnd(bytes, start)
    const next = provenSum(bytes, start, end, sum, host)
    if (next === null) throw damaged(bytes, start, end)
    sum = next
    start = end + 1
  }
  return sum
}

/** Line 1 decides whether this is a ledger, and of which version, before anything else is said. */
function checkFirstLine(bytes: Uint8Array, host: Host): void {
  if (bytes.length === 0) throw new LedgerError('empty-ledger', 'the ledger is empty')
  const place = { line: 1, offset: 0 }
  const lf = lineEnd(bytes, 0)
  const end = lf === -1 ? bytes.length : lf
  const text = latin1(bytes, 0, Math.min(end, 4096))
  const version = /^\{"type":"ledger","format":"holdfast-ledger","version":(\d{1,9})\b/.exec(text)?.[1]
  if (version !== undefined && Number(version) > 1) throw problemAt(newerVersion(version), 1, 0)
  if (lf === -1) {
    if (version === undefined) throw new LedgerError('not-a-ledger', 'line 1 is no ledger record', place)
    throw new LedgerError('never-committed', 'the ledger ends inside line 1', place)
  }
  if (provenSum(bytes, 0, lf, NO_SUM, host) !== null) return
  if (version === undefined && !text.includes('"sum":"')) {
    throw new LedgerError('not-a-ledger', 'line 1 is no ledger record', place)
  }
  throw damaged(bytes, 0, lf)
}

/** Whether the commit at `start` is what was written and its checksum fits all bytes before it. */
function commitHolds(
  bytes: Uint8Array,
  start: number,
  end: number,
  host: Host,
): 'holds' | 'line' | 'checksum' {
  const previous = start === 0 ? null : statedSum(bytes, 0, start - 1)
  if (previous === null || provenSum(bytes, start, end, previous, host) === null) return 'line'
  const record = parseRecord(utf8Text(bytes, start, end))
  if (isProblem(record) || record.type !== 'commit') return 'line'
  const checksum = encodeBase64url(host.hash('sha256', bytes.subarray(0, start)))
  return checksum === record.checksum ? 'holds' : 'checksum'
}

/** Offset of the last whole line that begins as a commit, or -1. */
function lastCommit(bytes: Uint8Array, complete: number): number {
  for (let end = complete; end > 0;) {
    const start = end < 2 ? 0 : bytes.lastIndexOf(LF, end - 2) + 1
    if (COMMIT.every((byte, index) => bytes[start + index] === byte)) return start
    end = start
  }
  return -1
}

/**
 * Proves which bytes of a ledger are what was written, with one hash where nothing is wrong.
 *
 * The last commit states the SHA-256 of every byte before it, and its own sum chains to the line before
 * it: together they cover each byte up to its line end. Only where that fails is the chain followed, to
 * name the line. Lines behind the last commit are followed always.
 *
 * @throws {@link LedgerError} where a line was damaged, there is no commit, or it is no ledger.
 */
export function proveLedger(bytes: Uint8Array, host: Host, options: ProveOptions = {}): LedgerProof {
  checkFirstLine(bytes, host)
  const complete = bytes.lastIndexOf(LF) + 1
  const start = lastCommit(bytes, complete)
  const end = start === -1 ? 0 : lineEnd(bytes, start) + 1
  const verdict = start === -1 ? 'line' : commitHolds(bytes, start, end - 1, host)
  if (verdict !== 'holds' || options.verifyLines === true) walkChain(bytes, 0, end, NO_SUM, host)
  if (verdict === 'checksum') {
    throw new LedgerError(
      'wrong-checksum',
      'every line is in order, but the checksum of the commit does not fit them',
      {
        line: lineAt(bytes, start),
        offset: start,
      },
    )
  }
  const lastSum = end === 0 ? NO_SUM : statedSum(bytes, start, end - 1)!
  walkChain(bytes, end, complete, lastSum, host)
  if (!looksTorn(bytes, complete, bytes.length)) throw damaged(bytes, complete, bytes.length)
  if (start === -1) {
    throw new LedgerError('never-committed', 'the ledger holds no commit', {
      line: lineAt(bytes, bytes.length - 1),
      offset: 0,
    })
  }
  // A commit that is in order as a line, and yet does not hold, was written wrong.
  if (verdict === 'line')
    throw problemAt({ code: 'bad-record', message: 'the commit is no commit' }, lineAt(bytes, start), start)
  const rest = bytes.length - end
  return {
    end,
    commit: start,
    lastSum: latin1(lastSum, 0, lastSum.length),
    uncommitted:
      rest === 0
        ? null
        : { line: lineAt(bytes, end), offset: end, bytes: rest, torn: complete < bytes.length },
  }
}
