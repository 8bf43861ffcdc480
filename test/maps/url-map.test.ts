import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RecordedMessage } from '../../src/ledger/ledger-state.ts'
import { formatMapJson, readUrlMap } from '../../src/maps/map-json.ts'
import { urlMap, type UrlMap } from '../../src/maps/url-map.ts'
import { recorded, state } from './recorded-messages.ts'

const WITHDRAWN = { reason: 'asked to', by: 'ann', at: '2004-05-06T07:08:09Z', codes: [] }

const rows = (...messages: RecordedMessage[]) =>
  urlMap(state(...messages)).rows.map(({ from, to, id, status, reason }) => [from, to, id, status, reason])

describe('the rows', () => {
  test('a current path leads to itself', () => {
    expect(urlMap(state(recorded(0, { path: 'm/a.html', paths: ['m/a.html'] }))).rows).toEqual([
      {
        from: 'm/a.html',
        to: 'm/a.html',
        id: 'ID0',
        messageId: 'm0@example.org',
        status: 200,
        reason: 'current',
      },
    ])
  })

  test('earlier paths and aliases lead to the current one', () => {
    const moved = recorded(0, {
      path: 'n.html',
      paths: ['o.html', 'n.html'],
      aliases: ['a.html', 'index.html#00001'],
    })
    expect(rows(moved)).toEqual([
      ['a.html', 'n.html', 'ID0', 301, 'alias'],
      ['index.html#00001', 'n.html', 'ID0', 301, 'alias'],
      ['n.html', 'n.html', 'ID0', 200, 'current'],
      ['o.html', 'n.html', 'ID0', 301, 'earlier-path'],
    ])
  })

  test('a phantom leads to its message', () => {
    const host = recorded(0, { path: 'h.html', paths: ['h.html'] })
    const phantom = recorded(1, { kind: 'phantom', of: 'ID0', paths: ['p.html'] })
    expect(rows(host, phantom)[1]).toEqual(['p.html', 'h.html', 'ID0', 301, 'phantom'])
  })

  test('a duplicate without a page leads to the first of its kind, one with a page to itself', () => {
    const digests = { ...recorded(0).digests, content: 'same' }
    const first = recorded(0, { path: 'f.html', paths: ['f.html'], digests, messageId: 'x' })
    const second = recorded(1, { paths: ['s.html'], digests, messageId: 'x' })
    const third = recorded(2, { path: 't.html', paths: ['t.html'], digests, messageId: 'x' })
    expect(rows(first, second, third)).toEqual([
      ['f.html', 'f.html', 'ID0', 200, 'current'],
      ['s.html', 'f.html', 'ID0', 301, 'duplicate'],
      ['t.html', 't.html', 'ID2', 200, 'current'],
    ])
  })

  test('every path of a withdrawn message is gone, with the reason; so are its phantoms', () => {
    const host = recorded(0, {
      path: null,
      paths: ['a.html', 'b.html'],
      aliases: ['c.html'],
      withdrawn: WITHDRAWN,
    })
    const phantom = recorded(1, { kind: 'phantom', of: 'ID0', paths: ['p.html'] })
    expect(rows(host, phantom).map(([from, to, , status, reason]) => [from, to, status, reason])).toEqual(
      ['a.html', 'b.html', 'c.html', 'p.html'].map((from) => [from, null, 410, 'asked to']),
    )
  })

  test('a message that lost its page without a decision is gone too, and says so', () => {
    expect(rows(recorded(0, { paths: ['a.html'] }))).toEqual([['a.html', null, 'ID0', 410, 'no-page']])
  })

  test('a path that two messages had is one row: the current page wins', () => {
    const old = recorded(0, { path: 'n.html', paths: ['x.html', 'n.html'] })
    const now = recorded(1, { path: 'x.html', paths: ['x.html'] })
    expect(rows(old, now)[1]).toEqual(['x.html', 'x.html', 'ID1', 200, 'current'])
  })

  test('stand in code-unit order, percent-encoded', () => {
    const paths = ['b.html', 'B.html', 'a b"<>.html', 'é.html', '10.html', '9.html']
    const messages = paths.map((path, seq) => recorded(seq, { path, paths: [path] }))
    const from = urlMap(state(...messages)).rows.map((row) => row.from)
    expect(from).toEqual(['%C3%A9.html', '10.html', '9.html', 'B.html', 'a%20b%22%3C%3E.html', 'b.html'])
  })

  test('a base URL stands before every target, and must be one', () => {
    const one = state(recorded(0, { path: 'm/a.html', paths: ['m/a.html'] }))
    expect(urlMap(one, { baseUrl: 'https://lists.example.org/x' })).toMatchObject({
      baseUrl: 'https://lists.example.org/x/',
      rows: [{ from: 'm/a.html', to: 'https://lists.example.org/x/m/a.html', status: 200 }],
    })
    for (const baseUrl of [
      'lists.example.org',
      'javascript:alert(1)',
      'https://x.example/?a',
      'https://x.example/#a',
    ]) {
      expect(() => urlMap(one, { baseUrl })).toThrow(TypeError)
    }
  })
})

