import { Parser } from 'htmlparser2'
import { expect, test } from 'vitest'
import type { DisplayPart, DisplayProblemCode } from '../../src/display/message-display.ts'
import type { OldArchive } from '../../src/site/old-archive.ts'
import type { SiteFile } from '../../src/site/site-model.ts'
import { BUILT_IN_THEME, TEMPLATE_NAMES, type RenderPage } from '../../src/site/site-theme.ts'
import { SITE_LANGUAGES, type SiteLanguage } from '../../src/site/words/languages.ts'
import type { PageLabels } from '../../src/site/words/site-words.ts'
import { siteWords } from '../../src/site/words/words.ts'
import {
  display,
  filesOf,
  listed,
  modelOf,
  recorded,
  SETTINGS,
  WITHDRAWN,
  type SampleMessage,
} from './sample-site.ts'

// Mail in these lists is in Greek letters and digits, so that every Latin word on a page is one of the site's own.

const OWN = 'Ωδε'
const text = (lines: string, changes = {}): DisplayPart => ({
  kind: 'text',
  text: lines,
  flavour: 'plain',
  displayName: null,
  ...changes,
})
const PROBLEMS = Object.keys(siteWords('en').problems) as readonly DisplayProblemCode[]
const PARTS: readonly DisplayPart[] = [
  text(`${OWN}\n\n${'> ξ\n'.repeat(20)}\nω\n-- \n${OWN}`),
  text(`ω\n${'_'.repeat(40)}\n${OWN} https://1.2/mailman/listinfo/3`),
  text('diff --git 1 2\n--- 1\n+++ 1\n@@ -1 +1 @@\n-ξ\n+ω'),
  text('+---+---+\n| ξ | ω |\n+---+---+'),
  text('ξ', { flavour: 'source' }),
  text(`ξ ${'ω '.repeat(100_000)}`),
  { kind: 'html', html: '<p>ω</p>', saysTheSameAsText: true },
  { kind: 'message', display: display('ω', greek({})) },
  {
    kind: 'attachment',
    role: 'file',
    attachment: {
      fileName: '001-1.bin',
      displayName: 'ξ',
      mediaType: 'x/y',
      size: 12_345,
      sha256: '0',
      contentId: null,
      bytes: new Uint8Array(3),
    },
  },
]

function greek(changes: object) {
  return { from: 'Ωμ <1@…>', to: '2@…', cc: '3@…', subject: 'ξψ', date: '1.2.3', ...changes }
}

function sample(
  seq: number,
  changes: Parameters<typeof recorded>[1] = {},
  shown: object = {},
): SampleMessage {
  return {
    ...listed(seq, { messageId: `${seq}@1`, ...changes }),
    display: display('ω', greek({ ...shown })),
    references: seq % 2 === 0 ? ['0@1'] : [],
  }
}

/** A list with one of everything that a page can say. */
const LIST: readonly SampleMessage[] = [
  sample(0, { paths: ['2001-3/000000.html', 'm/ID/ID0.html'], aliases: ['1.html'] }),
  sample(
    1,
    { dateFrom: 'received', date: '2001-04-01T00:00:00Z' },
    { parts: PARTS, problems: PROBLEMS.map((code) => ({ code, count: 2 })) },
  ),
  sample(
    2,
    { dateFrom: 'from-line', date: '2002-05-06T07:08:09Z' },
    { subject: '', from: null, problems: PROBLEMS.map((code) => ({ code, count: null })) },
  ),
  sample(3, { dateFrom: 'previous' }, { from: '4@…' }),
  { ...sample(4), duplicateOf: 'ID0' },
  { ...sample(5), display: null },
  {
    ...sample(6, { paths: ['2001-3/000006.html'], withdrawn: { ...WITHDRAWN, reason: 'ω' } }),
    display: null,
  },
  sample(7, { date: null, dateFrom: null }),
  { ...sample(8), references: ['9@9'] },
  { ...sample(9), references: ['9@9'] },
  ...Array.from({ length: 120 }, (_, index) => ({ ...sample(10 + index), references: ['0@1'] })),
  ...Array.from({ length: 510 }, (_, index) =>
    sample(200 + index, { date: '2003-01-01T00:00:00Z' }, { from: `Ω${index} <1@…>` }),
  ),
]

const OLD: OldArchive = {
  hasVolumes: true,
  paths: new Set(['2001-3/thread.html', '2001-3/000009.html', 'index.html', '2001-3/000010.bin']),
  files: () => [
    { kind: 'index', path: 'index.html', index: { path: 'index.html', title: 'ξ', anchors: [], rows: [] } },
    {
      kind: 'index',
      path: '2001-3/thread.html',
      index: {
        path: '2001-3/thread.html',
        title: 'ξ',
        anchors: [],
        rows: ['000000', '000006', '000009'].map((name) => ({
          path: `2001-3/${name}.html`,
          anchors: [name],
          subject: null,
          author: 'ω',
          epoch: null,
          depth: 0,
        })),
      },
    },
    {
      kind: 'page',
      path: '2001-3/000009.html',
      page: {
        path: '2001-3/000009.html',
        volume: '2001-3',
        number: 9,
        messageId: null,
        madeUpId: null,
        author: 'ω',
        email: null,
        subject: null,
        date: 0,
        dateText: '1',
        text: 'ω',
        isDeleted: true,
        attachments: ['2001-3/000010.bin'],
      },
    },
    { kind: 'copy', path: '2001-3/000010.bin', bytes: new Uint8Array(1) },
  ],
}

