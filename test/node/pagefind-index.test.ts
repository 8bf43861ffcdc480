import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PagefindPackage } from '../../src/node/pagefind-index.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { verifyArchive } from '../../src/node/verify-archive.ts'
import { BUILT_NODE_FOLDER } from './built-node.ts'
import { importPagefind, needsPagefind, PAGEFIND, PAGEFIND_MISSING } from './pagefind-place.ts'
import { temporaryFolder, treeOf } from './temporary-folder.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const NOW = '2007-01-01T00:00:00Z'

type PagefindRecord = Parameters<
  NonNullable<Awaited<ReturnType<PagefindPackage['createIndex']>>['index']>['addCustomRecord']
>[0]

/** A package that makes other bytes each time, as Pagefind may, and keeps what it was given. */
class OtherEachTime implements PagefindPackage {
  readonly records: PagefindRecord[] = []
  version = '1.6.0'
  open = 0
  #runs = 0

  readonly createIndex = () => {
    this.records.length = 0
    this.#runs += 1
    this.open += 1
    return Promise.resolve({
      errors: [],
      index: {
        addCustomRecord: (record: PagefindRecord) => {
          this.records.push(record)
          return Promise.resolve({ errors: record.content.includes('refuse me') ? ['no such word'] : [] })
        },
        writeFiles: ({ outputPath }: { readonly outputPath: string }) => {
          const entry = { version: this.version, run: this.#runs }
          mkdirSync(join(outputPath, 'index'))
          writeFileSync(join(outputPath, 'pagefind-entry.json'), JSON.stringify(entry))
          writeFileSync(join(outputPath, 'pagefind-ui.css'), 'unused')
          writeFileSync(join(outputPath, 'index', `en_${this.#runs}.pf_index`), 'words')
          return Promise.resolve({ errors: [] })
        },
        deleteIndex: () => {
          this.open -= 1
          return Promise.resolve(null)
        },
      },
    })
  }
}

function list(mbox = mboxOf(['Subject: Tulips', 'They flower.'])) {
  const folder = temporaryFolder()
  const out = join(folder, 'site')
  const ledger = join(folder, 'list.ledger')
  const options = { mbox: [mbox], out, ledger, list: 'garden-talk', now: NOW, jobs: 1 }
  return {
    out,
    ledger,
    rebuild: (pagefind: PagefindPackage, search: 'pagefind' | 'built-in' = 'pagefind') =>
      rebuildArchive({ ...options, search, pagefind }),
    options,
    verify: () => verifyArchive({ dir: out, ledger, rebuild: options.mbox }),
  }
}

const ofPagefind = (out: string) =>
  Object.keys(treeOf(out)).filter((path) => path.startsWith('pagefind/') && !path.endsWith('/'))

/** An mbox of messages with these fields and texts. */
function mboxOf(...messages: readonly (readonly [head: string, text: string])[]): string {
  const path = join(temporaryFolder(), 'list.mbox')
  const entries = messages.map(
    ([head, text], index) =>
      `From a@example.org Mon Mar  5 06:07:0${index} 2001\nFrom: Ann Lee <ann@example.org>\nDate: Mon, 5 Mar 2001 06:07:0${index} +0000\nMessage-ID: <m${index}@example.org>\n${head}\n\n${text}\n\n`,
  )
  writeFileSync(path, entries.join(''))
  return path
}

describe('an index whose bytes differ from run to run', () => {
  test('stays as it stands while the messages are the same, and is made anew when they are not', async () => {
    const pagefind = new OtherEachTime()
    const { out, rebuild } = list()
    await rebuild(pagefind)
    expect(ofPagefind(out)).toEqual(['pagefind/index/en_1.pf_index', 'pagefind/pagefind-entry.json'])
    const before = treeOf(out)
    expect((await rebuild(pagefind)).published).toMatchObject({ written: 0, removed: 0 })
    expect(treeOf(out)).toEqual(before)
    pagefind.version = '1.6.1'
    expect((await rebuild(pagefind)).published).toMatchObject({ written: 2, removed: 1 })
    expect(ofPagefind(out)).toEqual(['pagefind/index/en_3.pf_index', 'pagefind/pagefind-entry.json'])
    expect(pagefind.open, 'each index is let go of').toBe(0)
  })

  test('is made anew where a file of it was changed or lost', async () => {
    for (const damage of [(path: string) => writeFileSync(path, 'other'), (path: string) => rmSync(path)]) {
      const pagefind = new OtherEachTime()
      const { out, rebuild } = list()
      await rebuild(pagefind)
      damage(join(out, 'pagefind/index/en_1.pf_index'))
      await rebuild(pagefind)
      expect(ofPagefind(out)).toEqual(['pagefind/index/en_2.pf_index', 'pagefind/pagefind-entry.json'])
    }
  })

  test('is no difference to verify, which needs no Pagefind; what it was made of is', async () => {
    const pagefind = new OtherEachTime()
    const { out, rebuild, verify } = list()
    await rebuild(pagefind)
    expect((await verify()).findings).toEqual([])
    const input = join(out, 'search/pagefind.json')
    writeFileSync(input, readFileSync(input, 'utf8').replace(/"sha256":"./, '"sha256":"-'))
    expect((await verify()).findings.map(({ code, path }) => [code, path])).toContainEqual([
      'rebuild-differs',
      'search/pagefind.json',
    ])
  })

  test('goes with all its files when the built-in search takes its place', async () => {
    const { out, rebuild } = list()
    await rebuild(new OtherEachTime())
    expect(existsSync(join(out, 'search/pagefind.json'))).toBe(true)
    await rebuild(new OtherEachTime(), 'built-in')
    expect(ofPagefind(out)).toEqual([])
    expect(existsSync(join(out, 'search/pagefind.json'))).toBe(false)
    expect(readdirSync(join(out, 'assets')).filter((name) => name.startsWith('pagefind'))).toEqual([])
  })
})

describe('what Pagefind is given', () => {
  test('is path, subject, author, year, date and the words of each message that can be found', async () => {
    const pagefind = new OtherEachTime()
    const { out, rebuild } = list(
      mboxOf(
        ['Subject: Tulips', 'They flower.\n\n> a quote\n-- \nAnn'],
        ['Subject: Not for you\nX-No-Archive: yes', 'a secret'],
        ['Subject: =?utf-8?q?=F0=9F=8C=B7?=', 'Roses'],
      ),
    )
    await rebuild(pagefind)
    const [first, second] = pagefind.records
    expect(pagefind.records).toHaveLength(2)
    expect(existsSync(join(out, first!.url))).toBe(true)
    expect(first).toMatchObject({
      language: 'en',
      meta: { title: 'Tulips', author: 'Ann Lee', date: '2001-03-05T06:07:00Z' },
      filters: { author: ['Ann Lee'], year: ['2001'] },
      sort: { date: '2001-03-05T06:07:00Z' },
    })
    expect(first!.content.trim()).toBe('They flower.')
    expect(second!.meta['title']).toBe('🌷')
    expect(JSON.stringify(pagefind.records)).not.toMatch(/secret|Not for you|ann@example/)
    expect(JSON.parse(readFileSync(join(out, 'search/pagefind.json'), 'utf8'))).toMatchObject({
      kind: 'pagefind-input',
      messages: 2,
    })
  })

  test('is refused with what Pagefind says, and nothing is published', async () => {
    const pagefind = new OtherEachTime()
    const { out, rebuild } = list(mboxOf(['Subject: x', 'refuse me']))
    await expect(rebuild(pagefind)).rejects.toMatchObject({
      code: 'search-failed',
      exitCode: 3,
      message: expect.stringContaining('no such word') as string,
    })
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([])
    expect(pagefind.open).toBe(0)
  })
})

test('without the package the next step is said, and nothing is recorded', async () => {
  const { options, ledger } = list()
  await expect(rebuildArchive({ ...options, search: 'pagefind' })).rejects.toMatchObject({
    code: 'package-missing',
    exitCode: 2,
    hint: expect.stringContaining('npm install pagefind') as string,
  })
  expect(existsSync(ledger)).toBe(false)
})

test.runIf(needsPagefind)('Pagefind is there, as this run requires', () =>
  expect(PAGEFIND, PAGEFIND_MISSING).toBeDefined(),
)

describe.skipIf(PAGEFIND === undefined)(
  PAGEFIND === undefined ? `Pagefind (skipped: ${PAGEFIND_MISSING})` : 'Pagefind',
  () => {
    test('takes hostile text: half characters, NUL, nothing at all, one word without end', async () => {
      const { out, rebuild } = list(
        mboxOf(
          [
            'Subject: \ud83d\nContent-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64',
            Buffer.from('a\ud83d b', 'utf16le').toString('base64'),
          ],
          ['Subject: <script>', ''],
          ['Subject: \u0000', 'x'.repeat(70_000)],
        ),
      )
      await rebuild(await importPagefind())
      const entry = JSON.parse(readFileSync(join(out, 'pagefind/pagefind-entry.json'), 'utf8')) as {
        languages: { en: { page_count: number } }
      }
      expect(entry.languages.en.page_count).toBe(3)
    })

    test('is no run without end where its process dies', async () => {
      const pagefind = await importPagefind()
      const { rebuild } = list()
      const killed: PagefindPackage = {
        createIndex: async () => {
          const created = await pagefind.createIndex()
          const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')
          const [child] = children.filter((id) =>
            readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('pagefind'),
          )
          process.kill(Number(child), 'SIGKILL')
          return created
        },
      }
      // Whether Node tells of the end first or the pipe breaks first differs from run to run.
      await expect(rebuild(killed)).rejects.toMatchObject({ code: 'search-failed', exitCode: 3 })
    })

    test('works from the command line beside the package, and a second run writes nothing', () => {
      const folder = temporaryFolder()
      const mbox = mboxOf(['Subject: Tulips', 'They flower.'])
      // The program as it is installed, with Pagefind beside its other packages.
      cpSync(join(BUILT_NODE_FOLDER, '..'), join(folder, 'dist'), { recursive: true })
      cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
      mkdirSync(join(folder, 'node_modules'))
      for (const name of readdirSync(join(ROOT, 'node_modules'))) {
        if (!name.startsWith('.') && name !== 'pagefind')
          symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
      }
      symlinkSync(PAGEFIND!, join(folder, 'node_modules', 'pagefind'))
      const run = (...args: readonly string[]) => {
        const { status, stdout, stderr } = spawnSync(
          process.execPath,
          [join(folder, 'dist/cli/main.js'), ...args],
          { cwd: folder, encoding: 'utf8' },
        )
        expect(status, stderr).toBe(0)
        return stdout
      }
      const rebuild = [
        'rebuild',
        mbox,
        '--list',
        'garden-talk',
        '--ledger',
        'l.ledger',
        '--out',
        'site',
        '--now',
        NOW,
        '--search',
        'pagefind',
      ]
      run(...rebuild)
      const site = join(folder, 'site')
      expect(ofPagefind(site)).toEqual(
        expect.arrayContaining([
          'pagefind/pagefind.js',
          'pagefind/pagefind-worker.js',
          'pagefind/wasm.en.pagefind',
        ]),
      )
      expect(ofPagefind(site).filter((path) => /ui|highlight/.test(path))).toEqual([])
      const { mtimeMs } = statSync(join(site, 'pagefind/pagefind-entry.json'))
      expect(run(...rebuild)).toMatch(/^wrote 0 files/m)
      expect(statSync(join(site, 'pagefind/pagefind-entry.json')).mtimeMs).toBe(mtimeMs)
      run('verify', 'site', '--ledger', 'l.ledger', '--rebuild', mbox)
    })
  },
)
