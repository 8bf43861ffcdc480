import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FINDING_LEVELS, type FindingCode } from '../../src/audit/finding-codes.ts'
import { wordsFor } from '../../src/audit/words.ts'

const CODES = Object.keys(FINDING_LEVELS) as FindingCode[]

describe.each(CODES)('%s', (code) => {
  test.each([
    ['everything known', { count: 3, messageId: 'a@b', recorded: 4, present: 5, following: 6, detail: '7' }],
    [
      'one, and nothing else',
      { count: 1, messageId: null, recorded: null, present: null, following: 0, detail: null },
    ],
  ])('has words with %s', (_, args) => {
    const { message, consequence, hint } = wordsFor(code, args)
    expect(message).not.toBe('')
    for (const line of [message, consequence, hint]) {
      expect(line).not.toMatch(/undefined|NaN|null|\[object|\n|!|  /)
      expect(line).not.toMatch(/\b1 (messages|recorded messages)\b/)
      expect(line).not.toMatch(/[.,;]$/)
    }
    if (FINDING_LEVELS[code] === 'error') {
      expect(consequence, 'an error says what it breaks').not.toBe('')
      expect(hint, 'an error says the way out').not.toBe('')
    }
  })
})

test('docs/findings.md has a section for every code with its level, and for nothing else', () => {
  // What adopt and verify find has codes of its own, and tests beside them.
  const [page] = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8').split(
    /^## What (?:adopt|verify) finds$/m,
  )
  const sections = [...page!.matchAll(/^### (\S+)\n+(\w+)/gm)].map(
    ([, code, level]) => `${code} ${level!.toLowerCase()}`,
  )
  expect(sections.toSorted()).toEqual(CODES.map((code) => `${code} ${FINDING_LEVELS[code]}`).toSorted())
  expect(page!.match(/^### /gm)).toHaveLength(sections.length)
})
