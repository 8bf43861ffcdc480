import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { HtmlValidate } from 'html-validate'
import { LinkChecker, LinkState } from 'linkinator'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { CHROMIUM, hasChromium, needsChromium, serveSite, SITE, startChromium } from './chromium-browser.ts'
import { filesOf, sampleModel } from './sample-site.ts'

const SAMPLE = fileURLToPath(new URL('../fixtures/garden-talk.mbox', import.meta.url))
const NOW = '2007-01-01T00:00:00Z'
/** What a page may weigh beside the text of its message. */
const MAX_FRAME = 15 * 1024
const MAX_STYLE = 12 * 1024
/** Many pages are opened here, one after the other: this tells a hang from a busy machine. In milliseconds. */
const LONG = 600_000

let folder: string
let site: Map<string, Uint8Array>
/** One page of each kind, some in Arabic too; of messages some more. */
let kinds: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-browser-'))
  const build = async (out: string, language: 'en' | 'ar') =>
    await rebuildArchive({
      mbox: [SAMPLE], out: join(folder, out), ledger: join(folder, `${out}.ledger`), list: 'garden-talk', now: NOW,
      language, search: 'none',
    }) // prettier-ignore
  await build('en', 'en')
  await build('ar', 'ar')
  site = new Map()
  for (const out of ['en', 'ar']) {
    for (const name of readdirSync(join(folder, out), { recursive: true, encoding: 'utf8' }).sort()) {
      const path = join(folder, out, name)
      if (statSync(path).isFile()) site.set(`${out}/${name.replaceAll('\\', '/')}`, readFileSync(path))
    }
  }
  // Tombstones and stubs, which the sample list has none of.
  for (const { path, bytes } of await filesOf(sampleModel())) site.set(`small/${path}`, bytes)
  const having = (text: string) =>
    [...site].find(([path, bytes]) => path.startsWith('en/m/') && Buffer.from(bytes).includes(text))![0]
  const messages = ['class="fixed diff', '<details class="html"', '<img ', 'class="inner"', 'preformatted', 'q3', '<summary>Quoted'].map(having) // prettier-ignore
  const pages = ['index.html', 'date/2001/03.html', 'thread/2001/index.html', 'author/2001/03.html', 'subject/2001/03.html', 'author/index.html'] // prettier-ignore
  const first = (start: string) =>
    [...site.keys()].find((path) => path.startsWith(start) && path.endsWith('.html'))!
  kinds = [
    ...new Set([
      ...messages,
      ...pages.map((page) => `en/${page}`), 'ar/index.html', 'ar/thread/2001/index.html',
      first('en/t/'), first('ar/t/'), first('ar/m/'), first('en/author/by/'),
      'small/m/ID/ID6.html', 'small/m/ID/ID7.html',
    ]),
  ] // prettier-ignore
}, LONG)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.runIf(needsChromium)('Chromium is installed, as this run requires', () => expect(hasChromium).toBe(true))

test(
  'pages of every kind are valid HTML, of the English messages each eighth; and a broken one is told',
  () => {
    const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] })
    const faultsOf = (html: string) =>
      validator
        .validateStringSync(html)
        .results.flatMap(({ messages }) =>
          messages.map(({ ruleId, line, message }) => `${line}: ${ruleId} ${message}`),
        )
    expect(faultsOf('<!DOCTYPE html><html lang="en"><p>a<div id=a></div><div id=a></div>')).not.toEqual([])
    let validated = 0
    for (const [index, [path, bytes]] of [...site].entries()) {
      if (!path.endsWith('.html') || /^ar\/(m|t|author)\//.test(path)) continue
      if (/^en\/(m|author)\//.test(path) && index % 8 > 0 && !kinds.includes(path)) continue
      expect(faultsOf(Buffer.from(bytes).toString()), path).toEqual([])
      validated += 1
    }
    expect(validated).toBeGreaterThan(200)
  },
  LONG,
)

