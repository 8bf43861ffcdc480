import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'

const MESSAGES = 20_000
/** Of JavaScript values at one time: less than all the text of the list, 110 MB, with what is known of each message. */
const HEAP_MEGABYTES = 192
/** 50,000 messages have to fit into 512 MB. */
const MOST_MEGABYTES = 512

const root = join(import.meta.dirname, '..', '..')
const SCRIPT = `
import { rebuildArchive } from './dist/node/rebuild-archive.js'
const [mbox, ledger, out] = process.argv.slice(1)
const { pages } = await rebuildArchive({ mbox: [mbox], ledger, out, list: 'big', now: '2026-01-01T00:00:00Z', dryRun: true })
console.log(JSON.stringify({ pages, megabytes: process.resourceUsage().maxRSS / 1000 }))
`

let folder: string

describe.skipIf(corpus === null)(corpus === null ? `skipped: ${CORPUS_MISSING}` : 'a long list', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-memory-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test(`of ${MESSAGES} messages becomes a site in ${MOST_MEGABYTES} MB`, { timeout: 600_000 }, () => {
    const mbox = join(folder, 'big.mbox')
    const tool = corpusPath('tools', 'synthetic-list.py')
    expect(spawnSync('python3', [tool, String(MESSAGES), mbox]).status).toBe(0)
    const args = [mbox, join(folder, 'big.ledger'), join(folder, 'site')]
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [`--max-old-space-size=${HEAP_MEGABYTES}`, '--input-type=module', '--eval', SCRIPT, '--', ...args],
      {
        // Built before the tests: Node 20 does not run TypeScript.
        cwd: root,
        encoding: 'utf8',
      },
    )
    expect(stderr).toBe('')
    const { pages, megabytes } = JSON.parse(stdout) as { pages: number; megabytes: number }
    expect(pages).toBeGreaterThan(MESSAGES * 0.95)
    expect(megabytes).toBeLessThan(MOST_MEGABYTES)
  })
})
