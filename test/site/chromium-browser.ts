import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'

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

/** Serves the files of a site to a page from memory, and notes whatever else it asks for. */
export async function serveSite(
  page: Page,
  site: ReadonlyMap<string, Uint8Array>,
  strange: string[],
): Promise<void> {
  await page.route('**/*', async (route) => {
    const url = route.request().url()
    const path = url.startsWith(`${SITE}/`) ? decodeURIComponent(new URL(url).pathname.slice(1)) : null
    const bytes = path === null ? undefined : site.get(path)
    if (bytes !== undefined) {
      await route.fulfill({ contentType: contentTypeOf(path!), body: Buffer.from(bytes) })
      return
    }
    if (!url.endsWith('/favicon.ico')) strange.push(url)
    await route.abort()
  })
}

function contentTypeOf(path: string): string {
  if (path.endsWith('.css')) return 'text/css'
  if (path.endsWith('.js')) return 'text/javascript'
  if (path.includes('/pagefind/')) return 'application/octet-stream'
  return path.endsWith('.html') ? 'text/html; charset=utf-8' : 'image/png'
}
