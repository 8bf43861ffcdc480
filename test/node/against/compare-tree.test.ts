import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PublishedPage, ReadTreeFile, TreeReader } from '../../../src/archivers/published-tree.ts'
import { TreeComparer, type TreeComparison } from '../../../src/node/against/compare-tree.ts'
import type { VerifyNote } from '../../../src/node/verify/verify-finding.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

/** A tree whose pages are JSON: what is tested here is the comparison, not the reading. */
const reader: TreeReader = {
  archiver: 'pipermail',
  ownMark: /beginarticle/,
  readFile: (path, bytes) => {
    if (path.endsWith('.pck')) return { kind: 'internal' }
    return path.endsWith('.html') ? (JSON.parse(text(bytes)) as ReadTreeFile) : { kind: 'other' }
  },
}

const TEXTS = [
  'The beans want water twice a week, and the string must be tight.',
  'Slugs came in the night and took every lettuce of the second bed.',
]

const oldPage = (number: number, changes: Partial<PublishedPage> = {}): ReadTreeFile => ({
  kind: 'page',
  page: {
    path: `2001-March/00000${number}.html`,
    volume: '2001-March',
    number,
    messageId: null,
    madeUpId: null,
    author: `Author${number}`,
    email: null,
    subject: `Subject ${number}`,
    date: 983_500_000 + number,
    dateText: null,
    text: TEXTS[number]!,
    isDeleted: false,
    attachments: [],
    ...changes,
  },
})

const row = (number: number) => ({
  path: `2001-March/00000${number}.html`,
  anchors: [String(number)],
  subject: null,
  author: null,
  epoch: null,
  depth: 0,
})

const TREE: Readonly<Record<string, string>> = {
  '2001-March/000000.html': JSON.stringify(oldPage(0)),
  '2001-March/000001.html': JSON.stringify(oldPage(1)),
  '2001-March/thread.html': JSON.stringify({
    kind: 'index',
    index: {
      path: '2001-March/thread.html',
      title: null,
      rows: [row(0), row(1)],
      anchors: ['0', '1', 'start'],
    },
  }),
  '2001-March.txt': 'monthly text',
  'pipermail.pck': 'state',
}

const shown = (number: number, words = TEXTS[number]!): string =>
  `<article><h1>Subject ${number}</h1><dl class="head"><dd>Author${number}</dd><dd><time datetime="${new Date((983_500_000 + number) * 1000).toISOString()}"></time></dd><dd><code>ID${number}</code></dd></dl><p>${words}</p></article>`

const stub = (href: string): string => `<meta http-equiv="refresh" content="0; url=${href}">`

const SITE: Readonly<Record<string, string>> = {
  '2001-March/000000.html': shown(0),
  '2001-March/000001.html': stub('../m/one.html'),
  'm/one.html': shown(1),
  '2001-March/thread.html':
    '<h1 id="start">March</h1><ul><li id="0"><a href="000000.html">0</a></li><li><a href="../m/one.html">1</a> <a name="1"></a></li></ul>',
  '2001-March.txt': 'monthly text',
}

async function compare(
  changes: Readonly<Record<string, string | null>>,
): Promise<{ readonly notes: VerifyNote[]; readonly comparison: TreeComparison }> {
  const dir = temporaryFolder()
  for (const [path, content] of Object.entries({ ...SITE, ...changes })) {
    if (content === null) continue
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), content)
  }
  const notes: VerifyNote[] = []
  const files = Object.entries(TREE).map(([path, content]) => ({
    path,
    read: () => Buffer.from(content),
    unzip: (bytes: Uint8Array) => bytes,
  }))
  const comparison = await new TreeComparer(dir, (note) => notes.push(note)).compare(files, reader)
  return { notes, comparison }
}

const codes = (notes: readonly VerifyNote[]): string[] => notes.map(({ code, path }) => `${code} ${path}`)

describe('an old tree beside the site in its place', () => {
  test('nothing is said where each page, line and file is there, by itself or through a stub', async () => {
    const { notes, comparison } = await compare({})
    expect(notes).toEqual([])
    expect(comparison).toEqual({
      paths: 4,
      anchors: 3,
      pages: { same: 2, differs: 0, wrong: 0, withdrawn: 0, missing: 0 },
      redirected: 1,
    })
  })

  test('a page that is gone is missing', async () => {
    const { notes, comparison } = await compare({ '2001-March/000000.html': null })
    expect(codes(notes)).toEqual(['old-path-missing 2001-March/000000.html'])
    expect(comparison.pages.missing).toBe(1)
  })

  test('a stub that leads nowhere, in a circle, or out of the site answers nothing', async () => {
    for (const href of ['../m/gone.html', '000001.html', 'https://elsewhere.example/']) {
      const { notes } = await compare({ '2001-March/000001.html': stub(href) })
      expect(codes(notes)).toContain('old-path-missing 2001-March/000001.html')
    }
  })

  test('two messages that changed places are both wrong', async () => {
    const { notes, comparison } = await compare({
      '2001-March/000000.html': shown(1),
      'm/one.html': shown(0),
    })
    expect(codes(notes)).toEqual([
      'old-page-wrong 2001-March/000000.html',
      'old-page-wrong 2001-March/000001.html',
    ])
    expect(comparison.pages.wrong).toBe(2)
  })

  test('a page without a message is wrong', async () => {
    const { notes } = await compare({ '2001-March/000000.html': '<h1>It works!</h1>' })
    expect(codes(notes)).toEqual(['old-page-wrong 2001-March/000000.html'])
  })

  test('other words under the same head differ', async () => {
    const { notes } = await compare({
      'm/one.html': shown(1, 'nothing of what was there before stands here now'),
    })
    expect(codes(notes)).toEqual(['old-page-differs 2001-March/000001.html'])
  })

  test('a withdrawn message is counted, and no fault', async () => {
    const tombstone =
      '<article class="tombstone"><h1>Withdrawn</h1><dl class="head"><code>ID0</code></dl></article>'
    const { notes, comparison } = await compare({ '2001-March/000000.html': tombstone })
    expect(notes).toEqual([])
    expect(comparison.pages.withdrawn).toBe(1)
  })

  test('an anchor that is gone is named', async () => {
    const page = SITE['2001-March/thread.html']!.replace(' id="start"', '')
    const { notes } = await compare({ '2001-March/thread.html': page })
    expect(codes(notes)).toEqual(['old-anchor-missing 2001-March/thread.html'])
    expect(notes[0]!.message).toContain('#start')
  })

  test('a line that leads to another message is named', async () => {
    const page = SITE['2001-March/thread.html']!.replace('href="000000.html"', 'href="../m/one.html"')
    const { notes } = await compare({ '2001-March/thread.html': page })
    expect(codes(notes)).toEqual(['old-row-wrong 2001-March/thread.html'])
  })

  test('another byte in a file is named', async () => {
    const { notes } = await compare({ '2001-March.txt': 'monthly Text' })
    expect(codes(notes)).toEqual(['old-file-changed 2001-March.txt'])
  })
})
