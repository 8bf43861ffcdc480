import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HoldfastError } from '../../src/node/holdfast-error.ts'
import { readMboxFiles, type MboxConsumer, type ReadMboxOptions } from '../../src/node/read-mbox-files.ts'
import { BUILT_NODE_FOLDER, outputOf, runChild } from './built-node.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Seen {
  name: string
  compressed: boolean
  content: Buffer
  observations: { code: string; offset: number; detail?: string }[]
  isComplete: boolean
}

function collector(onPush: () => void = () => undefined): { seen: Seen[]; consumer: MboxConsumer } {
  const seen: Seen[] = []
  const pieces: Buffer[] = []
  const consumer: MboxConsumer = {
    beginFile: (name, { compressed }) => {
      pieces.length = 0
      seen.push({ name, compressed, content: Buffer.alloc(0), observations: [], isComplete: false })
    },
    push: (bytes) => {
      pieces.push(Buffer.from(bytes)) // a copy: the bytes are valid during the call only
      onPush()
    },
    observe: ({ code, offset, detail }) =>
      void seen.at(-1)!.observations.push({ code, offset, ...(detail === undefined ? {} : { detail }) }),
    endFile: () => {
      const last = seen.at(-1)!
      last.content = Buffer.concat(pieces)
      last.isComplete = true
    },
  }
  return { seen, consumer }
}

async function readBytes(bytes: Uint8Array, options?: ReadMboxOptions): Promise<Seen> {
  const path = join(temporaryFolder(), 'list.mbox')
  writeFileSync(path, bytes)
  const { seen, consumer } = collector()
  await readMboxFiles([path], consumer, options)
  expect(seen).toHaveLength(1)
  expect(seen[0]!.isComplete).toBe(true)
  return seen[0]!
}

async function refusal(run: Promise<unknown>): Promise<HoldfastError> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(HoldfastError)
  return error as HoldfastError
}

/** Text that compresses badly enough to fill several chunks, the same on every run. */
function text(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 1
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    bytes[i] = i % 70 === 69 ? 10 : 97 + ((state >>> 16) % 26)
  }
  return bytes
}

const cut = (path: string): void => truncateSync(path, 1000)

function rewrite(path: string): void {
  writeFileSync(path, text(2_500_000))
  utimesSync(path, 1, 1)
}

function replace(path: string): void {
  copyFileSync(path, `${path}.new`)
  renameSync(`${path}.new`, path)
}

const codes = (seen: Seen): string[] => seen.observations.map((o) => o.code)

