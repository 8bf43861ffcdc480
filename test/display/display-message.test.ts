import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayMessage, displayPhantom } from '../../src/display/display-message.ts'
import {
  MAX_FIELD_CHARS,
  MAX_MESSAGE_BYTES,
  MAX_SOURCE_BYTES,
  MAX_TEXT_CHARS,
} from '../../src/display/message-display.ts'
import { corpus, corpusPath, CORPUS_MISSING } from '../corpus.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const show = (text: string) => displayMessage(bytes(text), { quoting: 'mboxrd' })
const codes = async (text: string) => (await show(text)).problems.map((problem) => problem.code)

describe('header fields', () => {
  test('are decoded, one line each, addresses without their domains', async () => {
    const display = await show(
      'From: =?utf-8?Q?J=C3=B6rg?=\n <joerg@example.org>\nTo: list@example.org\nTo: ann@example.org\nCc: (none)\n' +
        'Subject: =?utf-8?Q?a=0D=0Ab?=\nDate: Mon, 1 Jan 2001 00:00:00 +0100 (CET)\n\nhi\n',
    )
    expect(display).toEqual({
      from: 'Jörg <joerg@…>',
      to: 'list@…, ann@…',
      cc: '(none)',
      subject: 'a  b',
      date: 'Mon, 1 Jan 2001 00:00:00 +0100 (CET)',
      listPost: null,
      parts: [{ kind: 'text', text: 'hi', flavour: 'plain', displayName: null }],
      text: 'hi',
      textFrom: 'part',
      problems: [],
    })
  })

  test('addresses are whole where that was asked for', async () => {
    const display = await displayMessage(bytes('From: a@example.org\n\nx\n'), {
      quoting: 'mboxo',
      addresses: 'shown',
    })
    expect(display.from).toBe('a@example.org')
  })

  test('the first of two subjects counts', async () => {
    expect((await show('Subject: one\nSubject: two\n\nx\n')).subject).toBe('one')
  })

  test('a missing field is null, an empty one empty', async () => {
    expect(await show('Subject:\n\nx\n')).toMatchObject({ subject: '', from: null, date: null })
  })

  test('a very long field is cut and said', async () => {
    const display = await show(`Subject: ${'x'.repeat(MAX_FIELD_CHARS + 1)}\n\nx\n`)
    expect(display.subject).toHaveLength(MAX_FIELD_CHARS + 1)
    expect(display.problems).toEqual([{ code: 'field-clipped', count: null }])
    expect(await codes(`Subject: ${'x'.repeat(MAX_FIELD_CHARS)}\n\nx\n`)).toEqual([])
  })
})

describe('the text of one part', () => {
  test('is decoded from the raw bytes with the charset declared', async () => {
    const display = await show('Content-Type: text/plain; charset=iso-8859-1\n\ngr\xfc\xdfe \x80\n')
    expect(display).toMatchObject({ text: 'grüße €', textFrom: 'part', problems: [] })
  })

  test('keeps 8-bit bytes where nothing is declared, and says that it guessed', async () => {
    expect(await show('Subject: x\n\ngr\xfc\xdfe\n')).toMatchObject({
      text: 'grüße',
      problems: [{ code: 'undeclared-charset', count: null }],
    })
  })

  test('quoted-printable and base64 are undone', async () => {
    const head = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: '
    expect((await show(`${head}quoted-printable\n\ngr=C3=BC=\nn\n`)).text).toBe('grün')
    expect((await show(`${head}base64\n\nZ3LD\nvG4K\n`)).text).toBe('grün')
  })

  test('a footer that a list appended to base64 stays readable', async () => {
    const head = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n'
    expect((await show(`${head}Z3LDvG4K\n_______\nlist footer\n`)).text).toBe('grün\n\n_______\nlist footer')
    expect((await show(`${head}Z3LDvG4=\nfooter\n`)).text).toBe('grün\n\nfooter')
  })

  test('mbox quoting is undone before anything else, in the body alone', async () => {
    expect((await show('Subject: x\n\n>From me\n>>From you\n')).text).toBe('From me\n>From you')
    const boundary = 'Content-Type: multipart/mixed; boundary="From b"\n\n--From b\n\n>From x\n--From b--\n'
    expect((await show(boundary)).text).toBe('From x')
    const mboxo = await displayMessage(bytes('Subject: x\n\n>From me\n>>From you\n'), { quoting: 'mboxo' })
    expect(mboxo.text).toBe('From me\n>>From you')
  })

  test('soft line breaks of format=flowed are joined', async () => {
    const display = await show(
      'Content-Type: text/plain; format=flowed\n\n> one \n> two\nthree \nfour\n-- \nann\n',
    )
    expect(display.text).toBe('> one two\nthree four\n-- \nann')
  })

  test('control characters are shown, not sent', async () => {
    expect((await show('Subject: x\n\na\x1b[31mb\x0cc\0\r\nd\te\rf\n')).text).toBe('a␛[31mb␌c␀\nd\te\nf')
  })

  test('a message without a header section is all text', async () => {
    expect(await show('\nno header here\n')).toMatchObject({
      text: '\nno header here',
      textFrom: 'part',
      from: null,
    })
    expect(await show('just words\nmore\n')).toMatchObject({ text: 'just words\nmore', textFrom: 'part' })
    expect(await show('')).toMatchObject({ text: '', textFrom: 'part', problems: [] })
  })
})

