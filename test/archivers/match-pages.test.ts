import { describe, expect, test } from 'vitest'
import { matchPages, type TreeMatching } from '../../src/archivers/match-pages.ts'
import type { TreeParts } from '../../src/archivers/page-facts.ts'
import type { PublishedPage } from '../../src/archivers/published-tree.ts'
import { madeEntry, madeMessage, madePage, madeTree } from './tree-parts.ts'

const messages = Array.from({ length: 40 }, (_, n) => madeMessage(n))
const tree = madeTree(messages)
const entries = messages.map((message, position) => madeEntry(message, position))

const withPages = (change: (page: PublishedPage) => PublishedPage | null): TreeParts => ({
  ...tree,
  pages: tree.pages.flatMap((page) => change(page) ?? []),
})
const at = ({ matches }: TreeMatching, number: number) => matches.filter(({ page }) => page.number === number)
const one = (matching: TreeMatching, number: number) => at(matching, number)[0]!
const without = (position: number) =>
  entries
    .filter((entry) => entry.position !== position)
    .map((entry, place) => ({ ...entry, position: place }))

test('an undamaged tree is matched by id throughout, and nothing is said against it', () => {
  const { matches, uneven } = matchPages(tree, entries)
  expect(matches.map(({ position }) => position)).toEqual(messages.map((_, n) => n))
  expect(new Set(matches.map(({ by }) => by))).toEqual(new Set(['id']))
  expect(matches.flatMap(({ contradictions }) => contradictions)).toEqual([])
  expect(
    matches.filter(({ isOrphan, isCopy, unmatched }) => isOrphan || isCopy || unmatched !== null),
  ).toEqual([])
  expect(uneven).toEqual([])
})

test('the order in which pages, indexes and texts are given changes nothing', () => {
  const turned = {
    pages: tree.pages.toReversed(),
    indexes: tree.indexes.toReversed(),
    texts: tree.texts.toReversed(),
  }
  expect(matchPages(turned, entries)).toEqual(matchPages(tree, entries))
})

describe('a page without its Message-ID', () => {
  test('is matched by witnesses, each of them named', () => {
    const damaged = withPages((page) => (page.number === 7 ? { ...page, messageId: null } : page))
    const match = one(matchPages(damaged, entries), 7)
    expect(match).toMatchObject({ position: 7, by: 'witness', unmatched: null })
    expect(match.witnesses.toSorted()).toEqual(['body', 'date', 'sender', 'subject', 'text', 'thread'])
  })

  test('is matched by what it shows alone, where no index and no text is left', () => {
    const damaged = {
      ...withPages((page) => (page.number === 7 ? { ...page, messageId: null } : page)),
      indexes: [],
      texts: [],
    }
    expect(one(matchPages(damaged, entries), 7)).toMatchObject({
      position: 7,
      by: 'witness',
      isOrphan: false,
    })
  })

  test('is matched by order where it shows nothing at all', () => {
    const blank = { messageId: null, author: null, subject: null, date: null, text: '' }
    const pages = tree.pages.map((page) => (page.number === 7 ? { ...page, ...blank } : page))
    const match = one(matchPages({ pages, indexes: [], texts: [] }, entries), 7)
    expect(match).toMatchObject({ position: 7, by: 'order', witnesses: [] })
  })

  test('is not matched by order where a page is missing beside it', () => {
    const blank = { messageId: null, author: null, subject: null, date: null, text: '' }
    const pages = tree.pages.flatMap((page) =>
      page.number === 8 ? [] : [page.number === 7 ? { ...page, ...blank } : page],
    )
    expect(one(matchPages({ pages, indexes: [], texts: [] }, entries), 7)).toMatchObject({
      position: null,
      by: 'none',
    })
  })

  test('is not matched by its sender and subject alone', () => {
    const few = { messageId: null, date: null, text: '' }
    const pages = [madePage(messages[7]!, 7, few)]
    expect(matchPages({ pages, indexes: [], texts: [] }, entries).matches[0]).toMatchObject({ by: 'none' })
  })

  test('is not matched to an entry that a witness denies: that entry is named', () => {
    const pages = [
      madePage(messages[7]!, 7, { messageId: null, author: 'Somebody Else', text: messages[8]!.text }),
    ]
    const [match] = matchPages(
      { pages, indexes: [], texts: [] },
      [entries[7]!].map((entry) => ({ ...entry, position: 0 })),
    ).matches
    expect(match).toMatchObject({ by: 'none', position: null })
  })

  test('takes neither of two entries that it could be', () => {
    const twins = [
      madeEntry({ ...messages[0]!, id: 'x@example.org' }, 0),
      madeEntry({ ...messages[0]!, id: 'y@example.org' }, 1),
    ]
    const pages = [madePage(messages[0]!, 0, { messageId: null })]
    const [match] = matchPages({ pages, indexes: [], texts: [] }, twins).matches
    expect(match).toMatchObject({
      by: 'none',
      position: null,
      unmatched: { why: 'rivals', positions: [0, 1] },
    })
  })

  test('takes the one of two that stands where it must', () => {
    const same = { ...messages[20]!, id: null }
    const twin = entries.map((entry, n) =>
      n === 20 || n === 30 ? madeEntry(same, n, { content: String(n) }) : entry,
    )
    const pages = tree.pages
      .map((page) => (page.number === 20 ? { ...page, messageId: null } : page))
      .filter(({ number }) => number !== 30)
    expect(one(matchPages({ pages, indexes: [], texts: [] }, twin), 20)).toMatchObject({
      position: 20,
      by: 'witness',
    })
  })
})

