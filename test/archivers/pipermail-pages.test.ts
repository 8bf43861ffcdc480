import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { pipermailReader } from '../../src/archivers/pipermail-pages.ts'
import type { PublishedPage } from '../../src/archivers/published-tree.ts'
import { asMsgid, formatMessageId } from '../../src/message/message-id.ts'
import { indexOf, pageOf, treeFile } from './trees.ts'

const VECTORS = fileURLToPath(new URL('../fixtures/pipermail/', import.meta.url))
const PATH = '2015-May/000007.html'

/** Reads a page of our own words around the marks. */
function read(html: string, path = PATH): PublishedPage {
  return pageOf(pipermailReader.readFile(path, Buffer.from(html, 'latin1')))
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)!};`) // prettier-ignore

/** What the real Pipermail put on its pages. */
interface Article {
  readonly number: number
  readonly file: string
  readonly messageIdHeader: string | null
  readonly messageIdGenerated: boolean
  readonly pageInReplyTo: string | null
  readonly pageDate: string
  readonly epoch: number
  readonly author: string
  readonly email: string
  readonly subject: string
}

describe('pages that hold what the real Pipermail wrote', () => {
  const names = readdirSync(VECTORS).filter((name) => name.endsWith('.expected.json'))
  test.each(names)('%s', (name) => {
    const articles = JSON.parse(readFileSync(VECTORS + name, 'utf8')) as Article[]
    for (const article of articles) {
      const id = article.pageInReplyTo ?? '%3Cmailman.3.1736942401.77.l%40example.org%3E'
      const page = read(
        `<HEAD><TITLE> ${escapeHtml(article.subject)}\n</TITLE></HEAD><H1>${escapeHtml(article.subject)}</H1>
         <B>${escapeHtml(article.author)}</B><A HREF="mailto:l%40example.org?Subject=Re%3A%20x&In-Reply-To=${id}"
         TITLE="x">${escapeHtml(article.email)}\n</A><BR><I>${article.pageDate}</I><!--beginarticle--><!--endarticle-->`,
        article.file,
      )
      const header = article.messageIdGenerated ? null : article.messageIdHeader
      const bytes = asMsgid(Buffer.from(header ?? '', 'latin1'))
      expect(page).toMatchObject({
        number: article.number,
        volume: article.file.split('/')[0],
        messageId: bytes.length === 0 ? null : formatMessageId(bytes),
        date: article.epoch,
        author: article.author.trim() === '' ? null : article.author.replace(/\s+/g, ' ').trim(),
      })
      expect(page.madeUpId === null).toBe(article.pageInReplyTo !== null)
    }
  })
})

describe('the Message-ID', () => {
  const link = (query: string): PublishedPage =>
    read(`<LINK REL="made" HREF="mailto:l@example.org?${query}"><!--beginarticle--><!--endarticle-->`)

  test.each([
    ['from 2.1.10 on: the own one', 'Subject=Re%3A%20x&In-Reply-To=%3Ca1%40example.org%3E', 'a1@example.org'],
    ['in the way of another package', 'Subject=Re:%20x&In-Reply-To=%3Ca1%40example.org%3E', 'a1@example.org'],
    [
      'with an escaped ampersand',
      'Subject=Re%3A%20x&amp;In-Reply-To=%3Ca1%40example.org%3E',
      'a1@example.org',
    ],
    ['not encoded', 'Subject=Re: x&In-Reply-To=<a1@example.org>', 'a1@example.org'],
    [
      'the parameters the other way round',
      'In-Reply-To=%3Ca1%40example.org%3E&Subject=Re%3A%20x',
      'a1@example.org',
    ],
    ['without a subject', 'In-Reply-To=%3Ca1%40example.org%3E', 'a1@example.org'],
    ['own, but written without brackets', 'Subject=Re%3A%20x&In-Reply-To=a1%40example.org', 'a1@example.org'],
    [
      'with blanks around it',
      'Subject=Re%3A%20x&In-Reply-To=%0A%20%3Ca1%40example.org%3E%20',
      'a1@example.org',
    ],
    [
      'bytes that are no UTF-8, and a backslash',
      'Subject=Re%3A%20x&In-Reply-To=%3C%F6%5C%40b%3E',
      '\\xF6\\x5C@b',
    ],
    ['UTF-8', 'Subject=Re%3A%20x&In-Reply-To=%3C%C3%B6%40b%3E', 'ö@b'],
    ['a percent sign without digits', 'Subject=Re%3A%20x&In-Reply-To=%3C100%25%zz%40b%3E', '100%%zz@b'],
    ['before 2.1.10: only that of the parent', 'Subject=x&In-Reply-To=parent%40example.org', null],
    ['before 2.1.10, of a message that answers none', 'Subject=x&In-Reply-To=', null],
    ['an empty field', 'Subject=Re%3A%20x&In-Reply-To=', null],
    ['empty brackets', 'Subject=Re%3A%20x&In-Reply-To=%3C%3E', null],
    ['2.0: none', '', null],
  ])('%s', (_, query, messageId) => {
    expect(link(query)).toMatchObject({ messageId, madeUpId: null })
  })

  test('one that Mailman made up is told apart', () => {
    const id = 'mailman.12.1431000000.4711.l@example.org'
    expect(link(`Subject=Re%3A%20x&In-Reply-To=%3C${id}%3E`)).toMatchObject({ messageId: null, madeUpId: id })
    expect(link('Subject=Re%3A%20x&In-Reply-To=%3Cmailman.12.x@example.org%3E').messageId).toBe(
      'mailman.12.x@example.org',
    )
  })

  test('stands in the second link where the first has none', () => {
    const page = read(
      '<LINK REL="made" HREF="mailto:x"><a href="mailto:l?In-Reply-To=%3Ca%40b%3E">w</a><!--beginarticle-->',
    )
    expect(page).toMatchObject({ messageId: 'a@b', email: 'w' })
  })

  test('in the text of the message is only text', () => {
    const page = read(
      '<H1>x</H1><!--beginarticle--><PRE><A HREF="mailto:x?Subject=Re%3A&In-Reply-To=%3Cfalse%40b%3E">x</A></PRE><!--endarticle-->',
    )
    expect(page.messageId).toBeNull()
  })
})

describe('damage', () => {
  const whole = treeFile('pipermail', '2015-May/000000.html').toString('latin1')
  const facts = read(whole, '2015-May/000000.html')
  const harmless: readonly [string, string | RegExp][] = [
    ['the title', /<TITLE>[^]*?<\/TITLE>/],
    ['the first link', /<LINK REL="made"[^>]*>/],
    ['the end of the first link', /%3E">(?=\n {3}<META)/],
    ['the subject of the first link', /Subject=Re[^&]*(?=&)/],
    ['the charset', /<META[^>]*>/],
    ['the heading', /<H1>.*<\/H1>/],
    ['the mark where the text begins', '<!--beginarticle-->'],
    ['the mark where the text ends', '<!--endarticle-->'],
    ['what stands below', /<!--endarticle-->[^]*$/],
  ]
  test.each(harmless)('%s can be lost without a fact', (_, part) => {
    const damaged = whole.replace(part, '')
    expect(damaged).not.toBe(whole)
    expect(read(damaged, '2015-May/000000.html')).toEqual(facts)
  })
  const costly: readonly [string, string | RegExp, Partial<PublishedPage>][] = [
    ['the writer', /<B>.*<\/B>/, { author: null }],
    ['the date', /<I>Mon.*<\/I>/, { date: null, dateText: null }],
    ['the zone', ' UTC', { date: null, dateText: 'Mon May 4 10:00:00 2015' }],
    ['the address', /wilma at example.org/, { email: null }],
    ['one attachment', /URL: &lt;<A[^>]*>here<\/A>&gt;/, { attachments: facts.attachments.slice(0, 1) }],
  ]
  test.each(costly)('without %s nothing else is lost', (_, part, lost) => {
    const { text, ...rest } = read(whole.replace(part, ''), '2015-May/000000.html')
    expect({ ...rest, text: '' }).toEqual({ ...facts, text: '', ...lost })
    expect(text).toContain('Slugs & snails')
  })
})

test("a site's own template: a banner above, other tags, no marks around the text", () => {
  const page = read(
    `<html><head><title>Slugs</title></head><body><p><b>OUR SITE</b> <i>since 9:30</i></p><h1>Slugs</h1>
     <strong>Wilma</strong> <em>lun 4 mai 12:00:00 CEST 2015</em>
     <a href="date.html#7">jour</a><hr><pre>They eat.</pre><hr></body></html>`,
  )
  expect(page).toMatchObject({ subject: 'Slugs', author: 'Wilma', date: 1_430_733_600, text: 'They eat.' })
})

test('the subject is that of the header, where the page shows it in the wrong charset', () => {
  const page = read(
    `<a href="mailto:l?Subject=Re%3A%20caf%C3%A9&In-Reply-To=%3Ca%40b%3E">x</a><h1>caf&#195;&#169;</h1><!--beginarticle-->`,
  )
  expect(page.subject).toBe('café')
})

