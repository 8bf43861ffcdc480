import MiniSearch from 'minisearch'
import { describe, expect, test } from 'vitest'
import { findMessages, loadRows, type SearchQuery } from '../../src/site/browser/find-messages.ts'
import {
  readPostings,
  formatPostings,
  shardCount,
  type SearchYear,
} from '../../src/site/search/search-shards.ts'
import { indexTerms } from '../../src/site/search/search-terms.ts'
import { searchText } from '../../src/site/search/search-text.ts'
import type { SiteFile, SiteModel } from '../../src/site/site-model.ts'
import { filesOf, listed, mail, modelOf, recorded, WITHDRAWN, type SampleMessage } from './sample-site.ts'

const LIST = [
  mail(0, '2001-03-05T06:07:08Z', 'Compost heaps', 'Ann Lee <ann@…>', 'How warm is yours?'),
  mail(1, '2001-03-06T06:07:08Z', 'Re: Compost heaps', 'Bob <bob@…>', 'Ann wrote:\n> How warm is yours?\n\nAs warm as manure.'),
  mail(2, '2002-01-05T06:07:08Z', 'Tulips', 'Ann Lee <ann@…>', 'Compost compost compost compost helps.\n-- \nAnn, of Kew'),
  mail(3, null, '春の庭', '山田 <y@…>', '庭の花'),
  mail(4, '2002-01-04T06:07:08Z', 'Slugs', 'Cleo <cleo@…>', 'constructor __proto__ toString hasOwnProperty'),
] // prettier-ignore

interface Site {
  readonly files: ReadonlyMap<string, string>
  readonly years: readonly SearchYear[]
  readonly asked: Set<string>
  readonly load: (name: string) => Promise<unknown>
}

async function siteOf(samples: readonly SampleMessage[], changes: Partial<SiteModel> = {}): Promise<Site> {
  const planned = await filesOf(modelOf(samples, { search: 'built-in', ...changes }))
  const files = new Map(planned.map(({ path, bytes }: SiteFile) => [path, Buffer.from(bytes).toString()]))
  const options = files.get('search.html')!.matchAll(/<option value="([^"]+)" data-messages="(\d+)" data-shards="(\d+)" data-sum="(\w+)"/g) // prettier-ignore
  const years = Array.from(options, ([, key, messages, shards, sum]) => ({ key: key!, messages: Number(messages), shards: Number(shards), sum: sum! })) // prettier-ignore
  const asked = new Set<string>()
  const load = (name: string): Promise<unknown> => {
    asked.add(name)
    const call = /^holdfastSearch\((.*)\)\n$/s.exec(files.get(`search/${name}.js`)!)![1]!
    const [named, data] = JSON.parse(`[${call}]`) as [string, unknown]
    expect(named).toBe(name)
    return Promise.resolve(data)
  }
  return { files, years, asked, load }
}

async function find(site: Site, query: Partial<SearchQuery>): Promise<string[] | null> {
  const whole: SearchQuery = { words: '', author: '', year: '', order: 'relevance', ...query }
  const found = await findMessages(whole, site.years, site.load)
  if (found === null) return null
  const rows = await loadRows(found, whole.order, site.load, { start: 0, end: 100 })
  return rows.map(({ path }) => path.slice('m/ID/'.length, -'.html'.length))
}