/** Every page of the list in a language; `seen` collects the templates that made them. */
async function pagesIn(
  language: SiteLanguage,
  seen = new Set<string>(),
  change = (_: string, page: string) => page,
): Promise<readonly SiteFile[]> {
  const render: RenderPage = (name, data) => {
    seen.add(name)
    return change(name, BUILT_IN_THEME.render(name, data))
  }
  const settings = { ...SETTINGS, list: '99', baseUrl: 'https://1.2/' }
  const model = modelOf(LIST, {
    language,
    settings,
    search: 'built-in',
    downloads: true,
    theme: { ...BUILT_IN_THEME, render },
    rawOf: () => Promise.resolve(new Uint8Array(0)),
    old: OLD,
  })
  return (await filesOf(model)).filter(({ path }) => path.endsWith('.html'))
}

const READ_ALOUD = ['aria-label', 'title', 'alt', 'placeholder', 'data-texts', 'label']

/** What people read on a page, or have read to them; the pages' own words, what stands in `code` left out. */
function shownOn({ bytes }: SiteFile): string {
  const pieces: string[] = []
  const open: string[] = []
  const parser = new Parser({
    onopentag: (name, attributes) => {
      open.push(name)
      for (const attribute of READ_ALOUD) pieces.push(attributes[attribute] ?? '')
    },
    onclosetag: () => void open.pop(),
    ontext: (piece) => {
      if (!open.includes('code') && !open.includes('pre')) pieces.push(piece)
    },
  })
  parser.end(Buffer.from(bytes).toString())
  return pieces.join(' ')
}

const latinWords = (words: string) => words.match(/[A-Za-zÀ-ſ]{2,}/g) ?? []

/** The Latin words that a language's pages may show: those of its catalogue, and what is the same in all. */
function wordsOf(language: SiteLanguage): ReadonlySet<string> {
  const words = siteWords(language)
  const said: string[] = [JSON.stringify(words)]
  for (const count of [null, 0, 1, 2, 3, 11, 100])
    for (const problem of Object.values(words.problems))
      if (typeof problem === 'function') said.push(problem(count))
  for (const count of [0, 1, 2, 3, 11, 100, 510, 640])
    for (const say of [
      words.messages,
      words.threads,
      words.authors,
      words.quotedLines,
      words.moreReplies,
      words.moreAbove,
      words.size,
    ])
      said.push(say(count))
  for (let month = 1; month <= 12; month += 1) said.push(words.monthName(month), words.day('1', month, 2))
  said.push(
    words.part(1, 2),
    words.span('1', '2'),
    words.summary('1', '2', '3'),
    words.chartText('1', '2', '3', '4'),
    words.size(1e4),
    words.size(1e7),
  )
  // Keys of what the script is handed, identities, and the names of an old archive's files.
  const same =
    'UTC html bin https ID Message thread date author subject index texts language digitMark comma moments day year time count shown'
  return new Set([...said, same].flatMap(latinWords))
}

test.each(SITE_LANGUAGES)(
  'no page says anything but what the catalogue of its language has: %s',
  async (language) => {
    const seen = new Set<string>()
    const pages = await pagesIn(language, seen)
    expect([...seen].sort()).toEqual([...TEMPLATE_NAMES].sort())
    const known = wordsOf(language)
    for (const page of pages) {
      const strange = latinWords(shownOn(page)).filter((word) => !known.has(word) && !/^ID\d*$/.test(word))
      expect([...new Set(strange)], page.path).toEqual([])
    }
  },
  120_000,
)

test('a word of English on a page of each kind is found', async () => {
  const known = wordsOf('ja')
  const template = new Map<string, string>()
  await pagesIn('ja', new Set(), (name, page) => {
    template.set(name, page.replace(/<h([12])/, '<p aria-label="Latest">x</p><h$1'))
    return page
  })
  expect(template.size).toBe(TEMPLATE_NAMES.length)
  for (const [name, page] of template) {
    const strange = latinWords(shownOn({ path: name, bytes: Buffer.from(page) })).filter(
      (word) => !known.has(word),
    )
    expect(strange, name).toContain('Latest')
  }
}, 120_000)

test('every label stands on some page, so that a page without one would be missed', async () => {
  for (const language of ['de', 'ar'] as const) {
    const all = (await pagesIn(language)).map(shownOn).join('\n').replace(/\s+/g, ' ')
    const { labels } = siteWords(language)
    const missing = (Object.keys(labels) as (keyof PageLabels)[]).filter(
      (label) => !all.includes(labels[label].trim()),
    )
    expect(missing).toEqual([])
  }
}, 120_000)
