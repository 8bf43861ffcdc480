import { describe, expect, test } from 'vitest'
import { formatMapJson, readUrlMap } from '../../src/maps/map-json.ts'
import { urlMap } from '../../src/maps/url-map.ts'
import type { MapTarget } from '../../src/maps/map-target.ts'
import { recorded, state } from './recorded-messages.ts'

const page = (path: string) => ({ path, paths: [path] })
const content = (content: string) => ({ digests: { ...recorded(0).digests, content } })

/** A list with a message of each kind, in the layout of an old archiver. */
const list = state(
  recorded(0, { ...page('1.html'), id: 'AAID', messageId: 'a1@example.org', aliases: ['x/1.html'] }),
  recorded(1, { ...page('2.html'), messageId: null }),
  recorded(2, { ...page('3.html'), id: 'BBID', messageId: 'a1@example.org', ...content('other') }),
  recorded(3, { ...page('4.html'), id: 'CCID', messageId: 'a1@example.org', ...content('c0') }),
  recorded(4, { paths: ['5.html'], messageId: 'w@x', withdrawn: { reason: 'asked to', by: 'a', at: '2001-01-01T00:00:00Z', codes: [] } }),
  recorded(5, { kind: 'phantom', of: 'AAID', paths: ['6.html'], messageId: null }),
  recorded(6, { ...page('7.html'), messageId: 'a/b%\\x5C\\xF6é@x' }),
) // prettier-ignore
const rows = (target: MapTarget | null, baseUrl: string | null = null) =>
  urlMap(list, { target, baseUrl }).rows.map(({ from, to, status, reason }) => [from, to, status, reason])

describe('a map that leads to', () => {
  test('hyperkitty has its hashes, and says what is not there', () => {
    const first = 'message/4UISTGIUA2NZF66PCSPILTGEFHF5VULC/'
    expect(rows('hyperkitty')).toEqual([
      ['1.html', first, 301, 'earlier-path'],
      ['2.html', null, 404, 'random-id'],
      ['3.html', null, 404, 'duplicate-message-id'],
      ['4.html', first, 301, 'duplicate'],
      ['5.html', null, 410, 'asked to'],
      ['6.html', first, 301, 'phantom'],
      ['7.html', expect.stringMatching(/^message\/[A-Z2-7]{32}\/$/), 301, 'earlier-path'],
      ['x/1.html', first, 301, 'alias'],
    ])
    expect(rows('hyperkitty', 'https://l.example/l')[0]![1]).toBe(`https://l.example/l/${first}`)
  })

  test('public-inbox has the Message-IDs, byte for byte', () => {
    const all = rows('public-inbox')
    expect(all.map(([, to, status, reason]) => (to === null ? `${status} ${reason}` : to))).toEqual([
      'a1%40example.org/', '404 content-id', '404 content-id', 'a1%40example.org/', '410 asked to', 'a1%40example.org/',
      'a%2Fb%25%5C%F6%C3%A9%40x/', 'a1%40example.org/',
    ]) // prettier-ignore
  })

  test('our stable paths has one page for exact copies', () => {
    expect(rows('stable').map(([, to, status]) => to ?? status)).toEqual([
      'm/AA/AAID.html', 'm/ID/ID1.html', 'm/BB/BBID.html', 'm/AA/AAID.html', 410, 'm/AA/AAID.html', 'm/ID/ID6.html', 'm/AA/AAID.html',
    ]) // prettier-ignore
  })

  test('the current paths is the same as one without a target', () => {
    expect(rows(null)[0]).toEqual(['1.html', '1.html', 200, 'current'])
  })

  test('another archiver comes back from JSON as it was', () => {
    for (const target of ['hyperkitty', 'public-inbox'] as const) {
      const map = urlMap(list, { target, baseUrl: 'https://l.example/' })
      expect(readUrlMap(formatMapJson(map))).toEqual({ ok: true, map })
    }
  })
})
