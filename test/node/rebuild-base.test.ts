import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { appendRecords } from '../../src/ledger/append-records.ts'
import type { FileKind } from '../../src/ledger/ledger-state.ts'
import type { LedgerRecord } from '../../src/ledger/records.ts'
import type { ArchiverLayout } from '../../src/archivers/layout-places.ts'
import { acceptFindings } from '../../src/node/accept-findings.ts'
import { appendToLedgerFile } from '../../src/node/ledger-file.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { openLedger } from '../../src/node/open-ledger.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'
import { readPage } from '../../src/node/verify/read-page.ts'
import { verifyArchive } from '../../src/node/verify-archive.ts'
import { mail } from './sample-mail.ts'
import { temporaryFolder, treeOf } from './temporary-folder.ts'

const article = (number: number, subject: string, text: string): string =>
  `<html><head><title>${subject}</title></head><body><h1>${subject}</h1><b>Bob</b>
<a href="mailto:list@example.org" title="${subject}">bob at example.org</a><br>
<i>Mon May  4 10:00:00 UTC 2015</i><a href="date.html#${number}">by date</a>
<!--beginarticle-->
<pre>${text}</pre>
<!--endarticle--></body></html>
`
const row = (number: number, subject: string): string =>
  `<li><a href="${String(number).padStart(6, '0')}.html">${subject}</a><a name="${number}">&nbsp;</a> <i>Ann</i></li>`
const volumeIndex = (...rows: readonly string[]): string =>
  `<html><head><title>The list in May</title></head><body><a name="start"></a><ul>\n${rows.join('\n')}\n</ul><a name="end"></a></body></html>\n`

interface OldFile {
  readonly bytes: string | Uint8Array
  readonly kind?: FileKind
}

const PIPERMAIL: Readonly<Record<string, OldFile>> = {
  'index.html': {
    kind: 'index',
    bytes: '<a name="top-of-all"></a><a href="2015-May/thread.html">[ Thread ]</a>',
  },
  '2015-May/thread.html': {
    kind: 'index',
    bytes: volumeIndex(
      `<!--0 01430733600- -->${row(0, 'about a@x')}`,
      `<!--1 01430733600-01430737200- -->${row(1, 'about b@x')}`,
      row(3, 'only here'),
      row(9, 'nothing there'),
    ),
  },
  '2015-May/date.html': { kind: 'index', bytes: volumeIndex(row(1, 'about b@x')) },
  '2015-May/000003.html': {
    kind: 'page',
    bytes: article(3, 'only here', 'kept &lt;by&gt; the page\n&gt; quoted'),
  },
  '2015-May.txt.gz': { bytes: Uint8Array.of(31, 139, 8, 0, 1, 2, 3) },
  'attachments/20150504/ab12cd34/plan.bin': { bytes: 'a file' },
}

/** A list whose ledger was adopted from a tree, as far as these files go. */
async function adopted(
  layout: ArchiverLayout,
  files: Readonly<Record<string, OldFile>>,
  messages: readonly string[] = [mail('a@x'), mail('b@x')],
  more: readonly LedgerRecord[] = [],
) {
  const folder = temporaryFolder()
  const [mbox, out, base, ledger] = ['list.mbox', 'site', 'tree', 'list.ledger'].map((n) => join(folder, n)) as [
    string, string, string, string,
  ] // prettier-ignore
  const write = (...texts: readonly string[]): void => writeFileSync(mbox, texts.join(''))
  write(...messages)
  await recordMbox({ mbox: [mbox], layout })
  const records = Object.entries(files).map(([path, { bytes, kind }]): LedgerRecord => {
    mkdirSync(dirname(join(base, path)), { recursive: true })
    writeFileSync(join(base, path), bytes)
    const sha256 = createHash('sha256').update(bytes).digest('base64url')
    const length = readFileSync(join(base, path)).length
    return { type: 'file', path, sha256, bytes: length, of: null, ...(kind === undefined ? {} : { kind }) }
  })
  const { state, bytes } = openLedger(ledger)!
  const run = appendRecords(state, [...records, ...more], {
    host: nodeHost,
    before: bytes,
    noted: state.noted,
  })
  appendToLedgerFile(ledger, { read: bytes, committed: state.committedBytes, lines: run.bytes })
  const options = { mbox: [mbox], out, base }
  return { folder, mbox, out, base, ledger, write, options }
}

