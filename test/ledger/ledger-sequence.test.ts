import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendRecords } from '../../src/ledger/append-records.ts'
import { LedgerSequence } from '../../src/ledger/ledger-sequence.ts'
import type { LedgerState, Segment } from '../../src/ledger/ledger-state.ts'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import type { LedgerRecord } from '../../src/ledger/records.ts'
import { summarizeLedger } from '../../src/ledger/summarize-ledger.ts'
import { digestsOf, message, settings } from './garden-talk.ts'
import { host } from './local-host.ts'

/** The same as LedgerSequence in the plainest way: an array, looked through each time. */
class Model {
  order: number[] = []
  segments: Segment[] = []
  place(seq: number, after?: number): boolean {
    if (this.order.includes(seq)) return false
    const index = after === undefined ? this.order.length : after === -1 ? 0 : this.order.indexOf(after) + 1
    if (index === 0 && after !== undefined && after !== -1) return false
    if (index < this.order.length) this.touch(this.order[index]!)
    this.order.splice(index, 0, seq)
    return true
  }
  take(seq: number): boolean {
    if (!this.order.includes(seq)) return false
    this.touch(seq)
    this.order = this.order.filter((other) => other !== seq)
    return true
  }
  touch(seq: number): void {
    const at = this.order.indexOf(seq)
    const hit = this.segments.findIndex(
      ({ first, last }) => this.order.indexOf(first) <= at && at <= this.order.indexOf(last),
    )
    if (hit !== -1) this.segments = this.segments.slice(0, hit)
  }
  addSegment(segment: Segment): boolean {
    const first = this.order.indexOf(segment.first)
    const last = this.order.indexOf(segment.last)
    if (first === -1 || last < first) return false
    const ends = [0, ...this.segments.map((other) => this.order.indexOf(other.last) + 1)]
    if (!ends.includes(first)) return false
    this.segments = [...this.segments.slice(0, ends.indexOf(first)), segment]
    return true
  }
}

const segment = (first: number, last: number): Segment => ({ first, last, bytes: 1, sha256: 'x' })
const seq = fc.integer({ min: -1, max: 14 })
const operation = fc.oneof(
  fc.record({
    do: fc.constant('place' as const),
    seq: fc.nat(14),
    after: fc.option(seq, { nil: undefined }),
  }),
  fc.record({ do: fc.constant('take' as const), seq }),
  fc.record({ do: fc.constant('touch' as const), seq: fc.nat(14) }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('segment' as const), first: fc.nat(14), length: fc.nat(4) }),
  },
)

test('order and segments are those of a plain array, whatever is done to them', () => {
  let mostSegments = 0
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
      const list = new LedgerSequence()
      const model = new Model()
      for (let next = 0; next < 10; next += 1) expect(list.place(next) && model.place(next)).toBe(true)
      for (const action of operations) {
        if (action.do === 'place') {
          expect(list.place(action.seq, action.after)).toBe(model.place(action.seq, action.after))
        } else if (action.do === 'take') {
          expect(list.take(action.seq)).toBe(model.take(action.seq))
        } else if (action.do === 'touch') {
          if (!list.has(action.seq)) continue
          list.touch(action.seq)
          model.touch(action.seq)
        } else {
          // Mostly one that can hold: behind the last one, or where one begins.
          const { order, segments } = model
          const ends = [0, ...segments.map((other) => order.indexOf(other.last) + 1)]
          const start =
            action.first % 4 === 0
              ? action.first
              : ends.at(action.first % 4 === 1 ? action.first % ends.length : -1)!
          const added = segment(order[start] ?? action.first, order[start + action.length] ?? action.first)
          expect(list.addSegment(added)).toBe(model.addSegment(added))
        }
        expect([...list.entries()]).toEqual(model.order)
        expect(list.segments).toEqual(model.segments)
        expect(list.count).toBe(model.order.length)
        expect(list.last).toBe(model.order.at(-1) ?? -1)
        mostSegments = Math.max(mostSegments, list.segments.length)
      }
    }),
    { numRuns: 1500 },
  )
  expect(mostSegments).toBeGreaterThan(2)
})

