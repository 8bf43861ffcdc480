import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PAGEFIND_SCRIPT, SEARCH_SCRIPT } from '../../src/site/compiled-search-script.ts'

const script = new URL('../../scripts/compile-search-script.js', import.meta.url)

test('compiled-search-script.ts is as new as its sources: else run npm run templates', async () => {
  const { compileSearchScript } = (await import(script.href)) as { compileSearchScript: () => string }
  const committed = readFileSync(new URL('../../src/site/compiled-search-script.ts', import.meta.url), 'utf8')
  expect(committed).toBe(compileSearchScript())
})

test('the built-in script names the licence of what it holds', () => {
  expect(SEARCH_SCRIPT.text).toContain('MiniSearch 7.2.0 by Luca Ongaro, MIT licence')
})

test.each([SEARCH_SCRIPT, PAGEFIND_SCRIPT])(
  '$path opens no connection, and makes no code and no markup',
  ({ text }) => {
    for (const way of [
      'XMLHttpRequest',
      'eval(',
      'new Function',
      'innerHTML',
      'insertAdjacentHTML',
      'document.write',
    ]) {
      expect(text.includes(way), way).toBe(false)
    }
  },
)
