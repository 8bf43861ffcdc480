import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attachmentDisplayName, attachmentFileName } from '../../src/display/attachment-name.ts'
import { displayMessage } from '../../src/display/display-message.ts'
import { MAX_FILE_NAME, type DisplayAttachment, type DisplayPart } from '../../src/display/message-display.ts'

const show = (text: string) =>
  displayMessage(new Uint8Array(Buffer.from(text, 'latin1')), { quoting: 'mboxrd' })
const multipart = (type: string, ...parts: string[]) =>
  `Content-Type: multipart/${type}; boundary=b\n\n${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`
const files = (parts: readonly DisplayPart[]): DisplayAttachment[] =>
  parts.flatMap((part) => (part.kind === 'attachment' ? [part.attachment] : []))

describe('the name of a file', () => {
  for (const [type, name, made] of [
    ['image/png', 'Tulips.PNG', /^001-tulips\.png$/],
    ['image/jpeg', 'a.jpeg', /^001-a\.jpg$/],
    ['image/png', 'evil.html', /^001-evil-html-[0-9a-f]{8}\.png$/],
    ['text/html', 'page.html', /^001-page-html-[0-9a-f]{8}\.bin$/],
    ['image/svg+xml', 'x.png', /^001-x-png-[0-9a-f]{8}\.bin$/],
    ['application/octet-stream', 'x.php', /^001-x-php-[0-9a-f]{8}\.bin$/],
    ['application/octet-stream', 'fix.patch', /^001-fix\.patch$/],
    ['text/plain', 'fix.diff', /^001-fix\.diff$/],
    ['text/plain', 'x.shtml', /^001-x-shtml-[0-9a-f]{8}\.txt$/],
    ['application/octet-stream', '../../../etc/passwd', /^001-etc-passwd-[0-9a-f]{8}\.bin$/],
    ['application/octet-stream', 'a\\b\0c', /^001-a-b-c-[0-9a-f]{8}\.bin$/],
    ['application/octet-stream', 'con', /^001-con\.bin$/],
    ['application/octet-stream', 'x. . .', /^001-x-[0-9a-f]{8}\.bin$/],
    ['application/octet-stream', '.htaccess', /^001-htaccess-[0-9a-f]{8}\.bin$/],
    ['application/octet-stream', 'x.php.txt', /^001-x-php-[0-9a-f]{8}\.txt$/],
    ['image/png', null, /^001\.png$/],
    ['image/png', 'ü', /^001-[0-9a-f]{8}\.png$/],
  ] as const) {
    test(`of ${type} ${JSON.stringify(name)} is ${made.source}`, () => {
      expect(attachmentFileName(1, type, name)).toMatch(made)
    })
  }

  test('is safe and short, whatever the sender wrote; one with a piece lost has a hash', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('image/png', 'text/html', 'x/y', 'application/zip'), (number, name, type) => {
        const made = attachmentFileName(number, type, name)
        expect(made).toMatch(/^\d{3,4}(?:-[a-z0-9]+)*\.[a-z0-9]{2,5}$/)
        expect(made.length).toBeLessThanOrEqual(MAX_FILE_NAME)
      }),
    )
    expect(attachmentFileName(1, 'x/y', 'a b')).not.toBe(attachmentFileName(1, 'x/y', 'a_b'))
  }) // prettier-ignore

  test('for people it keeps its letters and loses what is dangerous', () => {
    expect(attachmentDisplayName('Tülpen <b>.png')).toBe('Tülpen <b>.png')
    expect(attachmentDisplayName('gnp\u202Eexe')).toBe('gnp\uFFFDexe')
    expect(attachmentDisplayName('a\r\nb\0')).toBe('a b␀')
    expect(attachmentDisplayName(' ')).toBeNull()
    expect(attachmentDisplayName('x'.repeat(500))!.length).toBeLessThan(210)
  })
})

