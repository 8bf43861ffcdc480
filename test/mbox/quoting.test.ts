import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QUOTING_VARIANTS, quoteBody, quotedFromDepth, unquoteBody } from '../../src/mbox/quoting.ts'
import type { QuotingVariant } from '../../src/mbox/quoting.ts'
import { bytesOf } from './bytes.ts'
import { mailLike, rawBytes } from './mail-alphabet.ts'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const LINES = 'From a\n>From b\n>>From c\nx From d\n> From e\n>From:\n'

describe('each variant', () => {
  test.each<[QuotingVariant, string, string]>([
    ['mboxo', '>From a\n>From b\n>>From c', 'From a\nFrom b\n>>From c'],
    ['mboxcl', '>From a\n>From b\n>>From c', 'From a\nFrom b\n>>From c'],
    ['mboxrd', '>From a\n>>From b\n>>>From c', 'From a\nFrom b\n>From c'],
    ['mboxcl2', 'From a\n>From b\n>>From c', 'From a\n>From b\n>>From c'],
  ])('%s quotes and un-quotes the lines it should, and no other', (variant, quoted, unquoted) => {
    const rest = '\nx From d\n> From e\n>From:\n'
    expect(text(quoteBody(bytesOf(LINES), variant))).toBe(quoted + rest)
    expect(text(unquoteBody(bytesOf(LINES), variant))).toBe(unquoted + rest)
  })

  test.each(QUOTING_VARIANTS)('%s gives back the same array where there is nothing to do', (variant) => {
    const plain = bytesOf('nothing\n> here\n')
    expect(quoteBody(plain, variant)).toBe(plain)
    expect(unquoteBody(plain, variant)).toBe(plain)
  })
})

test('what mboxrd quotes, it un-quotes to the same bytes', () => {
  fc.assert(
    fc.property(fc.oneof(mailLike, rawBytes), (bytes) => {
      expect(text(unquoteBody(quoteBody(bytes, 'mboxrd'), 'mboxrd'))).toBe(text(bytes))
    }),
  )
})

test('after quoting no line begins with From and a space', () => {
  fc.assert(
    fc.property(mailLike, fc.constantFrom('mboxo', 'mboxrd', 'mboxcl'), (bytes, variant) => {
      expect(text(quoteBody(bytes, variant))).not.toMatch(/(?:^|\n)From /)
    }),
  )
})

test('the depth of a line counts the marks before From', () => {
  expect(
    ['From ', '>From ', '>>>From x', '>From', '> From ', 'from ', ''].map((l) =>
      quotedFromDepth(bytesOf(l), 0),
    ),
  ).toEqual([0, 1, 3, -1, -1, -1, -1])
})
