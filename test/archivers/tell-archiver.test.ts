import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tellArchiver, mayBePages, type SampledFile } from '../../src/archivers/tell-archiver.ts'
import { filesBelow, treeFile, TREES } from './trees.ts'

const READ_HERE = ['pipermail', 'mhonarc', 'hypermail'] as const

const filesOf = (tree: string): SampledFile[] =>
  filesBelow(join(TREES, tree)).map((path) => ({ path, bytes: treeFile(tree, path) }))
const told = (files: readonly SampledFile[]) => tellArchiver(mayBePages(files))
const page = (path: string, html: string): SampledFile => ({ path, bytes: Buffer.from(html) })

describe.each(READ_HERE)('a tree of %s', (name) => {
  test('is told by its pages, and no other reader claims one', () => {
    const { pages, best } = told(filesOf(name))
    expect(best).toBe(name)
    expect(pages[name]).toBeGreaterThan(1)
    expect(Object.values(pages).filter((count) => count > 0)).toHaveLength(1)
  })

  test('is told beside a few pages of another one', () => {
    for (const other of READ_HERE.filter((one) => one !== name)) {
      const [few] = mayBePages(filesOf(other)).filter((file) => tellArchiver([file]).best === other)
      expect(told([few!, ...filesOf(name)])).toMatchObject({ best: name, pages: { [other]: 1 } })
    }
  })
})

/** What Hypermail 2 prints: Pipermail links the same way, and numbers of five digits are its names too. */
const hypermail = (number: number): SampledFile =>
  page(
    `${number}.html`,
    `<html><head><title>list: Beans</title></head><body><h1>Beans</h1>
<!-- received="Mon May  4 10:00:09 2015" --><!-- name="Ann" --><!-- email="ann@example.org" --><!-- id="p1@example.org" -->
<strong>From:</strong> Ann (<a href="mailto:ann@example.org?Subject=Re:%20Beans&amp;In-Reply-To=%3Cp1@example.org%3E"><em>ann</em></a>)
<!-- body="start" --><p>Beans.</p><!-- body="end" --><a href="date.html#${number}">by date</a></body></html>`,
  )

test('where two readers understand a page, the mark of its program decides', () => {
  expect(told([hypermail(12_345)])).toMatchObject({
    best: 'hypermail',
    pages: { pipermail: 0, mhonarc: 0, hypermail: 1 },
  })
  const unmarked = Buffer.from(hypermail(12_345).bytes!)
    .toString()
    .replaceAll(/<!--.*?-->/g, '')
  expect(told([page('12345.html', unmarked)]).best).toBe('pipermail') // quiet twin: it could be
})

test('our own pages are ours, though their paths are those of another archiver', () => {
  const own = `<html><head><meta name="generator" content="Holdfast"></head><body><h1 dir="auto">Beans</h1>
<dl class="head"><dt>From</dt><dd>Ann</dd><dt>Permanent ID</dt><dd>4UIS</dd></dl>
<a href="mailto:list@example.org?Subject=Re:%20Beans&amp;In-Reply-To=%3Cp1@example.org%3E">reply</a></body></html>`
  expect(told([page('2001-March/000016.html', own)]).best).toBe('holdfast')
})

test('pages of nobody are told as such', () => {
  const news = '<html><body><a name="2004">2004</a> <a href="#2003">2003</a> <pre>News.</pre></body></html>'
  expect(
    told([page('news2004.html', news), page('00001.html', news), { path: '0002.html', bytes: null }]),
  ).toEqual({
    looked: 3,
    pages: { pipermail: 0, mhonarc: 0, hypermail: 0, holdfast: 0 },
    best: null,
  })
  expect(told([])).toMatchObject({ looked: 0, best: null })
})
