import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { acceptFindings } from '../../src/node/accept-findings.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'
import { verifyArchive, type ArchiveVerification } from '../../src/node/verify-archive.ts'
import { checkAnswer } from '../../src/node/verify/check-answer.ts'
import { readPage } from '../../src/node/verify/read-page.ts'
import { VERIFY_LEVELS } from '../../src/node/verify/verify-finding.ts'
import { temporaryFolder, treeOf } from './temporary-folder.ts'

const MAIL = readFileSync(new URL('../fixtures/edits/base.mbox', import.meta.url), 'latin1')

interface Manifest {
  files: { path: string; sha256: string }[]
  ledgerSum: string
}

/** A copy of the published sample, to be damaged. */
class Site {
  readonly folder = temporaryFolder()
  readonly dir = join(this.folder, 'site')
  readonly mbox = join(this.folder, 'l.mbox')
  readonly ledger = join(this.folder, 'l.ledger')

  constructor() {
    cpSync(sample, this.folder, { recursive: true })
  }

  read(path: string): string {
    return readFileSync(join(this.dir, path), 'latin1')
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.dir, path), text, 'latin1')
  }

  remove(path: string): void {
    rmSync(join(this.dir, path))
  }

  edit(path: string, edit: (text: string) => string): void {
    const text = this.read(path)
    const edited = edit(text)
    expect(edited, 'the edit changed nothing').not.toBe(text)
    this.write(path, edited)
  }

  /** Edits a page and its digest: a fault of the builder, not of the disk. */
  build(path: string, edit: (text: string) => string): void {
    this.edit(path, edit)
    this.manifest((manifest) => {
      const file = manifest.files.find((one) => one.path === path)
      file!.sha256 = createHash('sha256').update(this.read(path), 'latin1').digest('base64url')
    })
  }

  manifest(edit: (manifest: Manifest) => void): void {
    const manifest = JSON.parse(this.read('holdfast.manifest.json')) as Manifest
    edit(manifest)
    this.write('holdfast.manifest.json', JSON.stringify(manifest))
  }

  verify(options: Partial<Parameters<typeof verifyArchive>[0]> = {}): Promise<ArchiveVerification> {
    return verifyArchive({ dir: this.dir, ledger: this.ledger, ...options })
  }

  async codes(): Promise<string[]> {
    return (await this.verify()).findings.map(({ code, path }) => (path === null ? code : `${code} ${path}`))
  }
}

let sample: string
/** Paths of pages: two messages, and the one that was withdrawn. */
let pages: string[]
let ids: string[]
let tombstone: string

beforeAll(async () => {
  sample = mkdtempSync(join(tmpdir(), 'holdfast-verify-test-'))
  const mbox = join(sample, 'l.mbox')
  const options = { mbox: [mbox], ledger: join(sample, 'l.ledger') }
  const starts = [...MAIL.matchAll(/^From /gm)].map(({ index }) => index)
  writeFileSync(mbox, MAIL, 'latin1')
  await recordMbox(options)
  writeFileSync(mbox, MAIL.slice(0, starts[3]) + MAIL.slice(starts[4]), 'latin1')
  const decision = { reason: 'asked to', by: 'ann', at: '2004-05-06T07:08:09Z' }
  await acceptFindings({ ...options, all: true, decision })
  const { recording } = await rebuildArchive({ ...options, out: join(sample, 'site') })
  const { sequence, messages } = recording.state!
  pages = sequence.flatMap(({ path }) => path ?? [])
  ids = sequence.map(({ id }) => id)
  tombstone = messages.find(({ withdrawn }) => withdrawn !== null)!.paths[0]!
  return () => rmSync(sample, { recursive: true, force: true })
}, 120_000)