test('half a million entries, each put in front of the one before, take no longer than at the end', () => {
  const list = new LedgerSequence()
  for (let next = 0; next < 500_000; next += 1) list.place(next, -1)
  expect(list.count).toBe(500_000)
  expect(list.entries().next().value).toBe(499_999)
})

test('what any runs appended is what is read back, and a summary agrees', () => {
  const decision = { reason: 'r', by: 'b', at: '2025-01-01T00:00:00Z', codes: ['c'] }
  const step = fc.record({
    kind: fc.constantFrom(
      'message',
      'message',
      'inserted',
      'withdraw',
      'move',
      'amend',
      'complete',
      'segment',
      'path',
      'alias',
    ),
    which: fc.nat(),
    to: fc.nat(),
  })
  fc.assert(
    fc.property(fc.array(fc.array(step, { maxLength: 8 }), { minLength: 1, maxLength: 5 }), (runs) => {
      let state: LedgerState | null = null
      let bytes: Uint8Array = new Uint8Array(0)
      const model = new Model()
      let recorded = 0
      for (const [run, steps] of runs.entries()) {
        const records: LedgerRecord[] = run === 0 ? [settings] : []
        for (const [index, { kind, which, to }] of steps.entries()) {
          const chosen = model.order[which % Math.max(1, model.order.length)]
          const target = model.order[to % Math.max(1, model.order.length)] ?? -1
          if (kind === 'message' || (kind === 'inserted' && target === model.order.at(-1))) {
            records.push(message(recorded))
            model.place(recorded++)
          } else if (kind === 'inserted') {
            records.push(message(recorded, { after: target, ...decision }))
            model.place(recorded++, target)
          } else if (chosen === undefined) continue
          else if (kind === 'withdraw') {
            records.push({ type: 'withdraw', seq: chosen, ...decision })
            model.take(chosen)
          } else if (kind === 'move' && chosen !== target) {
            records.push({ type: 'move', seq: chosen, after: target, ...decision })
            model.take(chosen)
            model.place(chosen, target)
          } else if (kind === 'amend' || kind === 'complete') {
            const digests = digestsOf(`${run} ${index}`)
            records.push(
              kind === 'amend'
                ? { type: kind, seq: chosen, ...digests, ...decision }
                : { type: kind, seq: chosen, ...digests },
            )
            model.touch(chosen)
          } else if (kind === 'segment') {
            const added = { first: model.order[0]!, last: chosen, bytes: 1, sha256: digestsOf('s').raw }
            records.push({ type: 'segment', ...added })
            model.addSegment(added)
          } else if (kind === 'path' || kind === 'alias') {
            const path = `${run}/${index}.html`
            records.push(
              kind === 'path'
                ? { type: kind, seq: chosen, number: null, path }
                : { type: kind, seq: chosen, path },
            )
          }
        }
        const appended = appendRecords(state, records, { host, before: bytes, noted: [`run:${run}`] })
        bytes = Buffer.concat([bytes, appended.bytes])
        state = appended.state
        expect(state.sequence.map((entry) => entry.seq)).toEqual(model.order)
        expect(state.segments).toEqual(model.segments)
        expect(state.commits).toHaveLength(run + 1)
      }
      const read = readLedger(bytes, host)
      expect(read).toEqual(state)
      const summary = summarizeLedger(bytes, host)
      const covered = read.sequence.findIndex((entry) => entry.seq === read.segments.at(-1)?.last) + 1
      expect(summary.tail).toEqual(read.sequence.slice(covered))
      expect(summary.segments).toEqual(read.segments)
      expect(summary.live).toBe(model.order.length)
    }),
    { numRuns: 300 },
  )
})
