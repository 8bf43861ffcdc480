import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findTreeReader } from '../../src/archivers/tree-readers.ts'
import type { PublishedPage, ReadTreeFile } from '../../src/archivers/published-tree.ts'
import { formatMessageId, readMessageId } from '../../src/message/message-id.ts'
import { splitMessage } from '../../src/message/message-splitter.ts'
import { readHeaderFields } from '../../src/message/header-fields.ts'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'
import { entriesOf } from './entries.ts'
import { filesBelow } from './trees.ts'

const reason = corpus === null ? ` (skipped: ${CORPUS_MISSING})` : ''
let folder = ''

/** Every file of a published tree, read, and the bytes of a file of the archive that it came in. */
function readTree(archiver: string, root: string): Map<string, ReadTreeFile> {
  const reader = findTreeReader(archiver)!
  return new Map(
    filesBelow(join(folder, root)).map((path) => {
      const bytes = readFileSync(join(folder, root, path))
      return [path, reader.readFile(path, path.endsWith('.gz') ? gunzipSync(bytes) : bytes)]
    }),
  )
}

function pagesOf(tree: ReadonlyMap<string, ReadTreeFile>): PublishedPage[] {
  return [...tree.values()].flatMap((file) => (file.kind === 'page' ? [file.page] : []))
}

/** Lists whose mail was written by real people are read here and never kept. */
describe.skipIf(corpus === null)(`published trees${reason}`, () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-trees-'))
    for (const name of [
      'synthetic-pipermail',
      'es-shell-mhonarc',
      'cdrecord-support-pipermail',
      'fetchmail-users-pipermail',
    ]) {
      const { status, stderr } = spawnSync('tar', ['xJf', corpusPath('data', `${name}.tar.xz`)], {
        cwd: folder,
      })
      if (status !== 0) throw new Error(`cannot unpack ${name}: ${stderr.toString()}`)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(['tree', 'tree-after-the-edit'])(
    "Pipermail's %s: each page by number and Message-ID, as its truth has them",
    (name) => {
      const tree = readTree('pipermail', `synthetic-pipermail/${name}`)
      const truth = readFileSync(join(folder, `synthetic-pipermail/${name}.tsv`), 'utf8')
        .trimEnd()
        .split('\n')
      const read = pagesOf(tree).map(({ number, path, messageId }) => `${number}\t${path}\t${messageId}`)
      expect(read.sort()).toEqual(truth.map((line) => line.split('\t').slice(0, 3).join('\t')).sort())
      expect(read.length).toBeGreaterThan(1000)
      const kinds = new Set([...tree.values()].map(({ kind }) => kind))
      expect([...kinds].sort()).toEqual(['attachment', 'index', 'page', 'text'])
    },
  )

  test('es-shell: 1,085 pages of MHonArc, each under the ID that the mbox holds', () => {
    const tree = readTree('mhonarc', 'es-shell/mail-archive')
    const pages = pagesOf(tree)
    expect(pages).toHaveLength(1085)
    const ids = new Set<string>()
    for (const { message } of entriesOf([readFileSync(join(folder, 'es-shell/es-list.mbox'))])) {
      const { head } = splitMessage(message)
      const section = message.subarray(head.start, head.end)
      const id = readMessageId(section, readHeaderFields(section).fields)
      if (id !== null) ids.add(formatMessageId(id))
    }
    for (const page of pages) {
      if (page.messageId === null) expect(page.madeUpId).toMatch(/@NO-ID-FOUND/)
      else expect(ids).toContain(page.messageId)
      expect(page.number).toBe(Number(/\d+/.exec(page.path)![0]))
      expect([page.author, page.subject, page.date, page.dateText], page.path).not.toContain(null)
    }
    expect(pages.filter(({ madeUpId }) => madeUpId !== null)).toHaveLength(2)
    const linked = [...tree.values()].flatMap((file) =>
      file.kind === 'index' ? [file.index.rows.map(({ path }) => path).sort()] : [],
    )
    expect(linked).toEqual([pages.map(({ path }) => path).sort(), pages.map(({ path }) => path).sort()])
    expect(
      pages.flatMap(({ attachments }) => attachments).filter((path) => tree.get(path)?.kind !== 'attachment'),
    ).toEqual([])
  })

  describe.each([
    { list: 'cdrecord-support', pages: 970, withoutWriter: 3, empty: 0 },
    { list: 'fetchmail-users', pages: 3499, withoutWriter: 21, empty: 1 },
  ])('$list', ({ list, pages: count, withoutWriter, empty }) => {
    let tree = new Map<string, ReadTreeFile>()
    let pages: PublishedPage[] = []
    beforeAll(() => {
      tree = readTree('pipermail', `berlios/${list}`)
      pages = pagesOf(tree)
    })

    test('every page tells number, volume, subject, date and text, and all but phantoms the writer and the ID', () => {
      expect(pages).toHaveLength(count)
      for (const { path, number, volume, subject, date, dateText } of pages) {
        expect(path).toBe(`${volume}/${String(number).padStart(6, '0')}.html`)
        expect([subject, date, dateText], path).not.toContain(null)
      }
      const phantoms = pages.filter(({ messageId }) => messageId === null)
      expect(phantoms).toHaveLength(withoutWriter)
      expect(pages.filter(({ author, email }) => author === null || email === null)).toEqual(phantoms)
      expect(
        phantoms.filter(({ madeUpId, subject }) => madeUpId === null || subject !== 'No subject'),
      ).toEqual([])
      expect(pages.filter(({ text }) => text === '')).toHaveLength(empty)
    })

    test('every row of thread.html has the moment that the page shows, and its number as its anchor', () => {
      const byPath = new Map(pages.map((page) => [page.path, page]))
      const threads = [...tree.values()].flatMap((file) =>
        file.kind === 'index' && file.index.path.endsWith('/thread.html') ? file.index.rows : [],
      )
      expect(threads.map(({ path }) => path).sort()).toEqual([...byPath.keys()].sort())
      for (const { path, epoch, anchors } of threads) {
        expect(byPath.get(path)?.date, path).toBe(epoch)
        expect(anchors).toEqual([String(byPath.get(path)?.number)])
      }
    })

    test('the k-th record of a monthly text is the page of the k-th number, but for pages that no index linked', () => {
      const texts = [...tree.values()].flatMap((file) => (file.kind === 'text' ? [file.text] : []))
      expect(texts.length).toBeGreaterThan(50)
      for (const { volume, records } of texts) {
        const own = pages.filter((page) => page.volume === volume).sort((a, b) => a.number! - b.number!)
        const ids = records.map(({ messageId }) => messageId)
        if (own.length === records.length) {
          expect(
            own.map(({ messageId }) => messageId),
            volume,
          ).toEqual(ids)
          continue
        }
        // The first copy of a repeated message has a number and a record, but the mirror could not find its page.
        const rest = [...ids]
        const skipped = own.flatMap(({ messageId }) =>
          rest.splice(0, rest.indexOf(messageId) + 1).slice(0, -1),
        )
        expect(own.length + skipped.length + rest.length, volume).toBe(ids.length)
        for (const id of [...skipped, ...rest]) {
          expect(
            own.map(({ messageId }) => messageId),
            volume,
          ).toContain(id)
        }
      }
    })
  })
})