const page = (out: string, path: string): string => readFileSync(join(out, path), 'utf8')
const facts = (out: string, path: string) => readPage(readFileSync(join(out, path)))
/** Where the line at an anchor leads. */
const lineAt = (html: string, anchor: string): string =>
  html.split('<li').find((line) => line.includes(`id="${anchor}"`)) ?? ''
const decision = { reason: 'meant', by: 'Mara', at: '2025-01-01T00:00:00Z' }

describe('a site over a tree of Pipermail', () => {
  test('everything stands at its old address', async () => {
    const { options, out, base, ledger, mbox } = await adopted('pipermail', PIPERMAIL)
    await rebuildArchive(options)
    expect(facts(out, '2015-May/000000.html').kind).toBe('message')
    for (const path of ['2015-May.txt.gz', 'attachments/20150504/ab12cd34/plan.bin']) {
      expect(readFileSync(join(out, path)).equals(readFileSync(join(base, path)))).toBe(true)
    }
    const thread = page(out, '2015-May/thread.html')
    expect([...facts(out, '2015-May/thread.html').anchors]).toEqual(
      expect.arrayContaining(['start', '0', '1', '3', '9', 'end']),
    )
    expect(thread).toContain('The list in May')
    expect(lineAt(thread, '0')).toContain('href="000000.html"')
    expect(lineAt(thread, '1')).toMatch(/class="d1".*href="000001.html"/)
    expect(lineAt(thread, '3')).toMatch(/href="000003.html".*only here/)
    expect(lineAt(thread, '9')).not.toContain('href')
    const known = page(out, '2015-May/000003.html')
    expect(known).toContain('kept &lt;by&gt; the page')
    expect(known).toContain('known only from its page')
    expect(facts(out, 'index.html').anchors.has('top-of-all')).toBe(true)
    expect(page(out, 'index.html')).toContain('2015-May/thread.html')
    expect((await verifyArchive({ dir: out, ledger, rebuild: [mbox], base })).findings).toEqual([])
  })

  test('an index takes at its end what it did not list, and volumes without indexes get them', async () => {
    const { options, out, write, ledger, mbox, base } = await adopted('pipermail', PIPERMAIL)
    const june = mail('d@x').replaceAll('May', 'Jun')
    write(
      mail('a@x'),
      mail('b@x'),
      mail('c@x', { subject: 'Re: about a@x', fields: ['In-Reply-To: <a@x>'] }),
      june,
    )
    const { recording } = await rebuildArchive(options)
    const paths = recording.state!.sequence.map((message) => message.path)
    // The number 3 stands on a page of the old archive, and no page bears it again in another volume.
    expect(paths.slice(2)).toEqual(['2015-May/000004.html', '2015-June/000005.html'])
    const byDate = page(out, '2015-May/date.html')
    expect([...byDate.matchAll(/href="(0000\d\d\.html)"/g)].map(([, to]) => to)).toEqual([
      '000001.html',
      '000000.html',
      '000004.html',
    ])
    expect(lineAt(page(out, '2015-May/thread.html'), '4')).toContain('href="000004.html"')
    for (const view of ['thread', 'date', 'author', 'subject', 'index']) {
      expect(lineAt(page(out, `2015-June/${view}.html`), '5'), view).toContain('href="000005.html"')
    }
    expect((await verifyArchive({ dir: out, ledger, rebuild: [mbox], base })).findings).toEqual([])
  })

  test('a site that grew is the site that is built anew, and a second run writes nothing', async () => {
    const { options, out, write, folder } = await adopted('pipermail', PIPERMAIL)
    await rebuildArchive(options)
    write(mail('a@x'), mail('b@x'), mail('c@x'))
    await rebuildArchive(options)
    expect((await rebuildArchive(options)).published).toMatchObject({ written: 0, removed: 0 })
    const clean = join(folder, 'clean')
    await rebuildArchive({ ...options, out: clean })
    expect(treeOf(clean)).toEqual(treeOf(out))
  })

  test('a line of a withdrawn message says so, and its page is a tombstone', async () => {
    const { options, out, write, ledger, base } = await adopted('pipermail', PIPERMAIL)
    await rebuildArchive(options)
    write(mail('b@x'))
    await acceptFindings({ mbox: options.mbox, all: true, loss: 1, decision })
    await rebuildArchive(options)
    const line = lineAt(page(out, '2015-May/thread.html'), '0')
    expect(line).toMatch(/href="000000.html".*withdrawn/)
    expect(line).not.toContain('about a@x')
    expect(facts(out, '2015-May/000000.html').kind).toBe('tombstone')
    const { findings } = await verifyArchive({ dir: out, ledger, rebuild: options.mbox, base })
    expect(findings).toEqual([])
  })

  test('after another layout, old indexes and those of new volumes stay and lead to the new addresses', async () => {
    const { options, out, write, ledger, base } = await adopted('pipermail', PIPERMAIL)
    const june = mail('d@x').replaceAll('May', 'Jun')
    write(mail('a@x'), mail('b@x'), june)
    await rebuildArchive(options)
    const { recording } = await rebuildArchive({ ...options, relayout: 'stable' })
    const [a, , d] = recording.state!.sequence
    expect(lineAt(page(out, '2015-May/thread.html'), '0')).toContain(`../${a!.path!}`)
    expect(lineAt(page(out, '2015-June/date.html'), '4')).toContain(`../${d!.path!}`)
    expect(facts(out, '2015-May/000000.html').kind).toBe('stub')
    const { findings } = await verifyArchive({ dir: out, ledger, rebuild: options.mbox, base })
    expect(findings).toEqual([])
  })

  test('aliases lead to their message', async () => {
    const alias: LedgerRecord = { type: 'alias', seq: 1, path: '2015-June/000001.html' }
    const { options, out } = await adopted('pipermail', PIPERMAIL, undefined, [alias])
    await rebuildArchive(options)
    expect(facts(out, '2015-June/000001.html').leadsTo).toBe('../2015-May/000001.html')
  })

  test('an index from which nothing can be read is copied', async () => {
    const broken = { kind: 'index' as const, bytes: '<p>nothing of use</p>' }
    const { options, out, ledger } = await adopted('pipermail', {
      ...PIPERMAIL,
      '2015-May/author.html': broken,
    })
    await rebuildArchive(options)
    expect(page(out, '2015-May/author.html')).toBe(broken.bytes)
    expect((await verifyArchive({ dir: out, ledger })).findings).toEqual([])
  })
})

