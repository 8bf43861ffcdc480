import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TREE_ARCHIVERS } from '../../src/archivers/published-tree.ts'
import { findTreeReader, TREE_READERS } from '../../src/archivers/tree-readers.ts'
import { filesBelow, treeFile, TREES } from './trees.ts'

const FACTS = ['number', 'messageId', 'madeUpId', 'author', 'email', 'subject', 'date', 'dateText'] as const
const READ_HERE = ['pipermail', 'mhonarc', 'hypermail'] as const

test('each archiver whose tree can be read has a reader, under its name', () => {
  expect(Object.keys(TREE_READERS)).toEqual([...TREE_ARCHIVERS])
  for (const name of TREE_ARCHIVERS) expect(findTreeReader(name)?.archiver).toBe(name)
  expect(findTreeReader('hyperkitty')).toBeNull()
  expect(findTreeReader('constructor')).toBeNull()
})

describe.each(READ_HERE)('a tree of %s', (name) => {
  const reader = TREE_READERS[name]
  const files = filesBelow(join(TREES, name))

  test('every file of it is read for what it is, and every fact on its pages is found', () => {
    const expected = JSON.parse(readFileSync(join(TREES, `${name}.expected.json`), 'utf8')) as unknown
    const read = Object.fromEntries(files.map((path) => [path, reader.readFile(path, treeFile(name, path))]))
    expect(files.length).toBeGreaterThan(5)
    expect(read).toEqual(expected)
  })

  test('a gzipped name makes no difference to what its unzipped bytes are', () => {
    for (const path of files.filter((file) => /\.(?:html?|txt)$/.test(file))) {
      const bytes = treeFile(name, path)
      expect(reader.readFile(`${path}.gz`, bytes).kind).toBe(reader.readFile(path, bytes).kind)
    }
  })

  test('a page cut off anywhere tells each fact as before, or not at all, and the text as far as it goes', () => {
    for (const path of files) {
      const bytes = treeFile(name, path)
      const whole = reader.readFile(path, bytes)
      if (whole.kind !== 'page') continue
      for (let length = 0; length < bytes.length; length += 7) {
        const cut = reader.readFile(path, bytes.subarray(0, length))
        if (cut.kind !== 'page') continue
        const { text, attachments, isDeleted } = cut.page
        // Hypermail and MHonArc tell a second date and a title, which count where the first are not reached.
        const facts = name === 'pipermail' ? FACTS : FACTS.filter((key) => !/^(?:date|subject)/.test(key))
        for (const key of facts) {
          expect([null, whole.page[key]], `${path} cut at ${length}: ${key}`).toContainEqual(cut.page[key])
        }
        expect(isDeleted && !whole.page.isDeleted).toBe(false)
        for (const attachment of attachments) expect(whole.page.attachments).toContain(attachment)
        expect(text.length).toBeLessThanOrEqual(bytes.length)
      }
    }
  })

  test('no bytes make it throw', () => {
    const paths = fc.constantFrom(
      ...files,
      'a/000001.html',
      'b.txt',
      'msg00001.html',
      '0001.html',
      'index.html',
      '',
    )
    const pieces = fc.constantFrom(
      ...[
        '<!--beginarticle-->',
        '<!--endarticle-->',
        '<PRE>',
        '</PRE>',
        '<A HREF="mailto:x?Subject=%&In-Reply-To=%3C',
        '">',
      ],
      ...[
        'From x at y  Mon May  4 10:00:00 2015\nFrom: x\n',
        'Message-ID: <',
        '<!--0 1.2- -->',
        '<LI><A HREF="000001.html">',
      ],
      ...[
        '<!--X-Message-Id: ',
        ' -->\n',
        '<!--X-From-R13: ',
        '<!--X-Derived: ../../x -->\n',
        '<!--X-Body-of-Message-->',
        '&#999999999;',
      ],
      ...[
        '<!-- id="',
        '" -->\n',
        '<!-- body="start" -->',
        '<!-- body="end" -->',
        '<!-- charset="utf-16" -->',
        '&ndash;',
        '<![CDATA[',
      ],
      ...[
        '<meta charset="utf-7">',
        '<script>',
        '<title>',
        '<i>',
        '</i>',
        '<I>Mon May  4 10:00:00 UTC 2015</I>',
        '\0',
        '\r',
        '_at_',
      ],
    )
    const junk = fc.array(
      fc.oneof(
        pieces,
        fc.string(),
        fc.uint8Array({ maxLength: 8 }).map((part) => Buffer.from(part).toString('latin1')),
      ),
    )
    fc.assert(
      fc.property(paths, junk, (path, parts) => {
        const { kind } = reader.readFile(path, Buffer.from(parts.join(''), 'latin1'))
        expect(['page', 'index', 'text', 'attachment', 'internal', 'other']).toContain(kind)
      }),
      { numRuns: 500 },
    )
  })

  test('no bytes changed anywhere in a page make it throw, and its number stays', () => {
    const pages = files.filter((path) => reader.readFile(path, treeFile(name, path)).kind === 'page')
    expect(pages.length).toBeGreaterThan(2)
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.constantFrom(...pages), damage, (path, changes) => {
        const bytes = Uint8Array.from(treeFile(name, path))
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte
        const read = reader.readFile(path, bytes)
        if (read.kind === 'page') expect(read.page.number).toBe(Number(/(\d+)\.\w+$/.exec(path)![1]))
      }),
      { numRuns: 300 },
    )
  })
})
