import fc from 'fast-check'
import { expect, test } from 'vitest'
import { obscureAddress } from '../../src/display/obscure-address.ts'

for (const [text, shown] of [
  ['ann@example.org', 'ann@…'],
  ['Ann <ann@example.org>, Bob <bob@example.com>', 'Ann <ann@…>, Bob <bob@…>'],
  ['Write to ann@example.org.', 'Write to ann@….'],
  ['ann@[192.0.2.1]', 'ann@…'],
  ['jörg@bücher.example', 'jörg@…'],
  ['a@b.example@c.example', 'a@…@…'],
  ['@ nobody, a @ b, @example', '@ nobody, a @ b, @example'],
  ['already ann@…', 'already ann@…'],
] as const) {
  test(`${text} shows as ${shown}`, () => expect(obscureAddress(text)).toBe(shown))
}

test('doing it twice changes nothing more, and no ordinary address survives', () => {
  const word = fc.stringMatching(/^[a-z0-9.<>@, [\]-]{0,20}$/)
  fc.assert(
    fc.property(word, fc.stringMatching(/^[a-z]{1,9}@[a-z]{1,9}\.org$/), word, (before, address, after) => {
      const shown = obscureAddress(`${before} ${address} ${after}`)
      expect(shown).not.toContain(address)
      expect(obscureAddress(shown)).toBe(shown)
    }),
  )
})

test('a hundred thousand at signs are no work', () => {
  expect(obscureAddress('a@'.repeat(100_000)).length).toBeGreaterThan(0)
  expect(obscureAddress('a@['.repeat(100_000))).toBe('a@['.repeat(100_000))
})
