import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { displayMessage } from '../../src/display/display-message.ts'
import { readMimeParts } from '../../src/display/mime-parts.ts'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'
import { CHROMIUM, hasChromium, needsChromium, serveSite, SITE, startChromium } from './chromium-browser.ts'
import { filesOf, modelOf, recorded, type SampleMessage } from './sample-site.ts'

/** A hostile mail, without its From_ line. */
interface Mail {
  readonly name: string
  readonly message: Uint8Array
}

function mailsIn(folder: string): readonly Mail[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.mbox')).sort()
  return names.map((name) => {
    const mbox = new Uint8Array(readFileSync(join(folder, name)))
    return { name, message: mbox.subarray(mbox.indexOf(0x0a) + 1) }
  })
} // prettier-ignore

const mails = mailsIn(join(import.meta.dirname, '..', 'fixtures', 'xss'))

/** Whether a mail of the corpus is none of ours. */
function isNew({ message }: Mail): boolean {
  return !mails.some((ours) => Buffer.compare(ours.message, message) === 0)
}

/** What pages did that no page of an archive does: each with the path of the page. */
interface Bites {
  readonly dialogs: string[]
  readonly requests: string[]
  /** Pages that are no longer there once they are loaded, or whose frame is not that of the front page. */
  readonly frames: string[]
}

/** Pages that are open at one time. */
const TABS = 4
/** Hostile mails that stand on one page of a thread. */
const THREAD_MAILS = 20

let browser: Browser

test.runIf(needsChromium)('Chromium is installed, as this run requires', () => expect(hasChromium).toBe(true))

describe.skipIf(!hasChromium)(hasChromium ? 'in Chromium' : `skipped: there is no ${CHROMIUM}`, () => {
  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser.close())

  test(`no mail runs code or loads anything, even without our content policy; unfiltered, the same mails do${corpus === null ? ` (of the corpus none: ${CORPUS_MISSING})` : ''}`, async () => {
    const hostile = [...mails, ...(corpus === null ? [] : mailsIn(corpusPath('vectors', 'xss')).filter(isNew))]
    expect(hostile.length).toBeGreaterThan(corpus === null ? 40 : 200)
    const { bites, control } = await bitesOf(hostile)
    const fired = new Set([...control.dialogs, ...control.requests].map((bite) => bite.split(' ')[0]))
    console.log(`${fired.size} of ${hostile.length} mails bite where nothing filters them`)
    expect(control.dialogs.length, 'the control must bite').toBeGreaterThan(10)
    expect(control.requests.length, 'the control must load').toBeGreaterThan(3)
    expect(fired.size, 'the control must bite').toBeGreaterThan(hostile.length * 0.4)
    expect(bites).toEqual({ dialogs: [], requests: [], frames: [] })
  }, 900_000) // prettier-ignore

  test('pages fit a phone of 320 pixels, in both colour schemes', async () => {
    const samples = await Promise.all(
      mails.map(async ({ message }, seq) => ({
        recorded: recorded(seq),
        display: await displayMessage(message, { quoting: 'mboxrd' }),
        duplicateOf: null,
      })),
    )
    const files = await filesOf(modelOf(samples))
    const site = new Map(files.map(({ path, bytes }) => [path, bytes]))
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width: 320, height: 640 }, colorScheme })
      await serveSite(page, site, () => undefined)
      for (const path of ['index.html', 'thread/2001/03.html', 'author/2001/index.html', 'm/ID/ID0.html']) {
        await page.goto(`${SITE}/${path}`)
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(320)
        const colour = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
        const [red] = /\d+/.exec(colour)!
        expect(Number(red) < 128, path).toBe(colorScheme === 'dark')
      }
      await page.close()
    }
  }, 120_000)

  /** What the pages of an archive of these mails do, and what the mails do where nothing filters them. */
  async function bitesOf(hostile: readonly Mail[]): Promise<{ readonly bites: Bites; readonly control: Bites }> {
    const samples: SampleMessage[] = []
    const unfiltered = new Map<string, Uint8Array>()
    for (const [seq, { name, message }] of hostile.entries()) {
      const display = await displayMessage(message, { quoting: 'mboxrd', addresses: 'shown' })
      // Many mails in one thread, so that there are fewer pages to open.
      const first = seq - (seq % THREAD_MAILS)
      const references = first === seq ? [] : [`m${first}@example.org`]
      samples.push({ recorded: recorded(seq), display, duplicateOf: null, references })
      const parts = await readMimeParts(message)
      const html = parts.filter(({ contentType }) => contentType === 'text/html').map(({ bytes }) => bytes)
      unfiltered.set(`control/${name}.html`, Buffer.concat(html.length > 0 ? html : [message]))
    }
    const files = await filesOf(modelOf(samples, { addresses: 'shown' }))
    const site = new Map(files.map(({ path, bytes }) => [path, path.endsWith('.html') ? withoutPolicy(bytes) : bytes]))
    return { control: await visit(unfiltered, null), bites: await visit(site, 'index.html') }
  } // prettier-ignore

  /**
   * Opens every page, and clicks, hovers, focuses and submits what there is to.
   *
   * @param front - The page whose frame all others must have; null where pages have none.
   */
  async function visit(site: ReadonlyMap<string, Uint8Array>, front: string | null): Promise<Bites> {
    const bites: Bites = { dialogs: [], requests: [], frames: [] }
    const paths = [...site]
      .filter(([path, bytes]) => path.endsWith('.html') && mayBite(path, bytes))
      .map(([path]) => path)
    const left = paths.values()
    let frame: string | null = null
    const work = async (): Promise<void> => {
      const page = await browser.newPage()
      let path = ''
      page.on('dialog', (dialog) => {
        bites.dialogs.push(`${path} ${dialog.message()}`)
        void dialog.dismiss().catch(() => undefined)
      })
      await serveSite(page, site, (url) => bites.requests.push(`${path} ${url}`))
      for (path of left) {
        await page.goto(`${SITE}/${path}`, { waitUntil: 'load', timeout: 10_000 }).catch(() => undefined)
        if (front !== null) {
          const found = await page.evaluate<string>(FRAME).catch(() => 'none')
          frame ??= found
          if (found !== frame || page.url() !== `${SITE}/${path}`) bites.frames.push(`${path} ${found}`)
        }
        await page.evaluate(STIR).catch(() => undefined)
      }
      await page.close()
    }
    if (front !== null) expect(paths).toContain(front)
    await Promise.all(Array.from({ length: TABS }, work))
    return bites
  }
})

