import * as fc from 'fast-check'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { auditMbox } from '../../src/node/audit-mbox.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'
import { repairMbox } from '../../src/node/repair-mbox.ts'
import { histories } from '../audit/history-checks.ts'
import { applyEdits } from '../audit/random-edits.ts'
import { filesOf } from '../audit/random-lists.ts'

/** Each history is worked on in real files, several times. Set HOLDFAST_REPAIRS to search longer by hand. */
const RUNS = Number(process.env['HOLDFAST_REPAIRS'] ?? 20)

/** Mail that came later may have no Message-ID, or an old one: that is no edit, and nothing to undo. */
const isAboutEdits = (code: string): boolean =>
  !['missing-message-id', 'duplicate-message-id', 'message-id-case-twins'].includes(code)

const decision = { by: 'tester', at: '2026-01-31T12:00:00Z' }

test('whatever was done to a list by hand, its backup brings every recorded byte back', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async ({ list: files, edits }) => {
      // One file: in which of several a message stands is nobody's edit.
      const list = [files.flat()]
      fc.pre(files.length > 0)
      const folder = mkdtempSync(join(tmpdir(), 'holdfast-repair-'))
      try {
        const write = (name: string, files: readonly Uint8Array[]): string[] =>
          files.map((bytes, index) => {
            const path = join(folder, `${name}-${index}.mbox`)
            writeFileSync(path, bytes)
            return path
          })
        const original = filesOf(list)
        const from = write('backup', original)
        const mbox = write('list', original)
        const input = { mbox, ledger: join(folder, 'list.ledger'), list: 'garden-talk' }
        await recordMbox(input)

        write('list', filesOf(applyEdits(list, edits)))
        const { unrepaired } = await repairMbox({
          ...input,
          from,
          removeInserted: true,
          decision,
          write: true,
        })
        expect(unrepaired.map(({ finding }) => finding.code).filter(isAboutEdits)).toEqual([])
        const { result } = await auditMbox(input)
        const asked = result.findings.filter(({ level }) => level !== 'info').map(({ code }) => code)
        expect(asked.filter(isAboutEdits)).toEqual([])
        if (asked.length === 0) expect(['unchanged', 'appended']).toContain(result.verdict)

        const recorded = Buffer.concat(original)
        const now = Buffer.concat(mbox.map((path) => readFileSync(path)))
        const same = now.subarray(0, recorded.length)
        expect(same.toString('latin1')).toBe(recorded.toString('latin1'))
        // What stands behind the recorded messages is mail that came later: whole, or the rest of the last one.
        const hasGrown = result.findings.some(({ code }) => code === 'unfinished-message')
        expect(now.length > recorded.length).toBe(result.appended > 0 || hasGrown)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
    { numRuns: RUNS },
  )
})
