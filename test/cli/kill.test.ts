import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { brokenLinks } from '../archives/broken-links.ts'
import { cliFolder } from './run-cli.ts'
import { message } from './sample.ts'

const preload = join(import.meta.dirname, 'kill-at-call.cjs')
const program =
  process.env['HOLDFAST_PROGRAM'] ?? join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')

const folder = cliFolder()

function rebuild(env: Readonly<Record<string, string>> = {}): {
  code: number | null
  signal: string | null
  err: string
} {
  const { status, signal, stderr } = spawnSync(
    process.execPath,
    ['--require', preload, program, 'rebuild', 'list.mbox', '--out', 'site', '--no-cache'],
    { cwd: folder.at('run'), env: { PATH: process.env['PATH'] ?? '', ...env }, encoding: 'utf8' },
  )
  return { code: status, signal, err: stderr }
}

/** The state before the rebuild that is killed: a published list, with a message appended since. */
function begin(): void {
  rmSync(folder.at('run'), { recursive: true, force: true })
  cpSync(folder.at('start'), folder.at('run'), { recursive: true, preserveTimestamps: true })
}

function treeOf(root: string): Map<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  return new Map(
    names
      .filter((name) => statSync(join(root, name)).isFile())
      .map((name) => [name, readFileSync(join(root, name)).toString('latin1')]),
  )
}

describe('a rebuild that is killed', () => {
  let calls = 0
  let whole: ReadonlyMap<string, string>
  let before: ReadonlyMap<string, string>

  beforeAll(async () => {
    const old = Array.from({ length: 6 }, (_, index) => message(index)).join('')
    folder.write('list.mbox', old)
    const first = await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site', '--no-cache'])
    expect(first.code, first.stderr).toBe(0)
    folder.write('list.mbox', old + message(6))
    for (const name of ['list.mbox', 'list.ledger', 'site']) {
      cpSync(folder.at(name), folder.at('start', name), { recursive: true, preserveTimestamps: true })
    }
    before = treeOf(folder.at('start', 'site'))
    begin()
    const { code, err } = rebuild({ KILL_AT: '0', KILL_COUNT: folder.at('count') })
    expect(code, err).toBe(0)
    calls = Number(folder.text('count'))
    whole = treeOf(folder.at('run'))
    expect(calls).toBeGreaterThan(20)
  })

  test.each(['before', 'after'])(
    'right %s any call that changes the disk leaves whole files, and is healed by the next run',
    (when) => {
      for (let call = 1; call <= calls; call++) {
        begin()
        const { signal } = rebuild({ KILL_AT: String(call), KILL_WHEN: when })
        expect(signal, `call ${call} of ${calls}`).toBe('SIGKILL')

        const site = folder.at('run', 'site')
        const after = treeOf(folder.at('run'))
        for (const [name, bytes] of treeOf(site)) {
          if (name.startsWith('.holdfast')) continue
          const isWhole = bytes === before.get(name) || bytes === whole.get(join('site', name))
          expect(isWhole, `${name} is neither old nor new after a kill ${when} call ${call}`).toBe(true)
        }
        expect(existsSync(join(site, 'index.html'))).toBe(true)
        // Pages change one after the other: a link may lead to the right page a moment before its anchor stands there.
        // New pages that link to each other can be seen from nowhere until all of them stand.
        const seen = { anchors: false, from: 'index.html' }
        expect(brokenLinks(site, seen), `after a kill ${when} call ${call}`).toEqual([])

        const healed = rebuild({ KILL_AT: '0' })
        expect(healed.code, `${healed.err} (${when} call ${call}, ${[...after.keys()].length} files)`).toBe(0)
        expect(treeOf(folder.at('run'))).toEqual(whole)
      }
    },
    // Two runs of the program for each call: a limit that tells a hang from a slow machine.
    30 * 60_000,
  )
})
