// Takes the screenshots of the documentation from the sample list's site: npm run screenshots. Needs Chromium.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { rebuildArchive } from '../dist/index.js'

const mbox = fileURLToPath(new URL('../test/fixtures/garden-talk.mbox', import.meta.url))
const pictures = fileURLToPath(new URL('../docs/screenshots', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'holdfast-screenshots-'))
const site = join(folder, 'site')

/** A thread of some length, and a message in the middle of it. */
function chosen() {
  const { messages } = JSON.parse(readFileSync(join(site, 'messages.json'), 'utf8'))
  const counts = new Map()
  for (const { thread } of messages) counts.set(thread, (counts.get(thread) ?? 0) + 1)
  const [thread] = [...counts].find(([, count]) => count >= 5 && count <= 9)
  const replies = messages.filter((message) => message.thread === thread)
  return { thread: `t/${thread.slice(0, 2)}/${thread}.html`, message: replies[2].path }
}

try {
  await rebuildArchive({ mbox: [mbox], ledger: join(folder, 'garden-talk.ledger'), out: site })
  const { thread, message } = chosen()
  const executablePath = process.env.HOLDFAST_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  for (const [name, path, width, height, colorScheme] of [
    ['front-desktop-light', 'index.html', 1200, 900, 'light'],
    ['message-desktop-light', message, 1200, 900, 'light'],
    ['message-phone-dark', message, 390, 844, 'dark'],
    ['thread-phone-light', thread, 390, 844, 'light'],
  ]) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme })
    await page.goto(pathToFileURL(join(site, path)).href)
    await page.screenshot({ path: join(pictures, `${name}.png`) })
    await page.close()
  }
  await browser.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
