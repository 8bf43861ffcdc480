import * as fc from 'fast-check'
import { expect } from 'vitest'
import type { AuditResult } from '../../src/audit/audit-messages.ts'
import type { Finding } from '../../src/audit/finding.ts'
import type { LedgerInMemory } from './audit-bytes.ts'
import { randomEdit } from './random-edits.ts'
import { randomList, someMessages } from './random-lists.ts'

/** How many histories each property looks at. Set HOLDFAST_HISTORIES to search longer by hand. */
export const HISTORIES = Number(process.env['HOLDFAST_HISTORIES'] ?? 2000)

/** A random list, and what somebody did to it. */
export const histories = fc.record({
  list: randomList({ minLength: 0, maxLength: 14 }),
  edits: fc.array(randomEdit(someMessages({ minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 8 }),
})

/** What an audit asks somebody to decide. */
export function questions({ findings }: AuditResult): Finding[] {
  return findings.filter(({ level }) => level !== 'info')
}

/** Each entry of either side is paired with exactly one of the other, or has a fate, never both. */
export function expectExplained({ fates }: AuditResult): void {
  const { presentOf, recordedOf, moved } = fates.alignment
  for (const [r, p] of presentOf.entries()) {
    expect(p === -1, `recorded ${r} has a partner or a fate`).toBe(fates.recorded[r] !== null)
    if (p === -1) expect(moved[r]).toBe(0)
    else expect(recordedOf[p]).toBe(r)
  }
  for (const [p, r] of recordedOf.entries()) {
    expect(r === -1, `present ${p} has a partner or a fate`).toBe(fates.present[p] !== null)
    if (r !== -1) expect(presentOf[r]).toBe(p)
  }
  const replacing = fates.present.flatMap((fate, p) =>
    fate?.fate === 'replacing' ? [`${fate.recorded} ${p}`] : [],
  )
  const replaced = fates.recorded.flatMap((fate, r) =>
    fate?.fate === 'replaced' ? [`${r} ${fate.present}`] : [],
  )
  expect(replacing.sort()).toEqual(replaced.sort())
}

/** IDs and paths that were given once still belong to the message that got them. */
export function expectOwnersKept(before: LedgerInMemory, after: LedgerInMemory): void {
  for (const [path, id] of before.state.owners) expect(after.state.owners.get(path)).toBe(id)
  for (const { seq, id, paths } of before.state.messages) {
    expect(after.state.messages[seq]).toMatchObject({ id, paths })
  }
}