describe('several parts', () => {
  const multipart = (type: string, ...parts: string[]) =>
    `Content-Type: multipart/${type}; boundary=b\n\npreamble\n${parts.map((part) => `--b\n${part}\n`).join('')}--b--\nepilogue\n`

  test('texts stand in file order, each with its own charset', async () => {
    const display = await show(
      multipart(
        'mixed',
        'Content-Type: text/plain; charset=iso-8859-1\n\ngr\xfcn',
        'Content-Type: text/plain; charset=utf-8\n\nfooter \xc3\xbc',
      ),
    )
    expect(display).toMatchObject({ text: 'grün\n\nfooter ü', textFrom: 'part', problems: [] })
  })

  test('of alternatives the HTML is marked as saying the same, and is no text of its own', async () => {
    const display = await show(
      multipart('alternative', 'Content-Type: text/plain\n\nhi', 'Content-Type: text/html\n\n<p>hi'),
    )
    expect(display).toMatchObject({
      text: 'hi',
      parts: [
        { kind: 'text', text: 'hi' },
        { kind: 'html', html: '<p>hi</p>', saysTheSameAsText: true },
      ],
      problems: [],
    })
  })

  test('inline patches are text, attached files are not', async () => {
    const display = await show(
      multipart(
        'mixed',
        'Content-Type: text/plain\n\nsee patch',
        'Content-Type: text/x-patch\n\n--- a\n+++ b',
        'Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nsecret',
      ),
    )
    expect(display).toMatchObject({
      text: 'see patch\n\n--- a\n+++ b',
      problems: [],
    })
    expect(display.parts.map((part) => part.kind)).toEqual(['text', 'text', 'attachment'])
  })

  test('embedded messages show their fields and their text', async () => {
    const display = await show(
      multipart(
        'digest',
        'Content-Type: message/rfc822\n\nFrom: a@example.org\nSubject: =?utf-8?Q?=C3=BC?=\nX-Y: z\n\none',
        'Content-Type: message/rfc822\n\nSubject: two\n\n2',
      ),
    )
    expect(display.text).toBe('From: a@…\nSubject: ü\n\none\n\nSubject: two\n\n2')
  })

  test('HTML alone is read, and searched as plain text', async () => {
    const display = await show(
      'Content-Type: text/html; charset=iso-8859-1\n\n<p>gr\xfcn<script>x</script>\n',
    )
    expect(display).toMatchObject({
      text: 'grün',
      textFrom: 'part',
      parts: [{ kind: 'html', html: '<p>grün\n</p>', saysTheSameAsText: false }],
      problems: [],
    })
  })

  test('a multipart whose parts cannot be found shows its source', async () => {
    expect(await show('Content-Type: multipart/mixed\n\n--x\n\nhi\n')).toMatchObject({
      text: '--x\n\nhi',
      textFrom: 'source',
      problems: [{ code: 'no-text-part', count: null }],
    })
  })
})

