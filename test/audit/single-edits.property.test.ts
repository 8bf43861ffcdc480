import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditList, readList, recordList } from './audit-bytes.ts'
import { HISTORIES } from './history-checks.ts'
import { applyEdit, type EditKind } from './random-edits.ts'
import { filesOf, makeEntries, someMessages } from './random-lists.ts'

/** The code that one edit of each kind must give. None of them touches the first or last message. */
const CODES: Partial<Record<EditKind, readonly string[]>> = {
  'edit-head': ['header-edited'],
  'edit-body': ['body-edited'],
  'edit-from-line': ['from-line-edited'],
  'edit-message-id': ['message-id-changed'],
  crlf: ['line-endings-changed'],
  status: ['reader-fields-changed'],
  'blank-lines': ['trailing-whitespace-changed'],
  delete: ['deleted'],
  insert: ['inserted'],
  append: ['appended'],
  'break-from-line': ['merged', 'suspect-from-line'],
  'remove-from-line': ['merged'],
}

const plain = fc.record({
  draws: someMessages({ minLength: 12, maxLength: 20 }).map((draws) =>
    // Bodies that are empty or shared, and shared From_ lines, leave open whether a message was edited or replaced.
    draws.map((draw) => ({
      ...draw,
      repeats: null,
      hasId: true,
      sameSecond: false,
      body: `some text\n${draw.body}`,
    })),
  ),
  kind: fc.constantFrom(...(Object.keys(CODES) as EditKind[])),
  at: fc.nat(100),
})

test('one edit is named by exactly its code, at its place', async () => {
  await fc.assert(
    fc.asyncProperty(plain, async ({ draws, kind, at }) => {
      const list = [makeEntries(draws, 'm')]
      const place = 1 + (at % (draws.length - 2))
      const ledger = recordList(readList(filesOf(list)))
      const [first] = draws
      const edited = applyEdit(list, { kind, at: place, to: 5, length: 1, drawn: [first!] }, 'e')
      const { findings } = await auditList(ledger, readList(filesOf(edited)))
      const codes = [...new Set(findings.map(({ code }) => code))]
      expect(codes.toSorted()).toEqual(CODES[kind]!.toSorted())
      expect(findings).toHaveLength(codes.length)
      const main = findings.find(({ code }) => code === CODES[kind]![0])!
      if (kind === 'append') expect(main.present?.position).toBe(draws.length)
      else if (kind === 'insert') expect(main.present?.position).toBe(place)
      else if (kind === 'crlf' || kind === 'status') expect(main).toMatchObject({ count: 1, recorded: null })
      else expect(main.recorded?.position).toBe(place)
    }),
    { numRuns: Math.ceil(HISTORIES / 8) },
  )
})
