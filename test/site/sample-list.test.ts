import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { readUrlMap } from '../../src/maps/map-json.ts'
import { parsePage, type ParsedPage } from './parsed-page.ts'

const SAMPLE = fileURLToPath(new URL('../fixtures/garden-talk.mbox', import.meta.url))
const NOW = '2007-01-01T00:00:00Z'
const VIEWS = ['date', 'thread', 'author', 'subject'] as const

let folder: string
/** Every file of the sample list's site by path. */
let files: Map<string, Buffer>
let pages: Map<string, ParsedPage>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-site-'))
  files = await build('site', [SAMPLE])
  const html = [...files].filter(([path]) => path.endsWith('.html'))
  pages = new Map(html.map(([path, bytes]) => [path, parsePage(bytes)]))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function build(name: string, mbox: readonly string[], ledger = name): Promise<Map<string, Buffer>> {
  const out = join(folder, name)
  const { published } = await rebuildArchive({
    mbox,
    out,
    ledger: join(folder, `${ledger}.ledger`),
    list: 'garden-talk',
    now: NOW,
  })
  expect(published).not.toBeNull()
  return filesIn(out)
}

function filesIn(out: string): Map<string, Buffer> {
  const names = readdirSync(out, { recursive: true, encoding: 'utf8' }).sort()
  const paths = names.filter((name) => statSync(join(out, name)).isFile())
  return new Map(paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(join(out, path))]))
}

/** Where a link leads: the path of a file, and the fragment. */
function resolve(link: string, page: string): { path: string; anchor: string } {
  const url = new URL(link, `http://site.invalid/${encodeURI(page)}`)
  return { path: decodeURIComponent(url.pathname.slice(1)), anchor: url.hash.slice(1) }
}

const isElsewhere = (link: string) => /^(?:https?|ftp|mailto):/.test(link)
const messagePages = () => [...pages.keys()].filter((path) => path.startsWith('m/'))
const linksOf = (path: string) =>
  pages.get(path)!.links.filter((link) => !isElsewhere(link)).map((link) => resolve(link, path)) // prettier-ignore

test('every link and anchor on every page leads to a file of the site and to an element on it', () => {
  let followed = 0
  for (const path of pages.keys()) {
    for (const { path: target, anchor } of linksOf(path)) {
      expect(files.has(target), `${target} on ${path}`).toBe(true)
      if (anchor !== '') expect(pages.get(target)!.ids, `#${anchor} on ${path}`).toContain(anchor)
      followed += 1
    }
  }
  expect(followed).toBeGreaterThan(10_000)
})

test('every page is whole: closed elements, each id once, headings in order, one h1', () => {
  for (const [path, { faults, ids, headings }] of pages) {
    const search = ['<form> on the page', 'a script that is not ours']
    expect(faults, path).toEqual(path === 'search.html' ? search : [])
    expect(new Set(ids).size, path).toBe(ids.length)
    expect(headings[0], path).toBe(1)
    expect(headings.filter((level) => level === 1), path).toHaveLength(1) // prettier-ignore
    for (const [index, level] of headings.entries()) {
      if (index > 0) expect(level - headings[index - 1]!, path).toBeLessThanOrEqual(1)
    }
  }
})

test('each message stands on exactly one page of a thread', () => {
  const count = new Map<string, number>()
  for (const [path, { elements }] of pages) {
    if (!path.startsWith('t/')) continue
    const anchors = elements.filter((element) => /^\d+ article /.test(element)).length
    expect(anchors, path).toBeGreaterThan(0)
    const heads = new Set(linksOf(path).filter(({ path: target }) => target.startsWith('m/')).map((link) => link.path)) // prettier-ignore
    expect(heads.size, path).toBe(anchors)
    for (const target of heads) count.set(target, (count.get(target) ?? 0) + 1)
  }
  expect(messagePages().length).toBeGreaterThan(400)
  for (const path of messagePages()) expect(count.get(path), path).toBe(1)
})

for (const view of VIEWS) {
  test(`each message stands in the index by ${view} of exactly one month and one year`, () => {
    const months = new Map<string, number>()
    const years = new Map<string, number>()
    for (const path of pages.keys()) {
      if (!path.startsWith(`${view}/`) || path.startsWith('author/by/')) continue
      const count = path.includes('/index') ? years : months
      for (const { path: target } of linksOf(path)) {
        if (target.startsWith('m/')) count.set(target, (count.get(target) ?? 0) + 1)
      }
    }
    for (const path of messagePages()) {
      expect(months.get(path), path).toBe(1)
      if (linksOf(path).some((link) => link.path === 'date/undated.html')) continue
      expect(years.get(path), path).toBe(1)
    }
  })
}

test('every page can be reached from the front page', () => {
  const reached = new Set<string>(['index.html'])
  for (const path of reached) if (pages.has(path)) for (const link of linksOf(path)) reached.add(link.path)
  const map = readUrlMap(files.get('map.json')!.toString())
  const stubs = map.ok ? map.map.rows.filter(({ status }) => status !== 200).map(({ from }) => from) : []
  const missed = [...pages.keys()].filter((path) => !reached.has(path) && !stubs.includes(path))
  expect(missed).toEqual([])
})

