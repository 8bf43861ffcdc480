import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { longestIncreasing } from '../../src/audit/longest-increasing.ts'

/** The length of a longest increasing subsequence, by trying every pair. */
function longestByForce(values: readonly number[]): number {
  const lengths: number[] = []
  for (const [index, value] of values.entries()) {
    const before = lengths.filter((_, earlier) => values[earlier]! < value)
    lengths[index] = 1 + Math.max(0, ...before)
  }
  return Math.max(0, ...lengths)
}

test('the mask is an increasing subsequence, and none is longer', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 40 }), (values) => {
      const mask = longestIncreasing(values)
      const kept = values.filter((_, index) => mask[index] === 1)
      for (const [index, value] of kept.entries())
        if (index > 0) expect(value).toBeGreaterThan(kept[index - 1]!)
      expect(kept).toHaveLength(longestByForce(values))
    }),
    { numRuns: 1000 },
  )
})

test('the empty sequence and a falling one', () => {
  expect([...longestIncreasing([])]).toEqual([])
  expect([...longestIncreasing([3, 2, 1])].filter(Boolean)).toHaveLength(1)
})
