import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayMessage } from '../../src/display/display-message.ts'
import type { MessageDisplay } from '../../src/display/message-display.ts'
import { planSite } from '../../src/site/plan-site.ts'
import type { ListedMessage, SiteModel } from '../../src/site/site-model.ts'
import { parsePage, type ParsedPage } from './parsed-page.ts'
import { display, listed, recorded, sampleModel, SETTINGS, WITHDRAWN } from './sample-site.ts'

function plan(model: SiteModel): Map<string, Uint8Array> {
  const files = [...planSite(model)]
  const byPath = new Map(files.map((file) => [file.path, file.bytes]))
  expect(byPath.size).toBe(files.length)
  return byPath
}

function pages(model: SiteModel): Map<string, ParsedPage> {
  const html = [...plan(model)].filter(([path]) => path.endsWith('.html'))
  return new Map(html.map(([path, bytes]) => [path, parsePage(bytes)]))
}

const page = (model: SiteModel, path: string) => parsePage(plan(model).get(path)!)

describe('the sample list', () => {
  const files = plan(sampleModel())
  const parsed = pages(sampleModel())

  test('has exactly these files', () => {
    expect(
      [...files.keys()].map((path) => path.replace(/style\.[0-9a-f]{12}\.css$/, 'style.HASH.css')).sort(),
    ).toEqual([
      '2001-March/000001.html',
      '2001-March/000003.html',
      '2001-March/000004.html',
      '2001-March/000005.html',
      '2001-March/000006.html',
      'a6.html',
      'assets/style.HASH.css',
      'date/2001/02.html',
      'date/2001/03.html',
      'date/2001/04.html',
      'date/2002/01.html',
      'date/undated.html',
      'index.html',
      'm/ID/ID0.html',
      'm/ID/ID1.html',
      'm/ID/ID2.html',
      'm/ID/ID6.html',
      'm/ID/ID7.html',
      'm/ID/ID8.html',
      'map.json',
      'msg00001.html',
    ])
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
        /^<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"/,
      )
      expect(html).toContain(
        "content=\"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'\"",
      )
    })
  }

  test('every link is relative and leads to a file, every fragment to an element', () => {
    let followed = 0
    for (const [path, { links }] of parsed) {
      for (const link of links) {
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
    const rows = (path: string) =>
      parsed
        .get(path)!
        .links.filter((link) => link.includes('ID'))
        .map((link) => link.slice(-8, -5))
    expect(rows('date/2001/03.html')).toEqual(['ID2', 'ID1'])
    const around = parsed
      .get('m/ID/ID2.html')!
      .elements.filter((element) => /rel="(?:prev|next)"/.test(element))
    expect(around.map((element) => element.replace(/^\d+ /, ''))).toEqual([
      'a href="ID0.html" rel="prev"',
      'a href="ID1.html" rel="next"',
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

test('each message page holds its headers and its text to the letter', () => {
  const text = '\n  indented\n> quoted & <b>bold</b> "quotes" \'\' `=` {{text}}\n\ttab é 日本\n\n\nend'
  const shown = display(text, { cc: 'c@…', subject: 'A <subject> & more' })
  const model = { settings: SETTINGS, messages: [{ ...listed(0), display: shown }], files: [] }
  const parsed = page(model, 'm/ID/ID0.html')
  expect(parsed.texts).toEqual([text])
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

test('problems are said in words', () => {
  const shown = display('x', {
    textFrom: 'source',
    problems: [
      { code: 'no-text-part', count: null },
      { code: 'parts-not-shown', count: 3 },
    ],
  })
  const parsed = page(
    { settings: SETTINGS, messages: [{ ...listed(0), display: shown }], files: [] },
    'm/ID/ID0.html',
  )
  expect(parsed.text).toContain('no plain text part')
  expect(parsed.text).toContain('3 further parts are not shown.')
  expect(parsed.elements.some((element) => element.includes('pre class="source"'))).toBe(true)
})

test('an empty list has a front page', () => {
  const files = pages({ settings: SETTINGS, messages: [], files: [] })
  expect([...files.keys()]).toEqual(['index.html'])
  expect(files.get('index.html')!.text).toContain('0 messages')
})

test('a stub never takes the place of a page', () => {
  const model: SiteModel = {
    settings: SETTINGS,
    messages: [listed(0), listed(1, { aliases: ['index.html', 'map.json', 'm/ID/ID0.html'] })],
    files: [{ path: 'map.json', bytes: new Uint8Array([1]) }],
  }
  expect(plan(model).get('map.json')).toEqual(new Uint8Array([1]))
  expect(page(model, 'index.html').text).toContain('2 messages')
  expect(page(model, 'm/ID/ID0.html').texts).toEqual(['text 0'])
})

describe('determinism', () => {
  const reversedKeys = (value: unknown): unknown => {
    if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(reversedKeys)
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversedKeys(inner)]),
    )
  }

  test('the same model gives the same files in the same order, whatever the order of its keys', () => {
    const once = [...planSite(sampleModel())]
    expect([...planSite(sampleModel())]).toEqual(once)
    expect([...planSite(reversedKeys(sampleModel()) as SiteModel)]).toEqual(once)
  })

  test('a later message changes no page but its neighbours and the indexes', () => {
    const before = plan(sampleModel())
    const model = sampleModel()
    const after = plan({
      ...model,
      messages: [...model.messages, listed(9, { date: '2002-01-02T00:00:00Z' })],
    })
    const changed = [...after].filter(
      ([path, bytes]) => !Buffer.from(bytes).equals(before.get(path) ?? new Uint8Array()),
    )
    expect(changed.map(([path]) => path)).toEqual([
      'm/ID/ID7.html',
      'm/ID/ID9.html',
      'index.html',
      'date/2002/01.html',
    ])
  })
})

describe('hostile mail', () => {
  const folder = new URL('../fixtures/xss/', import.meta.url)
  const names = readdirSync(folder).sort()
  const harmless = (message: ListedMessage): ListedMessage => {
    const word = (text: string | null) => (text === null ? null : 'word')
    const { display: shown, recorded: record } = message
    const quiet: MessageDisplay = {
      ...shown!,
      from: word(shown!.from), to: word(shown!.to), cc: word(shown!.cc), subject: word(shown!.subject),
      date: word(shown!.date), text: shown!.text === '' ? '' : 'word',
    } // prettier-ignore
    return { ...message, display: quiet, recorded: { ...record, messageId: word(record.messageId) } }
  }
  const elements = (message: ListedMessage) =>
    [...pages({ settings: SETTINGS, messages: [message], files: [] })].map(([path, parsed]) => {
      expect(parsed.faults, path).toEqual([])
      return [path, parsed.elements]
    })

  test('there is something to test', () => expect(names.length).toBeGreaterThan(40))

  for (const name of names) {
    test(`${name} adds no element and no attribute to any page`, async () => {
      const mbox = new Uint8Array(readFileSync(new URL(name, folder)))
      const message = mbox.subarray(mbox.indexOf(0x0a) + 1)
      const messageId = /^Message-ID: (.*)$/im.exec(Buffer.from(message).toString('latin1'))?.[1] ?? null
      const hostile: ListedMessage = {
        recorded: recorded(0, { messageId }),
        display: await displayMessage(message, { quoting: 'mboxrd', addresses: 'shown' }),
        duplicateOf: null,
      }
      expect(elements(hostile)).toEqual(elements(harmless(hostile)))
    })
  }

  test('any text in any field, any reason and any list name adds no element', () => {
    const hostile = fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '"',
          "'",
          '&',
          '`',
          '=',
          '{{',
          '}}',
          '</pre>',
          '<script>',
          '-->',
          '<!--',
          ']]>',
          '\u0000',
          'x',
          ' ',
        ),
      )
      .map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(hostile, (text) => {
        const model = (word: string): SiteModel => ({
          settings: { ...SETTINGS, list: word },
          messages: [
            {
              ...listed(0, { messageId: word }),
              display: display(`${word}x`, { subject: word, from: `${word}x`, to: `${word}x` }),
            },
            listed(1, { withdrawn: { ...WITHDRAWN, reason: word, at: word } }),
          ],
          files: [],
        })
        const shapes = (word: string) =>
          [...pages(model(word)).values()].map((parsed) => [
            parsed.faults,
            parsed.elements.filter((element) => !element.includes('time ')),
          ])
        expect(shapes(text)).toEqual(shapes(text === '' ? '' : 'word'))
      }),
    )
  })

  for (const id of [
    '"><script>alert(1)</script>',
    '0; url=javascript:alert(1)',
    '../../etc/passwd',
    'a b?c#d%41',
    '__proto__',
    'é\ud800',
  ]) {
    test(`a stub stays inert where a path holds ${JSON.stringify(id)}`, () => {
      const path = `m/${id}.html`
      const model = {
        settings: SETTINGS,
        messages: [listed(0, { id: 'X', path, paths: ['old.html', path] })],
        files: [],
      }
      const stub = page(model, 'old.html')
      expect(stub.faults).toEqual([])
      for (const link of stub.links) expect(link).toMatch(/^(?:#content|[A-Za-z0-9\-._~/%]+)$/)
      expect(stub.elements.length).toBe(
        page({ ...model, messages: [listed(0, { paths: ['old.html', 'm/ID/ID0.html'] })] }, 'old.html')
          .elements.length,
      )
    })
  }
})
