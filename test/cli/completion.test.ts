import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/command-line.ts'
import { completionScript, SHELLS, type Shell } from '../../src/cli/completion-scripts.ts'
import { cliFolder, expectRefusal } from './run-cli.ts'

const folder = cliFolder()

/** Whether a shell is here; in CI it must be. */
const isHere = (shell: Shell): boolean =>
  process.env['CI'] !== undefined || spawnSync(shell, ['-c', 'exit 0']).status === 0

beforeAll(() => {
  for (const shell of SHELLS) writeFileSync(folder.at(shell), completionScript(shell, COMMANDS))
})

/** What the shell offers behind these words. */
const ASK: Readonly<Partial<Record<Shell, (words: readonly string[]) => readonly string[]>>> = {
  bash: (words) => [
    '-c',
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _holdfast; printf "%s\\n" "${COMPREPLY[@]}"',
    'bash',
    folder.at('bash'),
    ...words,
  ],
  fish: (words) => ['-c', `source ${folder.at('fish')}; complete -C "${words.join(' ')}"`],
}

function offered(shell: 'bash' | 'fish', words: readonly string[]): string[] {
  const { stdout, status, stderr } = spawnSync(shell, ASK[shell]!(words), {
    encoding: 'utf8',
    cwd: folder.path,
  })
  expect(stderr).toBe('')
  expect(status).not.toBeNull()
  return stdout
    .split('\n')
    .map((line) => line.split('\t')[0]!)
    .filter((word) => word !== '')
}

describe.each(['bash', 'fish'] as const)('completion in %s', (shell) => {
  test.skipIf(!isHere(shell))(
    `offers commands, options and values (skipped where there is no ${shell})`,
    () => {
      expect(offered(shell, ['holdfast', 'au'])).toContain('audit')
      expect(offered(shell, ['holdfast', 'audit', '--forma'])).toEqual(['--format'])
      expect(offered(shell, ['holdfast', 'audit', '--format', ''])).toEqual(
        expect.arrayContaining(['html', 'sarif']),
      )
      expect(offered(shell, ['holdfast', 'map', '--format', ''])).not.toContain('sarif')
    },
  )

  test.skipIf(!isHere(shell))(
    `offers no option of another command (skipped where there is no ${shell})`,
    () => {
      expect(offered(shell, ['holdfast', 'map', '--cross'])).toEqual([])
      expect(offered(shell, ['holdfast', 'audit', '--cross'])).toEqual(['--cross-check'])
    },
  )
})

test.skipIf(!isHere('zsh'))('the completion for zsh is whole (skipped where there is no zsh)', () => {
  const { status, stderr } = spawnSync('zsh', ['-n', folder.at('zsh')], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('it is printed for each shell, and another one is refused with their names', async () => {
  for (const shell of SHELLS) {
    const { code, stdout } = await folder.holdfast(['completion', shell])
    expect({ code, stdout }).toEqual({ code: 0, stdout: folder.text(shell) })
  }
  expectRefusal(await folder.holdfast(['completion', 'tcsh']), 2, /bash, zsh, fish/)
  expectRefusal(await folder.holdfast(['completion']), 2, /hint: name it; holdfast completion --help/)
})