describe('plain files', () => {
  test.each([0, 1, 2, 3, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_500_000])(
    'a file of %d bytes comes through whole',
    async (length) => {
      const bytes = text(length)
      const seen = await readBytes(bytes)
      expect(seen.content.equals(bytes)).toBe(true)
      expect(seen.compressed).toBe(false)
      expect(seen.observations).toEqual([])
    },
  )

  test('several files come in the given order, with progress up to the total', async () => {
    const folder = temporaryFolder()
    const paths = ['b', 'a', 'c'].map((name) => join(folder, name))
    for (const path of paths) writeFileSync(path, text(1_500_000))
    const { seen, consumer } = collector()
    const progress: [number, number | null][] = []
    const files = await readMboxFiles(paths, consumer, { onProgress: (...at) => progress.push(at) })
    expect(seen.map((file) => file.name)).toEqual(paths)
    expect(files.map((file) => file.bytes)).toEqual([1_500_000, 1_500_000, 1_500_000])
    expect(progress.at(-1)).toEqual([4_500_000, 4_500_000])
    expect(progress.map(([done]) => done)).toEqual(progress.map(([done]) => done).toSorted((a, b) => a - b))
  })

  test('what is appended while the file is read is left for the next run', async () => {
    const path = join(temporaryFolder(), 'list.mbox')
    const before = text(2_500_000)
    writeFileSync(path, before)
    const { seen, consumer } = collector(() => appendFileSync(path, 'From a@example.org\n'))
    await readMboxFiles([path], consumer)
    expect(seen[0]!.content.equals(before)).toBe(true)
  })

  test.each<[string, number, (path: string) => void]>([
    ['cut', 1, cut],
    ['cut', 3, cut],
    ['written to', 1, rewrite],
    ['written to', 3, rewrite],
    ['replaced', 2, replace],
    ['removed', 2, rmSync],
    [
      'edited at its end and then appended to',
      3,
      (path) => {
        truncateSync(path, 2_499_990)
        appendFileSync(path, 'other text, and longer')
      },
    ],
  ])('a file that is %s after chunk %d was read stops the run with exit code 3', async (_, at, change) => {
    const path = join(temporaryFolder(), 'list.mbox')
    writeFileSync(path, text(2_500_000))
    let chunks = 0
    const { consumer } = collector(() => {
      if (++chunks === at) change(path)
    })
    const error = await refusal(readMboxFiles([path], consumer))
    expect([error.code, error.exitCode, error.file]).toEqual(['changed-while-read', 3, path])
    expect(error.message).toContain('changed while it was read')
  })

  test.each<[string, (folder: string) => string, string]>([
    ['a missing file', (folder) => join(folder, 'none.mbox'), 'file-missing'],
    ['a folder', (folder) => folder, 'not-a-file'],
    [
      'a path through a file',
      (folder) => (writeFileSync(join(folder, 'file'), ''), join(folder, 'file', 'x')),
      'not-a-folder',
    ],
  ])('%s is told with its path', async (_, make, code) => {
    const path = make(temporaryFolder())
    const error = await refusal(readMboxFiles([path], collector().consumer))
    expect([error.code, error.exitCode]).toEqual([code, 3])
    expect(error.message).toContain(path)
  })

  test('a signal stops the run with its reason, and no file is told complete', async () => {
    const path = join(temporaryFolder(), 'list.mbox')
    writeFileSync(path, text(3_000_000))
    const stop = new AbortController()
    const reason = new Error('enough')
    const { seen, consumer } = collector(() => stop.abort(reason))
    await expect(readMboxFiles([path], consumer, { signal: stop.signal })).rejects.toBe(reason)
    expect(seen[0]!.isComplete).toBe(false)
  })

  test.each([false, true])(
    'what the consumer throws comes through as it is (compressed: %s)',
    async (compressed) => {
      const path = join(temporaryFolder(), 'list.mbox')
      writeFileSync(path, compressed ? gzipSync(text(3_000_000)) : text(3_000_000))
      const bug = new Error('bug')
      const { consumer } = collector(() => {
        throw bug
      })
      await expect(readMboxFiles([path], consumer)).rejects.toBe(bug)
    },
  )

  test('standard input is read in whatever pieces it comes, plain or compressed', async () => {
    async function* piecewise(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
      for (const byte of bytes) yield await Promise.resolve(Uint8Array.of(byte))
    }
    for (const bytes of [text(300), gzipSync(text(300))]) {
      const { seen, consumer } = collector()
      await readMboxFiles(['-'], consumer, { stdin: piecewise(bytes) })
      expect(seen[0]!.content.equals(text(300))).toBe(true)
    }
  })

  test.skipIf(process.platform === 'win32')('a named pipe is read to its end', async () => {
    const path = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [path])
    const { seen, consumer } = collector()
    const reading = readMboxFiles([path], consumer)
    const { open } = await import('node:fs/promises')
    const pipe = await open(path, 'w')
    await pipe.writeFile(gzipSync(text(100_000)))
    await pipe.close()
    const [file] = await reading
    expect(file!.identity).toBeNull()
    expect(seen[0]!.content.equals(text(100_000))).toBe(true)
  })
})

