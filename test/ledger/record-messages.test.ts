import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appendRecords } from '../../src/ledger/append-records.ts'
import { beginLedger } from '../../src/ledger/begin-ledger.ts'
import { givePaths, relayout } from '../../src/ledger/give-paths.ts'
import type { LedgerSettings, LedgerState } from '../../src/ledger/ledger-state.ts'
import type { LayoutPlace } from '../../src/ledger/page-placer.ts'
import { recordMessages } from '../../src/ledger/record-messages.ts'
import type { LedgerRecord, RecordOf } from '../../src/ledger/records.ts'
import type { DateCandidates, PresentMessage } from '../../src/message/present-message.ts'
import { digestsOf } from './garden-talk.ts'
import { host } from './local-host.ts'

const stable: LedgerSettings = {
  list: 'garden-talk',
  separator: 'rfc4155',
  quoting: 'mboxo',
  layout: 'stable',
  period: 'month',
  timezone: 'UTC',
  tzVersion: null,
  baseUrl: null,
}
const pipermail: LedgerSettings = { ...stable, layout: 'pipermail' }
const pipermailPlace: LayoutPlace = (_, { number }) => ({
  number,
  path: `2001-March/${String(number).padStart(6, '0')}.html`,
})

const DATES: DateCandidates = { date: 983_440_800, received: null, fromLine: 983_440_800 }

/** A message at a position; `text` decides its digests, so equal texts are exact duplicates. */
const present = (
  position: number,
  messageId: string | null,
  more: Partial<PresentMessage> & { text?: string } = {},
): PresentMessage => {
  const { text = messageId ?? 'none', ...rest } = more
  return {
    position,
    file: 0,
    offset: position * 100,
    line: position * 5 + 1,
    fromLine: { start: 0, end: 0 },
    message: { start: 0, end: 0 },
    trailer: { start: 0, end: 0 },
    messageId,
    dates: DATES,
    digests: digestsOf(text),
    endsWithNewline: true,
    open: false,
    noArchive: false,
    lineEndings: 'lf',
    observations: [],
    ...rest,
  }
}

/** A new ledger that holds these messages. */
function ledgerOf(settings: LedgerSettings, messages: readonly PresentMessage[], options = {}): LedgerState {
  const { record, state } = beginLedger(settings)
  return appendRecords(null, [record, ...recordMessages(state, messages, { host, ...options })], {
    host,
    noted: [],
  }).state
}

const hashOfNothing = () => host.createHash('sha256')
/** The state after more records; what bytes came before does not matter here. */
const after = (state: LedgerState, records: readonly LedgerRecord[]): LedgerState =>
  appendRecords(state, records, { host, before: hashOfNothing(), noted: [] }).state

