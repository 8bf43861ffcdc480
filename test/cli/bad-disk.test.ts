import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { GARDEN_TALK, mbox } from './sample.ts'

const folder = cliFolder()
folder.write('list.mbox', GARDEN_TALK)
folder.write('small.mbox', mbox(3))

/** Mounts a file system, for root on Linux; false where that is not allowed. */
function mounted(name: string, options: string): boolean {
  mkdirSync(folder.at(name))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder.at(name)])
  if (status === 0) afterAll(() => void spawnSync('umount', [folder.at(name)]))
  return status === 0
}

const hasSmallDisk = mounted('small', 'size=64k')
const hasReadOnly = mounted('frozen', 'ro')

describe('a full disk', () => {
  test.skipIf(!hasSmallDisk)(
    'leaves no half ledger and no lock (skipped where no tmpfs can be mounted)',
    async () => {
      expectRefusal(
        await folder.holdfast(['record', 'list.mbox', '--ledger', 'small/list.ledger']),
        3,
        /cannot write the ledger small\/list\.ledger: no space is left/,
        /free some space/,
      )
      expect(readdirSync(folder.at('small'))).toEqual([])
    },
  )

  test.skipIf(!hasSmallDisk)(
    'leaves the site unfinished but whole (skipped where no tmpfs can be mounted)',
    async () => {
      const words = ['rebuild', 'list.mbox', '--ledger', 'list.ledger', '--out', 'small/site']
      const run = await folder.holdfast(words)
      expectRefusal(run, 3, /no space is left/, /free some space/)
      expect(run.stderr).toContain('what was new is recorded in list.ledger; the next run makes its pages')
      expect((await folder.holdfast(words)).stderr).not.toContain('what was new')
      expect(readdirSync(folder.at('small', 'site')).filter((name) => name.endsWith('.html'))).toEqual([])
      expect((await folder.holdfast(['audit', 'list.mbox', '--strict'])).stdout).toContain('unchanged')
    },
  )

  test('a limit on the size of files leaves the ledger as it was', async () => {
    await folder.holdfast(['record', 'small.mbox', '--list', 'limited'])
    const before = folder.read('limited.ledger')
    folder.write('more.mbox', mbox(30))
    const limited = { shell: `ulimit -f ${Math.ceil(before.length / 1024)}; trap '' XFSZ; exec "$@"` }
    const run = await folder.holdfast(['record', 'more.mbox', '--list', 'limited'], limited)
    expectRefusal(run, 3, /cannot write the ledger limited\.ledger/)
    expect(folder.read('limited.ledger')).toEqual(before)
    const later = await folder.holdfast(['record', 'more.mbox', '--list', 'limited'])
    expect(later.stdout).toContain('recorded 27 new messages')
  })

  test('under standard output it is exit code 3', async () => {
    const run = await folder.holdfast(['scan', 'list.mbox', '--quiet'], { shell: 'exec "$@" > /dev/full' })
    expectRefusal(run, 3, /cannot write standard output: no space is left/)
  })
})

describe('a place that cannot be written', () => {
  test.skipIf(!hasReadOnly)('a read-only file system (skipped where none can be mounted)', async () => {
    const ledger = await folder.holdfast(['record', 'small.mbox', '--ledger', 'frozen/list.ledger'])
    expectRefusal(ledger, 3, /the file system is read-only/, /elsewhere/)
    const site = await folder.holdfast(['rebuild', 'small.mbox', '--out', 'frozen/site'])
    expectRefusal(site, 3, /frozen\/site.*read-only/, /elsewhere/)
  })

  test('a folder for the ledger that is not there', async () => {
    const run = await folder.holdfast(['record', 'small.mbox', '--ledger', 'nowhere/list.ledger'])
    expectRefusal(run, 3, /nowhere\/list\.ledger.*no such file or folder/)
    expect(existsSync(folder.at('nowhere'))).toBe(false)
  })
})

test('a reader that has seen enough ends it quietly', async () => {
  const run = await folder.holdfast(['scan', 'list.mbox'], {
    shell: 'set -o pipefail; "$@" 2>err.txt | head -1; exit ${PIPESTATUS[0]}',
  })
  expect(run.code).toBe(0)
  expect(run.stdout.split('\n')).toHaveLength(2)
  expect(folder.text('err.txt')).not.toMatch(/error|EPIPE/)
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s: exit code 130, nothing half-written, and the next run is as if never stopped',
  async (signal) => {
    const name = signal.toLowerCase()
    const big = Array.from({ length: 30 }, () => GARDEN_TALK)
    folder.write(`${name}.mbox`, Buffer.concat(big))
    const child = folder.start(['record', `${name}.mbox`])
    let stderr = ''
    child.stderr!.on('data', (bytes: Buffer) => (stderr += bytes.toString('utf8')))
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    while (!existsSync(folder.at(`${name}.ledger.lock`)) && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    child.kill(signal)
    expect(await ended).toBe(130)
    expect(stderr).toBe('stopped; nothing half-written was left\n')
    expect(readdirSync(folder.path).filter((file) => file.includes(name))).toEqual([`${name}.mbox`])
  },
)