test('a message page weighs little beside its message, and the stylesheet too', () => {
  for (const [path, bytes] of site) {
    if (path.endsWith('.css')) expect(bytes.length, path).toBeLessThanOrEqual(MAX_STYLE)
    if (!/^\w+\/m\//.test(path) || !path.endsWith('.html')) continue
    const html = Buffer.from(bytes).toString()
    if (html.includes('class="tombstone"')) continue
    const start = html.indexOf('<div class="body">')
    const end = html.indexOf('<footer class="identity">')
    expect(start, path).toBeGreaterThan(0)
    expect(bytes.length - Buffer.byteLength(html.slice(start, end)), path).toBeLessThanOrEqual(MAX_FRAME)
  }
})

test(
  'an outside checker finds every link of the site good',
  async () => {
    const checker = new LinkChecker()
    const { links } = await checker.check({
      path: ['index.html', 'author/index.html', 'date/2001/03.html', 'thread/2001/index.html'],
      serverRoot: join(folder, 'en'),
      linksToSkip: ['^https?://(?!localhost)', '^mailto:', '^ftp:'],
    })
    expect(links.filter(({ state }) => state === LinkState.BROKEN).map(({ url, parent }) => `${url} on ${parent}`)).toEqual([]) // prettier-ignore
    expect(links.filter(({ state }) => state === LinkState.OK).length).toBeGreaterThan(100)
  },
  LONG,
)

describe.skipIf(!hasChromium)(hasChromium ? 'in Chromium' : `skipped: there is no ${CHROMIUM}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser.close())

  /** Opens each kind of page, and gives out what went wrong. */
  async function look(
    options: BrowserContextOptions,
    check: (page: Awaited<ReturnType<Browser['newPage']>>, path: string) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const strange: string[] = []
    page.on('console', (message) => strange.push(`${page.url()}: ${message.text()}`))
    page.on('pageerror', (error) => strange.push(`${page.url()}: ${error.message}`))
    await serveSite(page, site, strange)
    for (const path of kinds) {
      await page.goto(`${SITE}/${path}`)
      await check(page, path)
    }
    expect(strange).toEqual([])
    await context.close()
  }

  for (const width of [320, 768, 1440]) {
    for (const [colorScheme, javaScriptEnabled] of [
      ['light', true],
      ['dark', false],
    ] as const) {
      test(`at ${width} pixels, ${colorScheme}, ${javaScriptEnabled ? 'with' : 'without'} script: nothing is wider than the page, nothing strange is loaded`, async () => {
        await look({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled }, async (page, path) => {
          // Without script in the page, the test's own still runs.
          expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(width)
        })
      }, LONG) // prettier-ignore
    }
  }

  test.each([
    ['light', 320, 1],
    ['dark', 320, 1],
    ['light', 640, 2],
  ] as const)(
    'axe finds nothing: %s, %i pixels, zoom %i',
    async (colorScheme, width, deviceScaleFactor) => {
      const options = { viewport: { width, height: 800 }, colorScheme, deviceScaleFactor }
      await look(options, async (page, path) => {
        // What a page says is the same in the dark and enlarged: there, a page of each kind will do.
        if ((colorScheme === 'dark' || deviceScaleFactor > 1) && path.startsWith('ar/')) return
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
        expect(found, path).toEqual([])
      })
    },
    LONG,
  )

  test(
    'arrow keys open what stands before and after, and in an Arabic site the other way round',
    async () => {
      const context = await browser.newContext()
      const page = await context.newPage()
      await serveSite(page, site, [])
      for (const [path, forward] of [['en/date/2001/03.html', 'ArrowRight'], ['ar/date/2001/03.html', 'ArrowLeft']] as const) {
      await page.goto(`${SITE}/${path}`)
      await Promise.all([page.waitForURL('**/date/2001/04.html'), page.keyboard.press(forward)])
    } // prettier-ignore
      await context.close()
    },
    LONG,
  )
})
