import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptAll, auditList, readList, recordList } from './audit-bytes.ts'
import { expectExplained, expectOwnersKept, HISTORIES, histories, questions } from './history-checks.ts'
import { applyEdits } from './random-edits.ts'
import { filesOf } from './random-lists.ts'

test('whatever was edited is explained entry by entry, and unchanged once it was accepted', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async ({ list, edits }) => {
      const original = readList(filesOf(list))
      const ledger = recordList(original)
      const quiet = await auditList(ledger, original)
      expect(quiet.findings).toEqual([])
      expect(quiet.verdict).toBe('unchanged')

      const edited = readList(filesOf(applyEdits(list, edits)))
      const audit = await auditList(ledger, edited)
      expectExplained(audit)
      expect(new Set(audit.findings.map(({ ref }) => ref)).size).toBe(audit.findings.length)

      const accepted = acceptAll(ledger, edited, audit)
      expectOwnersKept(ledger, accepted)
      const again = await auditList(accepted, edited)
      expectExplained(again)
      expect(questions(again)).toEqual([])
      expect(again.verdict).toBe(again.appended > 0 ? 'appended' : 'unchanged')
    }),
    { numRuns: HISTORIES },
  )
})
