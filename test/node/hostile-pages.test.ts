import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'

interface Truth {
  /** How many messages the file holds under rule `rfc4155`; null where the case does not fix it. */
  readonly expect: { readonly messages: number | null }
}

const folder = mkdtempSync(join(tmpdir(), 'holdfast-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(corpus === null)(corpus === null ? `skipped: ${CORPUS_MISSING}` : 'hostile lists', () => {
  describe.each(['mime', 'identity'])(
    '%s: every message has a page, or leads to that of its copy',
    (kind) => {
      const kindFolder = corpus === null ? null : corpusPath('vectors', kind)
      const names =
        kindFolder === null ? [] : readdirSync(kindFolder).filter((name) => name.endsWith('.mbox'))

      test('there is something to test', () => expect(names.length).toBeGreaterThan(5))

      test.each(names)('%s', async (name) => {
        const source = join(kindFolder!, name)
        const truth = JSON.parse(readFileSync(source.replace(/mbox$/, 'json'), 'utf8')) as Truth
        const out = join(folder, `${kind}-${name}`)
        const options = { mbox: [source], list: 'l', ledger: `${out}.ledger`, separator: 'rfc4155' } as const
        const { recording, pages } = await rebuildArchive({ ...options, out, jobs: 1 })
        expect(recording.refused).toBe(false)
        const { sequence } = recording.state!
        // A last message that may still be being written waits for the next run.
        const found = recording.audit.result.present
        if (truth.expect.messages !== null) expect(found).toBe(truth.expect.messages)
        expect(found - sequence.length).toBeLessThanOrEqual(1)
        const shown = new Set(
          sequence.flatMap((message) => (message.path === null ? [] : [copyKey(message)])),
        )
        for (const message of sequence) {
          if (message.path === null) expect(shown.has(copyKey(message)), message.id).toBe(true)
          else expect(statSync(join(out, message.path)).size, message.id).toBeGreaterThan(0)
        }
        expect(new Set(sequence.map(({ path }) => path?.toLowerCase() ?? null).filter((path) => path !== null)).size).toBe(pages) // prettier-ignore
        expect(existsSync(join(out, 'index.html'))).toBe(true)
      })
    },
  )
})

function copyKey({ messageId, digests }: { messageId: string | null; digests: { content: string } }): string {
  return `${messageId ?? ''}\n${digests.content}`
}
