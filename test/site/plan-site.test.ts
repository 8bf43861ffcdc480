import { describe, expect, test } from 'vitest'
import type { SiteModel } from '../../src/site/site-model.ts'
import { parsePage, type ParsedPage } from './parsed-page.ts'
import { display, filesOf, listed, modelOf, sampleModel, WITHDRAWN } from './sample-site.ts'

async function plan(model: SiteModel): Promise<Map<string, Uint8Array>> {
  const files = await filesOf(model)
  const byPath = new Map(files.map((file) => [file.path, file.bytes]))
  expect(byPath.size).toBe(files.length)
  return byPath
}

async function pages(model: SiteModel): Promise<Map<string, ParsedPage>> {
  const html = [...(await plan(model))].filter(([path]) => path.endsWith('.html'))
  return new Map(html.map(([path, bytes]) => [path, parsePage(bytes)]))
}

const page = async (model: SiteModel, path: string) => parsePage((await plan(model)).get(path)!)

describe('the sample list', async () => {
  const files = await plan(sampleModel())
  const parsed = await pages(sampleModel())

  test('has exactly these files', () => {
    expect(
      [...files.keys()].map((path) => path.replace(/\.[0-9a-f]{12}\.(css|js)$/, '.HASH.$1')).sort(),
    ).toEqual(
      [
        '2001-March/000001.html',
        '2001-March/000003.html',
        '2001-March/000004.html',
        '2001-March/000005.html',
        '2001-March/000006.html',
        'a6.html',
        'author/index.html',
        'author/by/ann-jgiv4dl5jn.html',
        'author/by/no-sender.html',
        'assets/keys.HASH.js',
        'assets/style.HASH.css',
        'index.html',
        'm/ID/ID0.html',
        'm/ID/ID1.html',
        'm/ID/ID2.html',
        'm/ID/ID6.html',
        'm/ID/ID7.html',
        'm/ID/ID8.html',
        'map.json',
        'messages.json',
        'about.html',
        'feed.atom',
        ...['0', '1', '2', '5', '7', '8'].map((id) => `t/ID/ID${id}.atom`),
        'msg00001.html',
        ...['author', 'date', 'subject', 'thread'].flatMap((view) =>
          ['2001/02', '2001/03', '2001/04', '2001/index', '2002/01', '2002/index', 'undated'].map(
            (period) => `${view}/${period}.html`,
          ),
        ),
        ...[0, 1, 2, 5, 7, 8].map((id) => `t/ID/ID${id}.html`),
      ].sort(),
    )
  })

  for (const [path, { faults, ids, title }] of parsed) {
    test(`${path} is whole: closed elements, one title, ids once`, () => {
      expect(faults).toEqual([])
      expect(title).toMatch(/garden-talk$/)
      expect(new Set(ids).size).toBe(ids.length)
    })

    test(`${path} says language, character set and content policy`, () => {
      const html = Buffer.from(files.get(path)!).toString('utf8')
      expect(html).toMatch(
        /^<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"/,
      )
      expect(html).toContain(
        "content=\"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'\"",
      )
    })
  }

  test('every link is relative and leads to a file, every fragment to an element', () => {
    let followed = 0
    for (const [path, { links }] of parsed) {
      for (const link of links.filter((link) => !link.startsWith('mailto:?'))) {
        expect(link).not.toMatch(/^(?:[a-z]+:|\/)/i)
        const url = new URL(link, `http://site.invalid/${path}`)
        const target = decodeURIComponent(url.pathname.slice(1))
        expect(files.has(target), `${link} on ${path}`).toBe(true)
        if (url.hash !== '')
          expect(parsed.get(target)!.ids, `${link} on ${path}`).toContain(url.hash.slice(1))
        followed += 1
      }
    }
    expect(followed).toBeGreaterThan(100)
  })

  test('every message page can be reached from the front page', () => {
    const reached = new Set<string>()
    const visit = (path: string) => {
      if (reached.has(path) || !parsed.has(path)) return
      reached.add(path)
      for (const link of parsed.get(path)!.links)
        visit(new URL(link, `http://site.invalid/${path}`).pathname.slice(1))
    }
    visit('index.html')
    for (const id of [0, 1, 2, 7, 8]) expect(reached).toContain(`m/ID/ID${id}.html`)
  })

  test('messages stand in date order, and lead to the ones before and after', () => {
    const rows = (path: string) => parsed.get(path)!.links.filter((link) => /^[./]*m\/ID/.test(link))
    expect(rows('date/2001/03.html').map((link) => link.slice(-8, -5))).toEqual(['ID2', 'ID1'])
    expect(parsed.get('m/ID/ID2.html')!.links.filter((link) => /^ID\d/.test(link))).toEqual([
      'ID2.html',
      'ID0.html',
      'ID1.html',
    ])
  })

  test('a phantom shows its text on the page of its message, and its old path leads there', () => {
    expect(parsed.get('m/ID/ID2.html')!.texts).toEqual(['text 2', 'From here the text went on'])
    expect(parsed.get('2001-March/000003.html')!.links).toContain('../m/ID/ID2.html')
  })

  for (const [path, target] of [
    ['2001-March/000001.html', '../m/ID/ID1.html'],
    ['msg00001.html', 'm/ID/ID1.html'],
    ['2001-March/000004.html', '../m/ID/ID0.html'],
  ] as const) {
    test(`${path} is a stub that leads to ${target}`, () => {
      const { elements, links } = parsed.get(path)!
      expect(
        elements.some((element) => element.endsWith(`meta content="0; url=${target}" http-equiv="refresh"`)),
      ).toBe(true)
      expect(elements.some((element) => element.endsWith(`link href="${target}" rel="canonical"`))).toBe(true)
      expect(links.filter((link) => link === target)).toHaveLength(3)
    })
  }

  test('a duplicate with a page of its own names the first', () => {
    expect(parsed.get('2001-March/000005.html')!.links).toContain('../m/ID/ID0.html')
  })

  test('a tombstone stands at every path of a withdrawn message: what, when and why', () => {
    for (const path of ['2001-March/000006.html', 'm/ID/ID6.html', 'a6.html']) {
      const { text, elements } = parsed.get(path)!
      expect(text).toContain('Message withdrawn')
      expect(text).toContain('6 May 2004, 07:08 UTC')
      expect(text).toContain(WITHDRAWN.reason)
      expect(text).toContain('ID6')
      expect(elements.some((element) => element.includes('refresh'))).toBe(false)
    }
    for (const index of ['index.html', 'date/2001/03.html']) {
      expect(parsed.get(index)!.links.some((link) => link.includes('ID6'))).toBe(false)
    }
  })

  test('a withheld message has a page without text', () => {
    expect(parsed.get('m/ID/ID7.html')!.texts).toEqual([])
    expect(parsed.get('m/ID/ID7.html')!.text).toContain('withheld')
  })
})