describe('attachments', () => {
  test('hold the decoded bytes, their digest and what the sender said', async () => {
    const { parts, text, problems } = await show(
      multipart(
        'mixed',
        '\nsee file',
        'Content-Type: image/png; name="=?utf-8?Q?T=C3=BClpe?=.png"\nContent-Transfer-Encoding: base64\nContent-ID: <a@b>\n\nAP8K',
      ),
    )
    expect(text).toBe('see file')
    expect(problems).toEqual([])
    expect(files(parts)).toEqual([
      {
        fileName: expect.stringMatching(/^001-t-lpe-[0-9a-f]{8}\.png$/) as string,
        displayName: 'Tülpe.png',
        mediaType: 'image/png',
        size: 3,
        sha256: '712450d3c4a79eea9509e75dc1dacdeff58034df538536cfae2da882bd8a0c50',
        contentId: 'a@b',
        bytes: new Uint8Array([0, 255, 10]),
      },
    ])
  })

  test('of one message never share a name', async () => {
    const part = (name: string) =>
      `Content-Type: text/plain\nContent-Disposition: attachment; filename="${name}"\n\nx`
    const { parts } = await show(
      multipart('mixed', ...['a.txt', 'A.TXT', 'a.txt', 'a_.txt', 'a?.txt', '', ''].map(part)),
    )
    const names = files(parts).map(({ fileName }) => fileName.toLowerCase().normalize('NFC'))
    expect(names).toHaveLength(7)
    expect(new Set(names).size).toBe(7)
  })

  test('alone are no reason to show source', async () => {
    const display = await show('Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nAAAA\n')
    expect(display).toMatchObject({
      text: '',
      textFrom: 'part',
      parts: [{ kind: 'attachment' }],
      problems: [],
    })
  })

  test('that sign are signatures', async () => {
    const { parts } = await show(
      multipart('signed', '\nhi', 'Content-Type: application/pgp-signature\n\nsig'),
    )
    expect(parts).toMatchObject([
      { kind: 'text' },
      { kind: 'attachment', role: 'signature', attachment: { fileName: '001.asc' } },
    ])
  })

  test('that HTML shows are pictures of the same message; no other file is', async () => {
    const { parts, problems } = await show(
      multipart(
        'related',
        'Content-Type: text/html\n\n<img src="cid:p%40x" alt=one><img src=cid:svg alt=two><img src="cid:../x" alt=three><img src=//track.invalid/1>',
        'Content-Type: image/png\nContent-ID: <p@x>\n\nA',
        'Content-Type: image/svg+xml\nContent-ID: <svg>\n\n<svg onload=x>',
      ),
    )
    expect(parts).toMatchObject([
      { kind: 'html', html: '<img src="cid:001.png" alt="one">twothree' },
      { kind: 'attachment', role: 'picture' },
      { kind: 'attachment', role: 'file', attachment: { fileName: '002.bin' } },
    ])
    expect(problems).toEqual([{ code: 'remote-content', count: 1 }])
  })
})

describe('messages inside messages', () => {
  test('are displays of their own, and their files are counted on', async () => {
    const inner = multipart('mixed', '\ninner text', 'Content-Type: image/png\n\nA')
      .replaceAll('--b', '--c')
      .replace('=b', '=c')
    const { parts, text } = await show(
      multipart(
        'mixed',
        'Content-Type: image/png\n\nA',
        `Content-Type: message/rfc822\n\nSubject: in\nFrom: a@example.org\n${inner}`,
      ),
    )
    expect(parts).toMatchObject([
      { kind: 'attachment', attachment: { fileName: '001.png' } },
      {
        kind: 'message',
        display: {
          subject: 'in',
          from: 'a@…',
          parts: [{ kind: 'text' }, { attachment: { fileName: '002.png' } }],
        },
      },
    ])
    expect(text).toBe('From: a@…\nSubject: in\n\ninner text')
  })

  test('of a digest need not say what they are', async () => {
    const { parts } = await show(multipart('digest', '\nSubject: one\n\n1', '\nSubject: two\n\n2'))
    expect(parts).toMatchObject([
      { kind: 'message', display: { subject: 'one', text: '1' } },
      { kind: 'message', display: { subject: 'two', text: '2' } },
    ])
  })

  test('are taken apart to a limit; the rest is a file', async () => {
    let problems: readonly { readonly code: string }[] = []
    for (const depth of [50, 500]) {
      const display = await show(`${'Content-Type: message/rfc822\n\n'.repeat(depth)}Subject: last\n\nend\n`)
      problems = display.problems
      expect(display.textFrom).toBe('part')
      if (depth === 50) expect(problems).toEqual([])
    }
    expect(problems.map(({ code }) => code)).toEqual(['nested-too-deep'])
  })
})

test('an unknown transfer encoding shows the part as it stands, and says so', async () => {
  expect(await show('Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n')).toMatchObject({
    text: 'begin 644 a',
    problems: [{ code: 'unknown-transfer-encoding', count: null }],
  })
})

test('a header section over the limit keeps its body', async () => {
  const display = await show(`Subject: x\n${`X-Y: ${'z'.repeat(900)}\n`.repeat(1300)}\nbody\n`)
  expect(display).toMatchObject({ subject: 'x', text: 'body', problems: [{ code: 'head-too-large' }] })
})
