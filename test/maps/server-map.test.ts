import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { percentEncodePath } from '../../src/charsets/percent-encoding.ts'
import { apacheMap } from '../../src/maps/apache-map.ts'
import { normalBaseUrl, readOldBase } from '../../src/maps/base-url.ts'
import { caddyMap } from '../../src/maps/caddy-map.ts'
import { browserPath, lowerHexPath, strictPath } from '../../src/maps/key-spellings.ts'
import { MAP_SERVER_FORMATS } from '../../src/maps/map-format-names.ts'
import { nginxMap } from '../../src/maps/nginx-map.ts'
import { redirectsMap } from '../../src/maps/redirects-map.ts'
import type { ServerFormatWriter } from '../../src/maps/server-format.ts'
import { formatServerMap } from '../../src/maps/server-map.ts'
import type { UrlMap, UrlMapRow } from '../../src/maps/url-map.ts'
import { HOSTILE_IDS } from './hostile-ids.ts'

const row = (from: string, to: string | null = 'm/t.html'): UrlMapRow => ({
  from, to, id: 'ID', messageId: null, status: to === null ? 410 : to === from ? 200 : 301, reason: 'r',
}) // prettier-ignore
const mapOf = (rows: readonly UrlMapRow[], baseUrl: string | null = null): UrlMap => ({
  list: 'garden-talk', baseUrl, rows: [...rows].sort((a, b) => (a.from < b.from ? -1 : 1)),
}) // prettier-ignore
/** The lines of a file without its comments. */
const bodyOf = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
const reasons = (rows: readonly UrlMapRow[], format: 'nginx' | 'apache' | 'caddy' | 'redirects') =>
  formatServerMap(mapOf(rows), format).unrouted.map(({ address, reason }) => [address, reason])

const hostile = fc.oneof(fc.constantFrom(...HOSTILE_IDS), fc.string({ unit: 'binary', minLength: 1 }))