test('each message page holds its headers and its text to the letter', async () => {
  const text = '\n  indented\n> quoted & <b>bold</b> "quotes" \'\' `=` {{text}}\n\ttab é 日本\n\n\nend'
  const shown = display(text, { cc: 'c@…', subject: 'A <subject> & more' })
  const parsed = await page(modelOf([{ ...listed(0), display: shown }]), 'm/ID/ID0.html')
  expect(parsed.texts.join('\n')).toBe(text)
  expect(parsed.title).toBe('A <subject> & more – garden-talk')
  for (const value of [
    shown.from,
    shown.to,
    shown.cc,
    shown.date,
    shown.subject,
    'm0@example.org',
    '5 March 2001, 06:07 UTC',
  ]) {
    expect(parsed.text).toContain(value)
  }
})

test('problems are said in words', async () => {
  const shown = display('x', {
    parts: [{ kind: 'text', text: 'x', flavour: 'source', displayName: null }],
    textFrom: 'source',
    problems: [
      { code: 'no-text-part', count: null },
      { code: 'remote-content', count: 3 },
    ],
  })
  const parsed = await page(modelOf([{ ...listed(0), display: shown }]), 'm/ID/ID0.html')
  expect(parsed.text).toContain('no part that can be read')
  expect(parsed.text).toContain('3 pictures or other contents from elsewhere were left out.')
  expect(parsed.elements.some((element) => element.includes('div class="fixed source"'))).toBe(true)
})

test('an empty list has a front page', async () => {
  const files = await pages(modelOf([]))
  expect([...files.keys()]).toEqual(['author/index.html', 'index.html', 'about.html'])
  expect(files.get('index.html')!.text).toContain('0 messages')
})

test('a stub never takes the place of a page', async () => {
  const model = modelOf(
    [listed(0), listed(1, { aliases: ['index.html', 'map.json', 'm/ID/ID0.html', 't/ID/ID0.html'] })],
    { files: [{ path: 'map.json', bytes: new Uint8Array([1]) }] },
  )
  expect((await plan(model)).get('map.json')).toEqual(new Uint8Array([1]))
  expect((await page(model, 'index.html')).text).toContain('2 messages')
  expect((await page(model, 'm/ID/ID0.html')).texts).toEqual(['text 0'])
  expect((await page(model, 't/ID/ID0.html')).texts).toEqual(['text 0'])
})

test('the page of a message stands at its path, even where a thread or an index would stand', async () => {
  const model = modelOf([
    listed(0),
    listed(1, { path: 't/ID/ID0.html' }),
    listed(2, { path: 'date/2001/03.html' }),
    listed(3, { path: null, paths: ['t/ID/ID1.html'], withdrawn: WITHDRAWN }),
  ])
  expect((await page(model, 't/ID/ID0.html')).texts).toEqual(['text 1'])
  expect((await page(model, 'date/2001/03.html')).texts).toEqual(['text 2'])
  expect((await page(model, 't/ID/ID1.html')).text).toContain('Message withdrawn')
})

describe('determinism', () => {
  const reversedKeys = (value: unknown): unknown => {
    if (ArrayBuffer.isView(value) || typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(reversedKeys)
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversedKeys(inner)]),
    )
  }

  test('the same model gives the same files in the same order, whatever the order of its keys', async () => {
    const once = await filesOf(sampleModel())
    expect(await filesOf(sampleModel())).toEqual(once)
    expect(await filesOf(reversedKeys(sampleModel()) as SiteModel)).toEqual(once)
  })
})
