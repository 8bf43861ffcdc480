import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { forecast } from '../../src/archivers/archiver.ts'
import { mhonarc } from '../../src/archivers/mhonarc.ts'
import { pipermail } from '../../src/archivers/pipermail.ts'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'
import { entriesOf, SETTINGS } from './entries.ts'

const unpacked = corpus === null ? '' : mkdtempSync(join(tmpdir(), 'holdfast-archives-'))
afterAll(() => rmSync(unpacked, { recursive: true, force: true }))

/** Unpacks an archive of the corpus; false where the corpus or the means to unpack are missing. */
function unpack(name: string): boolean {
  if (corpus === null) return false
  return spawnSync('tar', ['-xJf', corpusPath('data', name), '-C', unpacked]).status === 0
}

const SKIPPED = `${CORPUS_MISSING}, or tar and xz are missing`

function read(...path: string[]): Buffer {
  return readFileSync(join(unpacked, ...path))
}

const synthetic = unpack('synthetic-pipermail.tar.xz')
const esShell = unpack('es-shell-mhonarc.tar.xz')

describe.skipIf(!synthetic)(`a list that Pipermail published (skipped if ${SKIPPED})`, () => {
  for (const [mbox, truth] of [
    ['list.mbox', 'tree.tsv'],
    ['list-edited.mbox', 'tree-after-the-edit.tsv'],
  ] as const) {
    test(`Pipermail's tree of ${mbox}, row by row`, () => {
      const bytes = read('synthetic-pipermail', mbox)
      const entries = entriesOf([bytes])
      const made = forecast(pipermail, entries, SETTINGS).rows.map((row, index) => {
        const start = entries[index]!.fromLine.byteOffset - bytes.byteOffset
        return [row.number, row.path, row.key, start].join('\t')
      })
      const expected = read('synthetic-pipermail', truth)
        .toString()
        .split('\n')
        .filter((line) => line !== '')
      expect(expected.length).toBeGreaterThan(1000)
      expect(made).toEqual(expected.map((line) => line.split('\t').slice(0, 4).join('\t')))
    })
  }
})

describe.skipIf(!esShell)(`a list that MHonArc published (skipped if ${SKIPPED})`, () => {
  test("MHonArc's tree of a real list: every page, by the Message-ID in its comment", () => {
    const pages = readdirSync(join(unpacked, 'es-shell', 'mail-archive'))
      .filter((name) => /^msg\d+\.html$/.test(name))
      .sort()
    const expected = pages.map((page) => {
      const text = read('es-shell', 'mail-archive', page).toString('latin1')
      const id = /^<!--X-Message-Id: (.*) -->$/m.exec(text)![1]!
      return `${page} ${id.replaceAll('&#45;', '-').replaceAll('&#60;', '<').replaceAll('&#38;', '&')}`
    })
    expect(expected.length).toBeGreaterThan(1000)
    const made = forecast(mhonarc, entriesOf([read('es-shell', 'es-list.mbox')]), SETTINGS)
    expect(made.rows.filter((row) => row.path !== null).map((row) => `${row.path!} ${row.key!}`)).toEqual(
      expected,
    )
  })
})