test('HTML mail that stands in the page as it is cannot end the text early', () => {
  const page = read(
    '<h1>x</h1><!--beginarticle--><p>one<!--endarticle--><p>two<script>three</script><!--endarticle-->four',
  )
  expect(page.text).toBe('one\n\ntwo')
})

test('attachments are found by the tail of their link, below the folder of the list, never outside', () => {
  const link = (href: string): string => `<A HREF="${href}">x</A>`
  const page = read(
    `<!--beginarticle--><PRE>${link('https://h.example/mailman/private/l/attachments/20150504/0a1b2c3d/attachment.pdf')}
     ${link('../attachments/20150504/0a1b2c3d/a%20b.txt')} ${link('/l/attachments/20150504/x/../../../../etc/passwd')}
     ${link('http://h.example/attachments.html')}</PRE><!--endarticle-->`,
    'lists/l/2015-May/000001.html',
  )
  const folder = 'lists/l/attachments/20150504/0a1b2c3d'
  expect(page.attachments).toEqual([`${folder}/attachment.pdf`, `${folder}/a b.txt`])
})

test('a file of a number that holds no mark of Pipermail is no page', () => {
  expect(pipermailReader.readFile(PATH, Buffer.from('<html><body>404</body></html>')).kind).toBe('other')
  expect(pipermailReader.readFile(PATH, new Uint8Array()).kind).toBe('other')
})

