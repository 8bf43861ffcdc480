import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { EntryReader } from '../../src/node/entry-bytes.ts'
import { readPresentList } from '../../src/node/read-present-list.ts'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'
import { temporaryFolder } from './temporary-folder.ts'

const rules = { separator: 'rfc4155', quoting: 'mboxrd' } as const

function entry(n: number): string {
  return `From a${n}@example.org Mon Mar  2 10:00:0${n} 2015\nMessage-ID: <a${n}@example.org>\nSubject: ${n}\n\nhello ${n}\n\n`
}

test('plain and compressed files are one list, and each entry can be read again from its place', async () => {
  const folder = temporaryFolder()
  const paths = ['1.mbox', '2.mbox.gz', '3.mbox'].map((name) => join(folder, name))
  writeFileSync(paths[0]!, entry(1) + entry(2))
  writeFileSync(paths[1]!, gzipSync(entry(3) + entry(4)))
  writeFileSync(paths[2]!, entry(5))
  const seen: (string | null)[] = []
  let bytes = ''
  const { list: present, files } = await readPresentList(paths, {
    ...rules,
    onMessage: (message) => seen.push(message.messageId),
    onBytes: (piece) => (bytes += Buffer.from(piece).toString()),
  })
  expect(seen).toEqual([1, 2, 3, 4, 5].map((n) => `a${n}@example.org`))
  expect(bytes).toBe([1, 2, 3, 4, 5].map(entry).join(''))
  expect(present.messages.map((m) => [m.position, m.file])).toEqual([[0, 0], [1, 0], [2, 1], [3, 1], [4, 2]]) // prettier-ignore
  expect(present.files.map((file) => file.compressed)).toEqual([false, true, false])
  expect(present.files[1]!.observations.map((o) => o.code)).toEqual(['compressed'])
  const entries = new EntryReader(files)
  for (const message of present.messages) {
    const raw = await entries.read(
      message.file,
      message.fromLine.start,
      message.trailer.end - message.fromLine.start,
    )
    expect(Buffer.from(raw).toString()).toBe(entry(message.position + 1))
  }
  await entries.close()
})

const gzipVectors = [
  ['gz-badcrc', 3, 'gzip-damaged'],
  ['gz-concatenated', 3, null],
  ['gz-trailing-garbage', 3, 'gzip-trailing-bytes'],
  ['gz-truncated', null, 'gzip-truncated'],
  ['gz-bomb-64mb', 1, null],
] as const

test.skipIf(corpus === null).for(gzipVectors)(
  `%s of the corpus is told for what it is${corpus === null ? ` (skipped: ${CORPUS_MISSING})` : ''}`,
  async ([name, messages, problem]) => {
    const { list: present } = await readPresentList(
      [corpusPath('vectors', 'boundary', `${name}.mbox`)],
      rules,
    )
    const codes = present.files[0]!.observations.map((o) => o.code).filter((code) =>
      /gzip|compressed/.test(code),
    )
    expect(codes).toEqual(['compressed', ...(problem === null ? [] : [problem])])
    if (messages === null) expect(present.messages.length).toBeGreaterThan(0)
    else expect(present.messages).toHaveLength(messages)
  },
)
