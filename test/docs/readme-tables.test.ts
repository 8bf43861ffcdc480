import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/command-line.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8')

/** The rows of the table whose first column has this head, cells without blanks and backquotes. */
function rowsOf(head: string): string[][] {
  const table = new RegExp(`^\\| ${head} +\\|.*\\n\\|[-| ]+\\n((?:\\|.*\\n)+)`, 'm').exec(readme)
  return (table?.[1] ?? '')
    .trimEnd()
    .split('\n')
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
}

test('the README lists every command, in the order of the help, in its words', () => {
  expect(rowsOf('command').map(([name, does]) => [name, does])).toEqual(
    COMMANDS.map(({ name, summary }) => [name, summary]),
  )
})

test('the README lists every exit code', () => {
  expect(rowsOf('exit code').map(([code]) => Number(code))).toEqual(Object.values(EXIT))
})
