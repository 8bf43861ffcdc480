import { appendFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { EntryReader, MAX_ENTRY_BYTES } from '../../src/node/entry-bytes.ts'
import { readMboxFiles, type MboxConsumer } from '../../src/node/read-mbox-files.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ignore = (): void => undefined
const consumer: MboxConsumer = { beginFile: ignore, push: ignore, observe: ignore, endFile: ignore }

/** A file whose bytes tell their offset: every 8 bytes a number. */
function numbered(length: number): Buffer {
  return Buffer.from(
    Array.from({ length: Math.ceil(length / 8) }, (_, i) => String(i).padStart(7, '0') + '\n').join(''),
  ).subarray(0, length)
}

test('entries of plain and compressed files come back from their places, in any order', async () => {
  const folder = temporaryFolder()
  // More files than are kept open at one time.
  const contents = Array.from({ length: 40 }, (_, i) => numbered(3000 + i * 1000))
  const paths = contents.map((bytes, i) => {
    const path = join(folder, `${i}.mbox`)
    writeFileSync(path, i % 3 === 0 ? gzipSync(bytes) : bytes)
    return path
  })
  const entries = new EntryReader(await readMboxFiles(paths, consumer))
  for (let step = 0; step < 200; step++) {
    const file = (step * 17) % 40
    const offset = (step * 131) % 2000
    const bytes = await entries.read(file, offset, 900)
    expect(contents[file]!.subarray(offset, offset + 900).equals(bytes), `file ${file} at ${offset}`).toBe(
      true,
    )
  }
  const together = await Promise.all([entries.read(0, 0, 8), entries.read(1, 8, 8), entries.read(3, 16, 8)])
  expect(together.map((bytes) => Buffer.from(bytes).toString())).toEqual([
    '0000000\n',
    '0000001\n',
    '0000002\n',
  ])
  await entries.close()
})

test('a compressed file leaves no temporary file with a name', async () => {
  const path = join(temporaryFolder(), 'list.mbox')
  writeFileSync(path, gzipSync(numbered(5000)))
  const named = (): string[] => readdirSync(tmpdir()).filter((name) => /^holdfast-[A-Za-z0-9]{6}$/.test(name))
  const before = named()
  const entries = new EntryReader(await readMboxFiles([path], consumer))
  await entries.read(0, 100, 100)
  expect(named().filter((name) => !before.includes(name))).toEqual([])
  await entries.close()
})

test('an entry that is longer than the limit gives its first part', async () => {
  const path = join(temporaryFolder(), 'list.mbox')
  writeFileSync(path, Buffer.alloc(MAX_ENTRY_BYTES + 10, 'x'))
  const entries = new EntryReader(await readMboxFiles([path], consumer))
  expect((await entries.read(0, 0, MAX_ENTRY_BYTES + 10)).length).toBe(MAX_ENTRY_BYTES)
  await entries.close()
})

test.each([false, true])(
  'growth since the scan is no change, anything else is (compressed: %s)',
  async (compressed) => {
    const path = join(temporaryFolder(), 'list.mbox')
    const bytes = numbered(5000)
    const stored = compressed ? gzipSync(bytes) : bytes
    writeFileSync(path, stored)
    const files = await readMboxFiles([path], consumer)
    appendFileSync(path, compressed ? gzipSync('more') : 'more')
    const grown = new EntryReader(files)
    expect(bytes.subarray(8, 16).equals(await grown.read(0, 8, 8))).toBe(true)
    await grown.close()
    writeFileSync(path, stored.subarray(0, 50))
    const cut = new EntryReader(files)
    await expect(cut.read(0, 8, 8)).rejects.toMatchObject({ code: 'changed-while-read', exitCode: 3 })
    await cut.close()
  },
)

test('standard input can not be read twice', async () => {
  async function* stdin(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('From '))
  }
  const entries = new EntryReader(await readMboxFiles(['-'], consumer, { stdin: stdin() }))
  await expect(entries.read(0, 0, 5)).rejects.toMatchObject({ code: 'not-seekable', exitCode: 2 })
  await entries.close()
})
