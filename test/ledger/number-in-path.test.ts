import { expect, test } from 'vitest'
import { numberInPath } from '../../src/ledger/number-in-path.ts'

test.each([
  ['2015-May/004389.html', 4389],
  ['2015-May/004389.html.gz', 4389],
  ['msg00412.html', 412],
  ['1995/mail0042.htm', 42],
  ['2001/01/0412.shtml', 412],
  ['000000.html', 0],
])('%s has the number %i', (path, number) => {
  expect(numberInPath(path)).toBe(number)
})

test.each([
  'm/4U/4UISTGIUA2NZF66PCSPILTGEFHF5VULC.html',
  'm/AB/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567.html',
  'm/AB/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567-2.html',
  'a123456789012345.html',
  'abcdefa012345678.html',
  '1234567890.html', // no archive holds so many messages
  '2015-05-04.html',
  'thread.html',
  'thrd2.html',
  '000412',
  '',
])('%j has none', (path) => {
  expect(numberInPath(path)).toBeNull()
})