describe('the search', () => {
  test.each<[string, Partial<SearchQuery>, string[] | null]>([
    ['finds by subject before body', { words: 'compost' }, ['ID1', 'ID0', 'ID2']],
    ['finds by author', { words: 'cleo' }, ['ID4']],
    ['finds by a word of the text', { words: 'manure' }, ['ID1']],
    ['leaves quotes out', { words: 'yours' }, ['ID0']],
    ['leaves signatures out', { words: 'kew' }, []],
    ['asks for all words', { words: 'compost helps' }, ['ID2']],
    ['takes words of several fields', { words: 'tulips ann' }, ['ID2']],
    ['filters by author', { words: 'compost', author: 'ann' }, ['ID0', 'ID2']],
    ['filters by author, who is no word of the text', { words: 'compost', author: 'heaps' }, []],
    ['lists what an author wrote', { author: 'Lee' }, ['ID2', 'ID0']],
    ['filters by year', { words: 'compost', year: '2001' }, ['ID1', 'ID0']],
    ['finds what has no date', { words: '庭', year: 'undated' }, ['ID3']],
    ['sorts by date, the newest first', { words: 'compost', order: 'newest' }, ['ID2', 'ID1', 'ID0']],
    ['sorts by date, the oldest first', { words: 'compost', order: 'oldest' }, ['ID0', 'ID1', 'ID2']],
    ['finds the beginning of a word', { words: 'comp' }, ['ID1', 'ID0', 'ID2']],
    ['finds names of properties of objects', { words: 'constructor tostring proto' }, ['ID4']],
    ['finds nothing in a list without the word', { words: 'zebra' }, []],
    ['asks for a word', { words: ' . ' }, null],
  ])('%s', async (_, query, expected) => expect(await find(await siteOf(LIST), query)).toEqual(expected))

  test('sorts by date inside a year, not by the order of recording', async () => {
    const site = await siteOf(LIST)
    expect(await find(site, { words: 'ann cleo', author: '' })).toEqual([])
    const late = [...LIST, mail(5, '2002-01-03T00:00:00Z', 'Slugs', 'Ann', 'early, recorded late')]
    expect(await find(await siteOf(late), { words: 'slugs', order: 'newest' })).toEqual(['ID4', 'ID5'])
    expect(await find(await siteOf(late), { words: 'slugs', order: 'oldest' })).toEqual(['ID5', 'ID4'])
  })

  test('gives rows out in pieces that join to the whole', async () => {
    const many = Array.from({ length: 150 }, (_, seq) =>
      mail(seq, `200${seq % 3}-01-01T00:00:${String(seq % 60).padStart(2, '0')}Z`, 'Same', 'Ann', 'same'),
    )
    const { load, years } = await siteOf(many)
    for (const order of ['relevance', 'newest', 'oldest'] as const) {
      const found = (await findMessages({ words: 'same', author: '', year: '', order }, years, load))!
      const whole = await loadRows(found, order, load, { start: 0, end: 150 })
      expect(new Set(whole.map(({ path }) => path)).size).toBe(150)
      const pieces = []
      for (let start = 0; start < 150; start += 20) {
        pieces.push(...(await loadRows(found, order, load, { start, end: start + 20 })))
      }
      expect(pieces).toEqual(whole)
      const dates = whole.map(({ date }) => date)
      if (order !== 'relevance') expect(dates).toEqual(order === 'newest' ? dates.toSorted().reverse() : dates.toSorted()) // prettier-ignore
    }
  })

  test('ranks as MiniSearch does when it is given the whole list', async () => {
    const words = 'soil seed slug rain rake root bean beet fern fig'.split(' ')
    const many = Array.from({ length: 90 }, (_, seq) => {
      const text = words.filter((_, at) => ((seq * 7919 + at * 104729) >> 3) % 3 === 0).join(' ')
      return mail(seq, `${2001 + (seq % 2)}-01-01T00:00:00Z`, words[seq % 10]!, words[(seq >> 3) % 10]!, text)
    })
    const whole = new MiniSearch({
      fields: ['subject', 'author', 'body'],
      tokenize: indexTerms,
      processTerm: (term) => term,
    })
    whole.addAll(many.map(({ display }, id) => ({ id, subject: display!.subject, author: display!.from, body: display!.text }))) // prettier-ignore
    const site = await siteOf(many)
    for (const query of ['soil', 'seed rain', 'be', 'bee', 'roo fig']) {
      const terms = query.split(' ')
      const results = whole.search(query, {
        combineWith: 'AND', boost: { subject: 4, author: 2 }, prefix: (term) => term.length > 2, bm25: { k: 1.2, b: 0, d: 0.5 },
      }) // prettier-ignore
      const byScore = results.sort(
        (a, b) => b.score - a.score || seqKey(b.id as number) - seqKey(a.id as number),
      )
      expect(await find(site, { words: query }), terms.join()).toEqual(
        byScore.map(({ id }) => `ID${String(id)}`),
      )
    }
    /** The year first, then the place in it. */
    function seqKey(id: number): number {
      return (id % 2) * 1000 + id
    }
  })
})