describe('limits', () => {
  test('a message with too many parts shows its source', async () => {
    const display = await show(
      `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(1_100)}--b--\n`,
    )
    expect(display).toMatchObject({
      textFrom: 'source',
      problems: [{ code: 'too-many-parts', count: null }],
    })
    expect(display.text.startsWith('--b\n\nx\n')).toBe(true)
  })

  test('a message over the limit never reaches the MIME reader', async () => {
    const large = new Uint8Array(MAX_MESSAGE_BYTES + 1).fill(0x61)
    large.set(bytes('Subject: large\n\n'))
    const display = await displayMessage(large, { quoting: 'mboxrd' })
    expect(display.subject).toBe('large')
    expect(display.textFrom).toBe('source')
    expect(display.text).toHaveLength(MAX_SOURCE_BYTES)
    expect(display.problems.map((problem) => problem.code)).toEqual(['message-too-large', 'source-clipped'])
  })

  test('long runs of blanks are no work', async () => {
    const blanks = ' '.repeat(500_000)
    expect((await show(`Subject: x\n\n${blanks}y${blanks}`)).text).toHaveLength(500_001)
    expect((await show(`Content-Type: text/plain${blanks}!\n\nx\n`)).text).toBe('x')
    expect((await show(`Subject:${blanks}y${blanks}\n\nx\n`)).subject).toBe('y')
  })

  test('a long text is cut and said', async () => {
    const display = await show(`Subject: x\n\n${'y'.repeat(MAX_TEXT_CHARS + 1)}\n`)
    expect(display.text).toHaveLength(MAX_TEXT_CHARS)
    expect(display.problems).toEqual([{ code: 'text-clipped', count: null }])
  })
})

test('a phantom shows its whole entry, the From_ line too', () => {
  expect(displayPhantom(bytes('From here on it\n>From there\n\xfc\n'), { quoting: 'mboxrd' })).toMatchObject({
    from: null,
    text: 'From here on it\nFrom there\nü',
    problems: [{ code: 'undeclared-charset', count: null }],
  })
})

test('any mail-like bytes give a page text, the same twice', async () => {
  const piece = fc.constantFrom(
    'Content-Type: ', 'multipart/mixed; boundary=b', 'text/plain; charset=', 'utf-8', 'iso-2022-jp', 'message/rfc822',
    '\n', '\r\n', '\n\n', '--b\n', '--b--\n', 'base64', 'Content-Transfer-Encoding: ', 'quoted-printable', '=?utf-8?Q?=E9?=',
    'Subject: ', '\xff', '\0', '=', '\x1b$B', 'Content-Disposition: inline',
  ) // prettier-ignore
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
      const display = await show(pieces.join(''))
      expect(await show(pieces.join(''))).toEqual(display)
      for (const text of [display.text, display.subject ?? '']) {
        expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]|\p{Surrogate}/u)
      }
    }),
  )
})

describe.skipIf(corpus === null)(`hostile MIME (${corpus === null ? CORPUS_MISSING : 'corpus'})`, () => {
  const folder = corpus === null ? null : corpusPath('vectors', 'mime')
  const names = folder === null ? [] : readdirSync(folder).filter((name) => name.endsWith('.json'))

  test('there is something to test', () => expect(names.length).toBeGreaterThan(50))

  for (const name of names) {
    test(name, async () => {
      const mbox = new Uint8Array(readFileSync(corpusPath('vectors', 'mime', name.replace(/json$/, 'mbox'))))
      const { expect: truth } = JSON.parse(readFileSync(corpusPath('vectors', 'mime', name), 'utf8')) as {
        expect: { segments?: { start: number; end: number }[] }
      }
      const before = process.memoryUsage().rss
      for (const { start, end } of truth.segments ?? []) {
        const entry = mbox.subarray(start, end)
        const display = await displayMessage(entry.subarray(entry.indexOf(0x0a) + 1), { quoting: 'mboxrd' })
        expect(JSON.stringify(display)).not.toMatch(/\\u00[01]|[\x7f-\x9f]|\p{Surrogate}/u)
      }
      expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 * 1024)
    })
  }
})