test('a second list of the same messages, in other files, gives the same bytes', async () => {
  const bytes = readFileSync(SAMPLE)
  const cut = bytes.indexOf('\nFrom ', bytes.length / 2) + 1
  const parts = [join(folder, 'garden-1.mbox'), join(folder, 'garden-2.mbox')]
  writeFileSync(parts[0]!, bytes.subarray(0, cut))
  writeFileSync(parts[1]!, bytes.subarray(cut))
  const again = await build('again', parts)
  expect([...again.keys()]).toEqual([...files.keys()])
  for (const [path, content] of again) expect(content.equals(files.get(path)!), path).toBe(true)
})

describe('a message that is appended', () => {
  test('rewrites only what shows it, and the site is that of a clean build', async () => {
    const bytes = readFileSync(SAMPLE, 'latin1')
    const parent = /^Message-ID: <([^>]+)>/im.exec(bytes.slice(bytes.lastIndexOf('\nFrom ')))![1]!
    const mbox = join(folder, 'garden-talk.mbox')
    writeFileSync(mbox, bytes, 'latin1')
    const before = await build('grown', [mbox])
    const message = [
      'From ann@example.org Sun Dec 31 12:00:00 2006',
      'From: Ann Newcomer <ann@example.org>',
      'Date: Sun, 31 Dec 2006 12:00:00 +0000',
      'Subject: Re: What the list knows',
      'Message-ID: <appended-1@example.org>',
      `In-Reply-To: <${parent}>`,
      '',
      'One more.',
      '',
      '',
    ].join('\n')
    writeFileSync(mbox, `${bytes}${message}`, 'latin1')
    const after = await build('grown', [mbox])
    const changed = [...after.keys()].filter((path) => !before.get(path)?.equals(after.get(path)!))
    expect([...before.keys()].filter((path) => !after.has(path))).toEqual([])
    const page = changed.find((path) => !before.has(path) && path.startsWith('m/'))!
    expect(page).toMatch(/^m\//)
    const around = new Set(parsePage(after.get(page)!).links.map((link) => resolve(link, page).path))
    const expected = new Set([
      page,
      ...[...around].filter((path) => /^(?:[mt]|author\/by)\//.test(path)),
      'author/index.html',
      ...VIEWS.flatMap((view) => [`${view}/2006/12.html`, `${view}/2006/index.html`]),
      ...changed.filter((path) => /^(?:t\/.*\.(?:atom|mbox\.gz)|mbox\/2006\/12\.mbox\.gz|search\/2006\/[tm]\d+\.js)$/.test(path)),
      'feed.atom', 'messages.json', 'about.html', 'search.html', 'index.html', 'map.json', 'holdfast.manifest.json',
    ]) // prettier-ignore
    expect(changed.filter((path) => !expected.has(path))).toEqual([])
    expect(changed.length).toBeGreaterThan(12)
    const clean = await build('clean', [mbox])
    for (const [path, content] of clean) {
      if (path === 'holdfast.manifest.json') continue
      expect(content.equals(after.get(path)!), path).toBe(true)
    }
    expect([...clean.keys()]).toEqual([...after.keys()])
  })
})

test('each message stands on exactly one page of its author, and every author in the list of authors', () => {
  const listed = new Set(linksOf('author/index.html').map(({ path }) => path))
  const count = new Map<string, number>()
  for (const path of pages.keys()) {
    if (!path.startsWith('author/by/')) continue
    expect(listed, path).toContain(path)
    for (const { path: target } of linksOf(path)) {
      if (!target.startsWith('m/')) continue
      count.set(target, (count.get(target) ?? 0) + 1)
      expect(linksOf(target).map((link) => link.path), target).toContain(path) // prettier-ignore
    }
  }
  for (const path of messagePages()) expect(count.get(path), path).toBe(1)
})

test('a site in Arabic has the same pages, says so on each, and turns no text of a mail', async () => {
  const out = join(folder, 'arabic')
  const options = {
    mbox: [SAMPLE],
    out,
    ledger: join(folder, 'arabic.ledger'),
    list: 'garden-talk',
    now: NOW,
  }
  await rebuildArchive({ ...options, language: 'ar' })
  const arabic = filesIn(out)
  const withoutHash = (path: string) => path.replace(/\.[0-9a-f]{12}\./, '.')
  expect([...arabic.keys()].map(withoutHash)).toEqual([...files.keys()].map(withoutHash))
  for (const [path, bytes] of arabic) {
    if (!path.endsWith('.html')) continue
    expect(bytes.toString(), path).toContain('<html lang="ar" dir="rtl">')
    expect(parsePage(bytes).texts, path).toEqual(pages.get(path)!.texts)
  }
  const manifest = JSON.parse(arabic.get('holdfast.manifest.json')!.toString()) as {
    pages: { language: string }
  }
  expect(manifest.pages.language).toBe('ar')
})