describe('what Pipermail shows in its own way is still recognised', () => {
  const shown = (details: Partial<PublishedPage>, entry: Partial<(typeof entries)[number]> = {}) => {
    const pages = [madePage(messages[3]!, 3, { messageId: null, ...details })]
    return matchPages({ pages, indexes: [], texts: [] }, [{ ...entries[3]!, position: 0, ...entry }])
      .matches[0]!
  }

  test.each([
    ['an obscured address', { email: 'person at example.org', author: 'Person dx' }],
    ['a prefix and a mark of a reply before the subject', { subject: '[garden] Re: Subject 3 of gardens' }],
    [
      'a footer behind the text',
      { text: `${messages[3]!.text}\n____\nlist mailing list\nlist at example.org` },
    ],
    ['letters of a charset that was guessed', { text: `${messages[3]!.text} gr\u00c3\u00bcn` }],
  ] satisfies [string, Partial<PublishedPage>][])('%s', (_, details) => {
    const match = shown(details)
    expect(match).toMatchObject({ by: 'witness', position: 0 })
    expect(match.witnesses).toEqual(expect.arrayContaining(['date', 'sender', 'subject', 'body']))
  })

  test('a text that was cut where a From line stands in it', () => {
    const cut = messages[3]!.text.split(' ').slice(0, 14)
    expect(shown({}, { body: cut }).witnesses).toContain('body')
  })
})

describe('damage', () => {
  test('two pages exchanged: the pages are believed, and each witness against them is named', () => {
    const other = new Map([
      [12, 13],
      [13, 12],
    ])
    const damaged = withPages((page) => {
      const number = other.get(page.number!)
      return number === undefined
        ? page
        : { ...tree.pages[number]!, path: page.path, number: page.number, volume: page.volume }
    })
    const matching = matchPages(damaged, entries)
    for (const [number, position] of other) {
      const match = one(matching, number)
      expect(match).toMatchObject({ position, by: 'id' })
      expect(match.contradictions).toEqual(
        expect.arrayContaining([
          { witness: 'text', position: number },
          { witness: 'thread', position: null },
        ]),
      )
    }
    expect(matching.matches.filter(({ contradictions }) => contradictions.length > 0)).toHaveLength(2)
  })

  test('two pages exchanged that show no id: two witnesses outside speak against them, and neither is taken', () => {
    const other = new Map([
      [12, 13],
      [13, 12],
    ])
    const damaged = withPages((page) => {
      const number = other.get(page.number!)
      if (number === undefined) return page
      return {
        ...tree.pages[number]!,
        messageId: null,
        path: page.path,
        number: page.number,
        volume: page.volume,
      }
    })
    const matching = matchPages(damaged, entries)
    for (const number of other.keys()) {
      expect(one(matching, number)).toMatchObject({ position: null, by: 'none' })
    }
  })

  test('a page removed: its entry has none, every other page is matched, the text is named as uneven', () => {
    const matching = matchPages(
      withPages((page) => (page.number === 12 ? null : page)),
      entries,
    )
    expect(matching.matches.every(({ by }) => by === 'id')).toBe(true)
    expect(matching.matches.some(({ position }) => position === 12)).toBe(false)
    expect(matching.uneven).toEqual([{ volume: 'v1', text: 'v1.txt', records: 10, pages: 9 }])
    expect(matching.matches.flatMap(({ contradictions }) => contradictions)).toEqual([])
  })

  test('a page removed and the id of its neighbour too: the neighbour is matched by witnesses', () => {
    const matching = matchPages(
      withPages((page) =>
        page.number === 12 ? null : page.number === 13 ? { ...page, messageId: null } : page,
      ),
      entries,
    )
    expect(one(matching, 13)).toMatchObject({ position: 13, by: 'witness' })
    expect(one(matching, 13).witnesses).not.toContain('text')
  })

  test('an entry removed: its page has none, and no other page moves', () => {
    const matching = matchPages(tree, without(12))
    expect(one(matching, 12)).toMatchObject({ position: null, by: 'none', unmatched: null })
    for (const match of matching.matches) {
      const number = match.page.number!
      if (number !== 12)
        expect(match).toMatchObject({ position: number < 12 ? number : number - 1, by: 'id' })
    }
  })

  test('a page whose own text and sender are of another message than its id says is not taken', () => {
    const damaged = withPages((page) =>
      page.number === 12
        ? { ...tree.pages[25]!, messageId: page.messageId, path: page.path, number: 12, volume: page.volume }
        : page,
    )
    const match = one(matchPages(damaged, entries), 12)
    expect(match).toMatchObject({
      position: null,
      by: 'none',
      unmatched: { why: 'contradicted', positions: [12] },
    })
  })
})

