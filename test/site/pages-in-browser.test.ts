import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LinkChecker, LinkState } from 'linkinator'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { CHROMIUM, hasChromium, needsChromium, serveSite, SITE, startChromium } from './chromium-browser.ts'
import { axeFaults, htmlFaults, lookAtPages, pageWith, readSite, widthFaults } from './look-at-pages.ts'
import { filesOf, sampleModel } from './sample-site.ts'

const SAMPLE = fileURLToPath(new URL('../fixtures/garden-talk.mbox', import.meta.url))
const NOW = '2007-01-01T00:00:00Z'
/** What a page may weigh beside the text of its message. */
const MAX_FRAME = 15 * 1024
const MAX_STYLE = 12 * 1024
/** Many pages are opened here, one after the other: this tells a hang from a busy machine. In milliseconds. */
const LONG = 600_000
/** Of the pages of a folder, each so many-th is validated, and each kind at least once. */
const VALIDATED = 8

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
  site = new Map([...readSite(join(folder, 'en'), 'en/'), ...readSite(join(folder, 'ar'), 'ar/')])
  // Tombstones and stubs, which the sample list has none of.
  for (const { path, bytes } of await filesOf(sampleModel())) site.set(`small/${path}`, bytes)
  const messages = ['class="fixed diff', '<details class="html"', '<img ', 'class="inner"', 'preformatted', 'q3', '<summary>Quoted'].map((text) => pageWith(site, /^en\/m\//, text)) // prettier-ignore
  const pages = ['index.html', 'date/2001/03.html', 'thread/2001/index.html', 'author/2001/03.html', 'subject/2001/03.html', 'author/index.html'] // prettier-ignore
  kinds = [
    ...new Set([
      ...messages,
      ...pages.map((page) => `en/${page}`), 'ar/index.html', 'ar/thread/2001/index.html',
      ...[/^en\/t\//, /^ar\/t\//, /^ar\/m\//, /^en\/author\/by\//].map((start) => pageWith(site, start)),
      'small/m/ID/ID6.html', 'small/m/ID/ID7.html',
    ]),
  ] // prettier-ignore
}, LONG)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.runIf(needsChromium)('Chromium is installed, as this run requires', () => expect(hasChromium).toBe(true))

test(
  'pages of every kind are valid HTML, of each folder every eighth; and a broken one is told',
  () => {
    expect(htmlFaults('<!DOCTYPE html><html lang="en"><p>a<div id=a></div><div id=a></div>')).not.toEqual([])
    const seen = new Map<string, number>()
    let validated = 0
    for (const [path, bytes] of site) {
      if (!path.endsWith('.html')) continue
      const place = /^(?:small\/.*|[^/]+\/[^/]*)/.exec(path)![0]
      const number = seen.get(place) ?? 0
      seen.set(place, number + 1)
      if (number % VALIDATED > 0 && !kinds.includes(path)) continue
      expect(htmlFaults(bytes), path).toEqual([])
      validated += 1
    }
    expect(validated).toBeGreaterThan(100)
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

  test.each([
    { colorScheme: 'light', javaScriptEnabled: true },
    { colorScheme: 'dark', javaScriptEnabled: false },
  ] as const)(
    '$colorScheme, script $javaScriptEnabled: no page is wider than a window of 320, 768 or 1440 pixels, and nothing strange is loaded',
    async (options) => {
      expect(await widthFaults(browser, site, kinds, options)).toEqual([])
    },
    LONG,
  )

  test('a page that is too wide, asks for something or says something is told', async () => {
    const bad = new Map([
      ['bad.html', Buffer.from('<div style="width:400px">x</div><script>console.log("hm")</script><img src="http://x.invalid/">')],
    ]) // prettier-ignore
    const faults = await widthFaults(browser, bad, ['bad.html'], {})
    expect(faults.join('\n')).toMatch(/pixels at 320/)
    expect(faults.join('\n')).toMatch(/hm/)
    expect(faults.join('\n')).toMatch(/http:\/\/x\.invalid\//)
    expect(await axeFaults(browser, bad, ['bad.html'], {})).not.toEqual([])
  })

  test.each([
    ['light', 320, 1],
    ['dark', 320, 1],
    ['light', 640, 2],
  ] as const)(
    'axe finds nothing: %s, %i pixels, zoom %i',
    async (colorScheme, width, deviceScaleFactor) => {
      // What a page says is the same in the dark and enlarged: there, a page of each kind will do.
      const isFirst = colorScheme === 'light' && deviceScaleFactor === 1
      const paths = isFirst ? kinds : kinds.filter((path) => !path.startsWith('ar/'))
      const options = { viewport: { width, height: 800 }, colorScheme, deviceScaleFactor }
      expect(await axeFaults(browser, site, paths, options)).toEqual([])
    },
    LONG,
  )

  test(
    'on paper every page is black on white, from a dark screen too, without ways to other pages, and whole',
    async () => {
      const faults = await lookAtPages(browser, site, kinds, { colorScheme: 'dark' }, async (page) => {
        expect(await page.evaluate(LOOKS)).toMatchObject({ ink: 'rgb(228, 230, 232)', ways: true })
        await page.emulateMedia({ media: 'print' })
        expect(await page.evaluate(LOOKS)).toEqual({
          ink: 'rgb(0, 0, 0)', paper: 'rgb(255, 255, 255)', ways: false, heading: true, hidden: 0,
        }) // prettier-ignore
        await page.emulateMedia({ media: 'screen' })
        return []
      })
      expect(faults).toEqual([])
    },
    LONG,
  )

  test(
    'arrow keys open what stands before and after, and in an Arabic site the other way round',
    async () => {
      const context = await browser.newContext()
      const page = await context.newPage()
      await serveSite(page, site, () => undefined)
      for (const [path, forward] of [['en/date/2001/03.html', 'ArrowRight'], ['ar/date/2001/03.html', 'ArrowLeft']] as const) {
      await page.goto(`${SITE}/${path}`)
      await Promise.all([page.waitForURL('**/date/2001/04.html'), page.keyboard.press(forward)])
    } // prettier-ignore
      await context.close()
    },
    LONG,
  )
})

/** In the page: its colours, whether ways to other pages are seen, and how many folded texts are not. */
const LOOKS = `(() => {
  const isSeen = (element) => element.checkVisibility({ contentVisibilityAuto: true }) && element.getClientRects().length > 0
  const { color, backgroundColor } = getComputedStyle(document.body)
  return {
    ink: color,
    paper: backgroundColor,
    ways: [...document.querySelectorAll('nav, .aside, .actions, .skip')].some(isSeen),
    heading: isSeen(document.querySelector('h1')),
    hidden: [...document.querySelectorAll('.fold > :not(summary), details.html > :not(summary)')].filter((text) => !isSeen(text)).length,
  }
})()`
