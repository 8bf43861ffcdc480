import { describe, expect, test } from 'vitest'
import { hypermailReader } from '../../src/archivers/hypermail-pages.ts'
import type { PublishedPage } from '../../src/archivers/published-tree.ts'
import { indexOf, pageOf, treeFile } from './trees.ts'

function read(html: string, path = '0007.html'): PublishedPage {
  return pageOf(hypermailReader.readFile(path, Buffer.from(html, 'latin1')))
}

describe('the Message-ID', () => {
  const idOf = (written: string, email = '') => read(`<!-- email="${email}" -->\n<!-- id="${written}" -->\n`)
  test.each([
    ['plain', 'a1@example.org', 'a1@example.org'],
    ['hidden', 'a1_at_example.org', 'a1@example.org'],
    ['hidden, with the same letters in front', 'look_at_me_at_example.org', 'look_at_me@example.org'],
    ['whole, with such letters in front', 'look_at_me@example.org', 'look_at_me@example.org'],
    ['with hyphens that a comment may not hold', 'a&ndash;&ndash;b_at_x&ndash;y.org', 'a--b@x-y.org'],
    ['with escaped characters', 'a&amp;b&lt;c&quot;_at_example.org', 'a&b<c"@example.org'],
    ['hidden another way', 'a1(at)example.org', 'a1@example.org'],
    ['bytes that are no UTF-8, and a backslash', '\xf6\\_at_b', '\\xF6\\x5C@b'],
    ['without any @', 'BOZO', 'BOZO'],
  ])('%s', (_, written, messageId) => {
    expect(idOf(written)).toMatchObject({ messageId, madeUpId: null })
  })

  test('only the first @ is hidden: where the page hides addresses, a second one stays', () => {
    expect(idOf('a_at_b@c', 'w_at_example.org').messageId).toBe('a@b@c')
    expect(idOf('a_at_b@c', 'w@example.org').messageId).toBe('a_at_b@c')
  })

  test('one that Hypermail made up is told apart; an empty one is none', () => {
    expect(idOf('1430733600.77_at_hypermail.dummy')).toMatchObject({
      messageId: null,
      madeUpId: '1430733600.77@hypermail.dummy',
    })
    expect(idOf('').messageId).toBeNull()
  })

  test('a comment in the text of the message is no mark', () => {
    expect(read('<!-- id="a@b" -->\n<!-- body="start" -->\n<!-- id="false@b" -->').messageId).toBe('a@b')
    expect(read('<!-- body="start" -->\n<!-- id="false@b" -->').messageId).toBeNull()
  })
})

test('names without a number in them have none', () => {
  const numberOf = (path: string) => read('<!-- id="a@b" -->', path).number
  expect(numberOf('0000.html')).toBe(0)
  expect(numberOf('2003/Mar/12345.html.gz')).toBe(12_345)
  expect(numberOf('284ae1a954f434a0.html')).toBeNull()
})

test('the date is the one that was sent: by its own zone, else by the moment in UTC', () => {
  const page = (sent: string, iso: string) =>
    read(`<!-- sent="${sent}" -->\n<!-- isosent="${iso}" -->\n<!-- id="a@b" -->`)
  expect(page('Mon, 4 May 2015 12:00:00 +0200', '20150504090000').date).toBe(1_430_733_600)
  expect(page('Mon, 4 May 2015 12:00:00', '20150504100000')).toMatchObject({
    date: 1_430_733_600,
    dateText: 'Mon, 4 May 2015 12:00:00',
  })
  expect(page('some day', '20150231000000').date).toBeNull()
})

test('the charset is that of the page, or of its comment', () => {
  expect(read('<!-- name="J\xf6rg" -->\n<!-- charset="iso-8859-1" -->').author).toBe('Jörg')
  expect(read('<!-- name="\xc1" -->\n<!-- charset="koi8-r" -->').author).toBe('а')
  expect(read('<meta charset="koi8-r"><!-- name="\xc1" -->\n<!-- charset="iso-8859-1" -->').author).toBe('а')
})

test('deleted messages are told apart by their comment alone', () => {
  expect(read('<!-- id="a@b" -->\n<!-- isdeleted="1" -->').isDeleted).toBe(true)
  expect(read('<!-- id="a@b" -->\n<!-- isdeleted="0" -->').isDeleted).toBe(false)
  expect(read('<!-- id="a@b" -->\n<!-- body="start" --><!-- isdeleted="1" -->').isDeleted).toBe(false)
})

describe('damage', () => {
  const whole = treeFile('hypermail', '0000.html').toString('latin1')
  const facts = read(whole, '0000.html')
  test.each([
    ['the mark where the text begins', '<!-- body="start" -->', {}],
    ['the end of the head', '</address>', { text: `From: Wilma\n\n${facts.text}` }],
    [
      'the end of the foot',
      /<\/span>(?=\n<\/div>)/,
      { text: `${facts.text}\n\nReceived on Mon May 04 2015` },
    ],
    ['the charset of the page', /<meta http-equiv[^>]*>/, {}],
    ['the moment it was received', /<!-- (?:iso)?received=.*\n/g, {}],
    ['the date that was sent', /<!-- sent=.*\n/, { dateText: null }],
    ['the writer', /<!-- name=.*\n/, { author: null }],
    ['the address', /<!-- email=.*\n/, { email: null, messageId: 'a--1_at_x&y@example.org' }],
    ['the ID', /<!-- id=.*\n/, { messageId: null }],
  ])('without %s nothing else is lost', (_, part, lost) => {
    const damaged = whole.replace(part, '')
    expect(damaged).not.toBe(whole)
    expect(read(damaged, '0000.html')).toEqual({ ...facts, ...lost })
  })
})

test('pages below folders, and an index of an old version whose anchors stand behind the writers', () => {
  const html = `<html><body><ol><li><a href="0003.html">three</a> <i>Ned</i><a name="3">.</a>
    <ul><li><a href="2003/Mar/0004.html">four</a> <i>Wed, 5 Mar 2003</i></ul></ol></body></html>`
  const index = indexOf(hypermailReader.readFile('l/thread.html', Buffer.from(html)))
  expect(index.rows).toEqual([
    { path: 'l/0003.html', anchors: ['3'], subject: 'three', author: 'Ned', epoch: null, depth: 0 },
    { path: 'l/2003/Mar/0004.html', anchors: [], subject: 'four', author: null, epoch: null, depth: 1 },
  ])
})
