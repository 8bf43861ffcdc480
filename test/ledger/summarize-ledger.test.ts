import { expect, test } from 'vitest'
import { appendRecords } from '../../src/ledger/append-records.ts'
import { LedgerError } from '../../src/ledger/ledger-error.ts'
import type { LedgerState } from '../../src/ledger/ledger-state.ts'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { summarizeLedger } from '../../src/ledger/summarize-ledger.ts'
import { digestsOf, gardenTalk, message } from './garden-talk.ts'
import { host } from './local-host.ts'

const { bytes, states } = gardenTalk()

/** What a summary must say, derived from the whole state. */
function expected(state: LedgerState) {
  const last = state.segments.at(-1)?.last
  const covered = last === undefined ? 0 : state.sequence.findIndex(({ seq }) => seq === last) + 1
  const { settings, layouts, segments, noted, lastSum, commits, committedBytes, uncommitted } = state
  return {
    ...{ settings, layouts, segments, noted, lastSum, commits, committedBytes, uncommitted },
    live: state.sequence.length,
    recorded: state.messages.length,
    tail: state.sequence.slice(covered),
  }
}

test.each(states.map((state, run) => ({ run, state })))(
  'the summary after run $run agrees with the replay',
  ({ state }) => {
    expect(summarizeLedger(bytes.subarray(0, state.committedBytes), host)).toEqual(expected(state))
  },
)

test('changes to the entries behind the last segment are seen', () => {
  const state = states.at(-1)!
  const again = appendRecords(
    state,
    [
      message(8),
      { type: 'complete', seq: 8, ...digestsOf('whole') },
      { type: 'alias', seq: 8, path: 'x.html' },
      { type: 'path', seq: 5, number: 5, path: 'new.html' },
      { type: 'withdraw', seq: 6, reason: 'r', by: 'b', at: '2025-01-01T00:00:00Z', codes: [] },
    ],
    { host, before: bytes, noted: ['x'] },
  )
  const summary = summarizeLedger(Buffer.concat([bytes, again.bytes]), host)
  expect(summary).toEqual(expected(again.state))
  expect(summary.tail.map(({ seq }) => seq)).toEqual([5, 8])
  expect(summary.segments).toHaveLength(1)
})

test('an entry that is put into a covered stretch drops the segment', () => {
  const again = appendRecords(states.at(-1)!, [message(8, { after: 1 })], { host, before: bytes, noted: [] })
  const summary = summarizeLedger(Buffer.concat([bytes, again.bytes]), host)
  expect(summary).toEqual(expected(again.state))
  expect(summary.segments).toEqual([])
  expect(summary.tail).toHaveLength(8)
})

test('what a reader refuses, a summary refuses', () => {
  const flipped = Uint8Array.from(bytes)
  flipped[1000]! ^= 1
  for (const read of [summarizeLedger, readLedger]) {
    expect(() => read(flipped, host)).toThrow(LedgerError)
    expect(() => read(bytes, host, { list: 'other' })).toThrow(LedgerError)
    expect(read(bytes, host).commits).toHaveLength(4)
  }
})
