import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'
import { expect } from 'vitest'

/** The browser that Debian installs. */
export const CHROMIUM = '/usr/bin/chromium'
export const hasChromium = existsSync(CHROMIUM)
/** The whole check installs a browser: without one it is no check. */
export const needsChromium = process.env['CI'] === 'true'
/** Where pages pretend to be served from. */
export const SITE = 'http://site.invalid'

/** Starts the browser; it asks nobody for anything. */
export async function startChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  }) // prettier-ignore
}

/** Serves the files of a site to a page from memory, and tells whatever else it asks for. */
export async function serveSite(
  page: Page,
  site: ReadonlyMap<string, Uint8Array>,
  onStrange: (url: string) => void,
): Promise<void> {
  await page.route('**/*', async (route) => {
    const url = route.request().url()
    const path = url.startsWith(`${SITE}/`) ? decodeURIComponent(new URL(url).pathname.slice(1)) : null
    const bytes = path === null ? undefined : site.get(path)
    if (bytes !== undefined) {
      await route.fulfill({ contentType: contentTypeOf(path!), body: Buffer.from(bytes) })
      return
    }
    if (!url.endsWith('/favicon.ico')) onStrange(url)
    await route.abort()
  })
}

/** Waits for the answer of a search page in English, and gives the paths of the messages that it shows. */
export async function foundPaths(page: Page): Promise<readonly string[]> {
  // The page's policy forbids to wait by evaluating text again and again.
  await expect
    .poll(() => page.locator('#search-status').textContent(), { timeout: 60_000 })
    .not.toMatch(/^(Searching…)?$/)
  return await page.evaluate<string[]>(
    "[...document.querySelectorAll('#search-results a')].map((link) => link.getAttribute('href'))",
  )
}

function contentTypeOf(path: string): string {
  if (path.endsWith('.css')) return 'text/css'
  if (path.endsWith('.js')) return 'text/javascript'
  if (path.endsWith('.atom')) return 'application/atom+xml'
  if (path.includes('/pagefind/')) return 'application/octet-stream'
  return path.endsWith('.html') ? 'text/html; charset=utf-8' : 'image/png'
}
