import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditMbox } from '../../src/node/audit-mbox.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'
import { redactMessages } from '../../src/node/redact-messages.ts'
import { repairMbox, type RepairMboxOptions } from '../../src/node/repair-mbox.ts'
import { scanMboxFiles } from '../../src/node/scan-mbox-files.ts'
import { temporaryFolder } from './temporary-folder.ts'

const FOLDER = new URL('../fixtures/edits/', import.meta.url)
const readMbox = (name: string): Buffer => readFileSync(new URL(`${name}.mbox`, FOLDER))
const BASE = readMbox('base')
const BACKUP = new URL('base.mbox', FOLDER).pathname
const { edits } = JSON.parse(readFileSync(new URL('edits.json', FOLDER), 'utf8')) as {
  edits: { readonly name: string }[]
}
const decision = { by: 'tester', at: '2026-01-31T12:00:00Z' }

async function listOf(edited: Uint8Array): Promise<string> {
  const mbox = join(temporaryFolder(), 'list.mbox')
  writeFileSync(mbox, BASE)
  await recordMbox({ mbox: [mbox] })
  writeFileSync(mbox, edited)
  return mbox
}

const repair = (mbox: string, options: Partial<RepairMboxOptions> = {}) =>
  repairMbox({ mbox: [mbox], decision, write: true, ...options })

const questions = async (mbox: string): Promise<string[]> => {
  const { result } = await auditMbox({ mbox: [mbox] })
  return result.findings.filter(({ level }) => level !== 'info').map(({ code }) => code)
}

async function numbersOf(mbox: string, name: string): Promise<Map<string | null, number | null | undefined>> {
  const numbers = new Map<string | null, number | null | undefined>()
  for await (const item of scanMboxFiles({ mbox: [mbox], archiver: { name, now: '2025-01-15T12:00:00Z' } }))
    if (item.type === 'message') numbers.set(item.messageId, item.number)
  return numbers
}

/** What stands behind the recorded messages of these copies is new mail: it stays. */
const APPENDED = new Set(['append-20', 'append-reply-old', 'append-partial', 'interleave-other-list'])

describe.each(edits)('$name', ({ name }) => {
  test('a backup brings back every recorded byte', async () => {
    const mbox = await listOf(readMbox(name))
    const done = await repair(mbox, { from: [BACKUP], removeInserted: true })
    expect(done.unrepaired).toEqual([])
    expect(await questions(mbox)).toEqual([])
    const now = readFileSync(mbox)
    expect((APPENDED.has(name) ? now.subarray(0, BASE.length) : now).equals(BASE)).toBe(true)
  })
})

describe('without a backup', () => {
  test.each([
    'merge-31-32',
    'merge-31-32-line-gone',
    'merge-31-32-blank-gone',
    'merge-31-32-year-gone',
    'merge-tail-escaped',
    'reverse',
    'swap-12-38',
    'sort-by-sender',
    'unescape-all',
    'double-escape-all',
    'crlf',
    'crlf-half',
    'bom-added',
    'no-final-newlines',
  ])('%s is undone to the byte, for the list proves what it was', async (name) => {
    const mbox = await listOf(readMbox(name))
    const { unrepaired, records } = await repair(mbox)
    expect(unrepaired).toEqual([])
    expect(records).toEqual([])
    expect(readFileSync(mbox).equals(BASE)).toBe(true)
  })

  test('a deleted message gets a placeholder, and every archiver gives the others their old numbers', async () => {
    const mbox = await listOf(BASE)
    const archivers = ['pipermail', 'mhonarc', 'hypermail']
    const before = await Promise.all(archivers.map((name) => numbersOf(mbox, name)))
    writeFileSync(mbox, readMbox('delete-first'))
    const { placeholders, state } = await repair(mbox)
    expect(placeholders).toEqual([state.messages[0]!.id])
    expect(await questions(mbox)).toEqual([])
    expect(await Promise.all(archivers.map((name) => numbersOf(mbox, name)))).toEqual(before)

    // Later a backup turns up.
    const again = await repair(mbox, { from: [BACKUP] })
    expect(again.records).toMatchObject([{ type: 'amend', seq: 0, codes: ['restored'] }])
    expect(readFileSync(mbox).equals(BASE)).toBe(true)
    expect(await questions(mbox)).toEqual([])
  })

  test('an empty file is left, with a reason of its own', async () => {
    const mbox = await listOf(BASE)
    const empty = join(temporaryFolder(), 'z.mbox')
    writeFileSync(empty, '')
    const { unrepaired } = await repairMbox({
      mbox: [mbox, empty],
      ledger: mbox.replace(/mbox$/, 'ledger'),
      decision,
    })
    expect(unrepaired).toMatchObject([
      { finding: { code: 'empty-file' }, reason: 'an empty file holds nothing that could be mended' },
    ])
  })

  test('a body that was broken by a From_ line, put in or unquoted, is joined again', async () => {
    const text = BASE.toString('latin1')
    const line = 'From typed@example.org Mon Mar  2 10:00:00 2015\n'
    const broken = text.replace('\nline reads the friday', `\n\n${line}line reads the friday`)
    const mbox = await listOf(Buffer.from(broken, 'latin1'))
    expect(await questions(mbox)).toContain('split')
    await repair(mbox)
    expect(await questions(mbox)).not.toContain('split')
    expect((await auditMbox({ mbox: [mbox] })).present.messages).toHaveLength(60)
  })

  test.each([
    ['body-typo-8', 'body-edited', '--from'],
    ['insert-25', 'inserted', '--remove-inserted'],
    ['delete-month', 'deleted', '--from'],
  ])('%s is left, with the next step', async (name, code, hint) => {
    const mbox = await listOf(readMbox(name))
    const { unrepaired, written, edits: made } = await repair(mbox)
    expect({ written, made }).toEqual({ written: null, made: [] })
    const left = unrepaired.find(({ finding }) => finding.code === code)
    expect(left?.hint).toContain(hint)
    expect(readFileSync(mbox).equals(readMbox(name))).toBe(true)
  })
})

test('nothing is written without --write, and what was there is kept with it', async () => {
  const edited = readMbox('merge-31-32')
  const mbox = await listOf(edited)
  const dry = await repair(mbox, { write: false })
  expect(dry.repaired.map(({ code }) => code)).toEqual(['merged'])
  expect(readFileSync(mbox).equals(edited)).toBe(true)
  const { written } = await repair(mbox)
  expect(readFileSync(written![0]!.backup).equals(edited)).toBe(true)
})

test('a backup never brings back what was redacted', async () => {
  const mbox = await listOf(BASE)
  const { id } = (await auditMbox({ mbox: [mbox] })).ledger!.state.messages[0]!
  await redactMessages({
    mbox: [mbox],
    ids: [id],
    body: true,
    decision: { ...decision, reason: 'r' },
    write: true,
  })
  const redacted = readFileSync(mbox)
  const { edits: none } = await repair(mbox, { from: [BACKUP] })
  expect(none).toEqual([])
  writeFileSync(mbox, BASE)
  const { unrepaired } = await repair(mbox, { from: [BACKUP] })
  expect(unrepaired.map(({ finding }) => finding.code)).toEqual(['redaction-undone'])
  expect(redacted.equals(BASE)).toBe(false)
})
