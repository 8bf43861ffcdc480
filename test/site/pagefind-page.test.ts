import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPagefindIndex } from '../../src/node/pagefind-index.ts'
import { importPagefind, PAGEFIND, PAGEFIND_MISSING } from '../node/pagefind-place.ts'
import { CHROMIUM, foundPaths, hasChromium, serveSite, SITE, startChromium } from './chromium-browser.ts'
import { axeFaultsOf } from './look-at-pages.ts'
import { filesOf, listed, mail, modelOf, recorded, WITHDRAWN } from './sample-site.ts'

/** A site need not be the root of its host. */
const FOLDER = 'lists/garden'
const SLOW_WORKER = 'falling back to main thread'
const missing = PAGEFIND === undefined ? PAGEFIND_MISSING : hasChromium ? null : `there is no ${CHROMIUM}`

const LIST = [
  mail(0, '2001-03-05T06:07:08Z', 'Compost heaps', 'Ann Lee <ann@…>', 'How warm is yours?'),
  mail(1, '2001-03-06T06:07:08Z', 'Re: Compost heaps', 'Bob <bob@…>', 'Ann wrote:\n> How chilly is yours?\n\nAs warm as manure.'),
  mail(2, '2002-01-05T06:07:08Z', 'Tulips', 'Ann Lee <ann@…>', 'compost helps.\n-- \nAnn, of Kew'),
  mail(3, null, 'No date', 'Cleo <cleo@…>', 'undated compost'),
  mail(4, '2002-01-04T06:07:08Z', '<b>Slugs</b>', '<i>Cleo</i>', 'Try <img src=x onerror=alert(1)> <mark>beer</mark> &lt; traps'),
  mail(5, '2002-02-04T06:07:08Z', 'Only a subject', 'Dora', ''),
  { recorded: recorded(6, { withdrawn: WITHDRAWN }), display: null, duplicateOf: null },
  { recorded: recorded(7, { noArchive: true }), display: null, duplicateOf: null },
  ...Array.from({ length: 25 }, (_, index) => listed(10 + index, { date: `2003-01-${10 + index}T00:00:00Z` }, `weather report ${index}`)),
] // prettier-ignore

