import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { mbox, mboxWithout, message } from './sample.ts'

const folder = cliFolder()
const NOW = ['--now', '2025-01-15T12:00:00Z'] as const
const PIPERMAIL = ['--archiver', 'pipermail', ...NOW] as const

type Line = Readonly<Record<string, unknown>>

/** What `scan --json` prints, a line each. */
async function scan(words: readonly string[]): Promise<Line[]> {
  const run = await folder.holdfast(['scan', ...words, '--json'])
  expect(run.code, run.stderr).toBe(0)
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}

/** What `audit --json` prints. */
async function audit(words: readonly string[], code: number): Promise<AuditReport> {
  const run = await folder.holdfast(['audit', ...words, '--json'])
  expect(run.code, run.stderr).toBe(code)
  return JSON.parse(run.stdout) as AuditReport
}

interface AuditReport {
  readonly findings: readonly Line[]
  readonly renumbering: Line & {
    readonly moves: readonly { readonly from: string; readonly to: string | null }[]
  }
  readonly forecast: Line
}

const fixture = (name: string): URL => new URL(`../fixtures/pipermail/${name}`, import.meta.url)
const json = (name: string): unknown => JSON.parse(readFileSync(fixture(name), 'utf8'))

const PERIODS: Readonly<Record<string, string>> = {
  yearly: 'year',
  quarterly: 'quarter',
  monthly: 'month',
  weekly: 'week',
  daily: 'day',
}

interface Extra {
  readonly frequency: string
  readonly tz: string
  readonly now: string
  readonly rc: number
  readonly env: Readonly<Record<string, string>>
  readonly runs: readonly string[]
}

/** The flags that give the conditions of a vector. */
function flagsOf({ frequency, tz, now, env, runs }: Extra): string[] {
  const range = ['start', 'end'].flatMap((name) => {
    const value = new RegExp(`--${name}=(\\d+)`).exec(runs[0]!)?.[1]
    return value === undefined ? [] : ['--archiver-option', `${name}=${value}`]
  })
  const sanitizer = env['ORACLE_SANITIZER']
  return [
    ...['--archiver', 'pipermail', '--period', PERIODS[frequency]!, '--timezone', tz, '--now', now],
    ...range,
    ...(sanitizer === undefined ? [] : ['--archiver-option', `sanitizer=${sanitizer}`]),
  ]
}

describe('scan --archiver gives the pages that Mailman 2.1.39 made', () => {
  test.each([
    'basic-thread',
    'crash-charset',
    'crlf',
    'date-future',
    'date-missing',
    'empty-file',
    'from-in-body-after-blank',
    'from-lookalikes',
    'leading-bom',
    'leading-junk',
    'start-end',
    'tz-newyork',
    'volume-weekly-dst',
    'volume-yearly',
  ])('%s', async (name) => {
    const extra = json(`${name}.extra.json`) as Extra
    const expected = json(`${name}.expected.json`) as { number: number; file: string; start: number }[]
    folder.write(`${name}.mbox`, readFileSync(fixture(`${name}.mbox`)))
    const lines = await scan([`${name}.mbox`, ...flagsOf(extra)])
    const pages = lines.flatMap(({ type, number, path, offset }) =>
      type === 'message' && path !== null ? [{ number, file: path, start: offset }] : [],
    )
    expect(pages).toEqual(expected.map(({ number, file, start }) => ({ number, file, start })))
    expect(lines.filter(({ code }) => code === 'archiver-crash')).toHaveLength(extra.rc)
  })
})