const validate = new Ajv2020().compile(
  JSON.parse(readFileSync(new URL('../../schema/map.schema.json', import.meta.url), 'utf8')) as object,
)

const anyMap = (hostile: string, baseUrl: string | null): UrlMap =>
  urlMap(
    state(
      recorded(0, {
        path: `m/${hostile}`,
        paths: [`o/${hostile}`, `m/${hostile}`],
        messageId: hostile,
        id: `I${hostile}`,
      }),
      recorded(1, { paths: [`w/${hostile}`], withdrawn: { ...WITHDRAWN, reason: hostile } }),
    ),
    { baseUrl },
  )

describe('map.json', () => {
  test('has one row a line', () => {
    const text = formatMapJson(urlMap(state(recorded(0, { path: 'a', paths: ['b', 'a'] }))))
    expect(text).toBe(
      [
        '{',
        '  "tool":"holdfast","schema":1,"kind":"url-map","list":"garden-talk","baseUrl":null,',
        '  "rows": [',
        '    {"from":"a","to":"a","id":"ID0","messageId":"m0@example.org","status":200,"reason":"current"},',
        '    {"from":"b","to":"a","id":"ID0","messageId":"m0@example.org","status":301,"reason":"earlier-path"}',
        '  ]',
        '}',
        '',
      ].join('\n'),
    )
    expect(formatMapJson(urlMap(state()))).toContain('"rows": []')
  })

  test('comes back as it was written, and fits its schema, whatever stands in it', () => {
    const base = fc.constantFrom(null, 'https://x.example/')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), base, (hostile, baseUrl) => {
        const map = anyMap(hostile, baseUrl)
        const text = formatMapJson(map)
        expect(readUrlMap(text)).toEqual({ ok: true, map })
        expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true)
        for (const row of map.rows) expect(`${row.from}${row.to ?? ''}`).toMatch(/^[A-Za-z0-9\-._~/%?#&=:]+$/)
      }),
    )
  })

  const good = formatMapJson(anyMap('a', null))
  for (const [what, damaged] of [
    ['no JSON', good.slice(0, -3)],
    ['another tool', good.replace('holdfast', 'other')],
    ['a later format', good.replace('"schema":1', '"schema":2')],
    ['no rows', good.replace('"rows"', '"lines"')],
    ['a path with a quote', good.replace('"from":"m/a"', '"from":"m/a\\""')],
    ['an unknown status', good.replace('"status":301', '"status":302')],
    ['a page that leads elsewhere', good.replace('"to":"m/a"', '"to":"m/b"')],
    ['a redirect to itself', good.replace('"status":200', '"status":301')],
    ['a gone path with a target', good.replace('"to":null', '"to":"m/a"')],
    ['a missing field', good.replace('"messageId":null,', '').replace('"messageId":"a",', '')],
    ['rows out of order', good.replace('"from":"o/a"', '"from":"a/a"')],
    ['a path twice', good.replace('"from":"o/a"', '"from":"m/a"')],
    ['a base URL that the rows lack', good.replace('"baseUrl":null', '"baseUrl":"https://x.example/"')],
  ] as const) {
    test(`${what} is refused with a reason`, () => {
      expect(damaged).not.toBe(good)
      const read = readUrlMap(damaged)
      expect(read.ok).toBe(false)
      if (!read.ok) expect(read.problems.length).toBeGreaterThan(0)
    })
  }

  test('the undamaged one is read', () => expect(readUrlMap(good).ok).toBe(true))
})
