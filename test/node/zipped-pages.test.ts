import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { adoptArchive } from '../../src/node/adopt-archive.ts'
import { answerFrom } from '../../src/node/archive-answers.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { verifyArchive } from '../../src/node/verify-archive.ts'
import { message } from '../cli/sample.ts'
import { temporaryFolder, treeOf } from './temporary-folder.ts'

/** A page as MHonArc lays it out, in words of our own. */
const page = (n: number): string =>
  `<!-- MHonArc v2.6.19 -->
<!--X-Subject: Message ${n} -->
<!--X-From: Writer ${n} &#60;writer${n}@example.org> -->
<!--X-Date: Mon, 01 Jan 2001 00:0${n}:00 +0000 -->
<!--X-Message-Id: m${n}@example.org -->
<!--X-Head-End-->
<html><head><title>Message ${n}</title></head><body>
<!--X-MsgBody--><!--X-Body-of-Message-->
<pre>The text of message ${n}.</pre>
<!--X-Body-of-Message-End--><a href="maillist.html.gz#0000${n}">all</a></body></html>`
const row = (n: number): string =>
  `<li><a name="0000${n}" href="msg0000${n}.html.gz">Message ${n}</a> <em>Writer ${n}</em></li>`
const INDEX = `<!-- MHonArc v2.6.19 --><html><head><title>All</title></head><body><a name="top"></a><ul>${[0, 1, 2].map(row).join('\n')}</ul></body></html>`

/** An archive that MHonArc wrote with GZIPFILES, adopted, and the site over it. */
async function zippedArchive() {
  const folder = temporaryFolder()
  const [base, mbox, out, ledger] = ['old', 'list.mbox', 'site', 'list.ledger'].map((name) => join(folder, name)) as [
    string, string, string, string,
  ] // prettier-ignore
  const files: Record<string, string> = { 'maillist.html.gz': INDEX, 'notes.txt.gz': 'notes' }
  for (const n of [0, 1, 2]) files[`msg0000${n}.html.gz`] = page(n)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true })
    writeFileSync(join(base, path), gzipSync(text))
  }
  writeFileSync(mbox, [0, 1, 2].map((n) => message(n)).join(''))
  const { findings } = await adoptArchive({ tree: base, mbox: [mbox], archiver: 'mhonarc' })
  expect(findings).toEqual([])
  const rebuild = (more: { relayout?: 'stable' } = {}) =>
    rebuildArchive({ mbox: [mbox], out, base, cache: false, ...more })
  await rebuild()
  const shown = (path: string): string => gunzipSync(readFileSync(join(out, path))).toString()
  return { base, mbox, out, ledger, rebuild, shown }
}

test('pages at compressed paths are compressed, and old index pages are made anew', async () => {
  const { shown, rebuild, out, base } = await zippedArchive()
  expect(shown('msg00001.html.gz')).toContain('The text of message 1.')
  expect(shown('maillist.html.gz')).toMatch(/id="00001"[^]*?href="msg00001.html.gz"/)
  expect(readFileSync(join(out, 'notes.txt.gz'))).toEqual(readFileSync(join(base, 'notes.txt.gz')))
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('<html')
  const before = treeOf(out)
  expect((await rebuild()).published).toMatchObject({ written: 0, removed: 0 })
  expect(treeOf(out)).toEqual(before)
})

test.each([{}, { relayout: 'stable' } as const])('verify reads them, also as stubs: %o', async (more) => {
  const { out, ledger, rebuild, base, mbox } = await zippedArchive()
  await rebuild(more)
  const { findings, against } = await verifyArchive({
    dir: out,
    ledger,
    against: base,
    rebuild: [mbox],
    base,
  })
  expect(findings).toEqual([])
  expect(against).toMatchObject({ pages: { same: 3, wrong: 0, missing: 0 } })

  writeFileSync(join(out, 'msg00001.html.gz'), gzipSync(page(2)))
  const codes = (await verifyArchive({ dir: out, ledger, against: base })).findings.map(({ code }) => code)
  expect(codes).toContain('page-changed')
})

test('the preview shows them as pages', async () => {
  const { out } = await zippedArchive()
  const answer = answerFrom(
    { root: out, base: '/', rows: new Map(), map: null },
    { method: 'GET', path: 'msg00002.html.gz', ifNoneMatch: null },
  )
  expect(answer.headers['content-type']).toMatch(/^text\/html/)
  expect(Buffer.from(answer.body).toString()).toContain('The text of message 2.')
})
