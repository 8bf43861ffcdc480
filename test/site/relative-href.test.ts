import fc from 'fast-check'
import { expect, test } from 'vitest'
import { relativeHref } from '../../src/site/relative-href.ts'

for (const [from, to, href] of [
  ['index.html', 'm/4U/A.html', 'm/4U/A.html'],
  ['m/4U/A.html', 'm/4U/B.html', 'B.html'],
  ['m/4U/A.html', 'm/5V/B.html', '../5V/B.html'],
  ['m/4U/A.html', 'index.html', '../../index.html'],
  ['m/a', 'm', '../m'],
  ['a.html', 'x:y.html', 'x%3Ay.html'],
] as const) {
  test(`from ${from} to ${to} is ${href}`, () => expect(relativeHref(from, to)).toBe(href))
}

test('a browser resolves it to the path, whatever the base', () => {
  const name = fc.stringMatching(/^[a-c%:?# é]{1,3}$/)
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
  fc.assert(
    fc.property(path, path, (from, to) => {
      const base = new URL(`http://x.invalid/base/${from.split('/').map(encodeURIComponent).join('/')}`)
      expect(decodeURIComponent(new URL(relativeHref(from, to), base).pathname)).toBe(`/base/${to}`)
    }),
  )
})
