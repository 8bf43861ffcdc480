import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { HtmlValidate } from 'html-validate'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { serveSite, SITE } from './chromium-browser.ts'

/** The files of a site by path. */
export type SiteFiles = ReadonlyMap<string, Uint8Array>

/** A phone, a tablet and a desk. In CSS pixels. */
const WIDTHS = [320, 768, 1440]
/** Axe takes time that grows faster than the page. */
const ROWS_FOR_AXE = 30

/** Every file below a folder, its path behind `prefix`. */
export function readSite(folder: string, prefix = ''): Map<string, Uint8Array> {
  const site = new Map<string, Uint8Array>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name)
    if (statSync(path).isFile()) site.set(prefix + name.replaceAll('\\', '/'), readFileSync(path))
  }
  return site
}

/** The first page among these whose bytes hold a text. @throws where none does: then a kind of page is not looked at. */
export function pageWith(site: SiteFiles, paths: RegExp, text = ''): string {
  for (const [path, bytes] of site) {
    if (path.endsWith('.html') && paths.test(path) && Buffer.from(bytes).includes(text)) return path
  }
  throw new Error(`no page like ${paths.source} holds ${text}`)
}

const VALIDATOR = new HtmlValidate({ root: true, extends: ['html-validate:standard'] })

/** What html-validate says against a page, a line each. */
export function htmlFaults(html: Uint8Array | string): string[] {
  const text = typeof html === 'string' ? html : Buffer.from(html).toString()
  return VALIDATOR.validateStringSync(text).results.flatMap(({ messages }) =>
    messages.map(({ ruleId, line, message }) => `${line}: ${ruleId} ${message}`),
  )
}

/**
 * Opens pages one after the other in one browser context.
 *
 * @returns What `check` found, each after the path of its page, and whatever pages said or asked for beside the site.
 */
export async function lookAtPages(
  browser: Browser,
  site: SiteFiles,
  paths: readonly string[],
  options: BrowserContextOptions,
  check: (page: Page, path: string) => Promise<readonly string[]>,
): Promise<string[]> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => faults.push(`${page.url()}: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  await serveSite(page, site, (url) => faults.push(url))
  for (const path of paths) {
    await page.goto(`${SITE}/${path}`)
    for (const fault of await check(page, path)) faults.push(`${path}: ${fault}`)
  }
  await context.close()
  return faults
}

/** Pages that are wider than the window, at each of three widths, and what else went wrong. */
export async function widthFaults(
  browser: Browser,
  site: SiteFiles,
  paths: readonly string[],
  options: Pick<BrowserContextOptions, 'colorScheme' | 'javaScriptEnabled'>,
): Promise<string[]> {
  return await lookAtPages(browser, site, paths, options, async (page) => {
    const faults: string[] = []
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      // Without script in the page, the test's own still runs.
      const found = await page.evaluate<number>('document.documentElement.scrollWidth')
      if (found > width) faults.push(`${found} pixels at ${width}`)
    }
    return faults
  })
}

/** What axe finds on pages, and what else went wrong. */
export async function axeFaults(
  browser: Browser,
  site: SiteFiles,
  paths: readonly string[],
  options: BrowserContextOptions,
): Promise<string[]> {
  return await lookAtPages(browser, site, paths, options, axeFaultsOf)
}

/** What axe finds on the page that is open, where of each list the first rows stand for all that are made alike. */
export async function axeFaultsOf(page: Page): Promise<string[]> {
  await page.evaluate(
    `document.querySelectorAll('main :is(ol, ul) > li:nth-child(n + ${ROWS_FOR_AXE + 1})').forEach((row) => row.remove())`,
  )
  // What is right on a page need not be told in full.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
