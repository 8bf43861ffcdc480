import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adoptArchive, type Adoption } from '../../src/node/adopt-archive.ts'
import { auditMbox } from '../../src/node/audit-mbox.ts'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'

const reason = corpus === null ? ` (skipped: ${CORPUS_MISSING})` : ''
const ARCHIVES = [
  ...['synthetic-pipermail', 'es-shell-mhonarc'],
  ...['cdrecord-support-pipermail', 'fetchmail-users-pipermail'],
]
let folder = ''
const at = (...parts: string[]): string => join(folder, ...parts)

/** Rows of a table of the truth: number, path, Message-ID. */
const rowsOf = (name: string): string[][] =>
  readFileSync(at('synthetic-pipermail', name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))

const countOf = ({ findings }: Adoption, code: string): number =>
  findings.filter((finding) => finding.code === code).length
const kindsOf = ({ matches }: Adoption): Set<string> => new Set(matches.map(({ by }) => by))

describe.skipIf(corpus === null)(`published archives are adopted${reason}`, () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-adopt-'))
    for (const name of ARCHIVES) {
      const { status } = spawnSync('tar', ['xJf', corpusPath('data', `${name}.tar.xz`)], { cwd: folder })
      if (status !== 0) throw new Error(`${name} cannot be unpacked`)
    }
  }, 300_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('synthetic-pipermail: every number and path is that of the tree, and a rebuild after the edit is foretold to the path', async () => {
    const ledger = at('synthetic.ledger')
    const list = at('synthetic-pipermail', 'list.mbox')
    const adoption = await adoptArchive({
      tree: at('synthetic-pipermail', 'tree'),
      mbox: [list],
      archiver: 'pipermail',
      ledger,
    })
    const before = rowsOf('tree.tsv')
    const { messages } = adoption.state
    expect(messages.map(({ number, path, messageId }) => [String(number), path, messageId])).toEqual(
      before.map((row) => row.slice(0, 3)),
    )
    const edited = at('synthetic-pipermail', 'list-edited.mbox')
    const archiver = { name: 'pipermail' }
    const { result } = await auditMbox({ mbox: [edited], ledger, archiver, listMoves: true })
    const after = rowsOf('tree-after-the-edit.tsv').map((row) => row[1]!)
    const stand = before.map((row) => row[1]!)
    const expected = stand.map((from, n) => [from, n === 417 ? null : after[n < 417 ? n : n - 1]!])
    expect(result.renumbering.moves.map(({ from, to }) => [from, to])).toEqual(
      expected.filter(([from, to]) => from !== to),
    )
    expect(result.renumbering.first?.cause?.code).toBe('deleted')
  }, 300_000)

  test('es-shell: every page by id, and the duplicate that MHonArc dropped is named', async () => {
    const adoption = await adoptArchive({
      ...{ tree: at('es-shell', 'mail-archive'), mbox: [at('es-shell', 'es-list.mbox')] },
      ...{ archiver: 'mhonarc', ledger: at('es.ledger') },
    })
    expect(adoption.matches).toHaveLength(1085)
    expect(kindsOf(adoption)).toEqual(new Set(['id']))
    expect(adoption.findings.map(({ code }) => code)).toEqual(['duplicate-without-page'])
  }, 300_000)

  test.each([
    ['cdrecord-support', 970],
    ['fetchmail-users', 3499],
  ])(
    '%s: every page is matched to a record of the monthly texts, which are unchanged afterwards',
    async (list, pages) => {
      const tree = at('berlios', list)
      const input = { mbox: [`${tree}/*.txt.gz`], ledger: at(`${list}.ledger`), list }
      const adoption = await adoptArchive({ ...input, tree, archiver: 'pipermail' })
      expect(adoption.matches).toHaveLength(pages)
      expect(kindsOf(adoption)).toEqual(new Set(['id']))
      expect(adoption.settings.timezone).toBe('Europe/Berlin')
      const unshown = ['entry-without-page', 'duplicate-without-page', 'phantom-without-page']
      const named = unshown.reduce((sum, code) => sum + countOf(adoption, code), 0)
      expect(adoption.entries - named).toBe(pages)
      const { verdict, findings } = (await auditMbox(input)).result
      expect(verdict).toBe('unchanged')
      expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['compressed']))
    },
    300_000,
  )
})
