import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FEED_MESSAGES, FEED_TEXT_CHARS } from '../../src/site/feeds/list-feeds.ts'
import type { SiteModel } from '../../src/site/site-model.ts'
import { SITEMAP_URLS } from '../../src/site/sitemap.ts'
import { inside, readXml, type XmlElement } from './read-xml.ts'
import {
  display,
  filesOf,
  listed,
  modelOf,
  recorded,
  SETTINGS,
  sampleModel,
  type SampleMessage,
} from './sample-site.ts'

const BASE = 'https://lists.example.org/garden/'
const at = (baseUrl: string | null): Partial<SiteModel> => ({ settings: { ...SETTINGS, baseUrl } })

async function site(model: SiteModel): Promise<ReadonlyMap<string, Uint8Array>> {
  return new Map((await filesOf(model)).map(({ path, bytes }) => [path, bytes]))
}
const textOf = (element: XmlElement, name: string): string => {
  const [child] = inside(element, name)
  return child!.text
}
const hrefOf = (element: XmlElement, rel: string): string =>
  inside(element, 'link')
    .find(({ attributes }) => attributes.get('rel') === rel)!
    .attributes.get('href')!
const reply = (seq: number, to: number): SampleMessage => ({ ...listed(seq, { date: date(seq) }), references: [`m${to}@example.org`] }) // prettier-ignore
const date = (seq: number) => `2001-03-05T06:${String(Math.floor(seq / 60)).padStart(2, '0')}:${String(seq % 60).padStart(2, '0')}Z` // prettier-ignore

describe('the feed of a list', () => {
  test('has its latest messages, the newest first, under ids that hold no address of the site', async () => {
    const samples = Array.from({ length: FEED_MESSAGES + 5 }, (_, seq) => listed(seq, { date: date(seq) }))
    for (const base of [BASE, null]) {
      const feed = readXml((await site(modelOf(samples, at(base)))).get('feed.atom')!)
      expect(feed.name).toBe('feed')
      expect(textOf(feed, 'id')).toBe('urn:x-holdfast:list:garden-talk')
      expect(textOf(feed, 'updated')).toBe(date(FEED_MESSAGES + 4))
      const entries = inside(feed, 'entry')
      expect(entries.map((entry) => textOf(entry, 'id'))).toEqual(
        Array.from(
          { length: FEED_MESSAGES },
          (_, place) => `urn:x-holdfast:message:ID${FEED_MESSAGES + 4 - place}`,
        ),
      )
      expect(textOf(entries[0]!, 'updated')).toBe(date(FEED_MESSAGES + 4))
      expect(hrefOf(entries[0]!, 'alternate')).toBe(`${base ?? ''}m/ID/ID34.html`)
      expect(hrefOf(feed, 'self')).toBe(`${base ?? ''}feed.atom`)
    }
  })

  test('has a time where a message has none, and says nothing of what is withheld', async () => {
    const files = await site(modelOf([
      listed(0, { date: null }),
      { recorded: recorded(1, { noArchive: true }), display: null, duplicateOf: null },
    ])) // prettier-ignore
    const feed = readXml(files.get('feed.atom')!)
    expect(inside(feed, 'entry').map((entry) => textOf(entry, 'updated'))).toEqual(['1970-01-01T00:00:00Z'])
    expect(inside(readXml(files.get('t/ID/ID1.atom')!), 'entry')).toEqual([])
  })

  test('is there for a list without messages', async () => {
    expect(inside(readXml((await site(modelOf([]))).get('feed.atom')!), 'entry')).toEqual([])
  })
})

describe('the feed of a thread', () => {
  test('has its messages and no other, each with the one that it answers', async () => {
    const samples = [listed(0, { date: date(0) }), listed(1, { date: date(1) }), reply(2, 0), reply(3, 2)]
    const files = await site(modelOf(samples))
    const feed = readXml(files.get('t/ID/ID0.atom')!)
    expect(textOf(feed, 'id')).toBe('urn:x-holdfast:thread:ID0')
    expect(inside(feed, 'entry').map((entry) => textOf(entry, 'id').slice(-3))).toEqual(['ID3', 'ID2', 'ID0'])
    expect(inside(feed, 'entry').map((entry) => inside(entry, 'thr:in-reply-to')[0]?.attributes.get('ref'))).toEqual([
      'urn:x-holdfast:message:ID2', 'urn:x-holdfast:message:ID0', undefined,
    ]) // prettier-ignore
    expect(hrefOf(feed, 'alternate')).toBe('ID0.html')
    expect(hrefOf(inside(feed, 'entry')[0]!, 'alternate')).toBe('../../m/ID/ID3.html')
    expect([...files.keys()].filter((path) => path.endsWith('.atom'))).toHaveLength(3)
  })

  test('does not change when another thread does', async () => {
    const samples = [listed(0, { date: date(0) }), reply(1, 0)]
    const before = await site(modelOf(samples))
    const after = await site(modelOf([...samples, listed(2, { date: date(2) })]))
    expect(after.get('t/ID/ID0.atom')).toEqual(before.get('t/ID/ID0.atom'))
    expect(after.get('feed.atom')).not.toEqual(before.get('feed.atom'))
  })
})

