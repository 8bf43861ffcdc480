import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asciiBytes } from '../../src/mbox/ascii.ts'
import { hasAsctimeDate, parseFromLine } from '../../src/mbox/from-line.ts'
import { asctime } from '../../src/message/asctime.ts'

test.each([
  [0, 'Thu Jan  1 00:00:00 1970'],
  [1425290400, 'Mon Mar  2 10:00:00 2015'],
  [951827696, 'Tue Feb 29 12:34:56 2000'],
  [-1, 'Wed Dec 31 23:59:59 1969'],
])('%i is %s', (epoch, text) => {
  expect(asctime(epoch)).toBe(text)
})

test('a From_ line with it has that date', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4102444799 }), (epoch) => {
      const line = asciiBytes(`From ann@example.org ${asctime(epoch)}`)
      expect(hasAsctimeDate(line)).toBe(true)
      expect(parseFromLine(line).date).toBe(epoch)
    }),
  )
})
