import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { forecastRenumbering } from '../../src/audit/renumbering.ts'

test('moved, lost and gained are what numbering by position gives', () => {
  const lists = fc.record({
    recorded: fc.integer({ min: 0, max: 20 }),
    kept: fc.uniqueArray(fc.nat(19), { maxLength: 20 }),
    gaps: fc.array(fc.boolean(), { maxLength: 20 }),
  })
  fc.assert(
    fc.property(lists, ({ recorded, kept, gaps }) => {
      // The files, by what stands in them: the number of a recorded message, or null for a new one.
      const present = kept
        .filter((r) => r < recorded)
        .flatMap((r, index): (number | null)[] => (gaps[index] ? [null, r] : [r]))
      const presentOf = Int32Array.from({ length: recorded }, (_, r) => present.indexOf(r))
      const result = forecastRenumbering({
        archiver: 'position',
        ids: Array.from(presentOf, (_, r) => `id ${r}`),
        presentOf,
        recordedPlaces: Array.from(presentOf, (_, r) => r),
        presentPlaces: present.map((_, p) => p),
        causeAt: () => null,
        listMoves: true,
      })
      const moves: { id: string; from: number; to: number | null }[] = []
      for (let r = 0; r < recorded; r++) {
        const place = present.indexOf(r)
        if (place !== r) moves.push({ id: `id ${r}`, from: r, to: place === -1 ? null : place })
      }
      expect(result.moves).toEqual(moves)
      expect(result.lost).toBe(moves.filter(({ to }) => to === null).length)
      expect(result.moved).toBe(moves.filter(({ to }) => to !== null).length)
      expect(result.gained).toBe(Math.max(0, present.length - recorded))
      const first = moves.find(({ to }) => to !== null) ?? moves[0]
      expect(result.first).toEqual(first === undefined ? null : { ...first, cause: null })
    }),
  )
})
