import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Layout, Period } from '../../src/ledger/ledger-state.ts'
import { acceptFindings } from '../../src/node/accept-findings.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { auditMbox } from '../../src/node/audit-mbox.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'
import { verifyArchive } from '../../src/node/verify-archive.ts'
import { fixture } from '../archivers/entries.ts'
import { temporaryFolder, treeOf } from './temporary-folder.ts'

const PERIODS: Readonly<Record<string, Period>> = {
  yearly: 'year',
  quarterly: 'quarter',
  monthly: 'month',
  weekly: 'week',
  daily: 'day',
}

const mail = (
  id: string | null,
  more: readonly string[] = [],
  body = `hello from ${id ?? 'nobody'}`,
): string =>
  [
    'From ann@example.org Mon May  4 10:00:00 2015',
    ...(id === null ? [] : [`Message-ID: <${id}>`]),
    'Date: Mon, 4 May 2015 10:00:00 +0000',
    'From: Ann <ann@example.org>',
    `Subject: about ${id ?? 'nothing'}`,
    ...more,
    '',
    body,
    '',
    '',
  ].join('\n')

/** A list in a folder of its own. */
function list(...messages: readonly string[]) {
  const folder = temporaryFolder()
  const mbox = join(folder, 'garden.mbox')
  const out = join(folder, 'site')
  const write = (...texts: readonly string[]): void => writeFileSync(mbox, texts.join(''))
  write(...messages)
  const options = { mbox: [mbox] }
  return { folder, mbox, out, write, options, ledger: join(folder, 'garden.ledger') }
}

const page = (out: string, path: string): string => readFileSync(join(out, path), 'utf8')
const decision = { reason: 'meant', by: 'Mara', at: '2025-01-01T00:00:00Z' }

describe('a new ledger has the paths that Pipermail gave', () => {
  const cases = readdirSync(new URL('../fixtures/pipermail', import.meta.url))
    .filter((name) => name.endsWith('.expected.json'))
    .map((name) => name.replace('.expected.json', ''))
    .filter((name) => {
      const { runs, env } = JSON.parse(fixture('pipermail', `${name}.extra.json`).toString()) as Extra
      return runs.length === 1 && runs[0] === '--wipe' && env['ORACLE_SANITIZER'] === undefined
    })
    .sort()

  test('there are cases', () => expect(cases.length).toBeGreaterThan(30))

  for (const name of cases) {
    test(name, async () => {
      const expected = JSON.parse(fixture('pipermail', `${name}.expected.json`).toString()) as Page[]
      const extra = JSON.parse(fixture('pipermail', `${name}.extra.json`).toString()) as Extra
      const { options, mbox } = list()
      writeFileSync(mbox, fixture('pipermail', `${name}.mbox`))
      const { state, audit } = await recordMbox({
        ...options,
        layout: 'pipermail',
        period: PERIODS[extra.frequency],
        timezone: extra.tz,
        now: extra.now,
      })
      expect(audit.separator).toBe('any')
      const { messages } = (await auditMbox({ ...options })).present
      const byStart = new Map(expected.map((row) => [row.start, row]))
      for (const [position, { number, path, predicted }] of state!.sequence.entries()) {
        const row = byStart.get(messages[position]!.offset)
        // Behind a message that stops a full rebuild, mail went on to be archived as it arrived.
        if (row === undefined && (extra.rc !== 0 || path === null)) continue
        expect({ number, path, predicted }, name).toEqual({
          number: row?.number,
          path: row?.file,
          predicted: true,
        })
        byStart.delete(row!.start)
      }
      // A last message that may still be being written is not recorded yet.
      const open = messages.slice(state!.sequence.length)
      expect([...byStart.keys()]).toEqual(open.map(({ offset }) => offset))
    })
  }

  test('also where a rule finds fewer messages: the numbers pass over pages made of text inside one', async () => {
    const { options } = list(mail('a@x', [], 'hi\n\nFrom here on it gets better'), mail('b@x'))
    const recorded = await recordMbox({ ...options, layout: 'pipermail', separator: 'rfc4155' })
    expect(recorded.state!.sequence.map(({ number }) => number)).toEqual([0, 2])
  })
})

