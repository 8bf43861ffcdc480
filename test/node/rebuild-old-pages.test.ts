import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { adoptArchive } from '../../src/node/adopt-archive.ts'
import { displayCacheFolder } from '../../src/node/display-cache.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { message, pipermailPage } from '../cli/sample.ts'
import { temporaryFolder } from './temporary-folder.ts'

const TEXT = 'The caf? opens at ten, doesn?t it?'
const SHOWN = TEXT.replace('caf?', 'caf&#233;').replace('doesn?t', 'doesn&#8217;t')
const PAGES = [0, 1, 2]
const pathOf = (n: number): string => `2001-January/00000${n}.html`

/** An archive of Pipermail whose monthly text is its mbox: the page of the message 1 has what the text lost. */
async function adopted() {
  const folder = temporaryFolder()
  const tree = join(folder, 'tree')
  mkdirSync(join(tree, '2001-January'), { recursive: true })
  for (const n of PAGES) writeFileSync(join(tree, pathOf(n)), pipermailPage(n))
  const texts = PAGES.map((n) => message(n, n === 1 ? { body: TEXT } : {}))
  const changed = pipermailPage(1).replace('The text of message 1.', SHOWN)
  writeFileSync(join(tree, pathOf(1)), changed)
  const mbox = join(tree, '2001-January.txt')
  writeFileSync(mbox, texts.join(''))
  const ledger = join(folder, 'list.ledger')
  const list = { mbox: [mbox], ledger, list: 'garden' }
  const { findings } = await adoptArchive({ ...list, tree, archiver: 'pipermail' })
  expect(findings.filter(({ level }) => level !== 'info')).toEqual([])
  const out = join(folder, 'site')
  const copy = join(folder, 'list.mbox') // grows, which a file of the old tree may not
  writeFileSync(copy, readFileSync(mbox))
  const rebuild = { ...list, mbox: [copy], base: tree, out, cache: true } as const
  const shown = (n: number): string => readFileSync(join(out, pathOf(n)), 'utf8')
  return { tree, mbox: copy, ledger, rebuild, shown }
}

beforeEach(() => {
  vi.stubEnv('XDG_CACHE_HOME', temporaryFolder())
  return () => vi.unstubAllEnvs()
})

const kept = (ledger: string): string[] =>
  readdirSync(displayCacheFolder(ledger), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.length > 2,
  )

test('what the monthly text lost is shown from the old page, from the cache too', async () => {
  const { rebuild, shown, ledger } = await adopted()
  await rebuildArchive(rebuild)
  expect(shown(1)).toContain('The café opens at ten, doesn’t it?')
  const first = kept(ledger)
  expect(first).toHaveLength(PAGES.length)
  const { published } = await rebuildArchive(rebuild)
  expect(published).toMatchObject({ written: 0 })
  expect(kept(ledger)).toEqual(first)
})

test('another old page makes another display, and the first one leaves the cache', async () => {
  const { rebuild, shown, tree, ledger } = await adopted()
  await rebuildArchive(rebuild)
  const first = kept(ledger)
  writeFileSync(
    join(tree, pathOf(1)),
    pipermailPage(1).replace('The text of message 1.', SHOWN.replace('233', '232')),
  )
  await rebuildArchive(rebuild)
  expect(shown(1)).toContain('The cafè opens')
  expect(kept(ledger)).toHaveLength(PAGES.length)
  expect(kept(ledger)).not.toEqual(first)
})

test.each([
  ['is missing', (path: string) => rmSync(path), 'file-missing'],
  [
    'cannot be read',
    (path: string) => {
      rmSync(path)
      mkdirSync(path)
    },
    'not-a-file',
  ],
])('an old page that %s is said with its path', async (_, damage, code) => {
  const { rebuild, tree } = await adopted()
  const file = join(tree, pathOf(2))
  damage(file)
  await expect(rebuildArchive(rebuild)).rejects.toMatchObject({ code, exitCode: 3, file })
})

test.each([{}, { relayout: 'stable' } as const])(
  'a message that came since has no old page: %o',
  async (more) => {
    const { rebuild, mbox } = await adopted()
    await rebuildArchive({ ...rebuild, ...more })
    appendFileSync(mbox, message(3))
    const { recording } = await rebuildArchive(rebuild)
    expect(recording).toMatchObject({ refused: false, added: 1 })
  },
)

test('a folder that is not the old tree is told as such, in a first run and in a later one', async () => {
  const { rebuild } = await adopted()
  const base = temporaryFolder()
  const refusal = { code: 'base-differs', file: base }
  await expect(rebuildArchive({ ...rebuild, base })).rejects.toMatchObject(refusal)
  await rebuildArchive(rebuild)
  await expect(rebuildArchive({ ...rebuild, base })).rejects.toMatchObject(refusal)
})
