import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nodeFileOps } from '../../src/node/file-ops.ts'
import { HoldfastError } from '../../src/node/holdfast-error.ts'
import { acquireLock, lockPathOf } from '../../src/node/lock.ts'
import { processLiveness, thisProcess } from '../../src/node/process-identity.ts'
import { BUILT_NODE_FOLDER, outputOf, printed, runChild } from './built-node.ts'
import { temporaryFolder } from './temporary-folder.ts'

const HOLD = `
  import { acquireLock } from './lock.js'
  await acquireLock(process.argv[1])
  console.log('held')
  setInterval(() => {}, 1000)`

async function refusal(run: Promise<unknown>): Promise<HoldfastError> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(HoldfastError)
  return error as HoldfastError
}

function lockFile(): { folder: string; path: string } {
  const folder = temporaryFolder()
  return { folder, path: lockPathOf(join(folder, 'list.ledger')) }
}

/** A process that has ended: its identity is dead for ever. */
async function deadLock(path: string): Promise<void> {
  const child = runChild(BUILT_NODE_FOLDER, HOLD, path)
  await printed(child, 'held')
  child.kill('SIGKILL')
  await new Promise((resolve) => child.on('close', resolve))
}

test('a lock is a file that names its owner, and is gone after its release', async () => {
  const { folder, path } = lockFile()
  const lock = await acquireLock(path)
  expect(readdirSync(folder)).toEqual(['list.ledger.lock'])
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() })
  lock.release()
  lock.release()
  expect(readdirSync(folder)).toEqual([])
})

test('a second run fails at once with process and host, exit code 3, and leaves nothing', async () => {
  const { folder, path } = lockFile()
  const child = runChild(BUILT_NODE_FOLDER, HOLD, path)
  await printed(child, 'held')
  const error = await refusal(acquireLock(path))
  expect([error.code, error.exitCode, error.file]).toEqual(['locked', 3, path])
  expect(error.message).toContain(`process ${child.pid!} on ${hostname()}`)
  expect(readdirSync(folder)).toEqual(['list.ledger.lock'])
  child.kill('SIGKILL')
})

test('a run that waits gets the lock when the other has ended', async () => {
  const { path } = lockFile()
  const first = await acquireLock(path)
  setTimeout(() => first.release(), 150)
  const second = await acquireLock(path, { wait: 60_000 })
  expect(second.path).toBe(path)
  second.release()
})

test('waiting ends when a signal says so', async () => {
  const { path } = lockFile()
  const first = await acquireLock(path)
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 50)
  await expect(acquireLock(path, { wait: 60_000, signal: stop.signal })).rejects.toThrow()
  first.release()
})

test('a killed run leaves its lock, which is free at once; nothing is left in the end', async () => {
  const { folder, path } = lockFile()
  await deadLock(path)
  expect(readdirSync(folder)).toEqual(['list.ledger.lock'])
  const lock = await acquireLock(path)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid })
  lock.release()
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['returns', ''],
  ['throws', 'throw new Error("wrong")'],
  ['exits', 'process.exit(7)'],
])('the lock is given back when the program %s', async (_, ending) => {
  const { folder, path } = lockFile()
  const script = `import { acquireLock } from './lock.js'; await acquireLock(process.argv[1]); console.log('held'); ${ending}`
  const { output } = await outputOf(runChild(BUILT_NODE_FOLDER, script, path))
  expect(output).toContain('held')
  expect(readdirSync(folder)).toEqual([])
})

test('a lock removed by hand and taken by another run is not removed by its former owner', async () => {
  const { path } = lockFile()
  const first = await acquireLock(path)
  rmSync(path)
  const second = await acquireLock(path)
  first.release()
  expect((await refusal(acquireLock(path))).code).toBe('locked')
  second.release()
})

describe('whether an owner is alive', () => {
  const self = thisProcess()
  test('this process is', () => expect(processLiveness(self)).toBe('alive'))
  test('an earlier boot is dead, whoever has the pid now', () => {
    expect(processLiveness({ ...self, boot: 'another' })).toBe('dead')
  })
  test('a pid that was given out again is dead', () => {
    expect(processLiveness({ ...self, start: '1' })).toBe('dead')
  })
  test('another host and another container are unknown', () => {
    expect(processLiveness({ ...self, host: 'elsewhere.example.org' })).toBe('unknown')
    expect(processLiveness({ ...self, namespace: 'pid:[1]' })).toBe('unknown')
  })
  test('without a start time a live pid counts as alive', () => {
    expect(processLiveness({ ...self, start: null })).toBe('alive')
  })
  test('a killed child that its parent has not asked for yet is dead', async () => {
    const script = `
      import { spawn } from 'node:child_process'
      import { thisProcess } from './process-identity.js'
      console.log(JSON.stringify(thisProcess()))`
    const { output } = await outputOf(runChild(BUILT_NODE_FOLDER, script))
    expect(processLiveness(JSON.parse(output) as typeof self)).toBe('dead')
  })
})

