import { describe, expect, test } from 'vitest'
import { mhonarcReader } from '../../src/archivers/mhonarc-pages.ts'
import type { PublishedPage } from '../../src/archivers/published-tree.ts'
import { indexOf, pageOf, treeFile } from './trees.ts'

function read(html: string, path = 'msg00007.html'): PublishedPage {
  return pageOf(mhonarcReader.readFile(path, Buffer.from(html, 'latin1')))
}

describe('the Message-ID', () => {
  test.each([
    ['plain', 'a1@example.org', 'a1@example.org'],
    ['with what comments may not hold', 'a&#45;&#45;b&#38;c&#60;d@example.org', 'a--b&c<d@example.org'],
    ['bytes that are no UTF-8, and a backslash', '\xf6\\@b', '\\xF6\\x5C@b'],
    ['UTF-8 in a page of any charset', 'Ã¶@b', 'ö@b'],
    ['an entity that was in the ID itself', '&#38;#45;@b', '&#45;@b'],
  ])('%s', (_, written, messageId) => {
    expect(read(`<!--X-Message-Id: ${written} -->\n`)).toMatchObject({ messageId, madeUpId: null })
  })

  test('one that MHonArc made up is told apart', () => {
    const page = read('<!--X-Message-Id: 0123456789abcdef@NO&#45;ID&#45;FOUND.mhonarc.org -->')
    expect(page).toMatchObject({ messageId: null, madeUpId: '0123456789abcdef@NO-ID-FOUND.mhonarc.org' })
  })

  test('an empty one is none, and a comment in the text of the message is no mark', () => {
    expect(read('<!--X-Message-Id:  -->').messageId).toBeNull()
    expect(
      read('<!--X-Head-End-->\n<!--X-Body-of-Message-->\n<!--X-Message-Id: false@b -->').messageId,
    ).toBeNull()
  })
})

test('names of any prefix and ending, gzipped or not, hold a number', () => {
  const numberOf = (path: string) => read('<!--X-Message-Id: a@b -->', path).number
  expect(numberOf('msg00012.html')).toBe(12)
  expect(numberOf('msg123456.html.gz')).toBe(123_456)
  expect(numberOf('2001-03/list-0007.shtml')).toBe(7)
  expect(numberOf('00000.php')).toBe(0)
  expect(numberOf('letter.html')).toBeNull()
  expect(read('<!--X-Message-Id: a@b -->', '2001-03/msg00012.html').volume).toBe('2001-03')
})

test('the hidden From field: letters, and the characters that MHonArc turns with the capitals', () => {
  const from = (hidden: string) => read(`<!--X-From-R13: ${hidden} -->`)
  expect(from('N NZ [Nn NnNnm')).toMatchObject({ author: '@ @L M@a @a@az' })
  expect(from('Jvyzn Zbff &#60;jvyznNrknzcyr.bet>').email).toBe('wilma@example.org')
})

test('the date is that of the Date field, as the page shows it; of a page that shows none, the one in the comment', () => {
  const comment = '<!--X-Date: Mon, 4 May 2015 10:00:09 +0000 -->\n'
  const head =
    '<!--X-Head-of-Message--><ul><li><em>Date</em>: Mon, 4 May 2015 12:00:00 +0200</li></ul><!--X-Head-of-Message-End-->'
  expect(read(comment + head).date).toBe(1_430_733_600)
  expect(read(comment)).toMatchObject({ date: 1_430_733_609, dateText: 'Mon, 4 May 2015 10:00:09 +0000' })
})

describe('damage', () => {
  const whole = treeFile('mhonarc', 'msg00000.html').toString('latin1')
  const facts = read(whole, 'msg00000.html')
  test.each([
    [
      'the mark where the text ends',
      /<!--X-Body-of-Message-End-->(?=\n)/g,
      { text: 'Text é <tag>\n > quoted\n\nHi there' },
    ],
    ['the mark where the head ends', '<!--X-Head-End-->', {}],
    ['the comment of the subject', /<!--X-Subject:.*\n/, {}],
    ['the comment of the sender', /<!--X-From-R13:.*\n/, {}],
    ['the comment of the date', /<!--X-Date:.*\n/, {}],
    ['the comment of the ID', /<!--X-Message-Id:.*\n/, { messageId: null }],
    ['the end of the comment of the ID', '@example.org -->', { messageId: null }],
    ['one attachment', /<!--X-Derived: bin.*\n/, { attachments: ['msg00000/picture.png'] }],
    [
      'the shown head',
      /<!--X-Head-of-Message-->[^]*<!--X-Head-of-Message-End-->/,
      { date: 1_430_733_607, dateText: 'Mon, 4 May 2015 10:00:07 +0000' },
    ],
  ])('without %s nothing else is lost', (_, part, lost) => {
    const damaged = whole.replace(part, '')
    expect(damaged).not.toBe(whole)
    expect(read(damaged, 'msg00000.html')).toEqual({ ...facts, ...lost })
  })
})

test('an index under any name is known by its links; anchors stand at their rows', () => {
  const html = `<html><body><a name="top"></a><ul>
    <li><a name="00003" href="msg00003.html">three</a> <em>Ned</em></li>
    <li><a name="00002"></a><a href="msg00002.html.gz"><b>two</b></a> <a href="msg00002.html.gz">again</a></li></ul></body></html>`
  const index = indexOf(mhonarcReader.readFile('lists/all.htm', Buffer.from(html)))
  expect(index.rows).toEqual([
    {
      path: 'lists/msg00003.html',
      anchors: ['00003'],
      subject: 'three',
      author: 'Ned',
      epoch: null,
      depth: 0,
    },
    {
      path: 'lists/msg00002.html.gz',
      anchors: ['00002'],
      subject: 'two',
      author: null,
      epoch: null,
      depth: 0,
    },
  ])
  expect(index.anchors).toEqual(['top', '00003', '00002'])
  expect(mhonarcReader.readFile('about.html', Buffer.from('<p>About us</p>')).kind).toBe('other')
})