describe.each(MAP_SERVER_FORMATS)('%s', (format) => {
  test('comes back as it was meant, and is plain ASCII of known signs, whatever stands in the paths', () => {
    const some = fc.uniqueArray(fc.tuple(hostile, hostile, fc.boolean()), { selector: ([path]) => path })
    fc.assert(
      fc.property(some, fc.constantFrom('/', '/~ann/$1/', 'https://old.example/p'), (paths, fromBase) => {
        const rows = paths.map(([path, to, gone]) =>
          row(percentEncodePath(`o/${path}`), gone ? null : percentEncodePath(`n/${to}`)),
        )
        const { text, routed, unrouted } = formatServerMap(mapOf(rows), format, { fromBase })
        expect(routed + unrouted.length).toBe(rows.length)
        expect(text).toMatch(/^[\n\t -~]*$/)
        for (const line of text.split('\n').filter((line) => line.startsWith('#'))) {
          expect(line.length).toBeLessThan(1000)
        }
      }),
    )
  })

  test('says at its head how it is used, as the page on redirects does', () => {
    const page = readFileSync(new URL('../../docs/redirects.md', import.meta.url), 'utf8')
    const { text } = formatServerMap(mapOf([row('o/a')]), format)
    const lines = text
      .split('\n')
      .filter((line) => line.startsWith('#     '))
      .map((line) => line.slice(1).trim())
    expect(lines.length).toBeGreaterThan(format === 'redirects' ? -1 : 0)
    for (const line of lines) expect(page).toContain(line)
  })

  test('has no rule for a page that stands where it stood, nor where another page stands', () => {
    const rows = [row('m/a.html', 'm/a.html'), row('o.html', 'm/a.html'), row('m/b.html', 'm/c.html')]
    const same = formatServerMap(mapOf(rows), format, { fromBase: '/list' })
    expect(same.text).not.toMatch(/^\s*"?\/list\/m\/a\.html/m)
    expect(same.routed).toBe(2)
    const base = 'https://new.example/m/'
    const moved = rows.map((old) => ({ ...old, to: `${base}${old.to!}` }))
    const taken = [...moved, { ...row('m/m/a.html'), to: `${base}x.html` }]
    const crossed = formatServerMap(mapOf(taken, base), format)
    expect(crossed.unrouted.map(({ address, reason }) => [address, reason])).toEqual([
      ['/m/m/a.html', 'page-stands-there'],
    ])
    const away = formatServerMap(mapOf(taken, base), format, { fromBase: 'http://old.example/' })
    expect(away).toMatchObject({ routed: 4, unrouted: [] })
  })

  test('refuses a place of the old archive that is none', () => {
    for (const fromBase of [
      'old',
      '//evil.example/',
      'ftp://x.example/',
      '/a?b',
      '/a#b',
      '',
      'https://a";b/',
      'https://u:p@x.example/',
    ]) {
      expect(() => formatServerMap(mapOf([]), format, { fromBase }), fromBase).toThrow(TypeError)
    }
  })

  test('gives each list a variable of its own', () => {
    const names = [
      'a-b',
      'a_b',
      'A-B',
      'a.b',
      'é',
      'x"; return 301 http://evil.invalid; #',
      'path_of',
      'l'.repeat(300),
    ]
    const seen = names.map((list) => formatServerMap({ ...mapOf([row('o/a')]), list }, format).text)
    if (format === 'redirects') return
    const variables = seen.map((text) => /holdfast_\w+/.exec(text)![0])
    expect(new Set(variables).size).toBe(names.length)
    for (const text of seen) expect(bodyOf(text).join('\n')).not.toContain('evil.')
  })
})

describe('left out with a reason:', () => {
  test('queries and fragments, which no map is asked for', () => {
    for (const format of MAP_SERVER_FORMATS) {
      expect(reasons([row('index.html#00001'), row('show?id=1'), row('a.html')], format)).toEqual([
        ['/index.html#00001', 'fragment'],
        ['/show?id=1', 'query'],
      ])
    }
  })

  test('paths over 900 bytes; one of 900 is in', () => {
    const at = (length: number) => row('k'.repeat(length - 1), 't')
    for (const format of MAP_SERVER_FORMATS) {
      expect(reasons([at(900)], format)).toEqual([])
      expect(reasons([at(901)], format)).toEqual([[`/${'k'.repeat(900)}`, 'too-long']])
    }
  })

  test('lines that the format cuts', () => {
    const both = [row('k'.repeat(799), 't'.repeat(199)), row('l'.repeat(799), 't'.repeat(201))]
    expect(reasons(both, 'apache').map(([, reason]) => reason)).toEqual(['line-too-long'])
    expect(reasons(both, 'nginx')).toEqual([])
    expect(reasons([row('k'.repeat(799), 't'.repeat(195))], 'redirects')).toHaveLength(1)
    expect(reasons([row('k'.repeat(799), 't'.repeat(194))], 'redirects')).toHaveLength(0)
  })

  test('two spellings of one address, and a target on another server', () => {
    expect(reasons([row('a%41', 'x'), row('aA', 'y')], 'nginx')).toEqual([['/aA', 'same-address']])
    expect(reasons([row('a', '/evil.invalid/x')], 'nginx')).toEqual([['/a', 'unsafe-target']])
    expect(reasons([row('a', 'evil.invalid/x')], 'nginx')).toEqual([])
  })

  test('messages without a page at the target, and 410 where the format has none', () => {
    const nowhere = { ...row('a', null), status: 404 as const, reason: 'random-id' }
    for (const format of MAP_SERVER_FORMATS) expect(reasons([nowhere], format)).toEqual([['/a', 'no-target']])
    expect(reasons([row('g', null)], 'redirects')).toEqual([['/g', 'no-410']])
    expect(reasons([row('g', null)], 'caddy')).toEqual([])
  })

  test('all of them at the head of the file, as comments that stay comments', () => {
    const { text } = formatServerMap(mapOf([row('%0A'.repeat(500)), row('a?b')]), 'apache')
    expect(text).toMatch(
      /^# {3}\/(?:%0A)+%?0?\.\.\. \(1501 characters\) : the path is longer than 900 bytes$/m,
    )
    expect(text).toContain('#   /a?b : the map is asked for paths without their query')
    expect(bodyOf(text)).toEqual([])
  })
})

test('the lines of a small map', () => {
  const map = mapOf([row('o/a%40b.html'), row('o/G.html', null), row('o/g.html', null)])
  expect(bodyOf(formatServerMap(map, 'nginx').text).slice(4)).toEqual([
    'map $path_of_holdfast_garden_talk $holdfast_garden_talk {',
    '    default "";',
    '    "~^/o/G\\.html$" "gone";',
    '    "/o/a%40b.html" "/m/t.html";',
    '    "/o/a@b.html" "/m/t.html";',
    '    "~^/o/g\\.html$" "gone";',
    '}',
  ])
  expect(bodyOf(formatServerMap(map, 'apache').text)).toEqual([
    '/o/G.html gone',
    '/o/a%40b.html /m/t.html',
    '/o/a@b.html /m/t.html',
    '/o/g.html gone',
  ])
  expect(bodyOf(formatServerMap(map, 'redirects').text)).toEqual([
    '/o/a%40b.html /m/t.html 301',
    '/o/a@b.html /m/t.html 301',
  ])
})

test('_redirects has no path that is a pattern, and says what hosts would cut off', () => {
  const { text } = formatServerMap(mapOf([row('o/%2A'), row('o/%3Aid%40x')]), 'redirects')
  expect(bodyOf(text).map((line) => line.split(' ')[0])).toEqual([
    '/o/%2A',
    '/o/%2a',
    '/o/%3Aid%40x',
    '/o/%3aid%40x',
  ])
  const many = (count: number) =>
    formatServerMap(mapOf(Array.from({ length: count }, (_, n) => row(`o/${n}`))), 'redirects').notes
  expect(many(1000)).toEqual([])
  expect(many(1001).join()).toMatch(/GitLab Pages takes the first 1000/)
  expect(many(2001).join()).toMatch(/Cloudflare Pages takes 2000/)
  expect(many(6000).join()).toMatch(/65536 bytes/)
})

describe('the readers see what the servers would see', () => {
  const writers: readonly (readonly [string, ServerFormatWriter, string, string])[] = [
    ['nginx', nginxMap, '"/o/a" "/m/t.html";', '"/o/a" http://evil.invalid/; "/m/victim" "/m/t.html";'],
    ['nginx', nginxMap, '"/o/a" "/m/t.html";', 'include /etc/passwd; "/o/a" "/m/t.html";'],
    ['nginx', nginxMap, '"/o/a" "/m/t.html";', '"~^/o/.*$" "/m/t.html";'],
    ['nginx', nginxMap, '"/o/a" "/m/t.html";', '"/o/a" "$request_uri";'],
    ['nginx', nginxMap, '[^?]*', '.*'],
    ['apache', apacheMap, '/o/a /m/t.html', '/o/a http://evil.invalid/ /m/t.html'],
    ['apache', apacheMap, '/o/a /m/t.html', `/o/a /m/t.html ${'x'.repeat(1010)} /m/victim /v`],
    ['caddy', caddyMap, '"/o/a" "/m/t.html"', '"/o/a" "/m/t.html"\n"/m/victim" "http://evil.invalid/"'],
    ['caddy', caddyMap, '"/o/a" "/m/t.html"', '"/o/a" "{http.request.host}"'],
    ['caddy', caddyMap, '"/o/a" "/m/t.html"', '"~/o/a" "/m/t.html"'],
    ['redirects', redirectsMap, '/o/a /m/t.html 301', '/o/* /m/t.html 301'],
    ['redirects', redirectsMap, '/o/a /m/t.html 301', '/o/a /m/t.html 200'],
  ]
  test.each(writers)('%s', (format, writer, line, damaged) => {
    const { text } = formatServerMap(mapOf([row('o/a')]), format as 'nginx')
    const name = 'holdfast_garden_talk'
    expect(writer.read(text, name)).toEqual([{ key: '/o/a', to: '/m/t.html' }])
    const other = text.replace(line, () => damaged)
    expect(other).not.toBe(text)
    expect(writer.read(other, name)).not.toEqual([{ key: '/o/a', to: '/m/t.html' }])
  })
})

describe('spellings', () => {
  test('name the same bytes, and a slash stays what it is', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        const strict = strictPath(`/${percentEncodePath(path)}`)
        expect(strictPath(browserPath(strict))).toBe(strict)
        expect(strictPath(lowerHexPath(strict))).toBe(strict)
        expect(strict).toMatch(/^(?:[A-Za-z0-9\-._~/]|%[0-9A-F]{2})*$/)
        expect(browserPath(strict)).toMatch(/^(?:[A-Za-z0-9\-._~/!$&'()*+,;=:@|[\]]|%[0-9A-F]{2})*$/)
      }),
    )
    expect(strictPath('/a%2fb/%')).toBe('/a%2Fb/%25')
  })

  test('of places', () => {
    expect(readOldBase('/')).toEqual({ host: null, path: '/' })
    expect(readOldBase('https://X.example:8080/a b')).toEqual({ host: 'x.example:8080', path: '/a%20b/' })
    expect(normalBaseUrl('http://[::1]:80/x')).toBe('http://[::1]/x/')
  })
})