describe('an untouched site', () => {
  test('has no finding, and says what was checked', async () => {
    const site = new Site()
    const before = treeOf(site.folder)
    const { findings, files, paths, links, list, ledgerSum, siteSum } = await site.verify()
    expect(findings).toEqual([])
    expect(list).toBe('l')
    expect(siteSum).toBe(ledgerSum)
    expect(files).toBeGreaterThan(pages.length)
    expect(paths).toBe(pages.length + 1)
    expect(links).toBeGreaterThan(pages.length * 4)
    expect(treeOf(site.folder)).toEqual(before)
  })

  test('may hold files that are not ours, and a site of another list', async () => {
    const site = new Site()
    site.write('CNAME', 'lists.example.org\n')
    site.write('notes.html', '<title>Notes</title><a href="nowhere.html">x</a>')
    cpSync(join(sample, 'site'), join(site.dir, 'other'), { recursive: true })
    expect(await site.codes()).toEqual([])
  })
})

describe('damage and what it is called', () => {
  const damaged = (name: string, damage: (site: Site) => void, codes: () => string[]): void => {
    test(name, async () => {
      const site = new Site()
      damage(site)
      expect(await site.codes()).toEqual(codes())
    })
  }

  damaged(
    'a lost manifest',
    (site) => site.remove('holdfast.manifest.json'),
    () => ['manifest-missing'],
  )
  damaged(
    'a cut manifest',
    (site) => site.edit('holdfast.manifest.json', (text) => text.slice(0, -30)),
    () => ['manifest-unreadable'],
  )
  damaged(
    'a lost page',
    (site) => site.remove(pages[5]!),
    () => [`page-missing ${pages[5]!}`],
  )
  damaged(
    'a lost page without a manifest',
    (site) => {
      site.remove(pages[5]!)
      site.remove('holdfast.manifest.json')
    },
    () => ['manifest-missing', `page-missing ${pages[5]!}`],
  )
  damaged(
    'a lost tombstone',
    (site) => site.remove(tombstone),
    () => [`page-missing ${tombstone}`],
  )
  damaged(
    'a lost front page',
    (site) => site.remove('index.html'),
    () => ['page-missing index.html'],
  )
  damaged(
    'a page that the manifest forgot',
    (site) => {
      site.manifest((manifest) => {
        manifest.files = manifest.files.filter(({ path }) => path !== pages[5])
      })
    },
    () => [`page-missing ${pages[5]!}`, `foreign-page ${pages[5]!}`],
  )
  damaged(
    'a lost stylesheet',
    (site) => site.remove(assetOf(site)),
    () => [`file-missing ${assetOf(new Site())}`],
  )
  damaged(
    'an edited stylesheet',
    (site) => site.edit(assetOf(site), (css) => `${css} `),
    () => [`file-changed ${assetOf(new Site())}`],
  )
  damaged(
    'a page with one byte changed',
    (site) => site.edit(pages[5]!, (html) => html.replace('</main>', '</maim>')),
    () => [`page-changed ${pages[5]!}`],
  )
  damaged(
    'a page cut short',
    (site) => site.edit(pages[5]!, (html) => html.slice(0, -20)),
    () => [`page-changed ${pages[5]!}`],
  )
  damaged(
    'a link to a file in place of a page',
    (site) => {
      site.remove(pages[5]!)
      symlinkSync('/etc/hostname', join(site.dir, pages[5]!))
    },
    () => [`page-changed ${pages[5]!}`],
  )
  damaged(
    'a page of another message',
    (site) => {
      site.build(pages[5]!, () => site.read(pages[6]!))
    },
    // Its link to itself leads to where the other one stands.
    () => [`wrong-message ${pages[5]!}`, `link-broken ${pages[5]!}`],
  )
  damaged(
    'a message in place of its tombstone',
    (site) => {
      site.build(tombstone, (html) => html.replace('<article class="tombstone">', '<article>'))
    },
    () => [`wrong-message ${tombstone}`],
  )
  damaged(
    'a tombstone in place of a message',
    (site) => {
      site.build(pages[5]!, () => site.read(tombstone))
    },
    () => [`wrong-message ${pages[5]!}`],
  )
  damaged(
    'an ID that only the mail itself names',
    (site) => {
      const own = new RegExp(`<code>${ids[5]!}</code>`)
      site.build(pages[5]!, (html) =>
        html
          .replace(own, `<code>${ids[6]!}</code>`)
          .replace('</article>', `<code>${ids[5]!}</code></article>`),
      )
    },
    () => [`wrong-message ${pages[5]!}`],
  )
  damaged(
    'a page of ours that was put back',
    (site) => {
      mkdirSync(join(site.dir, 'old'))
      site.write('old/back.html', site.read(pages[5]!))
    },
    () => ['foreign-page old/back.html'],
  )
  damaged(
    'a broken link',
    (site) => {
      site.build('index.html', (html) => html.replace('</main>', '<a href="no/such.html">x</a></main>'))
    },
    () => ['link-broken index.html'],
  )
  damaged(
    'a link that climbs out of the site',
    (site) => {
      site.build('index.html', (html) => html.replace('</main>', '<a href="../x.html">x</a></main>'))
    },
    () => ['link-broken index.html'],
  )
  damaged(
    'a link to an anchor that is not there',
    (site) => {
      site.build('index.html', (html) =>
        html.replace('</main>', `<a href="${pages[5]!}#no-such">x</a></main>`),
      )
    },
    () => ['anchor-missing index.html'],
  )
  damaged(
    'a missing anchor on the page itself',
    (site) => {
      site.build(pages[5]!, (html) => html.replace('<main id="content">', '<main>'))
    },
    () => [`anchor-missing ${pages[5]!}`],
  )
  damaged(
    'an edited map',
    (site) => {
      site.build('map.json', (json) => json.replace('asked to', 'not asked to'))
    },
    () => ['map-differs map.json'],
  )
  damaged(
    'a map without a row',
    (site) => {
      site.build('map.json', (json) => json.replace(/\n {4}\{.*\},/, ''))
    },
    () => ['map-differs map.json'],
  )
  damaged(
    'a map that is none',
    (site) => site.build('map.json', () => '{}'),
    () => ['map-differs map.json'],
  )
  damaged(
    'a site from before the last commit',
    (site) => {
      site.manifest((manifest) => {
        const lines = readFileSync(site.ledger, 'utf8').split('\n')
        const commit = lines.find((line) => line.startsWith('{"type":"commit"'))!
        manifest.ledgerSum = (JSON.parse(commit) as { sum: string }).sum
      })
    },
    () => ['site-outdated'],
  )
  damaged(
    'a site from a commit that the ledger does not hold',
    (site) => {
      site.manifest((manifest) => {
        manifest.ledgerSum = `${manifest.ledgerSum.slice(1)}A`
      })
    },
    () => ['ledger-unknown'],
  )

  for (const [what, link] of [
    ['a link with a query and an anchor', () => `${pages[5]!}?x#content`],
    ['a link to a folder', () => './'],
    ['a link to the top', () => '#top'],
    ['an empty anchor', () => '#'],
    ['a percent-encoded link', () => pages[5]!.replace('m', '%6d')],
    ['links that lead out', () => 'https://example.org/x.html'],
    ['mail addresses', () => 'mailto:a@example.org'],
  ] as const) {
    test(`${what} is nothing to complain about`, async () => {
      const site = new Site()
      site.build('index.html', (html) => html.replace('</main>', `<a href="${link()}">x</a></main>`))
      expect(await site.codes()).toEqual([])
    })
  }

  test('many links to one missing place are one finding, with their number', async () => {
    const site = new Site()
    for (const path of pages.slice(5, 8)) {
      site.build(path, (html) => html.replace('</main>', '<a href="/">x</a><a href="gone.html">x</a></main>'))
    }
    const { findings } = await site.verify()
    expect(findings.filter(({ code }) => code !== 'link-broken')).toEqual([])
    expect(findings.reduce((sum, { count }) => sum + count, 0)).toBe(3)
  })
})