describe('the index', () => {
  test('loads the shards of a query, and no other', async () => {
    const many = Array.from({ length: 100 }, (_, seq) => mail(seq, '2001-01-01T00:00:00Z', `s${seq}x`, 'Ann', `word${seq}`)) // prettier-ignore
    const site = await siteOf([...many, mail(100, '2002-01-01T00:00:00Z', 'Slugs', 'Bob', 'word')])
    await find(site, { words: 's42x', year: '2001' })
    expect(site.asked.size).toBe(2)
    expect([...site.asked].some((name) => name.startsWith('2002'))).toBe(false)
  })

  test('does not know what was withdrawn, withheld, or published before', async () => {
    const site = await siteOf([
      mail(0, '2001-01-01T00:00:00Z', 'Visible', 'Ann', 'word'),
      { ...listed(1, { withdrawn: WITHDRAWN }), display: null },
      { recorded: recorded(2, { noArchive: true }), display: null, duplicateOf: null },
      { ...mail(3, '2001-01-01T00:00:00Z', 'Visible', 'Ann', 'word'), duplicateOf: 'ID0' },
    ])
    expect(await find(site, { words: 'visible' })).toEqual(['ID0'])
    expect(site.years.map(({ messages }) => messages)).toEqual([1])
  })

  test('changes with an appended message only where that message stands', async () => {
    const before = Array.from({ length: 200 }, (_, seq) =>
      mail(
        seq,
        `${2001 + Math.floor(seq / 100)}-01-01T00:00:00Z`,
        `Subject ${seq}`,
        'Ann',
        `word${seq} other`,
      ),
    )
    const old = (await siteOf(before)).files
    const now = (await siteOf([...before, mail(200, '2002-06-01T00:00:00Z', 'Zinnias', 'Zoe', 'zest')])).files
    const changed = [...now.keys()].filter(
      (path) => path.startsWith('search/') && old.get(path) !== now.get(path),
    )
    expect(changed.length).toBeGreaterThan(0)
    expect(changed.length).toBeLessThanOrEqual(4)
    for (const path of changed) expect(path).toMatch(/^search\/2002\//)
    expect([...old.keys()].filter((path) => path.startsWith('search/') && !now.has(path))).toEqual([])
  })

  test('keeps its places where a message in front is withdrawn', async () => {
    const samples = Array.from({ length: 70 }, (_, seq) => mail(seq, '2001-01-01T00:00:00Z', `s${seq}`, 'A', `w${seq}`)) // prettier-ignore
    const old = (await siteOf(samples)).files
    const gone: SampleMessage = {
      ...samples[0]!,
      display: null,
      recorded: recorded(0, { withdrawn: WITHDRAWN }),
    }
    const now = (await siteOf([...samples.slice(1), gone])).files
    expect(now.get('search/2001/m1.js')).toBe(old.get('search/2001/m1.js'))
    expect(now.get('search/2001/m0.js')).not.toContain('s0')
  })

  test('holds no object that a name in a mail could become a property of, and nothing that ends a script', async () => {
    const { files } = await siteOf([mail(0, null, '</script><!--\u2028', '__proto__', ']);alert(1)//')])
    for (const [path, text] of files) {
      if (path.startsWith('search/'))
        expect(text).toMatch(/^holdfastSearch\("[a-z0-9/]+",(?:"[^"\\{}]*"|\[.*\])\)\n$/su)
    }
  })

  test('is not there where nobody asked for it', async () => {
    const paths = (await filesOf(modelOf(LIST))).map(({ path }) => path)
    expect(paths.filter((path) => path.includes('search'))).toEqual([])
  })
})

test('postings are read as they were written', () => {
  const postings = [0, 1, 5, 41, 42, 5000].map((place, at) => ({ place, found: at * 3 || 15 }))
  expect(readPostings(formatPostings(postings))).toEqual(postings)
  expect(readPostings('')).toEqual([])
})

test('a year is cut into more shards as it grows, three times at most', () => {
  const counts = Array.from({ length: 10_000 }, (_, places) => shardCount(places))
  expect(counts.every((count, at) => at === 0 || count >= counts[at - 1]!)).toBe(true)
  expect(new Set(counts).size).toBe(4)
})

test('of a text its own words are looked at: no quotes, no footers, no keys', () => {
  const text =
    'Own.\n\nBob wrote:\n> quoted\n\n-----BEGIN PGP SIGNATURE-----\n\niQabc\n-----END PGP SIGNATURE-----\n\nmore'
  expect(searchText(text).split(/\s+/)).toEqual(['Own.', 'more'])
})
