import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'
import { CHROMIUM, foundPaths, hasChromium, startChromium } from '../site/chromium-browser.ts'
import { axeFaults, htmlFaults, lookAtPages, pageWith, readSite, widthFaults } from '../site/look-at-pages.ts'
import { brokenLinks } from './broken-links.ts'
import { runJson } from './run-holdfast.ts'

const missing = corpus === null ? CORPUS_MISSING : hasChromium ? null : `there is no ${CHROMIUM}`
/** Of the pages of messages and threads, each so many-th is validated. */
const VALIDATED = 60
/** Tells a hang from a busy machine. In milliseconds. */
const LONG = 600_000

/** What `messages.json` says of a message. */
interface Listed {
  readonly messageId: string | null
  readonly subject: string
  readonly author: string
  readonly date: string
  readonly path: string
}

/**
 * A second list, that real people wrote over many years, under the addresses of its old archive: as it is adopted and
 * built over that. It is read here and never kept; what is asked of its search is chosen from it as it is read.
 */
describe.skipIf(missing !== null)(
  `the archive of es-list${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let folder = ''
    let browser: Browser
    let site: Map<string, Uint8Array>
    /** One page of each kind; of messages some more. */
    let kinds: string[]
    let messages: readonly Listed[]

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'holdfast-es-shell-'))
      const { status, stderr } = spawnSync('tar', ['xJf', corpusPath('data', 'es-shell-mhonarc.tar.xz')], {
        cwd: folder,
      })
      if (status !== 0) throw new Error(`cannot unpack: ${stderr.toString()}`)
      const [tree, mbox] = ['es-shell/mail-archive', 'es-shell/es-list.mbox']
      const ledger = ['--ledger', 'es-list.ledger']
      expect(runJson(folder, ['adopt', tree, mbox, '--archiver', 'mhonarc', ...ledger])).toMatchObject({
        code: 0,
      })
      expect(
        runJson(folder, ['rebuild', mbox, ...ledger, '--base', tree, '--out', 'site', '--no-cache']),
      ).toMatchObject({ code: 0 })
      site = readSite(join(folder, 'site'))
      messages = (JSON.parse(Buffer.from(site.get('messages.json')!).toString()) as { messages: Listed[] })
        .messages
      const inBody = [
        'quote q1',
        'quote q3',
        '<summary>Quoted',
        'fixed preformatted',
        'fixed diff',
        'prose signature',
        'class="files"',
      ].map((text) => pageWith(site, /^msg/, text))
      const places = [
        /^index/,
        /^about/,
        /^search/,
        /^maillist/,
        /^threads/,
        /^date\/\d+\/\d/,
        /^thread\/\d+\/\d/,
        /^author\/\d+\/\d/,
        /^subject\/\d+\/\d/,
        /^date\/\d+\/index/,
        /^author\/index/,
        /^author\/by\//,
        /^t\//,
      ]
      kinds = [...new Set([...inBody, ...places.map((place) => pageWith(site, place))])]
      browser = await startChromium()
    }, LONG)
    afterAll(async () => {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    })

    test.each([
      { colorScheme: 'light', javaScriptEnabled: true },
      { colorScheme: 'dark', javaScriptEnabled: false },
    ] as const)(
      '$colorScheme, script $javaScriptEnabled: no page is wider than a window of 320, 768 or 1440 pixels',
      async (options) => {
        expect(await widthFaults(browser, site, kinds, options)).toEqual([])
      },
      LONG,
    )

    test.each(['light', 'dark'] as const)(
      'axe finds nothing, %s',
      async (colorScheme) => {
        expect(
          await axeFaults(browser, site, kinds, { viewport: { width: 320, height: 800 }, colorScheme }),
        ).toEqual([])
      },
      LONG,
    )

    test(
      'pages of every kind are valid HTML',
      () => {
        const pages = [...site.keys()].filter((path) => path.endsWith('.html'))
        const sample = new Set([...kinds, ...pages.filter((_, index) => index % VALIDATED === 0)])
        expect(sample.size).toBeGreaterThan(40)
        for (const path of sample) expect(htmlFaults(site.get(path)!), path).toEqual([])
      },
      LONG,
    )

    test('every link inside the site resolves', () => expect(brokenLinks(join(folder, 'site'))).toEqual([]))

    test(
      'the search finds a message by its subject, its author and a word of its text',
      async () => {
        const wanted = rareMessage(readFileSync(join(folder, 'es-shell/es-list.mbox'), 'latin1'), messages)
        const year = wanted.listed.date.slice(0, 4)
        const queries = [
          { q: wanted.subject, author: wanted.listed.author, year },
          { q: wanted.word },
          { q: wanted.word, author: wanted.listed.author, year, order: 'newest' },
        ]
        const paths = queries.map((query) => `search.html?${new URLSearchParams(query).toString()}`)
        const strange = await lookAtPages(browser, site, paths, {}, async (page) => {
          const found = await foundPaths(page)
          return found.includes(wanted.listed.path) ? [] : [`not among ${found.length} that were found`]
        })
        expect(strange).toEqual([])
      },
      LONG,
    )
  },
)

/** A message in the midst of the list with a long word in its subject, and one in its text that few others have. */
function rareMessage(
  mbox: string,
  messages: readonly Listed[],
): { readonly listed: Listed; readonly subject: string; readonly word: string } {
  const times = new Map<string, number>()
  const wordsOf = (text: string) => text.toLowerCase().match(/\b[a-z]{7,15}\b/g) ?? []
  for (const word of wordsOf(mbox)) times.set(word, (times.get(word) ?? 0) + 1)
  for (const listed of messages.slice(messages.length / 2)) {
    const head = listed.messageId === null ? -1 : mbox.indexOf(`<${listed.messageId}>`)
    const body = mbox.indexOf('\n\n', head)
    const [subject] = wordsOf(listed.subject)
    const text = mbox
      .slice(body, mbox.indexOf('\nFrom ', body))
      .split('\n')
      .filter((line) => /^[A-Z][a-z ,.]+$/.test(line))
    const word = wordsOf(text.join('\n')).find((found) => times.get(found)! <= 3)
    if (head > 0 && body > head && subject !== undefined && word !== undefined)
      return { listed, subject, word }
  }
  throw new Error('no message to look for')
}