/** In the page: what stands around its content, and what mail may name on it. */
const FRAME = `[
  ...[...document.body.children].map(({ tagName, className }) => tagName + '.' + className),
  document.querySelectorAll('main').length, document.querySelectorAll('h1').length,
  document.querySelectorAll('div.html [id], div.html [name], div.html [class]').length,
].join(' ')`

/** In the page: what a reader's hands could set off, but for following links. */
const STIR = `(async () => {
  const stay = (event) => event.preventDefault()
  for (const element of [...document.querySelectorAll('body *')].slice(0, 2000)) {
    if (!/^javascript:/i.test(element.getAttribute('href') ?? '')) element.addEventListener('click', stay)
    for (const type of ['pointerover', 'mouseover', 'mouseenter', 'mousedown', 'focus', 'focusin', 'keydown', 'input', 'toggle']) {
      element.dispatchEvent(new Event(type, { bubbles: true }))
    }
    if (typeof element.focus === 'function') element.focus()
    if (element instanceof HTMLDetailsElement) element.open = true
    if (element instanceof HTMLFormElement && !/^javascript:/i.test(element.getAttribute('action') ?? '')) {
      element.addEventListener('submit', stay)
      element.requestSubmit()
    }
    if (typeof element.click === 'function') element.click()
  }
  await new Promise((done) => setTimeout(done, 20))
})()`

/**
 * Whether a page has to be opened: of the pages of single authors, which list what stands on the indexes by author too,
 * those on which mail says something that had to be escaped.
 */
function mayBite(path: string, bytes: Uint8Array): boolean {
  return !path.startsWith('author/by/') || /&(?!amp;)[#\w]+;/.test(Buffer.from(bytes).toString())
}

function withoutPolicy(bytes: Uint8Array): Uint8Array {
  const html = Buffer.from(bytes).toString()
  const stripped = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>\n/, '')
  expect(stripped).not.toBe(html)
  // Nothing that looks is at stake here, and a request less a page is a third of the time.
  return Buffer.from(stripped.replace(/<link rel="stylesheet"[^>]*>\n/, ''))
}
