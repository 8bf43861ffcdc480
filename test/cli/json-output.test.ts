import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, expect, test } from 'vitest'
import { cliFolder } from './run-cli.ts'
import { GARDEN_TALK, mbox, mboxWithout } from './sample.ts'

const folder = cliFolder()
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true })
const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8')) as object
const fitsReport = ajv.compile(schema('audit'))
const fitsScan = ajv.compile(schema('scan'))

type Report = Readonly<Record<string, unknown>>

/** Runs a command with --json and demands that stdout is one object that fits the schema. */
async function report(words: readonly string[], code: number): Promise<Report> {
  const run = await folder.holdfast([...words, '--json'])
  expect(run.code, run.stderr).toBe(code)
  const value = JSON.parse(run.stdout) as Report
  expect(fitsReport(value), JSON.stringify(fitsReport.errors)).toBe(true)
  expect(value).toMatchObject({ tool: 'holdfast', schema: 1, command: words[0] })
  return value
}

beforeAll(async () => {
  folder.write('list.mbox', mbox(30))
  await folder.holdfast(['record', 'list.mbox'])
})

test('record: a first run, a dry one before it, and one with nothing new', async () => {
  folder.write('new.mbox', GARDEN_TALK)
  const dry = await report(['record', 'new.mbox', '--dry-run'], 0)
  expect(dry).toMatchObject({
    refused: false,
    dryRun: true,
    baseline: true,
    added: 445,
    ledger: 'new.ledger',
  })
  const first = await report(['record', 'new.mbox'], 0)
  expect(first).toMatchObject({ list: 'new', dryRun: false, baseline: true, added: 445, sum: dry['sum'] })
  const again = await report(['record', 'new.mbox'], 0)
  expect(again).toMatchObject({
    verdict: 'unchanged',
    baseline: false,
    added: 0,
    recorded: 445,
    sum: first['sum'],
  })
})

test('audit: a deleted message, with every field that is promised', async () => {
  folder.write('cut.mbox', mboxWithout(30, [16]))
  const words = ['audit', 'cut.mbox', '--ledger', 'list.ledger']
  const value = await report(words, 1)
  expect(value).toMatchObject({
    list: 'list',
    verdict: 'changed',
    recorded: 30,
    present: 29,
    appended: 0,
    findings: [
      {
        code: 'deleted',
        level: 'error',
        count: 1,
        messageId: 'm16@example.org',
        recorded: { position: 16, path: expect.stringMatching(/^m\/.*\.html$/) as string },
        present: null,
      },
    ],
    renumbering: {
      archiver: 'position',
      moved: 13,
      lost: 1,
      gained: 0,
      first: { from: 17, to: 16, cause: { code: 'deleted' } },
      moves: [],
    },
  })
  const [finding] = value['findings'] as { ref: string; id: string }[]
  expect(finding!.ref).toBe(`deleted:${finding!.id}`)
  const { renumbering } = await report([...words, '--moves'], 1)
  expect((renumbering as { moves: unknown[] }).moves).toHaveLength(14)
})

test('audit --format json is the same as --json', async () => {
  const words = ['audit', 'list.mbox']
  const { stdout } = await folder.holdfast([...words, '--format', 'json'])
  expect(stdout).toBe((await folder.holdfast([...words, '--json'])).stdout)
})

test('record and rebuild: refused', async () => {
  folder.write('cut.mbox', mboxWithout(30, [16]))
  const words = ['cut.mbox', '--ledger', 'list.ledger']
  expect(await report(['record', ...words], 1)).toMatchObject({ refused: true, added: 0 })
  const rebuild = await report(['rebuild', ...words, '--out', 'refused'], 1)
  expect(rebuild).toMatchObject({ refused: true, out: 'refused', pages: 0, published: null })
})

test('rebuild: what was written, and then that nothing was', async () => {
  const first = await report(['rebuild', 'list.mbox', '--out', 'site'], 0)
  const { written } = first['published'] as { written: number }
  expect(first).toMatchObject({ out: 'site', pages: 30 })
  expect(written).toBeGreaterThan(30)
  const again = await report(['rebuild', 'list.mbox', '--out', 'site'], 0)
  expect(again['published']).toEqual({ written: 0, unchanged: written, removed: 0, bytes: 0 })
})

test('accept: one by its ref, and nothing', async () => {
  folder.write('acc.mbox', mbox(30))
  await folder.holdfast(['record', 'acc.mbox'])
  folder.write('acc.mbox', mboxWithout(30, [16]))
  const { findings } = await report(['audit', 'acc.mbox'], 1)
  const [{ ref }] = findings as [{ ref: string }]
  const words = ['accept', 'acc.mbox', '--finding', ref, '--reason', 'spam', '--by', 'ann']
  const dry = await report([...words, '--dry-run'], 0)
  expect(dry).toMatchObject({ dryRun: true, accepted: [{ ref, code: 'deleted', level: 'error', count: 1 }] })
  expect(await report(words, 0)).toMatchObject({ dryRun: false, records: 1, ledger: 'acc.ledger' })
  const nothing = await report(['accept', 'acc.mbox', '--all', '--reason', 'spam', '--by', 'ann'], 0)
  expect(nothing).toMatchObject({ accepted: [], records: 0 })
})

test('scan: each line fits its schema, messages in order and findings behind their message', async () => {
  folder.write('new.mbox', GARDEN_TALK)
  const run = await folder.holdfast(['scan', 'new.mbox', '--json'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  const lines = run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Report)
  for (const line of lines) expect(fitsScan(line), JSON.stringify([line, fitsScan.errors])).toBe(true)
  const messages = lines.filter(({ type }) => type === 'message')
  expect(messages.map(({ position }) => position)).toEqual(Array.from({ length: 445 }, (_, n) => n))
  let last: unknown = null
  for (const { type, position } of lines) {
    if (type === 'message') last = position
    else if (position !== null) expect(position).toBe(last)
  }
  expect(lines.length).toBeGreaterThan(messages.length)
})

test('the schemas refuse what is not promised', () => {
  expect(fitsReport({ tool: 'holdfast', schema: 1, command: 'audit', list: 'x' })).toBe(false)
  expect(fitsScan({ type: 'message', position: 0 })).toBe(false)
})

test('the example of the published field names fits', () => {
  const place = { position: 16, path: '2001-March/000016.html' }
  const finding = { ref: 'deleted:4UIS', code: 'deleted', level: 'error', count: 1, id: '4UIS', messageId: 'a1@example.org', recorded: place, present: null, message: 'm', consequence: '', hint: '' } // prettier-ignore
  const first = { id: '4UIS', from: '2001-March/000017.html', to: '2001-March/000016.html', cause: { code: 'deleted', ref: 'deleted:4UIS' } } // prettier-ignore
  const renumbering = { archiver: 'pipermail', moved: 43, lost: 1, gained: 0, first, moves: [] }
  const value = { tool: 'holdfast', schema: 1, command: 'audit', list: 'garden-talk', verdict: 'changed', recorded: 60, present: 59, appended: 0, findings: [finding], renumbering } // prettier-ignore
  expect(fitsReport(value), JSON.stringify(fitsReport.errors)).toBe(true)
})