describe('thread.html', () => {
  const row = (comment: string): string => `${comment}<LI><A HREF="000007.html">x</A><A NAME="7">&nbsp;</A>`
  const told = (html: string) =>
    indexOf(pipermailReader.readFile('2015-May/thread.html', Buffer.from(html))).rows.map(
      ({ epoch, depth }) => [epoch, depth],
    )

  test('the last pair of the key is the message itself', () => {
    expect(told(row('<!--2 01430733600.0-01430737200.1-01430740800.7- -->'))).toEqual([[1_430_740_800, 2]])
  })
  test('before 2.1.13 the key holds no number', () => {
    expect(told(row('<!--1 01430733600-01430740800- -->'))).toEqual([[1_430_740_800, 1]])
  })
  test('a damaged key costs its own row alone; its depth is then that of the lists', () => {
    const html = `<UL>${row('<!--0 01430733600.0- -->')}<UL>${row('<!--1 0143073x- -->').replaceAll('7.html', '8.html')}</UL></UL>`
    expect(told(html)).toEqual([
      [1_430_733_600, 0],
      [null, 1],
    ])
  })
  test('links of a mirror that made them absolute lead to the pages beside the index', () => {
    const html = '<LI><A HREF="http://lists.example.org/pipermail/l/2015-May/000007.html">x</A>'
    const index = indexOf(pipermailReader.readFile('2015-May/author.html', Buffer.from(html)))
    expect(index.rows.map(({ path }) => path)).toEqual(['2015-May/000007.html'])
  })
})

describe('monthly text', () => {
  const records = (text: string) => {
    const file = pipermailReader.readFile('2015-May.txt.gz', Buffer.from(text, 'latin1'))
    if (file.kind !== 'text') throw new Error(file.kind)
    return file.text.records
  }
  const record = (id: string): string =>
    `From a at example.org  Mon May  4 10:00:00 2015\nFrom: a at example.org (A)\nDate: x\nSubject: s\nMessage-ID: <${id}>\n\nbody\n\n`

  test('a From line in a body begins no record, whatever it looks like, without the fields behind it', () => {
    const body = 'From here on\nFrom a at example.org  Mon May  4 10:00:00 2015\nhello\nFrom: somebody\n\n'
    expect(records(record('a@b') + body + record('c@d')).map(({ messageId }) => messageId)).toEqual([
      'a@b',
      'c@d',
    ])
  })
  test('a record without a body, and the last one without a line end, count', () => {
    const text = `${record('a@b').replace('\nbody\n\n', '')}${record('c@d').trimEnd()}`
    expect(records(text).map(({ place, messageId }) => [place, messageId])).toEqual([
      [0, 'a@b'],
      [1, 'c@d'],
    ])
  })
  test('a Message-ID in the body is none', () => {
    const text = record('a@b').replace('Message-ID: <a@b>\n', '').replace('body', 'Message-ID: <c@d>')
    expect(records(text)).toMatchObject([{ messageId: null, subject: 's', from: 'a at example.org (A)' }])
  })
  test('the volume is what the folder of its pages is called, in every period', () => {
    const volumes = [
      '2015.txt',
      '2015q2.txt',
      'l/2015-May.txt',
      'Week-of-Mon-20150504.txt',
      '20150504.txt.gz',
    ].map((path) => {
      const file = pipermailReader.readFile(path, Buffer.from(record('a@b')))
      return file.kind === 'text' ? file.text.volume : file.kind
    })
    expect(volumes).toEqual(['2015', '2015q2', 'l/2015-May', 'Week-of-Mon-20150504', '20150504'])
    expect(pipermailReader.readFile('robots.txt', Buffer.from(record('a@b'))).kind).toBe('other')
  })
})
