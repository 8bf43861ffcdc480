import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADOPTION_LEVELS } from '../../src/archivers/adoption-finding.ts'
import { acceptFindings } from '../../src/node/accept-findings.ts'
import { adoptArchive, type Adoption } from '../../src/node/adopt-archive.ts'
import { auditMbox } from '../../src/node/audit-mbox.ts'
import { openLedger } from '../../src/node/open-ledger.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'

const root = mkdtempSync(join(tmpdir(), 'holdfast-test-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const folder = { at: (...parts: string[]): string => join(root, ...parts) }

/** An article page as Pipermail 2.1.39 lays one out, with what a reader needs of it. */
function page(n: number): string {
  const id = encodeURIComponent(`<p${n}@example.org>`)
  const link = `mailto:list%40example.org?Subject=Re%3A%20Topic%20${n}&In-Reply-To=${id}`
  return [
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">',
    `<HTML><HEAD><TITLE> Topic ${n}\n   </TITLE>`,
    `   <LINK REL="made" HREF="${link}">`,
    '   <META http-equiv="Content-Type" content="text/html; charset=us-ascii">',
    `</HEAD><BODY><H1>Topic ${n}</H1>`,
    `    <B>Ann Example</B> \n    <A HREF="${link}"\n       TITLE="Topic ${n}">ann at example.org\n       </A><BR>`,
    `    <I>Mon May  4 10:0${n}:00 UTC 2015</I>`,
    `<a href="date.html#${n}">[ date ]</a><a href="thread.html#${n}">[ thread ]</a>`,
    '<HR>',
    '<!--beginarticle-->',
    `<PRE>${bodyOf(n)}\n</PRE>`,
    '<!--endarticle-->',
    '</BODY></HTML>\n',
  ].join('\n')
}

const bodyOf = (n: number): string =>
  Array.from({ length: 20 }, (_, word) => `word${(n * 13 + word * 7) % 101}`).join(' ')

function entry(n: number): string {
  const head = `From ann@example.org Mon May  4 10:0${n}:00 2015\nFrom: Ann Example <ann@example.org>\nSubject: Topic ${n}\n`
  return `${head}Date: Mon, 04 May 2015 10:0${n}:00 +0000\nMessage-ID: <p${n}@example.org>\n\n${bodyOf(n)}\n\n`
}

const PAGES = [0, 1, 2, 3, 4]
const path = (n: number): string => `2015-May/00000${n}.html`

/** A tree of five pages with an index and a link, and its mbox. */
function archive(
  name: string,
  present: readonly number[] = PAGES,
): { tree: string; mbox: string; ledger: string } {
  const tree = folder.at(name, 'tree')
  mkdirSync(join(tree, '2015-May'), { recursive: true })
  mkdirSync(join(tree, 'database'))
  for (const n of PAGES) writeFileSync(join(tree, path(n)), page(n))
  const rows = PAGES.map(
    (n) =>
      `<!--0 0${1430733600 + n * 60}.${n}- -->\n<LI><A HREF="00000${n}.html">Topic ${n}\n</A><A NAME="${n}">&nbsp;</A>\n<I>Ann Example\n</I>\n`,
  )
  writeFileSync(
    join(tree, '2015-May', 'thread.html'),
    `<HTML><HEAD><TITLE>The May 2015 Archive by thread</TITLE></HEAD><BODY><ul>\n${rows.join('\n')}</ul></BODY></HTML>\n`,
  )
  symlinkSync('thread.html', join(tree, '2015-May', 'index.html'))
  writeFileSync(join(tree, 'plan.bin'), 'a plan')
  writeFileSync(join(tree, 'database', '2015-May-article'), 'state')
  writeFileSync(join(tree, '.htaccess'), 'Deny from all')
  const mbox = folder.at(name, 'list.mbox')
  writeFileSync(mbox, present.map(entry).join(''))
  return { tree, mbox, ledger: folder.at(name, 'list.ledger') }
}

const adopted = async (
  where: ReturnType<typeof archive>,
  options: { dryRun?: boolean; period?: 'month' | 'year' } = {},
): Promise<Adoption> =>
  await adoptArchive({ tree: where.tree, mbox: [where.mbox], archiver: 'pipermail', ...options })
const codes = ({ findings }: Adoption): string[] => findings.map(({ ref }) => ref)

describe('a tree and its mbox', () => {
  let where: ReturnType<typeof archive>
  let adoption: Adoption
  beforeAll(async () => {
    where = archive('whole')
    adoption = await adopted(where)
  })

  test('every entry is recorded with number and path of its page, and not as predicted', () => {
    const { messages } = openLedger(where.ledger)!.state
    expect(messages.map(({ number, path: at, predicted }) => [number, at, predicted])).toEqual(
      PAGES.map((n) => [n, path(n), false]),
    )
    expect(adoption.findings).toEqual([])
  })

  test('layout, period and zone are those of the tree', () => {
    expect(adoption.settings).toMatchObject({
      layout: 'pipermail',
      period: 'month',
      timezone: 'UTC',
      separator: 'any',
    })
  })

  test('every other file is kept, an index as such; state and dot files are not', () => {
    const { files } = openLedger(where.ledger)!.state
    expect(files.map(({ path: at, kind }) => [at, kind])).toEqual([
      ['2015-May/index.html', 'index'],
      ['2015-May/thread.html', 'index'],
      ['plan.bin', null],
    ])
    expect(files[0]!.sha256).toBe(files[1]!.sha256)
  })

  test('the list is unchanged afterwards, and to record it writes nothing', async () => {
    const before = readFileSync(where.ledger)
    expect((await auditMbox({ mbox: [where.mbox] })).result).toMatchObject({
      verdict: 'unchanged',
      findings: [],
    })
    expect((await recordMbox({ mbox: [where.mbox] })).added).toBe(0)
    expect(readFileSync(where.ledger)).toEqual(before)
  })

  test('an audit for the archiver compares with the adopted paths', async () => {
    const edited = folder.at('whole', 'edited.mbox')
    writeFileSync(edited, [0, 1, 3, 4].map(entry).join(''))
    const { result } = await auditMbox({
      mbox: [edited],
      ledger: where.ledger,
      archiver: { name: 'pipermail' },
      listMoves: true,
    })
    expect(result.renumbering.moves.map(({ from, to }) => [from, to])).toEqual([
      [path(2), null],
      [path(3), path(2)],
      [path(4), path(3)],
    ])
    expect(result.renumbering.first?.cause?.code).toBe('deleted')
  })

  test('a ledger that is there is never touched', async () => {
    const before = readFileSync(where.ledger)
    await expect(adopted(where)).rejects.toMatchObject({ code: 'already-exists', exitCode: 2 })
    expect(readFileSync(where.ledger)).toEqual(before)
  })

  test('a dry run tells the same and writes nothing', async () => {
    const dry = archive('dry')
    const { state, matches } = await adopted(dry, { dryRun: true })
    expect(openLedger(dry.ledger)).toBeNull()
    expect(matches).toEqual(adoption.matches)
    expect(state.messages).toHaveLength(PAGES.length)
  })

  test('a folder without a page of that archiver is a mistake, and so is an archiver that there is not', async () => {
    const other = { tree: where.tree, mbox: [where.mbox], ledger: folder.at('other.ledger') }
    await expect(adoptArchive({ ...other, archiver: 'mhonarc' })).rejects.toMatchObject({ exitCode: 2 })
    await expect(adoptArchive({ ...other, archiver: 'mailman' })).rejects.toMatchObject({
      code: 'wrong-archiver-option',
    })
  })
})

describe('where tree and mbox differ', () => {
  test('an entry that is missing: the page is kept as one, and the renumbering names it as the cause', async () => {
    const where = archive('missing', [0, 1, 3, 4])
    const adoption = await adopted(where)
    expect(codes(adoption)).toEqual([`page-without-entry:${path(2)}`, `number-differs:${path(3)}`])
    expect(openLedger(where.ledger)!.state.files.find(({ kind }) => kind === 'page')?.path).toBe(path(2))
    expect(adoption.renumbering).toMatchObject({
      moved: 2,
      lost: 1,
      first: { from: path(3), to: path(2), cause: { ref: `page-without-entry:${path(2)}` } },
    })
  })

  test('a page that is missing: its entry is named, and has no path', async () => {
    const where = archive('lost')
    rmSync(join(where.tree, path(2)))
    const adoption = await adopted(where)
    expect(codes(adoption)).toEqual(['entry-without-page:2'])
    expect(openLedger(where.ledger)!.state.messages[2]).toMatchObject({ path: null, number: null })
  })

  test('pages that were exchanged are named as errors, and believed', async () => {
    const where = archive('exchanged')
    const [a, b] = [join(where.tree, path(1)), join(where.tree, path(3))]
    renameSync(a, `${a}.x`)
    renameSync(b, a)
    renameSync(`${a}.x`, b)
    const adoption = await adopted(where)
    expect(
      adoption.findings.filter(({ code }) => code === 'page-conflict').map(({ path: at }) => at),
    ).toEqual(expect.arrayContaining([path(1), path(3)]))
    expect(openLedger(where.ledger)!.state.messages[1]!.path).toBe(path(3))
  })

  test('one number in two volumes: the copy is an alias', async () => {
    const where = archive('copied')
    mkdirSync(join(where.tree, '2015-June'))
    copyFileSync(join(where.tree, path(2)), join(where.tree, '2015-June', '000002.html'))
    const adoption = await adopted(where)
    expect(codes(adoption)).toContain('page-copied:2015-June/000002.html')
    expect(openLedger(where.ledger)!.state.messages[2]).toMatchObject({
      path: path(2),
      aliases: ['2015-June/000002.html'],
    })
  })

  test('a link out of the tree is named, and what it leads to is not kept', async () => {
    const where = archive('linked')
    writeFileSync(folder.at('linked', 'secret.txt'), 'secret')
    symlinkSync(folder.at('linked', 'secret.txt'), join(where.tree, 'notes.txt'))
    const adoption = await adopted(where)
    expect(codes(adoption)).toEqual(['link-refused:notes.txt'])
    expect(openLedger(where.ledger)!.state.files.some(({ path: at }) => at === 'notes.txt')).toBe(false)
  })

  test('a damaged monthly text is named and kept as it is', async () => {
    const where = archive('damaged')
    writeFileSync(join(where.tree, '2015-May.txt.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]))
    const adoption = await adopted(where)
    expect(codes(adoption)).toEqual(['file-unreadable:2015-May.txt.gz'])
    expect(openLedger(where.ledger)!.state.filePaths.has('2015-May.txt.gz')).toBe(true)
  })

  test('a period that contradicts the volumes is named', async () => {
    const adoption = await adopted(archive('period'), { period: 'year' })
    expect(adoption.findings).toMatchObject([{ code: 'volume-differs', count: PAGES.length }])
  })

  test('pages alone: every message is known from its page, and the ledger must be named', async () => {
    const where = archive('alone')
    const input = { tree: where.tree, mbox: [], archiver: 'pipermail' }
    await expect(adoptArchive(input)).rejects.toMatchObject({ exitCode: 2 })
    const adoption = await adoptArchive({ ...input, ledger: where.ledger })
    expect(adoption.findings).toEqual([])
    expect(adoption.renumbering).toBeNull()
    expect(adoption.list).toBe('list')
    expect(adoption.state.files.filter(({ kind }) => kind === 'page')).toHaveLength(PAGES.length)
  })
})

describe('our own site', () => {
  test('gives a lost ledger back to the byte, and the next rebuild writes nothing', async () => {
    const mbox = folder.at('own.mbox')
    const [out, ledger] = [folder.at('site'), folder.at('own.ledger')]
    writeFileSync(mbox, PAGES.map(entry).join(''))
    await rebuildArchive({ mbox: [mbox], out, cache: false })
    const before = readFileSync(ledger)
    rmSync(ledger)
    const adoption = await adoptArchive({ tree: out, mbox: [mbox], archiver: 'holdfast' })
    expect(adoption.findings).toEqual([])
    expect(readFileSync(ledger)).toEqual(before)
    expect((await rebuildArchive({ mbox: [mbox], out, cache: false })).published).toMatchObject({
      written: 0,
      removed: 0,
    })
  })

  test('with a withdrawn message: its ID, path and reason come back, and the site goes on from there', async () => {
    const mbox = folder.at('own2.mbox')
    const [out, ledger] = [folder.at('site2'), folder.at('own2.ledger')]
    writeFileSync(mbox, PAGES.map(entry).join(''))
    await rebuildArchive({ mbox: [mbox], out, cache: false })
    writeFileSync(mbox, [0, 1, 3, 4].map(entry).join(''))
    await acceptFindings({
      mbox: [mbox],
      all: true,
      loss: 1,
      decision: { reason: 'asked for', by: 'ann', at: '2025-02-03T10:15:00Z' },
    })
    await rebuildArchive({ mbox: [mbox], out, cache: false })
    const kept = openLedger(ledger)!.state
    rmSync(ledger)
    const { state } = await adoptArchive({ tree: out, mbox: [mbox], archiver: 'holdfast' })
    const places = (messages: typeof state.messages) =>
      messages.map(({ id, path: at, withdrawn }) => [id, at, withdrawn?.reason ?? null]).toSorted()
    expect(places(state.messages)).toEqual(places(kept.messages))
    expect(state.commits).toContain(kept.lastSum)
    const again = await rebuildArchive({ mbox: [mbox], out, cache: false })
    expect(again.recording.refused).toBe(false)
    expect(again.published).toMatchObject({ removed: 0 })
  })

  test('a folder without a manifest is none', async () => {
    const where = archive('foreign')
    await expect(
      adoptArchive({ tree: where.tree, mbox: [where.mbox], archiver: 'holdfast' }),
    ).rejects.toMatchObject({ exitCode: 2 })
  })
})

test('every code of adopt has a section with its level in docs/findings.md, and nothing else has', () => {
  const docs = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8')
  const part = docs.split('\n## What adopt finds\n')[1]!.split('\n## ')[0]!
  const sections = [...part.matchAll(/^### (.*)\n+(\w+)\./gm)].map(([, code, level]) => [
    code,
    level!.toLowerCase(),
  ])
  expect(Object.fromEntries(sections)).toEqual(ADOPTION_LEVELS)
  expect(sections).toHaveLength(Object.keys(ADOPTION_LEVELS).length)
})