describe('scan --archiver', () => {
  test('says why a message has no page, and where the archiver stops', async () => {
    folder.write('crash.mbox', readFileSync(fixture('crash-charset.mbox')))
    const lines = await scan(['crash.mbox', ...PIPERMAIL])
    const reasons = lines.flatMap(({ type, path, reason }) => (type === 'message' ? [[path, reason]] : []))
    expect(reasons).toEqual([
      ['2015-May/000000.html', undefined],
      [null, 'crash'],
      [null, 'after-crash'],
    ])
    expect(lines.find(({ code }) => code === 'archiver-crash')).toMatchObject({ position: 1, level: 'error' })
  })

  test('without one, no message has a number, a path or a reason', async () => {
    folder.write('crash.mbox', readFileSync(fixture('crash-charset.mbox')))
    for (const line of await scan(['crash.mbox'])) {
      expect(Object.keys(line)).not.toContain('path')
      expect(Object.keys(line)).not.toContain('number')
      expect(Object.keys(line)).not.toContain('reason')
      expect(String(line['code'])).not.toMatch(/^archiver-/)
    }
  })

  test('a page of text inside a message is a finding with its number, and pages behind it move up', async () => {
    folder.write('body.mbox', readFileSync(fixture('from-in-body-after-blank.mbox')))
    const lines = await scan(['body.mbox', ...PIPERMAIL, '--separator', 'rfc4155'])
    expect(lines.filter(({ type }) => type === 'message').map(({ number }) => number)).toEqual([0, 2])
    expect(lines.filter(({ code }) => code === 'archiver-extra-page')).toMatchObject([
      // It has no date, so it lands in the month of the rebuild.
      { position: 0, number: 1, path: '2025-January/000001.html', level: 'warning' },
    ])
    const own = await scan(['body.mbox', ...PIPERMAIL])
    expect(own.filter(({ type }) => type === 'message').map(({ number }) => number)).toEqual([0, 1, 2])
    expect(own.some(({ code }) => code === 'archiver-extra-page')).toBe(false)
  })

  test('several files are one list, and a copy is dropped in whichever of them it stands', async () => {
    folder.write('part-1.mbox', mbox(2))
    folder.write('part-2.mbox', message(1) + message(2))
    const lines = await scan(['part-1.mbox', 'part-2.mbox', '--archiver', 'mhonarc'])
    const messages = lines.filter(({ type }) => type === 'message')
    expect(messages.map(({ file, path }) => [file, path])).toEqual([
      ['part-1.mbox', 'msg00000.html'],
      ['part-1.mbox', 'msg00001.html'],
      ['part-2.mbox', null],
      ['part-2.mbox', 'msg00002.html'],
    ])
    expect(messages[2]).toMatchObject({ reason: 'duplicate-message-id' })
    expect(lines.filter(({ code }) => code === 'archiver-no-page')).toMatchObject([{ position: 2 }])
  })

  test('for people, the page stands behind the place', async () => {
    folder.write('two.mbox', mbox(1) + message(0))
    const run = await folder.holdfast(['scan', 'two.mbox', '--archiver', 'hypermail'])
    expect(run.stdout).toMatch(/^0 {2}two\.mbox:1 {2}0000\.html /m)
    expect(run.stdout).toMatch(/^1 {2}two\.mbox:\d+ {2}\(duplicate-message-id\) /m)
  })

  test.each([
    [['--archiver', 'pipermail', '--archiver-option', 'colour=red'], /options sanitizer/, /archivers\.md/],
    [
      ['--archiver', 'pipermail', '--archiver-option', 'sanitizer=9'],
      /must be 0, 1, 2 or 3/,
      /archivers\.md/,
    ],
    [['--archiver', 'pipermail', '--archiver-option', 'sanitizer'], /KEY=VALUE/, /archivers\.md/],
    [['--archiver', 'mailman'], /pipermail, mhonarc, hypermail, hyperkitty, public-inbox/, /--help/],
    [['--archiver-option', 'sanitizer=0'], /--archiver-option speaks of an archiver/, /--archiver NAME/],
    [['--period', 'year'], /--period speaks of an archiver/, /--archiver NAME/],
  ])('%j is refused', async (words, fact, next) => {
    folder.write('list.mbox', mbox(1))
    expectRefusal(await folder.holdfast(['scan', 'list.mbox', ...words]), 2, fact, next)
  })
})

