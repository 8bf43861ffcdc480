import { describe, expect, test } from 'vitest'
import { detectMbox } from '../../src/mbox/detect.ts'
import { scanMbox } from '../../src/mbox/scan-mbox.ts'
import { SEPARATOR_RULES } from '../../src/mbox/separator-rules.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import fc from 'fast-check'
import { bytesOf } from './bytes.ts'
import { mailLike } from './mail-alphabet.ts'

const FROM = 'From a@example.org Sat Jan  3 01:05:34 1996\n'
const mail = (body: string, fields = '') => `${FROM}Subject: s\n${fields}\n${body}\n`
const detect = (text: string) => detectMbox(bytesOf(text), nodeHost)

describe('the recommendation', () => {
  test.each([
    ['rfc4155', 'mboxo', mail('one\n') + mail('two\n>From x\n')],
    ['rfc4155', 'mboxrd', mail('one\n') + mail('two\n>>From x\n')],
    ['plausible', 'mboxo', mail('one') + mail('two\n') + mail('three\n')],
    ['any', 'mboxo', 'From a\nSubject: s\n\nx\n\nFrom b\nSubject: s\n\ny\n'],
    ['content-length', 'mboxcl2', mail(mail('in\n').trimEnd(), 'Content-Length: 58\n').repeat(2)],
    ['content-length', 'mboxcl', mail('>From x\n', 'Content-Length: 8\n').repeat(3)],
    ['rfc4155', 'mboxo', mail('x\n', 'Content-Length: 900\n').repeat(3)],
    ['rfc4155', 'mboxo', ''],
  ])('is %s with %s', (separator, quoting, text) => {
    const found = detect(text)
    expect([found.separator, found.quoting]).toEqual([separator, quoting])
    expect(found.separatorReason).not.toBe('')
  })
})

test('the counts are those of the scan, for each rule', () => {
  fc.assert(
    fc.property(mailLike, (bytes) => {
      const found = detectMbox(bytes, nodeHost)
      for (const separator of SEPARATOR_RULES) {
        const { entries } = scanMbox(bytes, { host: nodeHost, separator })
        expect([separator, found.separators[separator].entries]).toEqual([separator, entries.length])
      }
    }),
    { numRuns: 1000 },
  )
})

test('line ends, quoting and the byte-order mark are counted', () => {
  const found = detect(`\xef\xbb\xbf${mail('a\r\n>From b\n>>From c\nFrom d\r\r\n\re\n')}`)
  expect(found).toMatchObject({
    byteOrderMark: true,
    lineEnds: { lf: 7, crlf: 1, crCrLf: 1, bareCr: 1 },
    quoted: { unquoted: 1, once: 1, deeper: 1 },
  })
})