describe('one Message-ID in several places', () => {
  const doubled = { ...messages[20]!, id: messages[5]!.id }

  test('two entries and two pages are paired, each with its own text', () => {
    const pages = tree.pages.map((page, n) => (n === 20 ? madePage(doubled, 20) : page))
    const list = entries.map((entry, n) => (n === 20 ? madeEntry(doubled, 20) : entry))
    const matching = matchPages({ pages, indexes: [], texts: [] }, list)
    expect(one(matching, 5)).toMatchObject({ position: 5, by: 'id', isCopy: false })
    expect(one(matching, 20)).toMatchObject({ position: 20, by: 'id', isCopy: false })
  })

  test('exact duplicates are paired in the order of their numbers', () => {
    const again = [...messages, messages[5]!]
    const pages = again.map((message, number) => madePage(message, number))
    const list = again.map((message, position) => madeEntry(message, position))
    const matching = matchPages({ pages, indexes: [], texts: [] }, list)
    expect(one(matching, 5)).toMatchObject({ position: 5, by: 'id' })
    expect(one(matching, 40)).toMatchObject({ position: 40, by: 'id' })
  })

  test('an exact duplicate that lost its entry is a copy of the first', () => {
    const pages = [...messages, messages[5]!].map((message, number) => madePage(message, number))
    const matching = matchPages({ pages, indexes: [], texts: [] }, entries)
    expect(one(matching, 40)).toMatchObject({ position: 5, isCopy: true })
  })

  test('an entry that the archiver drops as a duplicate is left without a page', () => {
    const list = [...entries, madeEntry(doubled, 40)].map((entry) => ({
      ...entry,
      forecastPath: entry.position === 40 ? null : tree.pages[entry.position]!.path,
    }))
    const matching = matchPages(tree, list)
    expect(one(matching, 5)).toMatchObject({ position: 5, by: 'id' })
    expect(matching.matches.some(({ position }) => position === 40)).toBe(false)
  })

  test("one number in two volumes: one page is the message's own, the other a copy", () => {
    const pages = [...tree.pages, madePage(messages[5]!, 5, { volume: 'v1', path: 'v1/000005.html' })]
    const both = at(matchPages({ ...tree, pages }, entries), 5)
    expect(both.map(({ position, isCopy }) => [position, isCopy])).toEqual([
      [5, false],
      [5, true],
    ])
  })
})

describe('phantoms', () => {
  const piece = {
    ...madeEntry({ ...messages[9]!, id: null }, 9),
    sender: [],
    subject: [],
    moments: [],
    isPiece: true,
  }

  test('the page of a piece of a body is matched to it', () => {
    const list = entries.map((entry, n) => (n === 9 ? piece : entry))
    const page = { messageId: null, author: null, subject: 'No subject', date: 1_500_000_000 }
    const pages = tree.pages.map((known, n) => (n === 9 ? { ...known, ...page } : known))
    const match = one(matchPages({ pages, indexes: [], texts: [] }, list), 9)
    expect(match).toMatchObject({ position: 9, by: 'witness' })
    expect(match.witnesses.toSorted()).toEqual(['body', 'no-header'])
  })

  test('a page with a sender and a subject is not that of a piece', () => {
    const pages = [madePage(messages[9]!, 9, { messageId: null })]
    const [match] = matchPages({ pages, indexes: [], texts: [] }, [{ ...piece, position: 0 }]).matches
    expect(match).toMatchObject({ position: null })
  })
})

test('the id that MHonArc made of a message without one is proof; one made up at random is none', () => {
  const id = 'c0ffee@NO-ID-FOUND.mhonarc.org'
  const pages = [madePage(messages[0]!, 0, { messageId: null, madeUpId: id, date: null, text: '' })]
  const nameless = { ...madeEntry({ ...messages[0]!, id: null }, 0) }
  expect(
    matchPages({ pages, indexes: [], texts: [] }, [{ ...nameless, madeUpId: id }]).matches[0],
  ).toMatchObject({ by: 'id' })
  expect(matchPages({ pages, indexes: [], texts: [] }, [nameless]).matches[0]).toMatchObject({ by: 'none' })
})

test('a page to which no index leads is an orphan; where there is no index at all nobody is', () => {
  const [index, ...rest] = tree.indexes
  const indexes = [{ ...index!, rows: index!.rows.slice(1) }, ...rest]
  expect(
    matchPages({ ...tree, indexes }, entries)
      .matches.filter(({ isOrphan }) => isOrphan)
      .map(({ page }) => page.number),
  ).toEqual([0])
  expect(matchPages({ ...tree, indexes: [] }, entries).matches.some(({ isOrphan }) => isOrphan)).toBe(false)
})

test('pages alone are all without an entry, and nothing is said against one', () => {
  const { matches } = matchPages(tree, [])
  expect(matches.every(({ by, unmatched }) => by === 'none' && unmatched === null)).toBe(true)
})
