import { spawn } from 'node:child_process'
import { once } from 'node:events'
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

/** Folders in which kills are tried side by side. */
const LANES = ['first', 'second'] as const
type Lane = (typeof LANES)[number]

async function rebuild(
  lane: Lane,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; signal: string | null; err: string }> {
  const child = spawn(
    process.execPath,
    ['--require', preload, program, 'rebuild', 'list.mbox', '--out', 'site', '--no-cache'],
    {
      cwd: folder.at(lane),
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let err = ''
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code, signal, err }
}

/** The state before the rebuild that is killed: a published list, with a message appended since. */
function begin(lane: Lane): void {
  rmSync(folder.at(lane), { recursive: true, force: true })
  cpSync(folder.at('start'), folder.at(lane), { recursive: true, preserveTimestamps: true })
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
    begin('first')
    const { code, err } = await rebuild('first', { KILL_AT: '0', KILL_COUNT: folder.at('count') })
    expect(code, err).toBe(0)
    calls = Number(folder.text('count'))
    whole = treeOf(folder.at('first'))
    expect(calls).toBeGreaterThan(20)
  })

  // Between two calls nothing changes the disk: right after one is right before the next. Only the last has no next.
  test.concurrent.each(LANES)(
    'right before and after any call that changes the disk leaves whole files, and is healed by the next run (%s half)',
    async (lane) => {
      const kills = Array.from({ length: calls }, (_, index) => ({ call: index + 1, when: 'before' }))
      const mine = [...kills, { call: calls, when: 'after' }].filter(
        (_, index) => LANES[index % LANES.length] === lane,
      )
      for (const { call, when } of mine) {
        begin(lane)
        const { signal } = await rebuild(lane, { KILL_AT: String(call), KILL_WHEN: when })
        expect(signal, `call ${call} of ${calls}`).toBe('SIGKILL')

        const site = folder.at(lane, 'site')
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

        const healed = await rebuild(lane, { KILL_AT: '0' })
        expect(healed.code, `${healed.err} (${when} call ${call})`).toBe(0)
        expect(treeOf(folder.at(lane))).toEqual(whole)
      }
    },
    // Two runs of the program for each call: a limit that tells a hang from a slow machine.
    30 * 60_000,
  )
})
