import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { mhonarcReader } from '../../src/archivers/mhonarc-pages.ts'
import type { PublishedPage, ReadTreeFile } from '../../src/archivers/published-tree.ts'
import { filesBelow } from './trees.ts'

const installed = ((): boolean => {
  try {
    return execFileSync('mhonarc', ['-v'], { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
  } catch {
    return false
  }
})()

const MBOX = `From zoe@example.org Mon May  4 10:00:00 2015
From: =?utf-8?Q?Zo=C3=AB_M=C3=BCller?= <zoe@example.org>
Subject: =?iso-8859-1?Q?Caf=E9?= -- <b> & "x"
Date: Mon, 4 May 2015 12:00:00 +0200
Message-ID: <a--1&x@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=xx

--xx
Content-Type: text/plain; charset=utf-8

Text \u00e9 <tag>
 > quoted
--xx
Content-Type: application/octet-stream; name=foo.bin
Content-Transfer-Encoding: base64

AAAA
--xx
Content-Type: text/html

<p>Hi <b>there</b><!--X-Body-of-Message-End--></p><ul><li>one<li>two</ul>
--xx--

From bob@example.org Mon May  4 10:00:00 2015
From: "Bob [x] Nod" <bob_@example.org>
Subject: Re: no id
Date: Mon, 4 May 2015 12:30:00 +0200
In-Reply-To: <a--1&x@example.org>

body
`

/** What the program publishes under some options, read file by file. */
function publish(options: readonly string[]): Map<string, ReadTreeFile> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-mhonarc-tree-'))
  try {
    writeFileSync(join(folder, 'list.mbox'), MBOX)
    const out = join(folder, 'out')
    mkdirSync(out)
    const env = { ...process.env, TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }
    const done = spawnSync('mhonarc', ['-quiet', ...options, '-outdir', out, join(folder, 'list.mbox')], {
      env,
    })
    if (done.status !== 0) throw new Error(done.stderr.toString())
    return new Map(
      filesBelow(out).map((path) => {
        const bytes = readFileSync(join(out, path))
        return [path, mhonarcReader.readFile(path, path.endsWith('.gz') ? gunzipSync(bytes) : bytes)]
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe.skipIf(!installed)('trees of the real MHonArc (skipped where it is not installed)', () => {
  test.each([
    { what: 'with its defaults', options: [], page: 'msg00000.html', indexes: 2 },
    {
      what: 'under other names',
      options: ['-msgprefix', 'mail', '-htmlext', 'htm'],
      page: 'mail00000.htm',
      indexes: 2,
    },
    {
      what: 'gzipped, on several index pages',
      options: ['-gzipfiles', '-gziplinks', '-multipg', '-idxsize', '1'],
      page: 'msg00000.html.gz',
      indexes: 4,
    },
    {
      what: 'under other names of the indexes',
      options: ['-idxfname', 'all.html', '-tidxfname', 'trees.html', '-reverse'],
      page: 'msg00000.html',
      indexes: 2,
    },
    { what: 'without its comments', options: ['-noprintxcomments'], page: 'msg00000.html', indexes: 2 },
  ])('$what', ({ options, page, indexes }) => {
    const tree = publish(options)
    const pages: PublishedPage[] = [...tree.values()].flatMap((file) =>
      file.kind === 'page' ? [file.page] : [],
    )
    const hasComments = !options.includes('-noprintxcomments')
    const attached = [...tree].filter(([, { kind }]) => kind === 'attachment').map(([path]) => path)
    expect(attached).toHaveLength(1)
    expect(pages).toMatchObject([
      {
        path: page,
        number: 0,
        messageId: hasComments ? 'a--1&x@example.org' : null,
        author: 'Zoë Müller',
        email: 'zoe@example.org',
        subject: 'Café -- <b> & "x"',
        date: 1_430_733_600,
        attachments: attached,
      },
      {
        number: 1,
        messageId: null,
        author: 'Bob [x] Nod',
        email: 'bob_@example.org',
        subject: 'Re: no id',
        date: 1_430_735_400,
        text: 'body',
      },
    ])
    expect(pages[0]!.text).toMatch(/^Text é <tag>\n > quoted\n[^]*Hi there\n+one\ntwo$/)
    expect(pages[1]!.madeUpId === null).toBe(!hasComments)
    const listed = [...tree.values()].flatMap((file) => (file.kind === 'index' ? [file.index] : []))
    expect(listed).toHaveLength(indexes)
    const rows = listed.flatMap((index) => index.rows)
    expect(new Set(rows.map(({ path }) => path))).toEqual(new Set(pages.map(({ path }) => path)))
    for (const { path, anchors } of rows) expect(anchors).toEqual([/\d{5}/.exec(path)![0]])
    expect([...tree].filter(([, { kind }]) => kind === 'other')).toEqual([])
  })
})
