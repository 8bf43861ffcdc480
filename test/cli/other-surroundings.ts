import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { program } from './run-cli.ts'

/** Runs the words of a command as another user. */
export const AS_NOBODY = 'exec runuser -u nobody -- "$@"'

/** Why another user cannot be tried, in words behind the name of a test; null where one can. */
export const NOT_ROOT = whyNotNobody()

/** `NODE_OPTIONS` under which every folder is listed backwards. */
export const LISTED_BACKWARDS = `--require=${join(import.meta.dirname, 'list-backwards.cjs')}`

function whyNotNobody(): string | null {
  if (process.getuid?.() !== 0) return ' (skipped: the tests do not run as root)'
  if (!existsSync('/usr/sbin/runuser') && !existsSync('/sbin/runuser'))
    return ' (skipped: there is no runuser)'
  const { status } = spawnSync('bash', ['-c', AS_NOBODY, 'bash', 'test', '-r', program])
  return status === 0 ? null : ' (skipped: the checkout lies where nobody else may read)'
}