describe.each([
  ['mhonarc', 'any', (number: number) => `msg0000${number}.html`],
  ['hypermail', 'dated', (number: number) => `000${number}.html`],
] as const)('layout %s', (layout, separator, path) => {
  test('a message whose Message-ID was there before has no path until a site is built', async () => {
    const { options, out, write } = list(mail('a@x'), mail('a@x', [], 'something else'), mail('b@x'))
    const { state, audit } = await recordMbox({ ...options, layout })
    expect(audit.separator).toBe(separator)
    expect(state!.sequence.map((m) => m.path)).toEqual([path(0), null, path(1)])
    const built = await rebuildArchive({ ...options, out })
    expect(built.recording.moved).toBe(1)
    expect(built.recording.state!.sequence.map((m) => m.path)).toEqual([path(0), path(2), path(1)])
    expect(page(out, path(2))).toContain('something else')
    write(mail('a@x'), mail('a@x', [], 'something else'), mail('b@x'), mail('c@x'))
    const { recording } = await rebuildArchive({ ...options, out })
    expect(recording.state!.sequence.map((m) => m.number)).toEqual([0, 2, 1, 3])
    expect(recording.moved).toBe(0)
  })
  test('an exact duplicate stays without', async () => {
    const { options, out } = list(mail('a@x'), mail('a@x'), mail('b@x'))
    const { recording } = await rebuildArchive({ ...options, out, layout })
    expect(recording.state!.sequence.map((m) => m.path)).toEqual([path(0), null, path(1)])
  })
})

test('in layout pipermail an exact duplicate has the page that Pipermail gave it', async () => {
  const { options } = list(mail('a@x'), mail('a@x'))
  const { state } = await recordMbox({ ...options, layout: 'pipermail' })
  expect(state!.sequence.map((m) => m.path)).toEqual(['2015-May/000000.html', '2015-May/000001.html'])
})

test('a message that stops Pipermail takes no number, and gets the next one when a site is built', async () => {
  const crash = mail('bad@x', ['Content-Type: text/plain; charset=" "'])
  const { options, out } = list(mail('a@x'), crash, mail('b@x'))
  const { state } = await recordMbox({ ...options, layout: 'pipermail' })
  expect(state!.sequence.map((m) => m.number)).toEqual([0, null, 1])
  const { recording } = await rebuildArchive({ ...options, out })
  expect(recording.state!.sequence.map((m) => m.path)).toEqual([
    '2015-May/000000.html',
    '2015-May/000002.html',
    '2015-May/000001.html',
  ])
})

test('numbers go on after the highest, also of withdrawn and of inserted messages', async () => {
  const { options, out, write } = list(mail('a@x'), mail('b@x'), mail('c@x'))
  await rebuildArchive({ ...options, out, layout: 'pipermail' })
  write(mail('a@x'), mail('new@x'), mail('b@x'))
  await acceptFindings({ ...options, all: true, decision, loss: 1 })
  write(mail('a@x'), mail('new@x'), mail('b@x'), mail('d@x'))
  const { recording } = await rebuildArchive({ ...options, out })
  expect(recording.refused).toBe(false)
  expect(recording.state!.sequence.map((m) => [m.messageId, m.path])).toEqual([
    ['a@x', '2015-May/000000.html'],
    ['new@x', '2015-May/000003.html'],
    ['b@x', '2015-May/000001.html'],
    ['d@x', '2015-May/000004.html'],
  ])
  expect(page(out, '2015-May/000002.html')).toContain('withdrawn')
})

describe('a sender who asked not to be archived', () => {
  const messages = [mail('a@x'), mail('shy@x', ['X-No-Archive: yes'], 'not for all'), mail('b@x')]
  const shown = (out: string, path: string): boolean => page(out, path).includes('not for all')

  test('in layout pipermail the page stands and is withheld, unless that is to be ignored', async () => {
    const { options, out, ledger } = list(...messages)
    const path = '2015-May/000001.html'
    await rebuildArchive({ ...options, out, layout: 'pipermail' })
    expect(shown(out, path)).toBe(false)
    await rebuildArchive({ ...options, out, ignoreNoArchive: true })
    expect(shown(out, path)).toBe(true)
    expect((await verifyArchive({ dir: out, ledger, rebuild: options.mbox })).findings).toEqual([])
    await rebuildArchive({ ...options, out })
    expect(shown(out, path)).toBe(false)
  })
  test('in layout stable there is a page only when that is ignored; its path stays recorded', async () => {
    const { options, out } = list(...messages)
    const first = await rebuildArchive({ ...options, out })
    expect(first.recording.state!.sequence[1]!.path).toBeNull()
    const second = await rebuildArchive({ ...options, out, ignoreNoArchive: true })
    const { path } = second.recording.state!.sequence[1]!
    expect(shown(out, path!)).toBe(true)
    const third = await rebuildArchive({ ...options, out })
    expect(third.recording.state!.sequence[1]!.path).toBe(path)
    expect(shown(out, path!)).toBe(false)
  })
})

