import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecast } from '../../src/archivers/archiver.ts'
import { mhonarc } from '../../src/archivers/mhonarc.ts'
import { entriesOf, SETTINGS } from './entries.ts'

const installed = ((): boolean => {
  try {
    return execFileSync('mhonarc', ['-v'], { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
  } catch {
    return false
  }
})()

/** The pages that the program makes, each with the Message-ID in its comment; what it says where it dies. */
function run(files: readonly Uint8Array[]): string[] | string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-mhonarc-'))
  try {
    const paths = files.map((bytes, index) => {
      const path = join(folder, `${index}.mbox`)
      writeFileSync(path, bytes)
      return path
    })
    const out = join(folder, 'out')
    mkdirSync(out)
    const environment = { ...process.env, TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }
    const done = spawnSync('mhonarc', ['-quiet', '-outdir', out, ...paths], { env: environment })
    const pages = readdirSync(out)
      .filter((name) => /^msg\d+\.html$/.test(name))
      .sort()
    if (done.status !== 0) return `${pages.length} pages: ${done.stderr.toString()}`
    return pages.map((page) => {
      const text = readFileSync(join(out, page), 'latin1')
      const id = /^<!--X-Message-Id: (.*) -->$/m.exec(text)?.[1] ?? ''
      return `${page} ${id.replaceAll('&#45;', '-').replaceAll('&#60;', '<').replaceAll('&#38;', '&')}`
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const LINES = [
  'From a@example.org Mon May  4 10:00:00 2015',
  'From a@example.org Mon May  4 10:00:00 2015',
  'From now on',
  'Message-ID: <a@example.org>',
  'Message-ID: <b@example.org>',
  'message-id:\n <c@example.org>',
  'Message-ID: <>',
  'Message-ID: d@example.org',
  'Msg-ID: <m@example.org>',
  'Content-ID: <k@example.org>',
  'Date: Mon, 04 May 2015 10:00:00 +0000',
  'Received: from a; Mon, 04 May 2015 10:00:00 +0000',
  'Subject: x',
  'no field here',
  ' folded',
  '',
  '',
  '\r',
]
const DEADLY = [
  'Date: Mon, 31 Feb 2015 10:00:00 +0000',
  'Date: Mon, 4 May 2015 24:00:00 GMT',
  'Date: 4 May 2015 10:60',
]

describe.skipIf(!installed)('beside the real MHonArc (skipped where it is not installed)', () => {
  const bytes = (lines: readonly string[], end: string): Uint8Array => Buffer.from(lines.join('\n') + end)
  const file = fc.tuple(
    fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 20 }),
    fc.constantFrom('\n', ''),
  )

  test('the same pages for any order of lines, in one file or two', () => {
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 2 }), (parts) => {
        const files = parts.map(([lines, end]) =>
          bytes(['From x@example.org Mon May  4 10:00:00 2015', ...lines], end),
        )
        const made = forecast(mhonarc, entriesOf(files), SETTINGS)
        const pages = [...made.rows, ...made.extras].filter((row) => row.path !== null)
        expect(pages.map((row) => `${row.path!} ${row.key!}`).sort()).toEqual(run(files))
      }),
      { numRuns: 25 },
    )
  })

  for (const date of DEADLY) {
    test(`it dies of "${date}", and that is said`, () => {
      const files = [
        bytes(['From a@example.org Mon May  4 10:00:00 2015', 'Message-ID: <a>', date, '', 'x'], '\n'),
      ]
      const { crash, rows } = forecast(mhonarc, entriesOf(files), SETTINGS)
      expect(crash).toMatchObject({ position: 0, cause: 'the date in its Date' })
      expect(rows.map((row) => row.path)).toEqual([null])
      expect(run(files)).toMatch('0 pages: ')
      expect(run(files)).toMatch(crash!.error)
    })
  }
})
