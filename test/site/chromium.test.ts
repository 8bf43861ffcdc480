import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { displayMessage } from '../../src/display/display-message.ts'
import { readMimeParts } from '../../src/display/mime-parts.ts'
import { filesOf, modelOf, recorded, type SampleMessage } from './sample-site.ts'

const CHROMIUM = '/usr/bin/chromium'
const isThere = existsSync(CHROMIUM)
/** The whole check installs a browser: without one it is no check. */
const isRequired = process.env['CI'] === 'true'
const SITE = 'http://site.invalid'

const folder = new URL('../fixtures/xss/', import.meta.url)
const mails = readdirSync(folder).sort().map((name) => {
  const mbox = new Uint8Array(readFileSync(new URL(name, folder)))
  return { name, message: mbox.subarray(mbox.indexOf(0x0a) + 1) }
}) // prettier-ignore

/** What a page did that no page of an archive does. */
interface Bites {
  readonly dialogs: string[]
  readonly requests: string[]
}

let browser: Browser

test.runIf(isRequired)('Chromium is installed, as this run requires', () => expect(isThere).toBe(true))

describe.skipIf(!isThere)(isThere ? 'in Chromium' : `skipped: there is no ${CHROMIUM}`, () => {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    }) // prettier-ignore
  })
  afterAll(() => browser.close())

  test('no mail runs code or loads anything, even without our content policy; unfiltered, the same mails do', async () => {
    const samples: SampleMessage[] = []
    const unfiltered = new Map<string, Uint8Array>()
    for (const [seq, { name, message }] of mails.entries()) {
      const display = await displayMessage(message, { quoting: 'mboxrd', addresses: 'shown' })
      samples.push({ recorded: recorded(seq), display, duplicateOf: null })
      const parts = await readMimeParts(message)
      const html = parts.filter(({ contentType }) => contentType === 'text/html').map(({ bytes }) => bytes)
      unfiltered.set(`control/${name}.html`, Buffer.concat(html.length > 0 ? html : [message]))
    }
    const files = await filesOf(modelOf(samples, { addresses: 'shown' }))
    const site = new Map(files.map(({ path, bytes }) => [path, path.endsWith('.html') ? withoutPolicy(bytes) : bytes])) // prettier-ignore
    const control = await visit(unfiltered)
    expect(control.dialogs.length, 'the control must bite').toBeGreaterThan(10)
    expect(control.requests.length, 'the control must load').toBeGreaterThan(3)
    expect(await visit(site)).toEqual({ dialogs: [], requests: [] })
  }, 300_000)

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
      await serve(page, site, [])
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

  /** Opens every page, and clicks, hovers and focuses what there is to. */
  async function visit(site: ReadonlyMap<string, Uint8Array>): Promise<Bites> {
    const bites: Bites = { dialogs: [], requests: [] }
    const page = await browser.newPage()
    page.on('dialog', (dialog) => {
      bites.dialogs.push(`${new URL(page.url()).pathname}: ${dialog.message()}`)
      void dialog.dismiss().catch(() => undefined)
    })
    await serve(page, site, bites.requests)
    for (const path of site.keys()) {
      if (!path.endsWith('.html')) continue
      await page.goto(`${SITE}/${path}`, { waitUntil: 'load', timeout: 10_000 }).catch(() => undefined)
      await page.evaluate(STIR).catch(() => undefined)
    }
    await page.close()
    return bites
  }
})

/** In the page: what a reader's hands could set off, but for following links. */
const STIR = `(async () => {
  for (const element of [...document.querySelectorAll('body *')].slice(0, 300)) {
    const stay = (event) => event.preventDefault()
    if (!/^javascript:/i.test(element.getAttribute('href') ?? '')) element.addEventListener('click', stay)
    for (const type of ['mouseover', 'mouseenter', 'focus', 'toggle']) element.dispatchEvent(new Event(type))
    if (element instanceof HTMLDetailsElement) element.open = true
    if (typeof element.click === 'function') element.click()
  }
  await new Promise((done) => setTimeout(done, 20))
})()`

async function serve(page: Page, site: ReadonlyMap<string, Uint8Array>, strange: string[]): Promise<void> {
  await page.route('**/*', async (route) => {
    const url = route.request().url()
    const path = url.startsWith(`${SITE}/`) ? decodeURIComponent(new URL(url).pathname.slice(1)) : null
    const bytes = path === null ? undefined : site.get(path)
    if (bytes !== undefined) {
      const contentType = path!.endsWith('.css') ? 'text/css' : path!.endsWith('.html') ? 'text/html; charset=utf-8' : 'image/png' // prettier-ignore
      await route.fulfill({ contentType, body: Buffer.from(bytes) })
      return
    }
    if (!url.endsWith('/favicon.ico')) strange.push(url)
    await route.abort()
  })
}

function withoutPolicy(bytes: Uint8Array): Uint8Array {
  const html = Buffer.from(bytes).toString()
  const stripped = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>\n/, '')
  expect(stripped).not.toBe(html)
  return Buffer.from(stripped)
}