test('a stub must lead where the map does; an index page at an old URL is left in peace', () => {
  const row = {
    from: 'o/a.html', to: 'm/b.html', id: 'B', messageId: null, status: 301, reason: 'alias',
  } as const // prettier-ignore
  const state = { owners: new Map<string, string>() }
  const answer = (html: string) => checkAnswer('o/a.html', row, readPage(Buffer.from(html)), state)?.code
  const stub = (to: string): string => `<meta http-equiv="refresh" content="0; url=${to}"><h1>Moved</h1>`
  const site = new Site()
  expect(answer(stub('../m/b.html'))).toBeUndefined()
  expect(answer(stub('../m/c.html'))).toBe('wrong-message')
  expect(answer(stub('https://m.example/b.html'))).toBe('wrong-message')
  expect(answer(site.read(pages[5]!))).toBe('wrong-message')
  expect(answer(site.read('index.html'))).toBeUndefined()
})

describe('built again', () => {
  test('an untouched site is the same to the byte, and nothing is written', async () => {
    const site = new Site()
    const before = treeOf(site.folder)
    const { findings, rebuilt } = await site.verify({ rebuild: [site.mbox] })
    expect(findings).toEqual([])
    expect(rebuilt).toBe(true)
    expect(treeOf(site.folder)).toEqual(before)
  })

  test('a page that somebody changed together with its digest is found at the byte', async () => {
    const site = new Site()
    site.build(pages[5]!, (html) => html.replace('</article>', '<p>x</p></article>'))
    const { findings } = await site.verify({ rebuild: [site.mbox] })
    expect(findings.map(({ code, path }) => [code, path])).toEqual([
      ['rebuild-differs', 'holdfast.manifest.json'],
      ['rebuild-differs', pages[5]!],
    ])
    expect(findings[1]!.offset).toBe(new Site().read(pages[5]!).indexOf('</article>') + 1)
  })

  test('an mbox that is not the recorded one is said, and not compared', async () => {
    const site = new Site()
    writeFileSync(
      site.mbox,
      `${MAIL}From z@example.org Sat Jan  3 01:05:34 2004\nSubject: new\n\nhi\n\n`,
      'latin1',
    )
    const { findings } = await site.verify({ rebuild: [site.mbox] })
    expect(findings.map(({ code }) => code)).toEqual(['mbox-differs'])
  })
})