test('a text stands in a feed as it is, and a long one is cut, whatever is in it', async () => {
  const hostile = [
    '</content><script>',
    ']]>',
    '&amp;&#0;',
    'a\u0000\u0008\ufffe\ud800b',
    '"\'',
    'é\u{1f331}',
    '\r\n\t',
  ]
  const noise = fc.array(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' })), { maxLength: 12 }).map((all) => all.join('')) // prettier-ignore
  await fc.assert(
    fc.asyncProperty(noise, noise, async (subject, text) => {
      const sample = { ...listed(0), display: display(text, { subject, from: subject }) }
      const entry = inside(readXml((await site(modelOf([sample]))).get('feed.atom')!), 'entry')[0]!
      expect(textOf(entry, 'content').length).toBe(text.length)
      for (const [index, character] of Array.from(text).entries()) {
        const shown = Array.from(textOf(entry, 'content'))[index]
        if (/[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(character))
          expect(shown).toBe(character)
        else expect(shown).toBe('\uFFFD')
      }
    }),
  )
  const long = { ...listed(0), display: display('x'.repeat(FEED_TEXT_CHARS + 1)) }
  const entry = inside(readXml((await site(modelOf([long]))).get('feed.atom')!), 'entry')[0]!
  expect(textOf(entry, 'content')).toBe(`${'x'.repeat(FEED_TEXT_CHARS)}…`)
})

describe('the sitemap', () => {
  const urls = (root: XmlElement) => root.children.map((child) => textOf(child, 'loc'))

  test('lists the front page and every message that is shown once, by absolute URLs', async () => {
    const files = await site({ ...sampleModel(), ...at(BASE) })
    const root = readXml(files.get('sitemap.xml')!)
    expect(root.name).toBe('urlset')
    expect(urls(root)).toEqual([BASE, ...['m/ID/ID0', 'm/ID/ID1', 'm/ID/ID2', 'm/ID/ID8'].map((page) => `${BASE}${page}.html`)]) // prettier-ignore
    expect(files.has('robots.txt')).toBe(false)
  })

  test('is not there without a base URL, and not for who wants no search engines', async () => {
    expect((await site(sampleModel())).has('sitemap.xml')).toBe(false)
    expect((await site({ ...sampleModel(), ...at(BASE), robots: 'noindex' })).has('sitemap.xml')).toBe(false)
  })

  test('is cut into files behind an index where it is long', { timeout: 300_000 }, async () => {
    const { sitemapFiles } = await import('../../src/site/sitemap.ts')
    const { indexList } = await import('../../src/site/list-index.ts')
    const samples = Array.from({ length: SITEMAP_URLS }, (_, seq) => listed(seq))
    const files = [...sitemapFiles(indexList(modelOf(samples)), BASE)]
    const roots = new Map(files.map(({ path, bytes }) => [path, readXml(bytes)]))
    expect(urls(roots.get('sitemap.xml')!)).toEqual([`${BASE}sitemap-1.xml`, `${BASE}sitemap-2.xml`])
    expect(urls(roots.get('sitemap-1.xml')!)).toHaveLength(SITEMAP_URLS)
    expect(urls(roots.get('sitemap-2.xml')!)).toEqual([`${BASE}m/ID/ID${SITEMAP_URLS - 1}.html`])
  })

  test('is named in robots.txt where the site is the root of its host, and only there', async () => {
    const robots = async (base: string, robots: 'index' | 'noindex') => {
      const bytes = (await site({ ...sampleModel(), ...at(base), robots })).get('robots.txt')
      return bytes === undefined ? null : Buffer.from(bytes).toString()
    }
    expect(await robots('https://lists.example.org/', 'index')).toBe(
      'User-agent: *\nAllow: /\n\nSitemap: https://lists.example.org/sitemap.xml\n',
    )
    expect(await robots('https://lists.example.org/', 'noindex')).toBe('User-agent: *\nAllow: /\n')
    expect(await robots(BASE, 'index')).toBe(null)
  })
})
