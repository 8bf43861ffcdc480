import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { forecast } from '../../src/archivers/archiver.ts'
import { mhonarc } from '../../src/archivers/mhonarc.ts'
import { pipermail } from '../../src/archivers/pipermail.ts'
import { entriesOf, SETTINGS } from './entries.ts'

/** The real archives, unpacked: too large and not ours, so they are never part of the project. */
const archives = process.env['HOLDFAST_ARCHIVES']
const missing = 'HOLDFAST_ARCHIVES does not name a folder with the unpacked archives'

describe.skipIf(archives === undefined || !existsSync(archives))(`published archives (else: ${missing})`, () => {
  const read = (...path: string[]): Buffer => readFileSync([archives!, ...path].join('/'))

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
      const expected = read('synthetic-pipermail', truth).toString().split('\n').filter((line) => line !== '')
      expect(expected.length).toBeGreaterThan(1000)
      expect(made).toEqual(expected.map((line) => line.split('\t').slice(0, 4).join('\t')))
    })
  }

  test("MHonArc's tree of a real list: every page, by the Message-ID in its comment", () => {
    const pages = readdirSync(`${archives!}/es-shell/mail-archive`).filter((name) => /^msg\d+\.html$/.test(name)).sort()
    const expected = pages.map((page) => {
      const text = read('es-shell', 'mail-archive', page).toString('latin1')
      const id = /^<!--X-Message-Id: (.*) -->$/m.exec(text)![1]!
      return `${page} ${id.replaceAll('&#45;', '-').replaceAll('&#60;', '<').replaceAll('&#38;', '&')}`
    })
    expect(expected.length).toBeGreaterThan(1000)
    const made = forecast(mhonarc, entriesOf([read('es-shell', 'es-list.mbox')]), SETTINGS)
    expect(made.rows.filter((row) => row.path !== null).map((row) => `${row.path!} ${row.key!}`)).toEqual(expected)
  })
})
