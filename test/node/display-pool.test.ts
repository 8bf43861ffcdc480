import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { DisplayJob } from '../../src/node/display-entry.ts'
import { defaultDisplayJobs, DisplayPool, type DisplayPoolOptions } from '../../src/node/display-pool.ts'
import { readMboxFiles } from '../../src/node/read-mbox-files.ts'
import { BUILT_NODE_FOLDER } from './built-node.ts'
import { temporaryFolder } from './temporary-folder.ts'

const FROM_LINE = 'From a@example.org Sat Jan  3 01:05:34 2001\n'
const ignore = () => undefined
const CONSUMER = { beginFile: ignore, push: ignore, observe: ignore, endFile: ignore }

const worker = pathToFileURL(join(BUILT_NODE_FOLDER, 'display-worker.js'))

/** A list of messages of many kinds in a file, and the jobs to display them. */
async function list(count: number, options: { gzip?: boolean } = {}) {
  const entries = Array.from({ length: count }, (_, number) => {
    const kinds = [
      `Subject: s${number}\n\nbody ${'x'.repeat(number % 700)}\n`,
      `Subject: s${number}\nContent-Type: text/html\n\n<p>html ${number}\n`,
      `Subject: s${number}\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nt\n--b\nContent-Type: image/png\n\n${number}\n--b--\n`,
    ]
    return FROM_LINE + kinds[number % kinds.length]!
  })
  const path = join(temporaryFolder(), options.gzip === true ? 'list.mbox.gz' : 'list.mbox')
  const text = entries.join('\n')
  writeFileSync(path, options.gzip === true ? gzipSync(text) : text)
  let offset = 0
  const jobs = entries.map((entry, number): DisplayJob => {
    const job = { file: 0, offset, length: entry.length, messageStart: FROM_LINE.length, kind: 'message' as const, messageId: `m${number}@example.org`, raw: `raw${number}`, oldPage: null } // prettier-ignore
    offset += entry.length + 1
    return job
  })
  return { path, jobs, files: await readMboxFiles([path], CONSUMER) }
}

async function all(jobs: readonly DisplayJob[], options: DisplayPoolOptions) {
  const pool = new DisplayPool(jobs, options)
  try {
    const displays = []
    for (const index of jobs.keys()) displays.push(await pool.display(index))
    return displays
  } finally {
    await pool.close()
  }
}

const DISPLAY = { quoting: 'mboxrd' } as const

describe('displays made by workers', () => {
  test('are those that one thread makes, in order, whatever their number', async () => {
    const { jobs, files } = await list(500)
    const alone = await all(jobs, { files, display: DISPLAY, jobs: 1 })
    expect(alone.map(({ subject }) => subject)).toEqual(jobs.map((_, number) => `s${number}`))
    for (const workers of [2, 3]) {
      expect(await all(jobs, { files, display: DISPLAY, jobs: workers, worker })).toEqual(alone)
    }
  })

  test('are the same when asked for out of order, again, or with gaps', async () => {
    const { jobs, files } = await list(400)
    const pool = new DisplayPool(jobs, { files, display: DISPLAY, jobs: 2, worker })
    try {
      for (const index of [399, 0, 0, 200, 201, 5, 398]) {
        expect((await pool.display(index)).subject).toBe(`s${index}`)
      }
      const many = await Promise.all(
        [50, 51, 300, 52].map(async (index) => (await pool.display(index)).subject),
      )
      expect(many).toEqual(['s50', 's51', 's300', 's52'])
    } finally {
      await pool.close()
    }
  })

  test('of a compressed file are made in this thread', async () => {
    const { jobs, files } = await list(60, { gzip: true })
    const displays = await all(jobs, { files, display: DISPLAY, jobs: 2, worker })
    expect(displays.map(({ subject }) => subject)).toEqual(jobs.map((_, number) => `s${number}`))
  })

  test('come from the cache the next time', async () => {
    const { path, jobs, files } = await list(60)
    const cacheFolder = temporaryFolder()
    const options = { files, display: DISPLAY, cacheFolder, jobs: 2, worker }
    const first = await all(jobs, options)
    // The file is gone; nothing but the cache can know.
    writeFileSync(path, '')
    expect(await all(jobs, options)).toEqual(first)
  })

  test('a file that was changed is the same refusal as without workers', async () => {
    const { path, jobs, files } = await list(60)
    writeFileSync(path, 'From x\n')
    for (const workers of [1, 2]) {
      await expect(all(jobs, { files, display: DISPLAY, jobs: workers, worker })).rejects.toMatchObject({
        name: 'HoldfastError',
        code: 'changed-while-read',
        exitCode: 3,
        file: path,
      })
    }
  })
})

describe('a worker that', () => {
  // What was answered before has to arrive before the end does.
  const answers = "import { parentPort } from 'node:worker_threads'\nlet asked = 0\nparentPort.on('message', (batch) => { for (const { index } of batch) { if (index === 7) { setTimeout(() => { STOP }, 100); return } parentPort.postMessage({ index, display: { subject: String(index) } }) } })\n" // prettier-ignore
  for (const [name, stop, reason] of [
    ['hangs', 'for (;;);', 'has not answered for 1 seconds'],
    ['throws', "throw new Error('boom')", 'ended with an error: boom'],
    ['ends', 'process.exit(3)', 'ended with code 3'],
    [
      'fills its memory',
      'const all = []; for (;;) all.push(new Array(1e6).fill(1.5))',
      'ended with an error',
    ],
  ] as const) {
    test(`${name} stops the run, and the message is named`, async () => {
      const { path, jobs, files } = await list(20)
      const program = join(temporaryFolder(), 'worker.mjs')
      writeFileSync(program, answers.replace('STOP', stop))
      const messageSeconds = name === 'hangs' ? 1 : 60
      const options = { files, display: DISPLAY, jobs: 2, worker: pathToFileURL(program), messageSeconds }
      const error: unknown = await all(jobs, options).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ name: 'HoldfastError', code: 'display-failed', exitCode: 3, file: path })
      expect(error).toMatchObject({ offset: jobs[7]!.offset })
      expect((error as Error).message).toContain('<m7@example.org>')
      expect((error as Error).message).toContain(reason)
    })
  }
})

test('short lists and small machines need no workers, long ones use the cores', () => {
  expect(defaultDisplayJobs(100, 8)).toBe(1)
  expect(defaultDisplayJobs(100_000, 2)).toBe(1)
  expect(defaultDisplayJobs(100_000, 4)).toBe(3)
  expect(defaultDisplayJobs(100_000, 16)).toBe(4)
})
