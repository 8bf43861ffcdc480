import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { rebuildArchive, type RebuildArchiveOptions } from '../../src/node/rebuild-archive.ts'
import { mail } from './sample-mail.ts'
import { temporaryFolder, treeOf } from './temporary-folder.ts'

/** A list whose site was published once, and runs over it. */
function publishedList() {
  const folder = temporaryFolder()
  const at = (path: string) => join(folder, path)
  writeFileSync(at('list.mbox'), mail('a') + mail('b'))
  const rebuild = async (more: Partial<RebuildArchiveOptions> = {}) => {
    let pages = 0
    const rebuilt = await rebuildArchive({
      mbox: [at('list.mbox')],
      out: at('site'),
      cache: true,
      onPages: () => (pages += 1),
      ...more,
    })
    return { ...rebuilt, madePages: pages > 0 }
  }
  return { at, rebuild, clean: (out: string) => rebuild({ out: at(out), cache: false }) }
}

beforeEach(() => {
  const cache = temporaryFolder()
  vi.stubEnv('XDG_CACHE_HOME', cache)
  return () => vi.unstubAllEnvs()
})

test('where nothing changed no page is made, and the answer is that of a run that makes them all', async () => {
  const { rebuild } = publishedList()
  expect((await rebuild()).madePages).toBe(true)
  const quick = await rebuild()
  const whole = await rebuild({ cache: false })
  expect([quick.madePages, whole.madePages]).toEqual([false, true])
  expect({ ...quick, madePages: true }).toEqual(whole)
  expect(quick.published).toMatchObject({ written: 0, removed: 0, bytes: 0 })
  expect((await rebuild({ dryRun: true })).madePages).toBe(false)
})

test('of a long list one hash over its files proves it, and an edit in the middle is found as ever', async () => {
  const { at, rebuild } = publishedList()
  const long = (id: string) => mail(id, { fields: [`X-Filler: ${'word '.repeat(20_000)}`] })
  const ids = Array.from({ length: 100 }, (_, index) => `m${index}`)
  writeFileSync(at('list.mbox'), ids.map(long).join(''))
  const { recording } = await rebuild()
  expect(recording.state?.segments.length).toBeGreaterThan(0)
  const quick = await rebuild()
  expect(quick.madePages).toBe(false)
  expect({ ...quick, madePages: true }).toEqual(await rebuild({ cache: false }))
  writeFileSync(
    at('list.mbox'),
    ids
      .filter((id) => id !== 'm20')
      .map(long)
      .join(''),
  )
  expect((await rebuild()).recording.refused).toBe(true)
})

test('a compressed list is told to be one', async () => {
  const { at, rebuild } = publishedList()
  const { gzipSync } = await import('node:zlib')
  writeFileSync(at('list.mbox.gz'), gzipSync(readFileSync(at('list.mbox'))))
  const zipped = { mbox: [at('list.mbox.gz')], ledger: at('list.ledger') }
  await rebuild(zipped)
  const quick = await rebuild(zipped)
  expect(quick.madePages).toBe(false)
  expect({ ...quick, madePages: true }).toEqual(await rebuild({ ...zipped, cache: false }))
})

describe('pages are made again, and the site is that of a clean run,', () => {
  const changes: Readonly<Record<string, (list: ReturnType<typeof publishedList>) => unknown>> = {
    'after a page was edited': ({ at }) => appendFileSync(at('site/index.html'), ' '),
    'after a page was edited to the same length': ({ at }) => {
      const page = readFileSync(at('site/index.html'), 'utf8')
      writeFileSync(at('site/index.html'), page.replace('html', 'HTML'))
    },
    'after a page was deleted': ({ at }) => rmSync(at('site/map.json')),
    'after the manifest was edited': ({ at }) => {
      const manifest = readFileSync(at('site/holdfast.manifest.json'), 'utf8')
      writeFileSync(at('site/holdfast.manifest.json'), `${manifest} `)
    },
    "after a message's path was edited in the manifest": ({ at }) => {
      const manifest = readFileSync(at('site/holdfast.manifest.json'), 'utf8')
      writeFileSync(at('site/holdfast.manifest.json'), manifest.replace('"paths":["m/', '"paths":["n/'))
    },
    'where a killed run left its staging folder': ({ at }) => mkdirSync(at('site/.holdfast-staging')),
    'after mail was appended': ({ at }) => appendFileSync(at('list.mbox'), mail('c')),
    'after a mail program marked a message as read': ({ at }) =>
      writeFileSync(at('list.mbox'), mail('a', { fields: ['Status: RO'] }) + mail('b')),
    'after such a mark was published and taken away again': async ({ at, rebuild }) => {
      const before = readFileSync(at('list.mbox'))
      writeFileSync(at('list.mbox'), mail('a', { fields: ['Status: RO'] }) + mail('b'))
      await rebuild()
      writeFileSync(at('list.mbox'), before)
    },
  }
  test.each(Object.entries(changes))('%s', async (_, change) => {
    const list = publishedList()
    await list.rebuild()
    await change(list)
    const again = await list.rebuild()
    expect(again.recording.refused).toBe(false)
    expect(again.madePages).toBe(true)
    await list.clean('clean')
    expect(treeOf(list.at('site'))).toEqual(treeOf(list.at('clean')))
  })

  test.each([
    { language: 'de' },
    { addresses: 'shown' },
    { search: 'none' },
    { downloads: false },
    { baseUrl: 'https://lists.example.org/' },
    { relayout: 'pipermail' },
  ] as const)('with %o', async (more) => {
    const { rebuild } = publishedList()
    await rebuild()
    expect((await rebuild(more)).madePages).toBe(true)
  })
})

test('an edit of the mail is refused, as ever', async () => {
  const { at, rebuild } = publishedList()
  await rebuild()
  writeFileSync(at('list.mbox'), mail('b'))
  const { recording, published } = await rebuild()
  expect([recording.refused, published]).toEqual([true, null])
})

test('a folder that became a symbolic link is refused, as ever', async () => {
  const { at, rebuild } = publishedList()
  await rebuild()
  renameSync(at('site/m'), at('elsewhere'))
  symlinkSync(at('elsewhere'), at('site/m'))
  await expect(rebuild()).rejects.toThrow('a symbolic link')
})

test('options that contradict the ledger are refused, as ever', async () => {
  const { rebuild } = publishedList()
  await rebuild()
  await expect(rebuild({ timezone: 'Europe/Berlin' })).rejects.toThrow('--timezone')
  await expect(rebuild({ layout: 'mhonarc' })).rejects.toThrow('--layout')
  await expect(rebuild({ quoting: 'mboxrd' })).rejects.toThrow('--quoting')
  await expect(rebuild({ list: 'another' })).rejects.toThrow('another')
})
