import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import {
  CHROMIUM,
  foundPaths,
  hasChromium,
  needsChromium,
  serveSite,
  SITE,
  startChromium,
} from './chromium-browser.ts'
import { axeFaultsOf, readSite } from './look-at-pages.ts'

const SAMPLE = fileURLToPath(new URL('../fixtures/garden-talk.mbox', import.meta.url))

let browser: Browser
let folder: string
let out: string
let site: Map<string, Uint8Array>
/** What was asked for outside of the site, or is not there. */
let strange: string[] = []

interface ListedMessage {
  readonly id: string
  readonly subject: string
  readonly author: string
  readonly date: string
  readonly path: string
}
const messages = (): readonly ListedMessage[] =>
  (JSON.parse(readFileSync(join(out, 'messages.json'), 'utf8')) as { messages: ListedMessage[] }).messages

test.runIf(needsChromium)('Chromium is installed, as this run requires', () => expect(hasChromium).toBe(true))

describe.skipIf(!hasChromium)(hasChromium ? 'in Chromium' : `skipped: there is no ${CHROMIUM}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-search-'))
    out = join(folder, 'site')
    await rebuildArchive({ mbox: [SAMPLE], out, ledger: join(folder, 'l.ledger'), list: 'garden-talk', now: '2007-01-01T00:00:00Z' })
    site = readSite(out)
    browser = await startChromium()
  }, 300_000) // prettier-ignore
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A page of the site, as a static host serves it; `strange` collects what it asks for elsewhere. */
  async function open(path: string, options: { readonly javaScriptEnabled?: boolean } = {}): Promise<Page> {
    strange = []
    const context = await browser.newContext(options)
    const page = await context.newPage()
    await serveSite(page, site, (url) => strange.push(url))
    await page.goto(`${SITE}/${path}`)
    return page
  }

  test('a known message is found by subject, by author and by a word of its text, with filters', async () => {
    const wanted = messages().find(({ subject }) => /compost/i.test(subject)) ?? messages()[0]!
    const page = await open('search.html')
    const word = /\p{L}{5,}/u.exec(wanted.subject)![0]
    await page.getByLabel('Words in subject').fill(word)
    await page.keyboard.press('Enter')
    const all = await foundPaths(page)
    await page.getByLabel('Author', { exact: true }).fill(wanted.author)
    await page.keyboard.press('Enter')
    const byAuthor = await foundPaths(page)
    expect(byAuthor).toContain(wanted.path)
    expect(byAuthor.length).toBeLessThanOrEqual(all.length)
    const year = wanted.date.slice(0, 4)
    await page.getByLabel('Year').selectOption(year)
    const inYear = await foundPaths(page)
    expect(inYear).toContain(wanted.path)
    for (const path of inYear)
      expect(
        messages()
          .find((message) => message.path === path)!
          .date.slice(0, 4),
      ).toBe(year)
    expect(new URL(page.url()).searchParams.get('year')).toBe(year)
    expect(strange).toEqual([])
    await page.context().close()
  })

  test('every word of a text finds its message, and the address keeps what was asked for', async () => {
    const [, text] = /^From .*?\n\n(.*?)\n\n/s.exec(readFileSync(SAMPLE, 'utf8'))!
    const word = /[a-z]{7,}/.exec(text!)![0]
    const page = await open(`search.html?q=${word}&order=oldest`)
    const found = await foundPaths(page)
    expect(found.length).toBeGreaterThan(0)
    expect(await page.getByLabel('Order').inputValue()).toBe('oldest')
    await page.locator('#search-results a').first().click()
    await page.waitForURL(`${SITE}/m/**`)
    expect((await page.textContent('body'))!.toLowerCase()).toContain(word)
    expect(strange).toEqual([])
    await page.context().close()
  })

  test('many results come in pieces, by keyboard, and are counted aloud', async () => {
    const page = await open('search.html?q=the')
    expect((await foundPaths(page)).length).toBe(20)
    expect(await page.getByRole('status').textContent()).toMatch(/^\d+ messages found, 20 of them shown\.$/)
    await page.getByRole('button', { name: 'Show more' }).press('Enter')
    await expect.poll(() => page.locator('#search-results a').count(), { timeout: 60_000 }).toBe(40)
    expect(
      await page.evaluate("document.activeElement === document.querySelectorAll('#search-results a')[20]"),
    ).toBe(true)
    await page.context().close()
  })

  test('nothing is found for a word that nobody wrote, and nothing is asked for without a word', async () => {
    const page = await open('search.html?q=xyzzyplugh')
    expect(await foundPaths(page)).toEqual([])
    expect(await page.getByRole('status').textContent()).toBe('No message found.')
    await page.getByLabel('Words in subject').fill('')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByText('Type a word, or the name of an author.').waitFor()
    await page.context().close()
  })

  test('a page that was opened from a disk searches too', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${pathToFileURL(join(out, 'search.html')).href}?q=the`)
    expect((await foundPaths(page)).length).toBe(20)
    await page.getByLabel('Words in subject').fill('garden')
    await page.keyboard.press('Enter')
    await page.getByText(/^\d+ messages? found/).waitFor()
    await context.close()
  })

  test('search data that cannot be loaded is said, with a way out', async () => {
    const page = await open('search.html')
    await page.route('**/search/**', (route) => route.abort())
    await page.getByLabel('Words in subject').fill('garden')
    await page.keyboard.press('Enter')
    await page.getByText('The search data cannot be loaded.').waitFor()
    await page.context().close()
  })

  test('without script the page says so, and leads to the indexes by subject and author', async () => {
    const page = await open('search.html', { javaScriptEnabled: false })
    expect(await page.getByText('it is not running').isVisible()).toBe(true)
    expect(await page.locator('#search').isVisible()).toBe(false)
    for (const view of ['subject', 'author']) {
      const href = (await page.locator(`a[href^="${view}/"]`).first().getAttribute('href'))!
      expect(existsSync(join(out, href))).toBe(true)
    }
    await page.context().close()
  })

  test.each(['search.html', 'search.html?q=the', 'about.html'])('axe finds nothing on %s', async (path) => {
    const page = await open(path)
    if (path.includes('?')) await foundPaths(page)
    expect(await axeFaultsOf(page)).toEqual([])
    expect(strange).toEqual([])
    await page.context().close()
  })

  test('feeds and the sitemap are XML for a browser', async () => {
    const page = await open('index.html')
    const feeds = ['feed.atom', `t/${messages()[0]!.id.slice(0, 2)}/${messages()[0]!.id}.atom`]
    for (const feed of feeds.filter((path) => existsSync(join(out, path)))) {
      const text = readFileSync(join(out, feed), 'utf8')
      const name = await page.evaluate<string>(
        `new DOMParser().parseFromString(${JSON.stringify(text)}, 'application/xml').documentElement.nodeName`,
      )
      expect(name, feed).toBe('feed')
    }
    await page.context().close()
  })
})
