import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TREES } from '../archivers/trees.ts'
import { cliFolder, expectRefusal, type CliRun } from './run-cli.ts'
import { mbox, pipermailPage } from './sample.ts'

const folder = cliFolder()
const READ_HERE = ['pipermail', 'mhonarc', 'hypermail'] as const
const ALL = [...READ_HERE, 'holdfast'] as const

/** Adopts without an mbox; the ledger has the name of the try. */
const adopt = async (tree: string, ledger: string, ...rest: readonly string[]): Promise<CliRun> =>
  await folder.holdfast(['adopt', tree, '--ledger', `${ledger}.ledger`, ...rest])
const wrote = (ledger: string): boolean => existsSync(folder.at(`${ledger}.ledger`))

for (const name of READ_HERE) cpSync(join(TREES, name), folder.at(name), { recursive: true })

describe.each(READ_HERE)('a tree of %s', (name) => {
  test.each(ALL.filter((other) => other !== name))(
    'is refused as one of %s, and no ledger is written',
    async (other) => {
      const run = await adopt(name, `${name}-as-${other}`, '--archiver', other)
      expectRefusal(
        run,
        2,
        new RegExp(`${name} holds no page of ${other}: \\d+ of \\d+ files looked at are pages of ${name}`),
        new RegExp(`--archiver ${name}`),
      )
      expect(wrote(`${name}-as-${other}`)).toBe(false)
    },
  )

  test('is adopted as what it is', async () => {
    const run = await adopt(name, name, '--archiver', name)
    expect(run.code, run.stderr).toBeLessThan(2)
    expect(wrote(name)).toBe(true)
  })

  test('is told where nobody said whose it is', async () => {
    const run = await adopt(name, `${name}-unnamed`)
    expectRefusal(run, 2, /required option '--archiver <name>'/, new RegExp(`give --archiver ${name}$`))
    expect(wrote(`${name}-unnamed`)).toBe(false)
  })
})

describe('a tree of two archivers', () => {
  mkdirSync(folder.at('both', '2001-January'), { recursive: true })
  for (let n = 0; n < 9; n++) folder.write(`both/2001-January/00000${n}.html`, pipermailPage(n))
  cpSync(join(TREES, 'mhonarc'), folder.at('both', 'before'), { recursive: true })

  test('is refused as one of the archiver that made the fewer pages by far', async () => {
    expectRefusal(
      await adopt('both', 'both-few', '--archiver', 'mhonarc'),
      2,
      /both seems to be an archive of pipermail: 9 of \d+ files looked at are pages of pipermail, and \d of mhonarc/,
      /give --archiver pipermail, or name the folder that holds the pages of mhonarc alone/,
    )
    expect(wrote('both-few')).toBe(false)
  })

  test('is adopted as one of the other; what the first one made is kept as files', async () => {
    const run = await adopt('both', 'both', '--archiver', 'pipermail')
    expect(run.code, run.stderr).toBe(0)
    expect(folder.text('both.ledger')).toContain('before/msg00000.html')
  })
})

describe('a folder without an archive', () => {
  mkdirSync(folder.at('nothing'))
  mkdirSync(folder.at('news'))
  for (let n = 0; n < 4; n++) {
    const page = `<html><body><a name="200${n}"></a><a href="#200${n}">News of the year</a><pre>News.</pre></body></html>`
    folder.write(`news/news200${n}.html`, page)
    folder.write(`news/0000${n}.html`, page)
  }

  test.each(['nothing', 'news'].flatMap((tree) => ALL.map((archiver) => [tree, archiver] as const)))(
    '%s holds no page of %s, and no ledger is written',
    async (tree, archiver) => {
      const run = await adopt(tree, `${tree}-${archiver}`, '--archiver', archiver)
      expectRefusal(run, 2, archiver === 'holdfast' ? /holds no site of ours/ : /holds no page of/)
      expect(wrote(`${tree}-${archiver}`)).toBe(false)
    },
  )

  test('nobody is guessed', async () => {
    expectRefusal(await adopt('news', 'news'), 2, /--archiver/, /pipermail, mhonarc, hypermail, holdfast/)
  })

  test('one that is not there cannot be read', async () => {
    expectRefusal(await adopt('nowhere', 'nowhere', '--archiver', 'pipermail'), 3, /nowhere/)
    expectRefusal(await adopt('nowhere', 'nowhere'), 3, /nowhere/)
  })
})

test('our own site is told from the archive whose paths it has', async () => {
  folder.write('list.mbox', mbox(3))
  mkdirSync(folder.at('old/2001-January'), { recursive: true })
  for (let n = 0; n < 3; n++) folder.write(`old/2001-January/00000${n}.html`, pipermailPage(n))
  const list = ['list.mbox', '--ledger', 'own.ledger'] as const
  expect((await folder.holdfast(['adopt', 'old', ...list, '--archiver', 'pipermail'])).code).toBe(0)
  expect((await folder.holdfast(['rebuild', ...list, '--base', 'old', '--out', 'site'])).code).toBe(0)
  expectRefusal(
    await adopt('site', 'of-site', '--archiver', 'pipermail'),
    2,
    /site holds no page of pipermail: 3 of \d+ files looked at are pages of holdfast/,
    /--archiver holdfast/,
  )
  expect((await adopt('site', 'again', 'list.mbox', '--archiver', 'holdfast')).code).toBe(0)
})
