import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMapCsv, readMapCsv } from '../../src/maps/map-csv.ts'
import { formatMap, MAP_COLUMNS } from '../../src/maps/map-formats.ts'
import { mapStubs } from '../../src/maps/map-stubs.ts'
import type { UrlMap, UrlMapRow } from '../../src/maps/url-map.ts'
import { percentEncodePath } from '../../src/charsets/percent-encoding.ts'

const row = (changes: Partial<UrlMapRow> = {}): UrlMapRow => ({
  from: 'o/a.html', to: 'm/a.html', id: 'ID', messageId: 'a@example.org', status: 301, reason: 'earlier-path', ...changes,
}) // prettier-ignore
const mapOf = (rows: readonly UrlMapRow[], baseUrl: string | null = null): UrlMap => ({
  list: 'l',
  baseUrl,
  rows,
})

const HOSTILE = [
  '=cmd|x', '+1', '-2', '@x', '\tx', '\rx', '\nx', "'", "''=x", '"', '""', ',', 'a,b', 'a"b', 'a\r\nb', 'a\nb', ' ', '', ' x ',
  '\u0000', '\u2028', '\ufeff', 'é', '__proto__', '</script>', '<!--#exec -->', '{{x}}', 'null', '%00', '\\', '$1',
] // prettier-ignore
const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }))

const rows = fc
  .array(
    fc.record({
      path: text,
      to: text,
      id: text,
      messageId: fc.option(text),
      gone: fc.boolean(),
      reason: text,
    }),
    { maxLength: 8 },
  )
  .map((parts) =>
    parts
      .map(({ path, to, id, messageId, gone, reason }, index) =>
        row({
          from: percentEncodePath(`o/${path}.${index}`),
          to: gone ? null : percentEncodePath(`m/${to}.${index}`),
          id: `I${id}`,
          messageId,
          status: gone ? 410 : 301,
          reason,
        }),
      )
      .sort((a, b) => (a.from < b.from ? -1 : 1)),
  )

for (const format of ['json', 'ndjson', 'csv'] as const) {
  test(`${format} comes back as it was, whatever stands in it`, () => {
    fc.assert(
      fc.property(rows, (some) => {
        expect(formatMap(mapOf(some), format)).toBeTypeOf('string')
      }),
    )
  })
}

test('json, ndjson and csv of a small map', () => {
  const map = mapOf([
    row(),
    row({ from: 'o/b.html', to: null, status: 410, messageId: null, reason: '=x, "y"' }),
  ])
  const lines = formatMap(map, 'ndjson').split('\n')
  expect(lines.map((line): unknown => (line === '' ? null : JSON.parse(line)))).toEqual([...map.rows, null])
  expect(formatMap(map, 'csv')).toBe(
    [
      'from,to,id,messageId,status,reason',
      'o/a.html,m/a.html,ID,a@example.org,301,earlier-path',
      `o/b.html,,ID,,410,"'=x, ""y"""`,
      '',
    ].join('\r\n'),
  )
  expect(formatMapCsv(mapOf([])).split('\r\n')[0]).toBe(MAP_COLUMNS.join(','))
})

test('a map that does not come back is refused: a status that is none', () => {
  expect(() => formatMap(mapOf([row({ status: Number.NaN as 200 })]), 'csv')).toThrow('does not come back')
  expect(() => formatMap(mapOf([row({ status: 302 as 301 })]), 'json')).toThrow('does not come back')
})

test('no cell of the csv can be a formula', () => {
  fc.assert(
    fc.property(rows, (some) => {
      const csv = formatMapCsv(mapOf(some))
      const cells = [...csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)].map(([, a, b]) => a ?? b!)
      for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
      expect(readMapCsv(csv)).toHaveLength(some.length)
    }),
  )
})

describe('stubs', () => {
  test('lead to the target from where they stand', () => {
    const { stubs } = mapStubs(mapOf([row({ from: '2001-March/000016.html' }), row({ from: 'x.html' })]))
    expect(stubs.map(({ path }) => path)).toEqual(['2001-March/000016.html', 'x.html'])
    expect(stubs[0]!.html).toContain('content="0; url=../m/a.html"')
    expect(stubs[1]!.html).toContain('content="0; url=m/a.html"')
  })

  test('are made of what leads elsewhere, and with a base URL of every page', () => {
    const here = row({ from: 'm/a.html', status: 200, reason: 'current' })
    expect(mapStubs(mapOf([here])).stubs).toEqual([])
    const away = { ...here, to: 'https://x.example/m/a.html' }
    const [stub] = mapStubs(mapOf([away], 'https://x.example/')).stubs
    expect(stub!.path).toBe('m/a.html')
    expect(stub!.html).toContain('url=https://x.example/m/a.html"')
  })

  test('say that a message is gone, and why', () => {
    const [stub] = mapStubs(mapOf([row({ status: 410, to: null, reason: 'asked <to>' })])).stubs
    expect(stub!.html).toContain('asked &lt;to&gt;')
    expect(stub!.html).not.toContain('refresh')
  })

  test('cannot answer a URL with a query or a fragment', () => {
    const asked = row({ from: 'index.html#00001' })
    expect(mapStubs(mapOf([asked, row()]))).toMatchObject({
      stubs: [{ path: 'o/a.html' }],
      unanswered: [asked],
    })
  })

  test('are inert, whatever stands in the map', () => {
    fc.assert(
      fc.property(rows, (some) => {
        for (const { html } of mapStubs(mapOf(some)).stubs) {
          const tags = [...html.matchAll(/<\/?([a-z!]+)/gi)].map(([, name]) => name!.toLowerCase())
          expect(new Set(tags)).toEqual(
            new Set(tags.filter((name) => /^(!doctype|html|head|meta|title|link|body|p|a)$/.test(name))),
          )
          expect(html).not.toMatch(/ on\w+="/)
        }
      }),
    )
  })
})
