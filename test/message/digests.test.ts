import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QUOTING_VARIANTS } from '../../src/mbox/quoting.ts'
import { canonicalBody } from '../../src/message/canonical-body.ts'
import { createMessageDigester, digestMessage } from '../../src/message/digests.ts'
import { HEADER_LIMIT, splitMessage } from '../../src/message/message-splitter.ts'
import type { MessageDigests } from '../../src/message/present-message.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { cutAt, latin1Bytes, mailText } from './mail-bytes.ts'
import { referenceDigests, referenceSplit } from './reference-digests.ts'

const digest = (message: string, quoting = QUOTING_VARIANTS[0]!): MessageDigests =>
  digestMessage(latin1Bytes(message), { host: nodeHost, quoting })

const fraction = fc.double({ min: 0, max: 1, noNaN: true })

describe('digests', () => {
  for (const quoting of QUOTING_VARIANTS) {
    test(`${quoting}: any mail in any pieces has the digests of the slow definition`, () => {
      const digester = createMessageDigester({ host: nodeHost, quoting })
      fc.assert(
        fc.property(
          mailText,
          fc.constantFrom('From a\n', 'From a\r\n', 'From a', 'From a\r', 'From \r a\n', '', '\r\n'),
          fc.array(fraction, { maxLength: 12 }),
          (text, fromLine, cuts) => {
            for (const piece of cutAt(latin1Bytes(fromLine), cuts)) digester.fromLine(piece)
            for (const piece of cutAt(latin1Bytes(text), cuts)) digester.update(piece)
            expect(digester.end().digests).toEqual(referenceDigests(text, fromLine, quoting))
          },
        ),
        { numRuns: 3000 },
      )
    })
  }

  test('a message cut into single bytes has the digests of the whole', () => {
    const digester = createMessageDigester({ host: nodeHost, quoting: 'mboxrd' })
    fc.assert(
      fc.property(mailText, (text) => {
        for (const byte of latin1Bytes(text)) digester.update(Uint8Array.of(byte))
        expect(digester.end().digests).toEqual(digest(text, 'mboxrd'))
      }),
    )
  })

  test('head, body and content are the same with LF and with CRLF, and raw is not', () => {
    fc.assert(
      fc.property(mailText, (text) => {
        const lf = text.replaceAll('\r', '')
        fc.pre(lf.includes('\n'))
        const { raw, ...rest } = digest(lf)
        const crlf = digest(lf.replaceAll('\n', '\r\n'))
        expect(crlf).toMatchObject(rest)
        expect(crlf.raw).not.toBe(raw)
      }),
    )
  })

  test('content is the same however the body is quoted', () => {
    const contents = ['From x', '>From x', '>>From x'].map(
      (line) => digest(`Subject: s\n\na\n${line}\n`).content,
    )
    expect(new Set(contents).size).toBe(1)
    expect(digest('Subject: s\n\na\n> From x\n').content).not.toBe(contents[0])
  })

  test('a message longer than every buffer has the digests of the slow definition', () => {
    const text = `Subject: ${'s'.repeat(70_000)}\r\n\r\n${'line of a body\n>>From b\r\n\n\n'.repeat(20_000)}${'>'.repeat(40_000)}From \n`
    const whole = digest(text, 'mboxrd')
    expect(whole).toEqual(referenceDigests(text, '', 'mboxrd'))
    const digester = createMessageDigester({ host: nodeHost, quoting: 'mboxrd' })
    for (let at = 0; at < text.length; at += 977) digester.update(latin1Bytes(text.slice(at, at + 977)))
    expect(digester.end().digests).toEqual(whole)
  })

  test('fields behind the header limit count for head and content', () => {
    const long = (end: string): string =>
      `From: a\nX-Long: ${'x'.repeat(HEADER_LIMIT)}\nStatus: R\nSubject: ${end}\n\nbody\n`
    expect(digest(long('one'))).toEqual(referenceDigests(long('one'), '', 'mboxo'))
    expect(digest(long('one')).content).not.toBe(digest(long('two')).content)
    const many = `${'X-Filler: 0123456789\n'.repeat(80_000)}Status: R\n folded\nSubject: last\n\nbody\n`
    const digester = createMessageDigester({ host: nodeHost, quoting: 'mboxo' })
    for (const piece of cutAt(latin1Bytes(many), [0.1, 0.35, 0.62, 0.9])) digester.update(piece)
    const digested = digester.end()
    expect(digested.digests).toEqual(referenceDigests(many, '', 'mboxo'))
    expect(digested.head).toHaveLength(HEADER_LIMIT)
    expect(digested.headLength).toBe(many.indexOf('\n\n') + 1)
    expect(digested.bodyStart).toBe(many.indexOf('\n\n') + 2)
  })
})

describe('splitting', () => {
  test('head and body are those of the slow definition', () => {
    fc.assert(
      fc.property(mailText, (text) => {
        const { head, body } = splitMessage(latin1Bytes(text))
        const expected = referenceSplit(text)
        expect(text.slice(head.start, head.end)).toBe(expected.head.join(''))
        expect(text.slice(body.start, body.end)).toBe(expected.body)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['a line of one space is a continuation', 'Message-ID: \n \n <x@y>\n\nbody', 'Message-ID: \n \n <x@y>\n'],
    ['a stray line takes no field away', 'stray\n>From a\nFrom: x\n\nbody', 'stray\n>From a\nFrom: x\n'],
    ['prose without any field is all body', 'prose\nmore\n\nbody', ''],
    ['an empty first line ends an empty head', '\nbody: x\n', ''],
    ['fields without an empty line are all head', 'From: x\nTo: y', 'From: x\nTo: y'],
  ])('%s', (_, text, head) => {
    expect(text.slice(0, splitMessage(latin1Bytes(text)).head.end)).toBe(head)
  })

  test('a first field behind the header limit is no field', () => {
    const before = 'no field here\n'.repeat(Math.ceil(HEADER_LIMIT / 14))
    const { head } = splitMessage(latin1Bytes(`${before}Subject: too late\n\nbody\n`))
    expect(head.end).toBe(0)
    const inTime = `${before.slice(14 * 2)}Subject: in time\n`
    expect(splitMessage(latin1Bytes(`${inTime}\nbody\n`)).head.end).toBe(inTime.length)
  })
})

test('the canonical body, whole, has the digest and the size of the streamed one', () => {
  fc.assert(
    fc.property(mailText, fc.constantFrom(...QUOTING_VARIANTS), (text, quoting) => {
      const body = canonicalBody(latin1Bytes(text), { host: nodeHost, quoting })
      const digests = digest(text, quoting)
      expect(body).toHaveLength(digests.size)
      expect(Buffer.from(nodeHost.hash('sha256', body).subarray(0, 16)).toString('base64url')).toBe(
        digests.body,
      )
    }),
  )
})