describe('compressed files', () => {
  const content = text(900_000)

  test('a gzipped file gives the same bytes, whatever its name, and is told as compressed', async () => {
    const seen = await readBytes(gzipSync(content))
    expect(seen.content.equals(content)).toBe(true)
    expect(seen.compressed).toBe(true)
    expect(seen.observations).toEqual([{ code: 'compressed', offset: 0 }])
  })

  test('every member of a file is read', async () => {
    const parts = [
      content.subarray(0, 5),
      content.subarray(5, 5),
      content.subarray(5, 700_000),
      content.subarray(700_000),
    ]
    const seen = await readBytes(Buffer.concat(parts.map((part) => gzipSync(part))))
    expect(seen.content.equals(content)).toBe(true)
    expect(codes(seen)).toEqual(['compressed'])
  })

  test('a header with every optional field is passed over', async () => {
    const fixed = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 255])
    const fields = Buffer.concat([
      Buffer.from([3, 0, 9, 9, 9]),
      Buffer.from('list.mbox\0a comment\0'),
      Buffer.from([7, 7]),
    ])
    const plain = gzipSync(content)
    const seen = await readBytes(Buffer.concat([fixed, fields, deflateRawSync(content), plain.subarray(-8)]))
    expect(seen.content.equals(content)).toBe(true)
    expect(codes(seen)).toEqual(['compressed'])
  })

  test('zeros after the last member are padding, other bytes are told', async () => {
    const zeros = await readBytes(Buffer.concat([gzipSync(content), Buffer.alloc(10_000)]))
    expect(codes(zeros)).toEqual(['compressed'])
    for (const garbage of ['x', 'garbage', '\0\0 garbage', 'From a@example.org']) {
      const seen = await readBytes(Buffer.concat([gzipSync(content), Buffer.from(garbage)]))
      expect(seen.content.equals(content)).toBe(true)
      expect(codes(seen)).toEqual(['compressed', 'gzip-trailing-bytes'])
      expect(seen.observations[1]).toMatchObject({ offset: content.length })
      expect(seen.observations[1]!.detail).toContain(`${garbage.length} bytes`)
    }
  })

  test('wherever a file is cut, it is told, and what was readable is delivered', async () => {
    const small = text(1000)
    const whole = gzipSync(small)
    for (let length = 3; length < whole.length; length++) {
      const seen = await readBytes(whole.subarray(0, length))
      expect(codes(seen), `cut at ${length}`).toEqual(['compressed', 'gzip-truncated'])
      expect(small.subarray(0, seen.content.length).equals(seen.content)).toBe(true)
      // a byte that is there has at most a few characters whose code is not complete
      if (length > 200)
        expect(seen.content.length).toBeGreaterThan(((length - 200) / whole.length) * small.length)
    }
  })

  test('a cut second member costs nothing of the first', async () => {
    const seen = await readBytes(Buffer.concat([gzipSync(content), gzipSync('more').subarray(0, 7)]))
    expect(seen.content.equals(content)).toBe(true)
    expect(codes(seen)).toEqual(['compressed', 'gzip-truncated'])
  })

  test('a wrong checksum or length is told, and the content is delivered', async () => {
    for (const at of [-8, -4]) {
      const bytes = gzipSync(content)
      bytes[bytes.length + at]! ^= 1
      const seen = await readBytes(bytes)
      expect(seen.content.equals(content)).toBe(true)
      expect(codes(seen)).toEqual(['compressed', 'gzip-damaged'])
    }
  })

  test('a flipped bit anywhere is told, or changes nothing', async () => {
    const small = text(120)
    const whole = gzipSync(small)
    let told = 0
    for (let bit = 3 * 8; bit < whole.length * 8; bit++) {
      const bytes = Buffer.from(whole)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      const seen = await readBytes(bytes)
      if (codes(seen).length > 1) told++
      else expect(seen.content.equals(small), `bit ${bit}`).toBe(true)
    }
    // Quiet: time, extra flags and system (6 bytes), the text flag, and what fills up the last byte of the data.
    expect(told).toBeGreaterThan(whole.length * 8 - 3 * 8 - 6 * 8 - 10)
  })

  test('what stands before invalid data is delivered to the last byte that can be read', async () => {
    // Stored blocks: where the data ends is known to the byte. The fourth block has a wrong length field.
    const block = (bytes: Buffer): Buffer => {
      const head = Buffer.from([0, 0, 0, 0, 0])
      head.writeUInt16LE(bytes.length, 1)
      head.writeUInt16LE(bytes.length ^ 0xffff, 3)
      return Buffer.concat([head, bytes])
    }
    const parts = [text(60_000), text(50_000), text(40_000)]
    const damaged = block(text(1000))
    damaged[3]! ^= 0x55
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    const seen = await readBytes(Buffer.concat([header, ...parts.map(block), damaged]))
    expect(seen.content.equals(Buffer.concat(parts))).toBe(true)
    expect(codes(seen)).toEqual(['compressed', 'gzip-damaged'])
    expect(seen.observations[1]).toMatchObject({ offset: 150_000 })
  })

  test('any bytes behind a gzip header are read without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (tail) => {
        const seen = await readBytes(Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), tail]))
        expect(codes(seen)[0]).toBe('compressed')
      }),
      { numRuns: 100 },
    )
  })

  test('a file that unpacks to more than the limit is refused by the name of the limit', async () => {
    const path = join(temporaryFolder(), 'bomb.mbox')
    writeFileSync(path, gzipSync(Buffer.alloc(5_000_000)))
    const error = await refusal(
      readMboxFiles([path], collector().consumer, { maxDecompressedBytes: 4_000_000 }),
    )
    expect([error.code, error.exitCode]).toEqual(['decompressed-too-large', 3])
    expect(error.message).toContain('4000000 bytes')
    const quiet = collector()
    await readMboxFiles([path], quiet.consumer, { maxDecompressedBytes: 5_000_000 })
    expect(quiet.seen[0]!.isComplete).toBe(true)
  })
})

describe('memory', () => {
  test('a file of 1 MiB that unpacks to 1 GiB is read with less than 256 MB', async () => {
    const path = join(temporaryFolder(), 'bomb.mbox')
    const member = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 })
    writeFileSync(path, Buffer.concat(Array.from({ length: 16 }, () => member)))
    expect(readFileSync(path).length).toBeLessThan(1.2 * 1024 * 1024)
    const script = `
      import { readMboxFiles } from './read-mbox-files.js'
      let bytes = 0
      const ignore = () => {}
      await readMboxFiles([process.argv[1]], { beginFile: ignore, push: (b) => { bytes += b.length }, observe: ignore, endFile: ignore })
      console.log(JSON.stringify({ bytes, rss: process.resourceUsage().maxRSS * 1024 }))`
    const { code, output } = await outputOf(runChild(BUILT_NODE_FOLDER, script, path))
    expect(code).toBe(0)
    const { bytes, rss } = JSON.parse(output) as { bytes: number; rss: number }
    expect(bytes).toBe(2 ** 30)
    expect(rss).toBeLessThan(256 * 1024 * 1024)
  })
})
