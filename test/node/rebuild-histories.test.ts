import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { acceptFindings } from '../../src/node/accept-findings.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { applyEdits, randomEdit } from '../audit/random-edits.ts'
import { filesOf, randomList, someMessages, type Files } from '../audit/random-lists.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-histories-'))
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'))
  return () => vi.unstubAllEnvs()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const edit = randomEdit(someMessages({ minLength: 1, maxLength: 2 }))
const steps = fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
let runs = 0

test('after any history of edits and decisions, a site that grew is the site that is built anew', async () => {
  await fc.assert(
    fc.asyncProperty(randomList({ minLength: 2, maxLength: 8 }), steps, async (list, history) => {
      const root = join(folder, String(++runs))
      mkdirSync(root)
      let files: Files = list
      await rebuildAfterDecisions(root, files)
      for (const edits of history) {
        files = applyEdits(files, edits)
        await rebuildAfterDecisions(root, files)
        await rebuildArchive(trusting(root, files))
        if (runs % 2 === 0) await rebuildArchive(trusting(root, files))
      }
      await rebuildArchive(trusting(root, files))
      const clean = await rebuildArchive({ ...optionsOf(root, files), out: join(root, 'clean') })
      expect(clean.recording.refused).toBe(false)
      expect(treeOf(join(root, 'site'))).toEqual(treeOf(join(root, 'clean')))
      expect(treeOf(join(root, 'trusting'))).toEqual(treeOf(join(root, 'clean')))
      rmSync(root, { recursive: true, force: true })
    }),
    { numRuns: 100 },
  )
})

function optionsOf(root: string, files: Files): Parameters<typeof rebuildArchive>[0] {
  const mbox = filesOf(files).map((bytes, index) => {
    const path = join(root, `part-${index}.mbox`)
    writeFileSync(path, bytes)
    return path
  })
  return {
    mbox,
    keepOrder: true,
    ledger: join(root, 'list.ledger'),
    list: 'history',
    out: join(root, 'site'),
  }
}

/** Into a site of its own, made by runs that trust what earlier ones have made. */
function trusting(root: string, files: Files): Parameters<typeof rebuildArchive>[0] {
  return { ...optionsOf(root, files), out: join(root, 'trusting'), cache: true }
}

/** What an administrator does: accepts what the audit finds, then rebuilds. */
async function rebuildAfterDecisions(root: string, files: Files): Promise<void> {
  const options = optionsOf(root, files)
  const first = await rebuildArchive(options)
  if (!first.recording.refused) return
  const loss = first.recording.audit.result.findings.find(({ code }) => code === 'loss')
  await acceptFindings({
    ...options,
    all: true,
    ...(loss ? { loss: loss.count } : {}),
    decision: { reason: 'a test', by: 'tester', at: '2026-01-01T00:00:00Z' },
  })
  const { recording } = await rebuildArchive(options)
  expect(recording.refused, JSON.stringify(recording.audit.result.findings)).toBe(false)
}

function treeOf(root: string): Map<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  return new Map(
    names
      .filter((name) => statSync(join(root, name)).isFile())
      .map((name) => [name, readFileSync(join(root, name)).toString('latin1')]),
  )
}
