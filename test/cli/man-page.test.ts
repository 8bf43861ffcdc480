import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/command-line.ts'

const path = fileURLToPath(new URL('../../man/holdfast.1', import.meta.url))

test('the manual page says what the help says: npm run man writes it', () => {
  const script = fileURLToPath(new URL('../../scripts/make-man.js', import.meta.url))
  const { stdout } = spawnSync(process.execPath, [script, '--print'], { encoding: 'utf8' })
  expect(readFileSync(path, 'utf8')).toBe(stdout)
  for (const { name } of COMMANDS) expect(readFileSync(path, 'utf8')).toContain(`\n.SS ${name}\n`)
})

const groff = spawnSync('groff', ['--version']).status === 0

test.skipIf(!groff)('groff formats it without a warning (skipped where there is no groff)', () => {
  const { stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', path], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toContain('keep mailing-list archives whole')
})
