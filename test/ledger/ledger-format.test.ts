import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { LEDGER_ERROR_CODES } from '../../src/ledger/ledger-error.ts'
import { fieldsOf, RECORD_TYPES } from '../../src/ledger/records.ts'
import { SEGMENT_BYTES } from '../../src/ledger/segments.ts'
import { gardenTalk } from './garden-talk.ts'

const page = readFileSync(new URL('../../docs/ledger-format.md', import.meta.url), 'utf8')
const fixture = fileURLToPath(new URL('../fixtures/ledger/garden-talk.ledger', import.meta.url))
const block = (language: string): string => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)![1]!
/** The first cells of the rows of a table, with the text of the second. */
const rows = (section: string): [string, string][] => {
  const start = page.indexOf(`\n## ${section}\n`)
  const text = page.slice(start, page.indexOf('\n## ', start + 1))
  return [...text.matchAll(/^\| `([\w-]+)` +\| (.*?) *\|$/gm)].map(([, name, rest]) => [name!, rest!])
}

test('the example on the page is the example ledger', () => {
  expect(block('jsonl')).toBe(readFileSync(fixture, 'utf8'))
})

test('the page lists every record type with its fields in order', () => {
  const documented = rows('Records').map(([type, fields]) => [type, fields.replaceAll('`', '').split(' ')])
  expect(documented).toEqual(
    RECORD_TYPES.map((type) => [
      type,
      fieldsOf(type)!.map(([name, field]) => (field.optional ? `${name}?` : name)),
    ]),
  )
})

test('the page lists every error code, and no other', () => {
  expect(rows('What is refused').map(([code]) => code)).toEqual(LEDGER_ERROR_CODES)
})

test('the page says how long a segment is', () => {
  expect(page).toContain(SEGMENT_BYTES.toLocaleString('en-US'))
})

test('the program on the page verifies the example, and refuses a damaged one', () => {
  const run = (path: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '-e', block('js'), path], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  expect(run(fixture).trim()).toBe(gardenTalk().states.at(-1)!.lastSum)
  expect(() => run(fileURLToPath(new URL('../../package.json', import.meta.url)))).toThrow()
})
