import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { withCommandTable } from './command-table.ts'
import { runDocument } from './run-document.ts'

const root = join(import.meta.dirname, '..', '..')
/** `npm run docs` writes what comes out into the pages. */
const writes = process.env['HOLDFAST_WRITE_DOCS'] === '1'

describe.each(['README.md', 'docs/library.md'])('%s', (page) => {
  const { outputs, typeErrors, corrected } = runDocument(page)
  if (writes) writeFileSync(join(root, page), corrected)

  test('shows output', () => expect(outputs.length).toBeGreaterThan(0))

  test.runIf(outputs.length > 0).each(outputs.map((output) => [output.place, output] as const))(
    'what is shown at %s comes out',
    (_, { shown, actual }) => expect(writes ? actual : shown).toBe(actual),
  )

  test('its programs fit the types of the built package', () => expect(typeErrors).toEqual([]))
})

describe('the tables of the README', () => {
  const path = join(root, 'README.md')
  if (writes) writeFileSync(path, withCommandTable(readFileSync(path, 'utf8')))
  const readme = readFileSync(path, 'utf8')

  test('list every command, in the order of the help, in its words', () => {
    expect(readme).toBe(withCommandTable(readme))
  })

  test('list every exit code', () => {
    const table = /^\| exit code .*\n\|[-| ]+\n((?:\|.*\n)+)/m.exec(readme)![1]!
    expect([...table.matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code))).toEqual(Object.values(EXIT))
  })
})
