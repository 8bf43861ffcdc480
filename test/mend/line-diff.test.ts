import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffLines } from '../../src/mend/line-diff.ts'

const letters = (text: string): string[] => Array.from(text)
const shown = (old: string, now: string, context = 0): string[] =>
  diffLines(letters(old), letters(now), context).lines.map(({ sign, text }) => sign + text)

test('lines that stay are told from those that go and come', () => {
  expect(shown('abcdef', 'abXdYf')).toEqual(['-c', '+X', ' d', '-e', '+Y'])
  expect(shown('abc', '')).toEqual(['-a', '-b', '-c'])
  expect(shown('', 'ab')).toEqual(['+a', '+b'])
})

test('unchanged lines around a change are its context', () => {
  expect(diffLines(letters('abcdefg'), letters('abcXefg'), 2)).toMatchObject({ skipped: 1 })
  expect(shown('abcdefg', 'abcXefg', 2)).toEqual([' b', ' c', '-d', '+X', ' e', ' f'])
})

test('equal texts have no line', () => {
  expect(shown('abc', 'abc', 3)).toEqual([])
  expect(shown('', '', 3)).toEqual([])
})

test('what stays and goes is the old text, what stays and comes the new one, and no more changes than must', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })
  fc.assert(
    fc.property(lines, lines, fc.nat({ max: 3 }), (old, now, context) => {
      const { skipped, lines } = diffLines(old, now, context)
      const side = (sign: '-' | '+') =>
        lines.filter((line) => line.sign === ' ' || line.sign === sign).map(({ text }) => text)
      expect(old.slice(skipped, skipped + side('-').length)).toEqual(side('-'))
      expect(now.slice(skipped, skipped + side('+').length)).toEqual(side('+'))
      const behind = old.slice(skipped + side('-').length)
      expect([...old.slice(0, skipped), ...side('+'), ...behind]).toEqual(now)
      const changed = lines.filter(({ sign }) => sign !== ' ').length
      expect(changed).toBe(old.length + now.length - 2 * longestCommon(old, now))
    }),
  )
})

test('very long texts are not compared line by line: all old ones go, all new ones come', () => {
  const old = Array.from({ length: 3_000 }, (_, index) => `old ${index}`)
  const now = Array.from({ length: 3_000 }, (_, index) => (index === 1_500 ? old[index]! : `new ${index}`))
  const { lines } = diffLines(old, now, 0)
  expect(lines.map(({ sign }) => sign).join('')).toBe('-'.repeat(3_000) + '+'.repeat(3_000))
})

/** Length of the longest common subsequence, the slow way. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0
  const table = a.map(() => b.map(() => 0))
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      const diagonal = i > 0 && j > 0 ? table[i - 1]![j - 1]! : 0
      const best = Math.max(i > 0 ? table[i - 1]![j]! : 0, j > 0 ? table[i]![j - 1]! : 0)
      table[i]![j] = a[i] === b[j] ? diagonal + 1 : best
    }
  }
  return table[a.length - 1]![b.length - 1]!
}