describe('findings', () => {
  test('have refs of their own, in path order, and a level', async () => {
    const site = new Site()
    for (const path of pages.slice(3, 6)) site.remove(path)
    const { findings } = await site.verify()
    expect(new Set(findings.map(({ ref }) => ref)).size).toBe(3)
    expect(findings.map(({ path }) => path)).toEqual(pages.slice(3, 6).sort())
    for (const { code, level, consequence, hint } of findings) {
      expect(level).toBe(VERIFY_LEVELS[code])
      expect(consequence).not.toBe('')
      expect(hint).not.toBe('')
    }
  })

  test('are documented, each code in a section of its own with its level, and nothing else is', () => {
    const docs = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8')
    const [, part] = docs.split('\n## What verify finds\n')
    const sections = [...part!.matchAll(/^### (.*)\n+(\w+)\./gm)].map(([, code, level]) => [
      code,
      level!.toLowerCase(),
    ])
    expect(Object.fromEntries(sections)).toEqual(VERIFY_LEVELS)
    expect(sections).toHaveLength(Object.keys(VERIFY_LEVELS).length)
  })
})

test('a folder or a ledger that is not there is an error, not a finding', async () => {
  const site = new Site()
  await expect(site.verify({ dir: join(site.folder, 'none') })).rejects.toMatchObject({ exitCode: 3 })
  await expect(site.verify({ ledger: join(site.folder, 'none') })).rejects.toMatchObject({ exitCode: 3 })
  await expect(site.verify({ list: 'other' })).rejects.toMatchObject({ code: 'other-list' })
})

function assetOf(site: Site): string {
  return /href="(assets\/style\.[^"]*)"/.exec(site.read('index.html'))![1]!
}