test('a lock of another host is refused with the way out', async () => {
  const { path } = lockFile()
  const owner = {
    ...thisProcess(),
    host: 'elsewhere.example.org',
    token: 'a'.repeat(24),
    since: '2026-01-01T00:00:00Z',
  }
  writeFileSync(path, JSON.stringify(owner))
  const error = await refusal(acquireLock(path))
  expect(error.message).toContain('elsewhere.example.org')
  expect(error.hint).toContain(`remove ${path}`)
})

test.each(['', '{', 'null', '[]', '{"pid":1}', '{"pid":1,"host":"a","token":"../../x"}'])(
  'a lock that holds %j is refused with the way out, never taken over',
  async (content) => {
    const { path } = lockFile()
    writeFileSync(path, content)
    const error = await refusal(acquireLock(path))
    expect(error.code).toBe('locked')
    expect(error.hint).toContain('remove that file')
    expect(readFileSync(path, 'utf8')).toBe(content)
  },
)

test('a folder that can not be written is told', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  expect((await refusal(acquireLock(join(folder, 'file', 'a.lock')))).code).toBe('not-a-folder')
  expect((await refusal(acquireLock(join(folder, 'none', 'a.lock')))).code).toBe('file-missing')
})

test('on a file system without hard links the lock is as exclusive', async () => {
  const { folder, path } = lockFile()
  const ops = { ...nodeFileOps, linkSync: () => { throw Object.assign(new Error(), { code: 'EPERM' }) } } // prettier-ignore
  await deadLock(path)
  const lock = await acquireLock(path, { ops })
  expect((await refusal(acquireLock(path, { ops }))).code).toBe('locked')
  lock.release()
  expect(readdirSync(folder)).toEqual([])
})

describe('many processes at once', () => {
  // Each worker takes the lock a number of times and, while it holds it, is alone in a critical section.
  const RACE = `
    import { acquireLock } from './lock.js'
    import { openSync, closeSync, unlinkSync } from 'node:fs'
    const [path, rounds, killEvery] = [process.argv[1], Number(process.argv[2]), Number(process.argv[3])]
    for (let round = 0; round < rounds; round++) {
      const lock = await acquireLock(path, { wait: 100000 })
      closeSync(openSync(path + '-inside', 'wx'))
      await new Promise((resolve) => setTimeout(resolve, 2))
      unlinkSync(path + '-inside')
      console.log('in')
      if (killEvery > 0 && round === killEvery - 1) process.kill(process.pid, 'SIGKILL')
      lock.release()
    }`

  test('of 20 that start together with a dead lock in place exactly one gets it', async () => {
    const { path } = lockFile()
    await deadLock(path)
    const script = `
      import { acquireLock } from './lock.js'
      const answer = await acquireLock(process.argv[1]).then(() => 'won', (error) => error.code)
      console.log(answer)
      setInterval(() => {}, 1000)`
    // Nobody ends before all have tried.
    const children = Array.from({ length: 20 }, () => runChild(BUILT_NODE_FOLDER, script, path))
    const outputs = children.map((child) => outputOf(child))
    await Promise.all(children.map((child) => printed(child, '\n')))
    for (const child of children) child.kill('SIGKILL')
    const answers = (await Promise.all(outputs)).map(({ output }) => output.trim()).toSorted()
    expect(answers).toEqual([...Array.from({ length: 19 }, () => 'locked'), 'won'])
  })

  test('20 that take turns are never inside together, even where some are killed while they hold it', async () => {
    const { folder, path } = lockFile()
    const runs = Array.from({ length: 20 }, (_, i) =>
      outputOf(runChild(BUILT_NODE_FOLDER, RACE, path, '5', i % 3 === 0 ? '2' : '0')),
    )
    const results = await Promise.all(runs)
    results.forEach(({ code, output }, i) => {
      const isKilled = i % 3 === 0
      expect(code, `process ${i}`).toBe(isKilled ? null : 0)
      expect(output.match(/in/g)).toHaveLength(isKilled ? 2 : 5)
    })
    const last = await acquireLock(path)
    last.release()
    expect(readdirSync(folder)).toEqual([])
  })
})