describe('audit --archiver', () => {
  test('before anything is recorded it says what would be made, dropped and stumbled over', async () => {
    folder.write('first.mbox', readFileSync(fixture('crash-charset.mbox')))
    const { forecast, findings, renumbering } = await audit(['first.mbox', ...PIPERMAIL], 0)
    expect(forecast).toMatchObject({
      archiver: 'pipermail',
      baseline: null,
      pages: 1,
      withoutPage: [
        { position: 1, reason: 'crash' },
        { position: 2, reason: 'after-crash' },
      ],
      crash: { position: 1, file: 'first.mbox' },
    })
    expect(findings.find(({ code }) => code === 'archiver-crash')).toMatchObject({
      level: 'warning',
      count: 2,
    })
    expect(renumbering).toMatchObject({ archiver: 'pipermail', moved: 0, lost: 0, first: null })
    const { stdout } = await folder.holdfast(['audit', 'first.mbox', ...PIPERMAIL])
    expect(stdout).toContain('a full rebuild by pipermail would make 1 page\n')
    expect(stdout).toContain('none for 1 message (2): the archiver has stopped before it')
    expect(stdout).toContain('it stops with an error: IndexError')
  })

  test('an unchanged list moves nothing, whatever the archiver drops', async () => {
    folder.write('same.mbox', mbox(4) + message(2))
    await folder.holdfast(['record', 'same.mbox'])
    for (const name of ['pipermail', 'mhonarc', 'hypermail', 'hyperkitty', 'public-inbox']) {
      const { renumbering, findings } = await audit(['same.mbox', '--archiver', name, '--strict'], 0)
      expect(renumbering).toMatchObject({ archiver: name, moved: 0, lost: 0, gained: 0, first: null })
      expect(findings).toEqual([])
    }
  })

  test('a deleted message moves all behind it, and is named as the cause', async () => {
    folder.write('cut.mbox', mbox(6))
    await folder.holdfast(['record', 'cut.mbox'])
    folder.write('cut.mbox', mboxWithout(6, [2]))
    const { renumbering, findings } = await audit(['cut.mbox', ...PIPERMAIL, '--moves'], 1)
    const { ref } = findings.find(({ code }) => code === 'deleted')!
    expect(renumbering).toMatchObject({
      archiver: 'pipermail',
      moved: 3,
      lost: 1,
      gained: 0,
      first: {
        from: '2001-January/000003.html',
        to: '2001-January/000002.html',
        cause: { code: 'deleted', ref },
      },
    })
    expect(renumbering.moves.map(({ from, to }) => [from, to])).toEqual([
      ['2001-January/000002.html', null],
      ['2001-January/000003.html', '2001-January/000002.html'],
      ['2001-January/000004.html', '2001-January/000003.html'],
      ['2001-January/000005.html', '2001-January/000004.html'],
    ])
  })

  test('standard input is refused: the files are read twice', async () => {
    const run = await folder.holdfast(['audit', '-', ...PIPERMAIL], { stdin: mbox(1) })
    expectRefusal(run, 2, /audit --archiver reads twice/, /save it as a file/)
  })

  test('what a configuration says of period and zone counts for the forecast, and is no mistake without one', async () => {
    folder.write('year.mbox', mbox(2))
    const list = { name: 'year', mbox: ['year.mbox'], period: 'year', timezone: 'Europe/Berlin' }
    folder.write('year.json', JSON.stringify({ lists: [list] }))
    await audit(['--config', 'year.json'], 0)
    await folder.holdfast(['record', '--config', 'year.json'])
    folder.write('year.mbox', mboxWithout(2, [0]))
    const { renumbering } = await audit(['--config', 'year.json', ...PIPERMAIL], 1)
    expect(renumbering).toMatchObject({ first: { from: '2001/000001.html', to: '2001/000000.html' } })
  })
})

const unpacked =
  corpus !== null &&
  spawnSync('tar', [
    '-xJf',
    corpusPath('data', 'synthetic-pipermail.tar.xz'),
    '-C',
    folder.path,
    'synthetic-pipermail/list.mbox',
    'synthetic-pipermail/list-edited.mbox',
    'synthetic-pipermail/tree.tsv',
    'synthetic-pipermail/tree-after-the-edit.tsv',
  ]).status === 0

describe.skipIf(!unpacked)(
  `a list that Pipermail published (skipped if ${CORPUS_MISSING}, or tar is missing)`,
  () => {
    const at = (name: string): string => join('synthetic-pipermail', name)
    const rows = (name: string): string[][] =>
      folder
        .text(at(name))
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'))

    test('scan --archiver gives each row of its tree', async () => {
      const lines = await scan([at('list.mbox'), ...PIPERMAIL])
      const made = lines.flatMap(({ type, number, path, messageId, offset }) =>
        type === 'message' ? [[String(number), path, messageId, String(offset)]] : [],
      )
      expect(made.length).toBeGreaterThan(1000)
      expect(made).toEqual(rows('tree.tsv').map((row) => row.slice(0, 4)))
    })

    test('audit --archiver tells the difference of the trees before and after the edit, page by page', async () => {
      const ledger = ['--ledger', 'synthetic.ledger']
      await folder.holdfast(['record', at('list.mbox'), ...ledger, '--separator', 'any'])
      const { renumbering, findings } = await audit(
        [at('list-edited.mbox'), ...ledger, ...PIPERMAIL, '--moves'],
        1,
      )
      const before = rows('tree.tsv')
      const after = rows('tree-after-the-edit.tsv')
      const cut = before.findIndex(([, , key], index) => after[index]?.[2] !== key)
      const expected = before.flatMap(([, from], index) => {
        const to = index < cut ? from! : index === cut ? null : after[index - 1]![1]!
        return from === to ? [] : [{ from, to }]
      })
      expect(expected.length).toBeGreaterThan(700)
      expect(renumbering.moves.map(({ from, to }) => ({ from, to }))).toEqual(expected)
      const { ref } = findings.find(({ code }) => code === 'deleted')!
      expect(renumbering).toMatchObject({
        moved: expected.length - 1,
        lost: 1,
        first: { from: before[cut + 1]![1], to: after[cut]![1], cause: { code: 'deleted', ref } },
      })
    })
  },
)