describe.skipIf(missing !== null)(
  missing === null ? 'the search by Pagefind, in Chromium' : `skipped: ${missing}`,
  () => {
    let browser: Browser
    let page: Page
    let strange: string[] = []
    const site = new Map<string, Uint8Array>()

    beforeAll(async () => {
      const index = await openPagefindIndex(await importPagefind(), 'no-such-site')
      for (const { path, bytes } of await filesOf(modelOf(LIST, { search: index })))
        site.set(`${FOLDER}/${path}`, bytes)
      await index.close()
      browser = await startChromium()
      page = await newPage()
    })
    afterAll(() => browser.close())

    async function newPage(options: { readonly javaScriptEnabled?: boolean } = {}): Promise<Page> {
      const opened = await (await browser.newContext(options)).newPage()
      opened.on('console', (message) => {
        // On a busy machine its worker may take longer than Pagefind waits; then it does without, as on old browsers.
        if (!message.text().includes(SLOW_WORKER)) strange.push(message.text())
      })
      opened.on('pageerror', (error) => strange.push(error.message))
      await serveSite(opened, site, (url) => strange.push(url))
      return opened
    }

    /** Opens a page of the site, in the browser's one tab unless another is given. */
    async function open(path: string, tab = page): Promise<void> {
      strange = []
      await tab.goto(`${SITE}/${FOLDER}/${path}`)
    }

    /** What was found, by the numbers of the messages. */
    async function find(query: string): Promise<readonly string[]> {
      await open(`search.html?${query}`)
      const found = await foundPaths(page)
      expect(strange).toEqual([])
      return found.map((path) => path.slice('m/ID/ID'.length, -'.html'.length))
    }

    test.each<[string, string, readonly string[]]>([
      ['a word of a subject or a text', 'q=compost', ['0', '1', '2', '3']],
      ['a word of one text', 'q=manure', ['1']],
      ['the beginning of a word', 'q=manu', ['1']],
      ['a name as words', 'q=dora', ['5']],
      ['an author', 'author=lee', ['0', '2']],
      ['an author by the beginnings of both names', 'author=lee+ann', ['0', '2']],
      ['words of an author', 'q=compost&author=lee', ['0', '2']],
      ['words in a year', 'q=compost&year=2002', ['2']],
      ['words without a date', 'q=compost&year=undated', ['3']],
      ['nobody of another name', 'q=compost&author=zoe', []],
      ['no word that nobody wrote', 'q=xyzzyplugh', []],
      ['no word of a quote', 'q=chilly', []],
      ['no word of a signature', 'q=kew', []],
      ['a message without a text', 'q=subject', ['5']],
      ['no withheld or withdrawn message', 'q=withheld', []],
    ])('finds %s', async (_, query, expected) => {
      expect((await find(query)).toSorted()).toEqual(expected)
    })

    test('shows subjects before texts, or what is asked for by date, undated ones as the oldest', async () => {
      expect((await find('q=compost')).slice(0, 2).toSorted()).toEqual(['0', '1'])
      expect(await find('q=compost&order=newest')).toEqual(['2', '1', '0', '3'])
      expect(await find('q=compost&order=oldest')).toEqual(['3', '0', '1', '2'])
      expect(await find('author=lee'), 'alike without words: the newest first').toEqual(['2', '0'])
    })

    test('shows what mail says as text, and marks the words', async () => {
      await find('q=beer')
      const item = page.locator('#search-results li')
      expect(await item.locator('a').textContent()).toBe('<b>Slugs</b>')
      expect(await item.locator('.excerpt').textContent()).toBe(
        'Try <img src=x onerror=alert(1)> <mark>beer</mark> < traps',
      )
      expect(await item.locator('mark').allTextContents()).toEqual(['<mark>beer</mark>'])
      expect(await item.locator('img, b, i').count()).toBe(0)
    })

    test('asks by hand, keeps the question in the address, and gives many results in pieces', async () => {
      await open('search.html')
      expect([...site.keys()].some((path) => path.startsWith(`${FOLDER}/pagefind/`))).toBe(true)
      await page.getByLabel('Words in subject').fill('weather')
      await page.keyboard.press('Enter')
      await page.getByText('25 messages found, 20 of them shown.').waitFor()
      await page.getByRole('button', { name: 'Show more' }).click()
      await expect.poll(() => page.locator('#search-results a').count(), { timeout: 60_000 }).toBe(25)
      expect(new URL(page.url()).search).toBe('?q=weather')
      await page.locator('#search-results a').first().click()
      await page.waitForURL(`${SITE}/${FOLDER}/m/**`)
      expect(strange).toEqual([])
    })

    test('says that its data cannot be loaded, and leads to the indexes', async () => {
      const cut = await newPage()
      await open('search.html', cut)
      await cut.route('**/pagefind/**', (route) => route.abort())
      await cut.getByLabel('Words in subject').fill('garden')
      await cut.keyboard.press('Enter')
      await cut.getByText('The search data cannot be loaded.').waitFor()
      const still = await newPage({ javaScriptEnabled: false })
      await open('search.html', still)
      expect(await still.getByText('it is not running').isVisible()).toBe(true)
      expect(await still.locator('a[href^="subject/"]').first().isVisible()).toBe(true)
    })

    test('axe finds nothing on its page', async () => {
      await find('q=compost')
      expect(await axeFaultsOf(page)).toEqual([])
    })

    test('no other page may read an index or run WebAssembly', () => {
      const allowed = [...site].filter(
        ([path, bytes]) => path.endsWith('.html') && Buffer.from(bytes).includes('wasm-unsafe-eval'),
      )
      expect(allowed.map(([path]) => path)).toEqual([`${FOLDER}/search.html`])
    })
  },
)
