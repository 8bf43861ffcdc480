import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'
import { brokenLinks } from './broken-links.ts'
import { runHoldfast, runJson } from './run-holdfast.ts'

const reason = corpus === null ? ` (skipped: ${CORPUS_MISSING})` : ''

/** Lists whose mail was written by real people. They are read here and never kept. */
describe.skipIf(corpus === null)(`archives of real lists${reason}`, () => {
  let folder = ''

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-archives-'))
    for (const name of ['es-shell-mhonarc', 'cdrecord-support-pipermail', 'fetchmail-users-pipermail']) {
      const { status, stderr } = spawnSync('tar', ['xJf', corpusPath('data', `${name}.tar.xz`)], {
        cwd: folder,
      })
      if (status !== 0) throw new Error(`cannot unpack ${name}: ${stderr.toString()}`)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  describe.each([
    { list: 'es-list', mbox: ['es-shell/es-list.mbox'], messages: 1086 },
    { list: 'cdrecord-support', mbox: ['berlios/cdrecord-support'], messages: 972 },
    { list: 'fetchmail-users', mbox: ['berlios/fetchmail-users'], messages: 3504 },
  ])('$list', ({ list, mbox, messages }) => {
    test('is recorded, and is unchanged right after', () => {
      const where = ['--ledger', `${list}.ledger`, '--list', list]
      const recorded = runJson(folder, ['record', ...mbox, ...where])
      expect(recorded).toMatchObject({ code: 0, added: messages, refused: false, baseline: true })
      const audit = runJson(folder, ['audit', ...mbox, ...where])
      expect(audit).toMatchObject({ code: 0, verdict: 'unchanged', recorded: messages, present: messages })
      const findings = audit['findings'] as { code: string }[]
      expect(findings.filter(({ code }) => code !== 'compressed')).toEqual([])
    })
  })

  test('es-list: a page for each message that is no exact duplicate, and every link resolves', () => {
    const built = runJson(folder, [
      'rebuild',
      'es-shell/es-list.mbox',
      '--ledger',
      'pages.ledger',
      '--out',
      'site',
    ])
    expect(built).toMatchObject({ code: 0, pages: 1085 })
    expect(
      readdirSync(join(folder, 'site/m'), { recursive: true }).filter((name) =>
        name.toString().endsWith('.html'),
      ),
    ).toHaveLength(1085)
    expect(brokenLinks(join(folder, 'site'))).toEqual([])
  })

  test('es-list: a second run writes nothing, not even a time stamp', () => {
    const before = treeOf(join(folder, 'site'), { times: true })
    const again = runJson(folder, [
      'rebuild',
      'es-shell/es-list.mbox',
      '--ledger',
      'pages.ledger',
      '--out',
      'site',
    ])
    expect(again['published']).toMatchObject({ written: 0, removed: 0 })
    expect(treeOf(join(folder, 'site'), { times: true })).toEqual(before)
  })

  test('es-list: another zone, language and umask give the same bytes', () => {
    const here = treeOf(join(folder, 'site'))
    const env = { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }
    const args = [
      'rebuild',
      'es-shell/es-list.mbox',
      '--ledger',
      'elsewhere.ledger',
      '--list',
      'pages',
      '--out',
      'elsewhere',
    ]
    // The list's name is the ledger's: both ledgers must be of one list.
    const first = runHoldfast(
      folder,
      ['rebuild', 'es-shell/es-list.mbox', '--ledger', 'utc.ledger', '--list', 'pages', '--out', 'utc'],
      { TZ: 'UTC' },
    )
    expect(first.code, first.err).toBe(0)
    const second = runHoldfast(folder, args, env)
    expect(second.code, second.err).toBe(0)
    expect(treeOf(join(folder, 'elsewhere'))).toEqual(treeOf(join(folder, 'utc')))
    expect(
      readFileSync(join(folder, 'elsewhere.ledger')).equals(readFileSync(join(folder, 'utc.ledger'))),
    ).toBe(true)
    expect(Object.keys(here)).toEqual(Object.keys(treeOf(join(folder, 'utc'))))
  })

  test('es-list: the message at position 500 taken out by hand is one error, with its place and what would move', () => {
    const mbox = join(folder, 'es-shell/es-list.mbox')
    const whole = readFileSync(mbox)
    copyFileSync(mbox, `${mbox}.kept`)
    const scanned = runHoldfast(folder, ['scan', 'es-shell/es-list.mbox', '--json'])
    const cut = scanned.out
      .split('\n')
      .filter((line) => line !== '')
      .map(
        (line) =>
          JSON.parse(line) as { type: string; position: number; offset: number; length: number; id: string },
      )
      .find(({ type, position }) => type === 'message' && position === 500)!
    try {
      writeFileSync(
        mbox,
        Buffer.concat([whole.subarray(0, cut.offset), whole.subarray(cut.offset + cut.length)]),
      )
      const audit = runJson(folder, ['audit', 'es-shell/es-list.mbox', '--ledger', 'pages.ledger'])
      expect(audit.code).toBe(1)
      expect(audit['findings']).toMatchObject([{ code: 'deleted', id: cut.id, recorded: { position: 500 } }])
      expect(audit['renumbering']).toMatchObject({
        moved: 585,
        lost: 1,
        gained: 0,
        first: { from: 501, to: 500 },
      })

      const refused = runHoldfast(folder, [
        'rebuild',
        'es-shell/es-list.mbox',
        '--ledger',
        'pages.ledger',
        '--out',
        'site',
      ])
      expect(refused.code).toBe(1)
      const before = treeOf(join(folder, 'site'))
      const accepted = runHoldfast(folder, [
        'accept',
        'es-shell/es-list.mbox',
        '--ledger',
        'pages.ledger',
        '--all',
        '--reason',
        'a test',
        '--by',
        'tester',
      ])
      expect(accepted.code, accepted.err).toBe(0)
      const rebuilt = runHoldfast(folder, [
        'rebuild',
        'es-shell/es-list.mbox',
        '--ledger',
        'pages.ledger',
        '--out',
        'site',
      ])
      expect(rebuilt.code, rebuilt.err).toBe(0)
      const after = treeOf(join(folder, 'site'))
      expect(Object.keys(after).filter((path) => path.startsWith('m/'))).toEqual(
        Object.keys(before).filter((path) => path.startsWith('m/')),
      )
      const page = readFileSync(join(folder, `site/m/${cut.id.slice(0, 2)}/${cut.id}.html`), 'utf8')
      expect(page).toContain('withdrawn')
      expect(page).toContain('a test')
      expect(brokenLinks(join(folder, 'site'))).toEqual([])
    } finally {
      writeFileSync(mbox, whole)
    }
  })
})

/** Every file of a tree with a digest of its bytes, and with its time where that is asked. */
function treeOf(root: string, { times = false } = {}): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(
    files
      .filter((path) => statSync(join(root, path)).isFile())
      .map((path) => {
        const digest = createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')
        return [path, times ? `${digest} ${statSync(join(root, path)).mtimeMs}` : digest]
      }),
  )
}