describe('--relayout', () => {
  const messages = [mail('a@x'), mail('b@x'), mail('c@x')]
  test.each<readonly [Layout, Layout]>([
    ['pipermail', 'stable'],
    ['stable', 'pipermail'],
    ['pipermail', 'mhonarc'],
    ['hypermail', 'pipermail'],
  ])('from %s to %s: old paths lead to the new ones, and verify agrees', async (from, to) => {
    const { options, out, ledger, write } = list(...messages)
    const first = await rebuildArchive({ ...options, out, layout: from })
    write(...messages, mail('d@x'))
    const second = await rebuildArchive({ ...options, out, relayout: to })
    expect(second.recording).toMatchObject({ added: 1, moved: 3 })
    const after = second.recording.state!
    expect(after.settings.layout).toBe(to)
    if (to !== 'stable') {
      const start = from === 'stable' ? 0 : 3
      expect(after.messages.map(({ number }) => number)).toEqual([start, start + 1, start + 2, start + 3])
    }
    for (const { path, seq } of first.recording.state!.sequence) {
      expect(page(out, path!)).toContain('http-equiv="refresh"')
      expect(after.messages[seq]!.paths[0]).toBe(path)
    }
    expect((await verifyArchive({ dir: out, ledger, rebuild: options.mbox })).findings).toEqual([])
    const before = treeOf(out)
    const third = await rebuildArchive({ ...options, out, relayout: to })
    expect(third.published!.written).toBe(0)
    expect(third.recording).toMatchObject({ added: 0, moved: 0 })
    expect(treeOf(out)).toEqual(before)
  })
  test('a list without a ledger has nothing to change', async () => {
    const { options, out } = list(...messages)
    await expect(rebuildArchive({ ...options, out, relayout: 'mhonarc' })).rejects.toMatchObject({
      code: 'contradicting-options',
      exitCode: 2,
    })
  })
  test('--layout does not change a ledger', async () => {
    const { options } = list(...messages)
    await recordMbox(options)
    await expect(recordMbox({ ...options, layout: 'mhonarc' })).rejects.toMatchObject({
      code: 'contradicts-ledger',
      exitCode: 2,
    })
    expect((await recordMbox({ ...options, layout: 'stable' })).refused).toBe(false)
  })
})

describe('the time zone data', () => {
  const version = (value: string): void => {
    vi.spyOn(process, 'versions', 'get').mockReturnValue({ ...process.versions, tz: value })
    onTestFinished(() => void vi.restoreAllMocks())
  }
  test('another version is a warning where a message is filed by a named zone, and only there', async () => {
    const { options, write } = list(mail('a@x'))
    const first = await recordMbox({ ...options, layout: 'pipermail', timezone: 'Europe/Berlin' })
    expect(first.state!.settings.tzVersion).toBe(process.versions['tz'])
    expect(first.warnings).toEqual([])
    version('1999z')
    expect((await recordMbox(options)).warnings).toEqual([])
    write(mail('a@x'), mail('b@x'))
    const { warnings, added } = await recordMbox(options)
    expect(added).toBe(1)
    expect(warnings).toMatchObject([expect.stringContaining('1999z')])
  })
  test('a zone that is an offset asks nobody', async () => {
    const { options, write } = list(mail('a@x'))
    const { state } = await recordMbox({ ...options, layout: 'pipermail', timezone: '+02:00' })
    expect(state!.settings.tzVersion).toBeNull()
    version('1999z')
    write(mail('a@x'), mail('b@x'))
    expect((await recordMbox(options)).warnings).toEqual([])
  })
})

interface Page {
  readonly number: number
  readonly file: string
  readonly start: number
}

interface Extra {
  readonly frequency: string
  readonly env: Readonly<Record<string, string>>
  readonly runs: readonly string[]
  readonly now: string
  readonly tz: string
  readonly rc: number
}
