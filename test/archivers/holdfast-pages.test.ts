import { describe, expect, test } from 'vitest'
import { holdfastReader, publishedMessagesOf } from '../../src/archivers/holdfast-pages.ts'
import { indexOf, pageOf } from './trees.ts'

const ID = '4UISTGIUA2NZF66PCSPILTGEFHF5VULC'
const MARK = '<meta charset="utf-8"><meta name="generator" content="Holdfast">'

describe('publishedMessagesOf', () => {
  test('each message that ever had a path, at its last one, in the order of the manifest', () => {
    const messages = [
      { id: 'A'.repeat(32), number: null, paths: ['m/AA/A.html'] },
      { id: 'B'.repeat(32), number: 4, paths: ['2015-May/000004.html', 'm/BB/B.html'] },
      { id: 'C'.repeat(32), number: null, paths: [] },
    ]
    const read = publishedMessagesOf({ messages })
    expect(
      read.map(({ id, page, earlierPaths }) => [id[0], page.path, page.volume, page.number, earlierPaths]),
    ).toEqual([
      ['A', 'm/AA/A.html', 'm/AA', null, []],
      ['B', 'm/BB/B.html', 'm/BB', 4, ['2015-May/000004.html']],
    ])
    expect(read[0]!.page).toMatchObject({
      messageId: null,
      subject: null,
      date: null,
      text: '',
      attachments: [],
    })
  })
})

describe('a page of ours', () => {
  const path = `m/4U/${ID}.html`
  const page = (html: string) => pageOf(holdfastReader.readFile(path, Buffer.from(MARK + html)))

  test('tells what its head shows', () => {
    const read =
      page(`<h1 dir="auto">Slugs &amp; snails</h1><dl class="head"><div><dt>From</dt><dd><bdi>Wilma</bdi></dd></div>
      <div><dt>Date</dt><dd><bdi>Mon, 4 May 2015 12:00</bdi></dd></div>
      <div><dt>UTC</dt><dd><time datetime="2015-05-04T10:00:00Z">4 May</time></dd></div></dl>
      <pre>They eat.
</pre><footer class="identity"><dl class="head"><div><dt>Message-ID</dt><dd><bdi>a1@example.org</bdi></dd></div>
      <div><dt>Permanent ID</dt><dd><code>${ID}</code></dd></div></dl></footer>`)
    expect(read).toEqual({
      path,
      volume: 'm/4U',
      number: null,
      messageId: 'a1@example.org',
      madeUpId: null,
      author: 'Wilma',
      email: null,
      subject: 'Slugs & snails',
      date: 1_430_733_600,
      dateText: 'Mon, 4 May 2015 12:00',
      text: 'They eat.',
      isDeleted: false,
      attachments: [],
    })
  })

  test('in place of a withdrawn message is told apart, unless that is only its subject', () => {
    const head = `<dl class="head"><div><dt>Permanent ID</dt><dd><code>${ID}</code></dd></div></dl>`
    expect(page(`<h1>Message withdrawn</h1>${head}`)).toMatchObject({ isDeleted: true, subject: null })
    expect(page(`<h1 dir="auto">Message withdrawn</h1>${head}`)).toMatchObject({
      isDeleted: false,
      subject: 'Message withdrawn',
    })
  })

  test('has a number where its path is that of another layout', () => {
    const html = Buffer.from(
      `${MARK}<h1 dir="auto">x</h1><dl class="head"><dt>Permanent ID</dt><dd>${ID}</dd></dl>`,
    )
    expect(pageOf(holdfastReader.readFile('2015-May/000412.html', html)).number).toBe(412)
    expect(pageOf(holdfastReader.readFile('msg00012.html', html)).number).toBe(12)
  })
})

test('other pages of ours are indexes; what is not ours, or damaged, is told apart', () => {
  const index = indexOf(
    holdfastReader.readFile(
      '2015-05.html',
      Buffer.from(`${MARK}<ul><li id="d4"><a href="m/4U/${ID}.html">Slugs</a></ul>`),
    ),
  )
  expect(index.rows).toMatchObject([{ path: `m/4U/${ID}.html`, anchors: ['d4'], subject: 'Slugs' }])
  const kind = (path: string, html: string) => holdfastReader.readFile(path, Buffer.from(html)).kind
  expect(kind('holdfast.manifest.json', '{}')).toBe('internal')
  expect(kind('style.css', '')).toBe('other')
  expect(kind(`m/4U/${ID}.html`, `<h1>x</h1><dl class="head"><dt>Permanent ID</dt><dd>${ID}</dd></dl>`)).toBe(
    'other',
  )
  expect(kind(`m/4U/${ID}.html`, `${MARK}<h1>x</h1>`)).toBe('other')
})