describe('layout stable', () => {
  test('the path is made of the ID alone, and there is no number', () => {
    const state = ledgerOf(stable, [present(0, 'a1@example.org')])
    expect(state.messages[0]).toMatchObject({
      seq: 0,
      id: '4UISTGIUA2NZF66PCSPILTGEFHF5VULC',
      number: null,
      path: 'm/4U/4UISTGIUA2NZF66PCSPILTGEFHF5VULC.html',
      date: '2001-03-01T10:00:00Z',
      dateFrom: 'date',
    })
    expect(state.highestNumber).toBe(-1)
  })
  test('an exact duplicate keeps its place and has no page; another message with its msgid has one', () => {
    const state = ledgerOf(stable, [
      present(0, 'a@x'),
      present(1, 'a@x'),
      present(2, 'a@x', { text: 'other' }),
    ])
    expect(state.sequence.map(({ path }) => path !== null)).toEqual([true, false, true])
    expect(new Set(state.messages.map(({ id }) => id)).size).toBe(3)
  })
  test('a duplicate of a message that was recorded by an earlier run has no page either', () => {
    const state = ledgerOf(stable, [present(0, 'a@x')])
    expect(recordMessages(state, [present(1, 'a@x')], { host })).toMatchObject([{ seq: 1, path: null }])
    expect(recordMessages(state, [present(1, 'b@x')], { host })).not.toMatchObject([{ path: null }])
  })
  test('the copy of a withdrawn message gets a page, as nothing else shows it', () => {
    let state = ledgerOf(stable, [present(0, 'a@x'), present(1, 'a@x')])
    expect(givePaths(state)).toEqual([])
    state = after(state, [
      { type: 'withdraw', seq: 0, reason: 'r', by: 'b', at: '2025-01-01T00:00:00Z', codes: ['deleted'] },
    ])
    const id = state.messages[1]!.id
    expect(givePaths(state)).toEqual([
      { type: 'path', seq: 1, number: null, path: `m/${id.slice(0, 2)}/${id}.html` },
    ])
    expect(givePaths(after(state, givePaths(state)))).toEqual([])
  })
  test('a sender who asked not to be archived has no page', () => {
    const state = ledgerOf(stable, [present(0, 'a@x', { noArchive: true })])
    expect(state.messages[0]).toMatchObject({ path: null, noArchive: true })
    expect(givePaths(state)).toEqual([])
  })
  test('a path that a kept file took before is not given', () => {
    const { record, state } = beginLedger(stable)
    const path = 'm/4U/4UISTGIUA2NZF66PCSPILTGEFHF5VULC.html'
    const file: RecordOf<'file'> = { type: 'file', path, sha256: digestsOf('x').raw, bytes: 1, of: null }
    expect(state.filePaths.size).toBe(0)
    const taken = appendRecords(null, [record, file], { host, noted: [] }).state
    const [message] = recordMessages(taken, [present(0, 'a1@example.org')], { host })
    expect(message!.path).toBe('m/4U/4UISTGIUA2NZF66PCSPILTGEFHF5VULC-2.html')
  })
})

describe('old layouts', () => {
  const options = { layoutPlace: pipermailPlace }
  test('numbers go on after the highest ever issued, also where messages were withdrawn', () => {
    let state = ledgerOf(pipermail, [present(0, 'a@x'), present(1, 'b@x')], options)
    expect(state.messages.map(({ number }) => number)).toEqual([0, 1])
    state = after(state, [
      { type: 'withdraw', seq: 1, reason: 'r', by: 'b', at: '2025-01-01T00:00:00Z', codes: [] },
    ])
    expect(recordMessages(state, [present(1, 'c@x')], { host, ...options })).toMatchObject([
      { seq: 2, number: 2 },
    ])
  })
  test('a taken path is passed over with its number', () => {
    const state = ledgerOf(pipermail, [present(0, 'a@x')], options)
    const taken = after(state, [{ type: 'alias', seq: 0, path: '2001-March/000001.html' }])
    expect(recordMessages(taken, [present(1, 'b@x')], { host, ...options })).toMatchObject([
      { number: 2, path: '2001-March/000002.html' },
    ])
  })
  test('a message that the archiver leaves out takes no number', () => {
    const layoutPlace: LayoutPlace = (message, entry) =>
      message.messageId === null ? null : pipermailPlace(message, entry)
    const state = ledgerOf(pipermail, [present(0, null), present(1, 'a@x')], { layoutPlace, predicted: true })
    expect(state.messages.map(({ number, path, predicted }) => ({ number, path, predicted }))).toEqual([
      { number: null, path: null, predicted: false },
      { number: 0, path: '2001-March/000000.html', predicted: true },
    ])
  })
  test('the paths of the archiver are demanded', () => {
    expect(() => ledgerOf(pipermail, [present(0, 'a@x')])).toThrow(TypeError)
  })
})

