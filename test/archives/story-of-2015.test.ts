import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'
import { runHoldfast, runJson } from './run-holdfast.ts'

const reason = corpus === null ? ` (skipped: ${CORPUS_MISSING})` : ''

/** The position of the message that somebody took out, from 0. */
const TAKEN_OUT = 417

interface Audit {
  readonly findings: readonly { readonly code: string; readonly messageId: string }[]
  readonly renumbering: {
    readonly moved: number
    readonly lost: number
    readonly first: {
      readonly from: string
      readonly to: string | null
      readonly cause: { readonly code: string }
    } | null
    readonly moves: readonly { readonly from: string; readonly to: string | null }[]
  }
}

interface Verification {
  readonly against: { readonly paths: number; readonly pages: Readonly<Record<string, number>> }
  readonly findings: readonly { readonly code: string; readonly level: string }[]
}

/**
 * What happened to a list of Wikimedia in 2015, told with a list of our own: the archive that the real Pipermail made, its
 * mbox, a message taken out by hand, and the archive as Pipermail rebuilt it. docs/story-of-2015.md tells it to people.
 */
describe.skipIf(corpus === null)(`a hand edit before a rebuild${reason}`, () => {
  let folder = ''
  /** Every page in the order of the mbox, before the edit and after the rebuild that followed. */
  const published: Record<'before' | 'after', { readonly path: string; readonly messageId: string }[]> = {
    before: [],
    after: [],
  }

  const LIST = ['--ledger', 'list.ledger', '--list', 'synth']
  const MOVES = ['--archiver', 'pipermail', '--now', '2025-01-15T12:00:00Z', '--moves']

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-story-'))
    const { status, stderr } = spawnSync('tar', ['xJf', corpusPath('data', 'synthetic-pipermail.tar.xz')], {
      cwd: folder,
    })
    if (status !== 0) throw new Error(`cannot unpack: ${stderr.toString()}`)
    folder = join(folder, 'synthetic-pipermail')
    for (const [file, pages] of [
      ['tree.tsv', published.before],
      ['tree-after-the-edit.tsv', published.after],
    ] as const) {
      for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
        const [, path, messageId] = line.split('\t')
        if (path !== undefined && messageId !== undefined) pages.push({ path, messageId })
      }
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('the published archive is adopted, and every entry has its page for a reason', () => {
    const adopted = runJson(folder, ['adopt', 'tree', 'list.mbox', '--archiver', 'pipermail', ...LIST])
    expect(adopted.code).toBe(0)
    // Pages that no Message-ID told are listed, with what told them.
    const others = adopted['matches'] as readonly { readonly by: string }[]
    expect(others.filter(({ by }) => by !== 'witness')).toEqual([])
    const recorded = readFileSync(join(folder, 'list.ledger'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"type":"message"'))
      .map((line) => (JSON.parse(line) as { path: string }).path)
    expect(recorded).toEqual(published.before.map(({ path }) => path))
    expect(runJson(folder, ['audit', 'list.mbox', ...LIST])).toMatchObject({ code: 0, verdict: 'unchanged' })
  })

  test('the audit names the message that was taken out, and says of each path what the next rebuild did with it', () => {
    const audit = runJson(folder, ['audit', 'list-edited.mbox', ...LIST, ...MOVES]) as unknown as Audit & {
      code: number
    }
    expect(audit.code).toBe(1)
    const gone = published.before[TAKEN_OUT]!.messageId
    expect(audit.findings.map(({ code, messageId }) => ({ code, messageId }))).toEqual([
      { code: 'deleted', messageId: gone },
    ])
    const truth = published.before.flatMap(({ path }, position) => {
      if (position === TAKEN_OUT) return [`${path} null`]
      const to = published.after[position < TAKEN_OUT ? position : position - 1]!.path
      return to === path ? [] : [`${path} ${to}`]
    })
    expect(audit.renumbering.moves.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(truth.sort())
    expect(audit.renumbering).toMatchObject({ lost: 1, moved: truth.length - 1 })
    expect(audit.renumbering.first?.cause.code).toBe('deleted')
  })

  test('repair puts a placeholder there, and then a rebuild by Pipermail breaks none', () => {
    copyFileSync(join(folder, 'list-edited.mbox'), join(folder, 'mended.mbox'))
    copyFileSync(join(folder, 'list.ledger'), join(folder, 'mended.ledger'))
    const mended = ['--ledger', 'mended.ledger', '--list', 'synth']
    expect(runHoldfast(folder, ['repair', 'mended.mbox', ...mended, '--write']).code).toBe(0)
    const audit = runJson(folder, ['audit', 'mended.mbox', ...mended, ...MOVES]) as unknown as Audit & {
      code: number
    }
    expect(audit).toMatchObject({ code: 0, renumbering: { moved: 0, lost: 0, first: null } })
  })

  test('with a backup, repair brings back what was there, to the byte', () => {
    copyFileSync(join(folder, 'list-edited.mbox'), join(folder, 'restored.mbox'))
    copyFileSync(join(folder, 'list.ledger'), join(folder, 'restored.ledger'))
    const restored = ['--ledger', 'restored.ledger', '--list', 'synth']
    expect(
      runHoldfast(folder, ['repair', 'restored.mbox', ...restored, '--from', 'list.mbox', '--write']).code,
    ).toBe(0)
    expect(readFileSync(join(folder, 'restored.mbox')).equals(readFileSync(join(folder, 'list.mbox')))).toBe(
      true,
    )
  })

  test('a rebuild with Holdfast refuses the edit, and after it was accepted moves no page either', () => {
    const rebuild = ['rebuild', 'list-edited.mbox', ...LIST, '--base', 'tree', '--out', 'site']
    expect(runHoldfast(folder, rebuild).code).toBe(1)
    const accept = [
      'accept',
      'list-edited.mbox',
      ...LIST,
      '--all',
      '--reason',
      'asked for by its author',
      '--by',
      'ada',
    ]
    expect(runHoldfast(folder, accept).code).toBe(0)
    expect(runHoldfast(folder, rebuild).code).toBe(0)
    const { against, findings } = runJson(folder, [
      'verify',
      'site',
      ...LIST,
      '--against',
      'tree',
    ]) as unknown as Verification
    expect(findings.filter(({ level }) => level === 'error')).toEqual([])
    expect(against.pages).toMatchObject({ wrong: 0, missing: 0, withdrawn: 1 })
  }, 600_000)
})
