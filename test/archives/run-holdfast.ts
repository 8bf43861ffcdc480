import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** What a run of the built program said. */
export interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the built program in a folder, with nothing of this process's environment but PATH. */
export function runHoldfast(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { code: status, out: stdout, err: stderr }
}

/** The JSON object that a command prints. */
export function runJson(
  folder: string,
  args: readonly string[],
): Readonly<Record<string, unknown>> & { code: number | null } {
  const { code, out, err } = runHoldfast(folder, [...args, '--json'])
  if (out === '') throw new Error(`no output of holdfast ${args.join(' ')}: ${err}`)
  return { ...(JSON.parse(out) as Record<string, unknown>), code }
}