describe('dates and places', () => {
  const undated = { dates: { date: null, received: null, fromLine: null } }
  test('an undated message takes the date of the message before it in the list', () => {
    const later = { dates: { ...DATES, date: DATES.date! + 3600 } }
    const state = ledgerOf(stable, [present(0, 'a@x'), present(1, 'b@x', later)])
    const options = { host, after: new Map([[1, 0]]), now: DATES.date }
    const records = recordMessages(
      state,
      [present(1, 'c@x', undated), present(2, 'd@x', undated), present(4, 'e@x', undated)],
      options,
    )
    expect(records).toMatchObject([
      { seq: 2, after: 0, date: '2001-03-01T10:00:00Z', dateFrom: 'previous' },
      { seq: 3, after: 2, date: '2001-03-01T10:00:00Z', dateFrom: 'previous' },
      { seq: 4, date: '2001-03-01T11:00:00Z', dateFrom: 'previous' },
    ])
    expect(records[2]).not.toHaveProperty('after')
    expect(after(state, records).sequence.map(({ seq }) => seq)).toEqual([0, 2, 3, 1, 4])
  })
  test('without anything before it, it has none', () => {
    expect(ledgerOf(stable, [present(0, 'a@x', undated)]).messages[0]).toMatchObject({
      date: null,
      dateFrom: null,
    })
  })
  test('a decision stands in the record', () => {
    const decision = { reason: 'found', by: 'Mara', at: '2025-01-01T00:00:00Z', codes: ['inserted'] }
    expect(recordMessages(beginLedger(stable).state, [present(0, 'a@x')], { host, decision })).toMatchObject([
      decision,
    ])
  })
})

describe('relayout', () => {
  test('gives numbers in order of recording, and old paths stay', () => {
    const list = [present(0, 'a@x'), present(1, 'b@x'), present(2, 'c@x')]
    let state = ledgerOf(stable, list)
    state = after(state, [
      { type: 'move', seq: 2, after: -1, reason: 'r', by: 'b', at: '2025-01-01T00:00:00Z', codes: [] },
    ])
    const records = relayout(state, 'pipermail', {
      layoutPlace: pipermailPlace,
      present: new Map(list.map((message) => [message.position, message])),
    })
    const changed = after(state, records)
    expect(changed.settings.layout).toBe('pipermail')
    expect(changed.messages.map(({ number }) => number)).toEqual([0, 1, 2])
    for (const { seq, id } of state.messages) {
      expect(changed.messages[seq]!.paths).toEqual([
        `m/${id.slice(0, 2)}/${id}.html`,
        `2001-March/00000${seq}.html`,
      ])
    }
  })
  test('of exact duplicates, the one whose page people cite is the one that moves', () => {
    const { record, state } = beginLedger(pipermail)
    const [first, second] = recordMessages(state, [present(0, 'a@x'), present(1, 'a@x')], {
      host,
      layoutPlace: pipermailPlace,
    })
    const settled = (message: LedgerRecord | undefined, place: Partial<RecordOf<'message'>>) =>
      ({ ...message, ...place }) as RecordOf<'message'>
    const adopted = appendRecords(
      null,
      [
        record,
        settled(first, { number: null, path: null }),
        settled(second, { number: 7, path: 'old/7.html' }),
      ],
      { host, noted: [] },
    ).state
    const changed = after(adopted, relayout(adopted, 'stable'))
    const { id } = changed.messages[1]!
    expect(changed.messages.map(({ paths }) => paths)).toEqual([
      [],
      ['old/7.html', `m/${id.slice(0, 2)}/${id}.html`],
    ])
    expect(givePaths(changed)).toEqual([])
  })
  test('there and back again leads to the first paths, and numbers are not used twice', () => {
    const list = [present(0, 'a@x'), present(1, 'b@x')]
    const numbers = {
      layoutPlace: pipermailPlace,
      present: new Map(list.map((message) => [message.position, message])),
    }
    const first = ledgerOf(pipermail, list, numbers)
    const second = after(first, relayout(first, 'stable'))
    const third = after(second, relayout(second, 'pipermail', numbers))
    const fourth = after(third, relayout(third, 'stable'))
    expect(third.messages.map(({ number }) => number)).toEqual([2, 3])
    expect(fourth.messages.map(({ path }) => path)).toEqual(second.messages.map(({ path }) => path))
    expect(fourth.messages[0]!.paths).toHaveLength(3)
  })
})