describe('a site over a tree of another archiver', () => {
  test('MHonArc: new lines stand at the end of the last page of an index', async () => {
    const line = (n: number): string =>
      `<li><a name="0000${n}" href="msg0000${n}.html">subject ${n}</a>, <em>Ann</em>`
    const index = (...lines: readonly string[]): OldFile => ({
      kind: 'index',
      bytes: `<!-- MHonArc v2.6.19 -->\n<title>Old</title><ul>${lines.join('\n')}</ul>`,
    })
    const files = {
      'mail2.html': index(line(1)),
      'maillist.html': index(line(0)),
      'threads.html': index(line(0), line(1)),
    }
    const { options, out, write, ledger, base } = await adopted('mhonarc', files)
    write(mail('a@x'), mail('b@x'), mail('c@x'))
    await rebuildArchive(options)
    expect(page(out, 'maillist.html')).not.toContain('msg00002.html')
    expect(page(out, 'maillist.html')).not.toContain('msg00001.html')
    expect(lineAt(page(out, 'mail2.html'), '00002')).toContain('msg00002.html')
    expect(page(out, 'mail2.html')).not.toContain('msg00000.html')
    expect(lineAt(page(out, 'threads.html'), '00002')).toContain('msg00002.html')
    const { findings } = await verifyArchive({ dir: out, ledger, rebuild: options.mbox, base })
    expect(findings).toEqual([])
  })

  test('Hypermail: the front page keeps the lines of the old one', async () => {
    const lines = [0, 1].map(
      (n) => `<li><a href="000${n}.html">subject ${n}</a> <a name="${n}"><em>Ann</em></a></li>`,
    )
    const index: OldFile = { kind: 'index', bytes: `<title>Old</title><ul>${lines.join('\n')}</ul>` }
    const { options, out, ledger } = await adopted('hypermail', { 'index.html': index, 'date.html': index })
    await rebuildArchive(options)
    for (const path of ['index.html', 'date.html']) {
      expect(lineAt(page(out, path), '1'), path).toContain('href="0001.html"')
    }
    expect((await verifyArchive({ dir: out, ledger })).findings).toEqual([])
  })
})

