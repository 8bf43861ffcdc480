import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { acceptAll, auditList, readList, recordList } from './audit-bytes.ts'

const folder = new URL('../fixtures/edits/', import.meta.url)

interface Edit {
  readonly name: string
  readonly new_to_base: readonly (number | null)[]
  readonly deleted: readonly number[]
  readonly modified: readonly number[]
  readonly fewest_moved: number
  readonly positional_url_shift: number
  readonly positional_url_shift_first: number | null
}

const { edits } = JSON.parse(readFileSync(new URL('edits.json', folder), 'utf8')) as { edits: Edit[] }
const readMbox = (name: string): Uint8Array => readFileSync(new URL(`${name}.mbox`, folder))
const base = readList([readMbox('base')])
const ledger = recordList(base)

/** The codes that each edit must give, with how many findings of each; nothing else may be found. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  identical: {},
  'append-20': { appended: 1 },
  'append-reply-old': { appended: 1 },
  'append-partial': { appended: 1, 'unfinished-message': 1 },
  'delete-first': { deleted: 1 },
  'delete-month': { deleted: 15, loss: 1 },
  'placeholder-30': { 'body-edited': 1 },
  'insert-25': { inserted: 1 },
  'duplicate-20-at-41': { duplicated: 1 },
  'block-doubled': { duplicated: 10 },
  'file-doubled': { duplicated: 60 },
  'interleave-other-list': { inserted: 9, appended: 1 },
  'swap-12-38': { moved: 2 },
  'swap-12-13': { moved: 1 },
  reverse: { moved: 59 },
  'sort-by-sender': { moved: 43 },
  'body-typo-8': { 'body-edited': 1 },
  'body-insert-8': { 'body-edited': 1 },
  'redact-same-length-22': { 'body-edited': 1 },
  'redact-address-all': { 'from-line-edited': 6, 'header-edited': 9 },
  'subject-fixed-14': { 'header-edited': 1 },
  'msgid-removed-19': { 'message-id-changed': 1 },
  'date-other-month-26': { 'header-edited': 1 },
  'header-order-9': { 'header-edited': 1 },
  'mutt-status': { 'reader-fields-changed': 1 },
  'unescape-nodate-9': { 'quoting-changed': 1, 'suspect-from-line': 1 },
  'unescape-all': { 'quoting-changed': 6, 'suspect-from-line': 12 },
  'double-escape-all': { 'quoting-changed': 6 },
  'merge-31-32': { merged: 1 },
  'merge-31-32-line-gone': { merged: 1 },
  'merge-31-32-blank-gone': { merged: 1, 'unseparated-message': 1 },
  'merge-31-32-year-gone': { merged: 1, 'suspect-from-line': 1 },
  'merge-tail-escaped': { merged: 10 },
  'truncate-mid-45': { 'body-edited': 1, deleted: 15, loss: 1, truncated: 1 },
  'truncate-in-from-46': { deleted: 15, loss: 1, truncated: 1 },
  'no-final-newlines': { 'trailing-whitespace-changed': 1 },
  'nul-block-20': { 'body-edited': 1, 'nul-block': 1 },
  crlf: { 'line-endings-changed': 1 },
  'crlf-half': { 'line-endings-changed': 1 },
  'bom-added': { 'byte-order-mark': 1 },
  'latin1-to-replacement': { 'charset-changed': 8 },
  'strip-trailing-space': { 'whitespace-changed': 55 },
  'tabs-to-spaces': { 'whitespace-changed': 38 },
  'squeeze-blank': {},
  'wrap-60': { 'whitespace-changed': 60 },
  'cancel-delete-insert': { deleted: 1, inserted: 1 },
  'cancel-size': { 'body-edited': 1 },
  'dup-then-later-removed-a': { duplicated: 1 },
}

test('every edited copy has an expectation, and every expectation a copy', () => {
  const names = edits.map(({ name }) => name)
  expect(names.toSorted()).toEqual(Object.keys(EXPECTED).sort())
  const files = readdirSync(folder).filter((name) => name.endsWith('.mbox') && name !== 'base.mbox')
  expect(files.map((name) => name.slice(0, -'.mbox'.length)).sort()).toEqual(names.toSorted())
})

describe.each(edits)('$name', (edit) => {
  const list = readList([readMbox(edit.name)])

  test('is named for what it is, and nothing else is found', async () => {
    const { findings } = await auditList(ledger, list)
    const codes: Record<string, number> = {}
    for (const { code } of findings) codes[code] = (codes[code] ?? 0) + 1
    expect(codes).toEqual(EXPECTED[edit.name])
  })

  test('the messages and places named are those that were edited', async () => {
    const { findings, renumbering } = await auditList(ledger, list)
    const positions = (...codes: string[]): number[] =>
      findings.filter(({ code }) => codes.includes(code)).map(({ recorded }) => recorded!.position + 1)
    expect(positions('deleted', 'merged').sort((a, b) => a - b)).toEqual(edit.deleted)
    expect(findings.filter(({ code }) => code === 'moved')).toHaveLength(edit.fewest_moved)
    const edited = positions(
      'body-edited',
      'header-edited',
      'message-id-changed',
      'charset-changed',
      'whitespace-changed',
      'quoting-changed',
    )
    expect(edit.modified).toEqual(expect.arrayContaining(edited))
    expect(renumbering.moved).toBe(edit.positional_url_shift)
    expect(renumbering.lost).toBe(edit.deleted.length)
  })

  test('each finding has a place, words and a ref of its own', async () => {
    const { findings } = await auditList(ledger, list)
    expect(new Set(findings.map(({ ref }) => ref)).size).toBe(findings.length)
    for (const finding of findings) {
      expect(finding.message).not.toMatch(/undefined|NaN|null/)
      expect(finding.recorded ?? finding.present, finding.ref).not.toBeNull()
      const { present } = finding
      if (present === null || finding.code === 'loss') continue
      const entry = list.present.messages[present.position]!
      expect(present.offset).toBeGreaterThanOrEqual(present.position === 0 ? 0 : entry.offset)
      expect(present.offset).toBeLessThanOrEqual(entry.trailer.end)
    }
  })

  test('after everything is accepted the file is unchanged, but for new messages at its end', async () => {
    const accepted = acceptAll(ledger, list, await auditList(ledger, list))
    const again = await auditList(accepted, list)
    expect(again.findings.filter(({ level }) => level !== 'info')).toEqual([])
    expect(again.verdict).toBe('appended' in EXPECTED[edit.name]! ? 'appended' : 'unchanged')
    for (const [path, id] of ledger.state.owners) expect(accepted.state.owners.get(path)).toBe(id)
  })
})
