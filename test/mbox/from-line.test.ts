import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasAsctimeDate, isDatedFromLine, isGitPatchLine, parseFromLine } from '../../src/mbox/from-line.ts'
import { bytesOf } from './bytes.ts'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/pipermail/${name}`, import.meta.url))

test('dates are those that Pipermail read from the same From_ lines', () => {
  const mbox = fixture('from-line-formats.mbox')
  const articles = JSON.parse(fixture('from-line-formats.expected.json').toString()) as {
    readonly start: number
    readonly epoch: number
  }[]
  // For a line without a readable date Pipermail took the time of its run. It could not read addresses with blanks.
  const runTime = 1736942401
  const better = new Set([
    'From alice at example.org  Mon May  4 10:00:00 2015',
    'From "Alice L"@example.org  Mon May  4 10:00:00 2015',
  ])
  expect(articles.length).toBeGreaterThan(15)
  for (const { start, epoch } of articles) {
    const line = mbox.subarray(start, mbox.indexOf('\n', start) + 1)
    const text = line.toString('latin1').trimEnd()
    const want = better.has(text) ? 1430733600 : epoch === runTime ? null : epoch
    expect([text, parseFromLine(new Uint8Array(line)).date]).toEqual([text, want])
  }
})

describe('parseFromLine', () => {
  test.each([
    ['From a@example.org Sat Jan  3 01:05:34 1996\n', 'a@example.org', 820631134],
    ['From a@example.org Sat Jan  3 01:05:34 1996\r\n', 'a@example.org', 820631134],
    ['From a@b Sat Jan  3 01:05:34 1996 EST', 'a@b', 820631134 + 5 * 3600],
    ['From a@b Sat Jan  3 01:05:34 +0130 1996', 'a@b', 820631134 - 5400],
    ['From a@b Sat Jan  3 01:05:34 -0130 1996', 'a@b', 820631134 + 5400],
    ['From a@b Sat Jan  3 01:05 CEST 1996 remote from h', 'a@b', 820631100],
    ['From a at b c  Sat Jan  3 01:05:34 1996', 'a at b c', 820631134],
    ['From  Sat Jan  3 01:05:34 1996', '', 820631134],
    ['From a@b Sat, 3 Jan 96 01:05:34 +0000', 'a@b', 820631134],
    ['From a@b', 'a@b', null],
    ['From a@b 1996-01-03 01:05:34', 'a@b', null],
    ['From ', '', null],
    ['>From a@b Sat Jan  3 01:05:34 1996', '', null],
  ])('reads %j', (line, sender, date) => {
    const parsed = parseFromLine(bytesOf(line))
    expect(line.slice(parsed.sender.start, parsed.sender.end)).toBe(sender)
    expect(parsed.date).toBe(date)
  })
})

test('dated takes what Mailman 2.0 took, whatever its values; asctime looks at them', () => {
  const odd = bytesOf('From a@b Xyz Abc 77 99:99 9999\n')
  expect([isDatedFromLine(odd), hasAsctimeDate(odd)]).toEqual([true, false])
  const prose = bytesOf('From now on we meet on Monday\n')
  expect([isDatedFromLine(prose), hasAsctimeDate(prose)]).toEqual([false, false])
  const uucp = bytesOf('From a b Sat Jan  3 01:05:34 1996 remote from h\n')
  expect([isDatedFromLine(uucp), hasAsctimeDate(uucp)]).toEqual([true, true])
})

test('the fixed date of git format-patch is known', () => {
  const line = `From ${'0123456789'.repeat(4)} Mon Sep 17 00:00:00 2001`
  expect(['', '\n', '\r\n', ' '].map((end) => isGitPatchLine(bytesOf(line + end)))).toEqual([
    true,
    true,
    true,
    false,
  ])
})