test('IDs and paths never change their owner, whatever is recorded, withdrawn, moved and laid out anew', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('new' as const),
      id: fc.constantFrom('a@x', 'b@x', 'c@x', null),
      text: fc.constantFrom('s', 't'),
      at: fc.nat(),
    }),
    fc.record({
      do: fc.constantFrom('withdraw' as const, 'front' as const, 'amend' as const),
      which: fc.nat(),
    }),
    fc.record({
      do: fc.constant('layout' as const),
      layout: fc.constantFrom('stable' as const, 'pipermail' as const),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const bySeq = new Map<number, PresentMessage>()
      const decision = { reason: 'r', by: 'b', at: '2025-01-01T00:00:00Z', codes: ['c'] }
      let state = ledgerOf(stable, [])
      for (const action of steps) {
        const before = state
        const chosen =
          'which' in action ? state.sequence[action.which % Math.max(1, state.sequence.length)] : undefined
        if (action.do === 'new') {
          const position = action.at % (state.sequence.length + 1)
          const message = present(position, action.id, { text: action.text })
          const place =
            position === state.sequence.length
              ? undefined
              : new Map([[position, state.sequence[position - 1]?.seq ?? -1]])
          bySeq.set(state.messages.length, message)
          const options = { host, layoutPlace: pipermailPlace, ...(place && { after: place }) }
          state = after(state, recordMessages(state, [message], options))
          expect(state.sequence[position]!.seq).toBe(before.messages.length)
        } else if (action.do === 'layout') {
          state = after(
            state,
            relayout(state, action.layout, { layoutPlace: pipermailPlace, present: bySeq }),
          )
        } else if (chosen !== undefined && action.do === 'withdraw') {
          state = after(state, [{ type: 'withdraw', seq: chosen.seq, ...decision }])
        } else if (chosen !== undefined && action.do === 'front') {
          state = after(state, [{ type: 'move', seq: chosen.seq, after: -1, ...decision }])
        } else if (chosen !== undefined) {
          state = after(state, [
            { type: 'amend', seq: chosen.seq, messageId: 'a@x', ...digestsOf('s'), ...decision },
          ])
        }
        for (const { seq, id } of before.messages) expect(state.messages[seq]!.id).toBe(id)
        for (const [path, owner] of before.owners) expect(state.owners.get(path)).toBe(owner)
        const numbers = state.messages.flatMap(({ number }) => (number === null ? [] : [number]))
        expect(new Set(numbers).size).toBe(numbers.length)
        expect(state.highestNumber).toBeGreaterThanOrEqual(before.highestNumber)
      }
      // Every current path has one message.
      const paths = state.messages.flatMap(({ path }) => (path === null ? [] : [path]))
      expect(new Set(paths).size).toBe(paths.length)
    }),
    { numRuns: 300 },
  )
})

test('an amended message still counts as what it was recorded as, so that later IDs stay what they were', () => {
  const decision = { reason: 'r', by: 'b', at: '2025-01-01T00:00:00Z', codes: ['c'] }
  const state = ledgerOf(stable, [present(0, null, { text: 's' })])
  const amended = after(state, [{ type: 'amend', seq: 0, ...digestsOf('t'), ...decision }])
  const next = (from: LedgerState) => recordMessages(from, [present(1, null, { text: 's' })], { host })[0]!.id
  expect(next(amended)).toBe(next(state))
  const content = digestsOf('s').content
  const digest = createHash('sha256').update(`holdfast-id-1\n\n${content}\n1`).digest().subarray(0, 20)
  expect(Buffer.from(digest).toString('hex')).toBe(base32Hex(next(state)))
})

function base32Hex(text: string): string {
  let bits = ''
  for (const character of text)
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character).toString(2).padStart(5, '0')
  return (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2).toString(16).padStart(2, '0')).join('')
}
