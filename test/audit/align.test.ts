import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { align, type Alignable } from '../../src/audit/align.ts'
import { entryOf } from './digests-of.ts'

const entries = (names: string): Alignable[] => Array.from(names, (name) => entryOf(name))
const paired = (recorded: readonly Alignable[], present: readonly Alignable[]): number[] => [
  ...align(recorded, present).presentOf,
]

describe('align', () => {
  test('an equal list is paired place by place', () =>
    expect(paired(entries('abc'), entries('abc'))).toEqual([0, 1, 2]))

  test('a message that is gone has no partner', () =>
    expect(paired(entries('abc'), entries('ac'))).toEqual([0, -1, 1]))

  test('of copies those that stand beside their old neighbours are kept', () => {
    expect(paired(entries('xaxbx'), entries('axbx'))).toEqual([-1, 0, 1, 2, 3])
    expect(paired(entries('axbxc'), entries('axbc'))).toEqual([0, 1, 2, -1, 3])
  })

  test('partners of copies do not cross where one of them was edited', () => {
    const recorded = [entryOf('x'), entryOf('a'), entryOf('x')]
    const present = [entryOf('x', { head: 'X' }), entryOf('x')]
    expect(paired(recorded, present)).toEqual([0, -1, 1])
  })

  test('a Message-ID pairs a message whose text, head and From_ line were edited', () => {
    const edited = entryOf('b', { fromLine: '?', head: '?', body: '?' })
    expect(paired(entries('abc'), [entryOf('a'), edited, entryOf('c')])).toEqual([0, 1, 2])
  })

  test('a body that many share pairs no strangers', () => {
    const unsubscribe = (name: string): Alignable => entryOf(name, { body: 'unsubscribe' })
    const recorded = [entryOf('a'), unsubscribe('b'), entryOf('c'), unsubscribe('d')]
    const present = [entryOf('a'), unsubscribe('b'), entryOf('c'), unsubscribe('new')]
    expect(paired(recorded, present)).toEqual([0, 1, 2, -1])
  })

  test('a body that nobody shares pairs a message between the same neighbours', () => {
    const present = [entryOf('a'), entryOf('new', { body: 'b' }), entryOf('c')]
    expect(paired(entries('abc'), present)).toEqual([0, 1, 2])
  })

  test('a From_ line and text that others share pair a message where one went and one came, but not at the end', () => {
    const old = (name: string): Alignable => entryOf(name, { fromLine: '1970', body: 'unsubscribe' })
    const middle = [old('a'), old('b'), old('c'), entryOf('z')]
    expect(paired(middle, [old('a'), old('new'), old('c'), entryOf('z')])).toEqual([0, 1, 2, 3])
    expect(paired([old('a'), old('b'), old('c')], [old('a'), old('b'), old('new')])).toEqual([0, 1, -1])
  })

  test('each entry has one partner, and those that stay in order are as many as can be', () => {
    const names = fc.uniqueArray(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 12 })
    fc.assert(
      fc.property(names, names, (before, after) => {
        const recorded = before.map((name) => entryOf(name))
        const present = after.map((name) => entryOf(name))
        const { presentOf, recordedOf, moved } = align(recorded, present)
        for (const [r, name] of before.entries()) expect(presentOf[r]).toBe(after.indexOf(name))
        for (const [p, name] of after.entries()) expect(recordedOf[p]).toBe(before.indexOf(name))
        const stay = [...presentOf].filter((p, r) => p !== -1 && moved[r] === 0)
        expect(stay).toEqual(stay.toSorted((a, b) => a - b))
      }),
    )
  })
})
