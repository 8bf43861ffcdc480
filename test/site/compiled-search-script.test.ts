import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SEARCH_SCRIPT } from '../../src/site/compiled-search-script.ts'

const script = new URL('../../scripts/compile-search-script.js', import.meta.url)

test('compiled-search-script.ts is as new as its sources: else run npm run templates', async () => {
  const { compileSearchScript } = (await import(script.href)) as { compileSearchScript: () => string }
  const committed = readFileSync(new URL('../../src/site/compiled-search-script.ts', import.meta.url), 'utf8')
  expect(committed).toBe(compileSearchScript())
})

test('the script names the licence of what it holds, and opens no connection, and makes no code and no markup', () => {
  expect(SEARCH_SCRIPT.text).toContain('MiniSearch 7.2.0 by Luca Ongaro, MIT licence')
  for (const way of [
    'XMLHttpRequest',
    'eval(',
    'new Function',
    'innerHTML',
    'insertAdjacentHTML',
    'document.write',
  ]) {
    expect(SEARCH_SCRIPT.text.includes(way), way).toBe(false)
  }
})
