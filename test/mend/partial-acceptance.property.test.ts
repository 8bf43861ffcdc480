import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AuditResult } from '../../src/audit/audit-messages.ts'
import type { Finding } from '../../src/audit/finding.ts'
import {
  acceptAll,
  acceptSome,
  auditList,
  readList,
  recordList,
  type LedgerInMemory,
  type ListInMemory,
} from '../audit/audit-bytes.ts'
import {
  expectExplained,
  expectOwnersKept,
  HISTORIES,
  histories,
  questions,
} from '../audit/history-checks.ts'
import { applyEdits } from '../audit/random-edits.ts'
import { filesOf } from '../audit/random-lists.ts'

const RUNS = Math.ceil(HISTORIES / 8)

/** Findings that sum up others, of which only the number is fixed, or that name the later one of two twins. */
const DERIVED: ReadonlySet<string> = new Set([
  'loss',
  'moved',
  'duplicate-message-id',
  'message-id-case-twins',
])

/**
 * Messages that share a From_ line, a Message-ID or their content: copies, redeliveries, and senders of two mails in
 * one second. Which of two twins is gone nobody can tell, and what was accepted is evidence for the next audit: it
 * may choose the other.
 */
function hasTwins({ present }: ListInMemory): boolean {
  const keys = present.messages.flatMap(({ messageId, digests }) => [
    `from ${digests.fromLine}`,
    `content ${digests.content}`,
    ...(messageId === null ? [] : [`id ${messageId}`]),
  ])
  return new Set(keys).size < keys.length
}

/** Pairs found by weaker evidence than bytes or Message-ID may be found otherwise once more of the list is recorded. */
function hasWeakPairs({ fates }: AuditResult, { state }: LedgerInMemory, { present }: ListInMemory): boolean {
  return [...fates.alignment.presentOf].some((p, r) => {
    if (p === -1) return false
    const recorded = state.sequence[r]!
    const message = present.messages[p]!
    const sameId = recorded.messageId !== null && recorded.messageId === message.messageId
    return !sameId && recorded.digests.raw !== message.digests.raw
  })
}

/** Findings as facts that can be compared between two audits: a code and the bytes it speaks of. */
function facts(
  { scopes }: AuditResult,
  findings: readonly Finding[],
  { state }: LedgerInMemory,
  { present }: ListInMemory,
): string[] {
  return findings
    .filter(({ code }) => !DERIVED.has(code))
    .flatMap(({ ref, code }) => {
      const { recorded, present: positions, notes, newNotes } = scopes.get(ref)!
      const bytes = (entry: { digests: { raw: string; fromLine: string } }, as: string): string =>
        `${as} ${entry.digests.raw} ${entry.digests.fromLine}`
      // As many went as came: once some of them are decided on, the rest may be gone and new by themselves.
      if (code === 'replaced') {
        const gone = bytes(state.sequence[recorded[0]!]!, 'deleted')
        return [gone, bytes(present.messages[positions[0]!]!, 'inserted')]
      }
      if (positions.length > 0) return positions.map((p) => bytes(present.messages[p]!, code))
      if (recorded.length > 0) return recorded.map((r) => bytes(state.sequence[r]!, code))
      return [...notes, ...newNotes].map((key) => `${code} ${key}`)
    })
    .sort()
}

/** What is in the one multiset and not in the other. */
function without(left: readonly string[], right: readonly string[]): string[] {
  const rest = [...right]
  return left.filter((fact) => {
    const index = rest.indexOf(fact)
    if (index !== -1) rest.splice(index, 1)
    return index === -1
  })
}

/** Present entries and their findings that an accepted finding decides along with itself. */
function decidedAlong({ fates, scopes }: AuditResult, accepted: readonly Finding[]): ReadonlySet<number> {
  const along = new Set<number>()
  for (const { ref, code } of accepted) {
    const { present, recorded } = scopes.get(ref)!
    for (const p of present) along.add(p)
    if (code === 'split')
      for (const [p, fate] of fates.present.entries())
        if (fate?.fate === 'piece' && fate.recorded === recorded[0]) along.add(p)
  }
  const last = Math.max(-1, ...[...along].filter((p) => fates.present[p] !== null))
  for (const [p, fate] of fates.present.entries()) if (fate?.fate === 'appended' && p < last) along.add(p)
  return along
}

test('what was not accepted is found again, and nothing else is', async () => {
  await fc.assert(
    fc.asyncProperty(
      histories,
      fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      async ({ list, edits }, choice) => {
        const original = readList(filesOf(list))
        const edited = readList(filesOf(applyEdits(list, edits)))
        fc.pre(!hasTwins(original) && !hasTwins(edited))
        const ledger = recordList(original)
        const audit = await auditList(ledger, edited)
        fc.pre(!hasWeakPairs(audit, ledger, edited))
        const asked = questions(audit)
        const accepted = asked.filter((_, index) => choice[index % choice.length])
        const refs = accepted.map(({ ref }) => ref)
        const after = acceptSome(ledger, edited, audit, refs)
        expectOwnersKept(ledger, after)
        const again = await auditList(after, edited)
        expectExplained(again)

        const before = facts(audit, asked, ledger, edited)
        const left = facts(again, questions(again), after, edited)
        expect(without(left, before), 'new findings').toEqual([])
        const along = decidedAlong(audit, accepted)
        // Two empty files are one note.
        const notes = new Set(refs.flatMap((ref) => audit.scopes.get(ref)!.notes))
        const kept = asked.filter(
          ({ ref }) =>
            !refs.includes(ref) &&
            !audit.scopes.get(ref)!.present.some((p) => along.has(p)) &&
            !audit.scopes.get(ref)!.notes.some((key) => notes.has(key)),
        )
        expect(without(facts(audit, kept, ledger, edited), left), 'lost findings').toEqual([])
        const moved = ({ findings }: AuditResult): number =>
          findings.filter(({ code }) => code === 'moved').length
        expect(moved(again)).toBe(moved(audit) - accepted.filter(({ code }) => code === 'moved').length)
      },
    ),
    { numRuns: RUNS },
  )
})

test('accepting one finding after the other ends where accepting all at once does', async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), async ({ list, edits }, pick) => {
      const ledger = recordList(readList(filesOf(list)))
      const edited = readList(filesOf(applyEdits(list, edits)))
      const audit = await auditList(ledger, edited)
      const atOnce = acceptAll(ledger, edited, audit)

      let stepwise = ledger
      let asked = questions(audit)
      let current = audit
      for (let step = 0; asked.length > 0; step++) {
        expect(step, asked.map(({ ref }) => ref).join(' ')).toBeLessThan(200)
        const decidable = asked.filter(({ code }) => code !== 'loss')
        const { ref } = decidable[(pick + step) % decidable.length]!
        stepwise = acceptSome(stepwise, edited, current, [ref])
        current = await auditList(stepwise, edited)
        asked = questions(current)
      }
      expectOwnersKept(ledger, stepwise)
      // Once its From_ line was accepted, a last message that is longer has only grown: the next record takes it in.
      const { grown } = current.fates
      const order = ({ state }: LedgerInMemory): unknown[] =>
        state.sequence.map(({ digests, messageId }, r) => (grown.has(r) ? null : { ...digests, messageId }))
      const common = Math.min(order(stepwise).length, order(atOnce).length)
      expect(order(stepwise).slice(0, common)).toEqual(order(atOnce).slice(0, common))
      expect((await auditList(stepwise, edited)).verdict).not.toBe('changed')
    }),
    { numRuns: RUNS },
  )
})