describe('refusals, before anything is written', () => {
  test.each([
    ['is missing', (path: string) => rmSync(path), 'file-missing'],
    ['has other bytes', (path: string) => writeFileSync(path, 'a fool'), 'base-differs'],
  ])('a file that %s is named', async (_, damage, code) => {
    const { options, out, base, ledger } = await adopted('pipermail', PIPERMAIL)
    const before = readFileSync(ledger)
    const path = join(base, 'attachments/20150504/ab12cd34/plan.bin')
    damage(path)
    await expect(rebuildArchive(options)).rejects.toMatchObject({ code, exitCode: 3, file: path })
    expect(existsSync(out)).toBe(false)
    expect(readFileSync(ledger).equals(before)).toBe(true)
  })
  test('another folder is not taken for the tree', async () => {
    const { options, folder } = await adopted('pipermail', PIPERMAIL)
    const base = join(folder, 'other')
    mkdirSync(base)
    writeFileSync(join(base, 'index.html'), '<title>Another list</title>')
    await expect(rebuildArchive({ ...options, base })).rejects.toMatchObject({
      ...{ code: 'base-differs', exitCode: 3, file: base },
      message: `${base} is not the archive that was adopted: of 6 files that the ledger keeps, 5 missing there, 1 with other bytes, 0 as recorded; the first is index.html`,
    })
  })
  test('a ledger that keeps files needs their tree', async () => {
    const { options } = await adopted('pipermail', PIPERMAIL)
    const { mbox, out } = options
    await expect(rebuildArchive({ mbox, out })).rejects.toMatchObject({ code: 'base-missing', exitCode: 2 })
  })
  test('a tree without a ledger was not adopted yet', async () => {
    const { options, ledger } = await adopted('pipermail', PIPERMAIL)
    rmSync(ledger)
    await expect(rebuildArchive(options)).rejects.toMatchObject({ code: 'ledger-missing', exitCode: 2 })
  })
  test('the site never lies in the tree', async () => {
    const { options, base } = await adopted('pipermail', PIPERMAIL)
    for (const out of [base, join(base, 'site')]) {
      await expect(rebuildArchive({ ...options, out })).rejects.toMatchObject({ code: 'unsafe-folder' })
    }
  })
  test('an old address that the site cannot give is said', async () => {
    const { options } = await adopted('pipermail', { ...PIPERMAIL, 'map.json': { bytes: '{}' } })
    await expect(rebuildArchive(options)).rejects.toMatchObject({ code: 'path-collision', exitCode: 3 })
    const other = await adopted('pipermail', { ...PIPERMAIL, date: { bytes: 'a file named as our folder' } })
    await expect(rebuildArchive(other.options)).rejects.toMatchObject({ code: 'path-collision' })
  })
})

test('verify finds a copy of the old archive that is missing or changed', async () => {
  const { options, out, ledger } = await adopted('pipermail', PIPERMAIL)
  await rebuildArchive(options)
  const path = 'attachments/20150504/ab12cd34/plan.bin'
  writeFileSync(join(out, path), 'a fool')
  const codes = async () =>
    (await verifyArchive({ dir: out, ledger })).findings.map(({ code, path: at }) => [code, at])
  expect(await codes()).toEqual([['file-changed', path]])
  rmSync(join(out, path))
  expect(await codes()).toEqual([['file-missing', path]])
})
