import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { SeparatorRule } from '../../src/mbox/separator-rules.ts'
import { encodeBase64url } from '../../src/message/base64url.ts'
import { createPresentReader, type PresentReaderOptions } from '../../src/message/present-reader.ts'
import type { PresentList } from '../../src/message/present-list.ts'
import type { PresentMessage } from '../../src/message/present-message.ts'
import { createIdAssigner } from '../../src/message/stable-id.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { cutAt, latin1Bytes } from './mail-bytes.ts'

type Options = Partial<PresentReaderOptions> & { cuts?: readonly number[] }

function readFiles(files: readonly Uint8Array[], { cuts = [], ...options }: Options = {}): PresentList {
  const reader = createPresentReader({ host: nodeHost, separator: 'rfc4155', quoting: 'mboxrd', ...options })
  for (const [index, bytes] of files.entries()) {
    reader.beginFile(`${index}.mbox`)
    for (const piece of cutAt(bytes, cuts)) reader.push(piece)
    reader.endFile()
  }
  return reader.finish()
}

const read = (text: string, options?: Options): PresentList => readFiles([latin1Bytes(text)], options)
const idsOf = (messages: readonly PresentMessage[]): string[] => {
  const assigner = createIdAssigner(nodeHost)
  return messages.map(({ messageId, digests }) => assigner.assign({ messageId, content: digests.content }))
}
const codesOf = ({ observations }: { observations: PresentMessage['observations'] }): string[] =>
  observations.map(({ code }) => code)

const FROM = 'From a@example.org Thu Jan  4 10:01:00 2001\n'
const HEAD = 'From: a@example.org\nDate: Thu, 04 Jan 2001 10:01:00 +0000\nMessage-ID: <m1@example.org>\n'
const GOOD = `${FROM}${HEAD}\nbody\n\n`

const fixtures = new URL('../fixtures/identity/', import.meta.url)
interface Case {
  expect: {
    messages: number
    distinct_identities?: number
    segments?: { start: number; end: number; ids: string[]; raw: string }[]
    audit_must_report: string[]
  }
}
const CODES: Record<string, string> = {
  'missing-id': 'missing-message-id',
  'empty-id': 'missing-message-id',
  'missing-date': 'missing-date',
  'missing-from': 'missing-from',
}
/** Codes of pairs of messages, which the audit finds. */
const OF_PAIRS = ['duplicate-id-same-content', 'duplicate-id-different', 'id-case-twins']

describe('identity vectors', () => {
  const names = readdirSync(fixtures)
    .filter((name) => name.endsWith('.mbox'))
    .map((name) => name.slice(0, -5))

  test('are there', () => expect(names.length).toBeGreaterThan(8))

  describe.each(names)('%s', (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(`${name}.mbox`, fixtures)))
    const { expect: expected } = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8')) as Case
    const { messages } = readFiles([bytes])

    test('places, msgids and raw digests are those of the vector', () => {
      expect(messages).toHaveLength(expected.messages)
      for (const [n, segment] of (expected.segments ?? []).entries()) {
        const { fromLine, message, trailer, messageId, digests } = messages[n]!
        expect([fromLine.start, trailer.end]).toEqual([segment.start, segment.end])
        const whole = bytes.subarray(message.start, trailer.end)
        expect(createHash('sha256').update(whole).digest('hex')).toBe(segment.raw)
        const raw = bytes.subarray(message.start, message.end)
        expect(digests.raw).toBe(createHash('sha256').update(raw).digest('base64url'))
        const id = segment.ids[0]?.replace(/[\t-\r ]/g, '').replace(/^<(.*)>$/, '$1')
        expect(messageId).toBe(id === undefined || id === '' ? null : id)
      }
    })

    test('each message has a stable ID of its own, also on a disk that ignores case', () => {
      const ids = idsOf(messages)
      expect(new Set(ids.map((id) => id.toLowerCase())).size).toBe(messages.length)
      for (const id of ids) expect(id).toMatch(/^[A-Z2-7]{32}$/)
    })

    test('is reported as the vector asks', () => {
      const codes = new Set(messages.flatMap(codesOf))
      for (const code of expected.audit_must_report) {
        if (!OF_PAIRS.includes(code)) expect(codes).toContain(CODES[code])
      }
    })
  })

  test('a message without an id has the same ID wherever it stands and whatever surrounds it', () => {
    const bytes = new Uint8Array(readFileSync(new URL('id-missing.mbox', fixtures)))
    const [, lost] = readFiles([bytes]).messages
    const alone = readFiles([bytes.slice(lost!.fromLine.start, lost!.trailer.end)]).messages
    expect(idsOf(alone)[0]).toBe(idsOf(readFiles([bytes]).messages)[1])
    const crlf = latin1Bytes(Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n'))
    expect(idsOf(readFiles([crlf]).messages)).toEqual(idsOf(readFiles([bytes]).messages))
  })

  test('the same message through two paths has one content digest, another body has another', () => {
    const contents = (name: string): string[] =>
      readFiles([new Uint8Array(readFileSync(new URL(name, fixtures)))]).messages.map(
        ({ digests }) => digests.content,
      )
    expect(new Set(contents('dup-other-received.mbox')).size).toBe(1)
    expect(new Set(contents('dup-1000-different.mbox')).size).toBe(1000)
  })
})

describe('a present message', () => {
  test('has its place in the list and in its file, its dates and line ends', () => {
    const second = GOOD.replaceAll('m1@', 'm2@').replaceAll('\n', '\r\n')
    const { files, messages } = readFiles([latin1Bytes(GOOD), latin1Bytes(`junk\n\n${second}${GOOD}`)])
    expect(files.map(({ entries, preamble }) => [entries, preamble?.length])).toEqual([
      [1, undefined],
      [2, 22],
    ])
    expect(files[1]!.preamble).toBe(encodeBase64url(nodeHost.hash('sha256', latin1Bytes('junk\n\n')), 16))
    expect(messages.map(({ position, file, line, offset }) => [position, file, line, offset])).toEqual([
      [0, 0, 1, 0],
      [1, 1, 3, 6],
      [2, 1, 10, 6 + second.length],
    ])
    expect(messages.map(({ lineEndings }) => lineEndings)).toEqual(['lf', 'crlf', 'lf'])
    expect(messages[1]!.messageId).toBe('m2@example.org')
    expect(messages[1]!.dates).toEqual({ date: 978602460, received: null, fromLine: 978602460 })
  })

  test('well-formed mail gives no observation', () => {
    expect(read(GOOD).messages.map(codesOf)).toEqual([[]])
    expect(read(GOOD).files.map(codesOf)).toEqual([[]])
  })

  test.each([
    ['X-No-Archive: yes', true],
    ['X-No-Archive:', true],
    ['X-Archive: NO', true],
    ['X-Archive: no please', false],
    ['X-Archive: yes', false],
    ['Subject: X-No-Archive', false],
  ])('%s: noArchive is %j', (field, noArchive) => {
    expect(read(`${FROM}${field}\n${HEAD}\nbody\n`).messages[0]!.noArchive).toBe(noArchive)
  })

  test.each([
    ['is whole', GOOD, false],
    ['is a head and the empty line', `${FROM}${HEAD}\n`, false],
    ['stops in its From_ line', FROM.slice(0, -1), true],
    ['stops after its From_ line', FROM, true],
    ['stops in its head', `${FROM}${HEAD}`, true],
    ['stops in a line of its head', `${FROM}${HEAD}Subj`, true],
    ['stops in its body, with an id', `${FROM}${HEAD}\nbo`, false],
    ['stops in its body, without an id', `${FROM}Subject: s\n\nbo`, true],
    ['has no id but ends in a line', `${FROM}Subject: s\n\nbody\n`, false],
  ])('the last entry of a file %s: open is as it should be', (_, entry, open) => {
    const { messages } = readFiles([latin1Bytes(`${GOOD}${entry}`), latin1Bytes(GOOD)])
    expect(messages.map((message) => message.open)).toEqual([false, open, false])
  })
})

describe('observations', () => {
  const observe = (message: string, separator: SeparatorRule = 'rfc4155') =>
    read(`${GOOD}${FROM}${message}`, { separator }).messages[1]!.observations
  /** Where the second message begins. */
  const START = GOOD.length + FROM.length
  const SECOND = { offset: GOOD.length, line: 8 }

  test.each([
    ['no Message-ID', `${HEAD.replace(/Message-ID.*\n/, '')}\nbody\n`, 'missing-message-id', SECOND],
    [
      'empty Message-ID',
      `${HEAD.replace(/<.*>/, '<>')}\nbody\n`,
      'missing-message-id',
      { offset: START + HEAD.indexOf('Message-ID'), line: 11 },
    ],
    [
      'second Message-ID',
      `${HEAD}Message-ID: <m2@x>\n\nbody\n`,
      'multiple-message-id',
      { offset: START + HEAD.length, line: 12 },
    ],
    [
      'Message-ID without brackets',
      `${HEAD.replace(/[<>]/g, '')}\nbody\n`,
      'malformed-message-id',
      { offset: START + HEAD.indexOf('Message-ID'), line: 11 },
    ],
    ['no Date', `${HEAD.replace(/Date.*\n/, '')}\nbody\n`, 'missing-date', SECOND],
    [
      'a Date that is none',
      `${HEAD.replace('Jan', 'Foo')}\nbody\n`,
      'unreadable-date',
      { offset: START + 20, line: 10 },
    ],
    ['no From', `${HEAD.replace(/From.*\n/, '')}\nbody\n`, 'missing-from', SECOND],
    ['a stray line', `${HEAD}stray\n\nbody\n`, 'malformed-header', { offset: START + HEAD.length, line: 12 }],
    ['a fold at the very start', ` fold\n${HEAD}\nbody\n`, 'malformed-header', { offset: START, line: 9 }],
    ['no body', `${HEAD}\n\n\n`, 'no-body', SECOND],
    [
      'a head in Latin-1',
      `${HEAD}Subject: caf\xe9\n\nbody\n`,
      'invalid-utf8',
      { offset: START + HEAD.length + 12, line: 12 },
    ],
    [
      'a body in Latin-1',
      `${HEAD}\nbody\ncaf\xe9\n`,
      'invalid-utf8',
      { offset: START + HEAD.length + 9, line: 14 },
    ],
    [
      'UTF-8 cut at the end',
      `${HEAD}\ncaf\xc3`,
      'invalid-utf8',
      { offset: START + HEAD.length + 4, line: 13 },
    ],
    [
      'a long line',
      `${HEAD}\nbody\n${'x'.repeat(999)}\n`,
      'long-line',
      { offset: START + HEAD.length + 6, line: 14 },
    ],
    [
      'a multipart without its end',
      `${HEAD}Content-Type: multipart/mixed; boundary="b=1"\n\n--b=1\n\ntext --b=1--\n--b=1-\n`,
      'unclosed-multipart',
      { offset: START + HEAD.length, line: 12 },
    ],
  ])('%s', (_, message, code, place) => {
    const found = observe(message).filter(
      (observation) => !['no-final-newline', 'ambiguous-from-line'].includes(observation.code),
    )
    expect(found.map(({ code, offset, line }) => ({ code, offset, line }))).toEqual([{ code, ...place }])
  })

  test.each([
    ['a Message-ID folded inside', `${HEAD.replace('@', '\n\t@')}\nbody\n`],
    ['UTF-8 everywhere', `${HEAD}Subject: caf\xc3\xa9\n\ncaf\xc3\xa9 \xf0\x9f\x98\x80\n`],
    ['a declared Latin-1 body', `${HEAD}Content-Type: text/plain; charset=ISO-8859-1\n\ncaf\xe9\n`],
    ['a binary body', `${HEAD}Content-Type: application/octet-stream\n\n\xff\xfe\n`],
    ['a line of 998 bytes', `${HEAD}\n${'x'.repeat(998)}\n`],
    [
      'a multipart with its end',
      `${HEAD}Content-Type: multipart/mixed;\n boundary=b\n\n--b\n\ntext\n--b-- \n`,
    ],
    ['a multipart without a boundary', `${HEAD}Content-Type: multipart/mixed\n\ntext\n`],
  ])('nothing to report: %s', (_, message) => {
    expect(observe(message)).toEqual([])
  })

  test('an entry without any header says so, and not what else a header lacks', () => {
    expect(observe('prose at once\n\nmore\n').map(({ code }) => code)).toEqual([
      'ambiguous-from-line',
      'no-header',
      'missing-message-id',
    ])
  })

  test('stand in the order of their places, the whole file included', () => {
    const text = `${GOOD}${FROM}Subject: x\r\nMessage-ID: x\r\n\r\n${'x'.repeat(1200)}\n\xff\n`
    for (const list of [read(text), read(text, { cuts: [0.1, 0.2, 0.5, 0.9] })]) {
      const { observations } = list.messages[1]!
      expect(observations.map(({ code }) => code)).toContain('mixed-line-endings')
      expect(observations.map(({ offset }) => offset)).toEqual(
        observations.map(({ offset }) => offset).sort((a, b) => a - b),
      )
    }
  })
})

describe('reading', () => {
  const entry = fc
    .tuple(
      fc.constantFrom('', 'Subject: s\n', 'stray\n', HEAD, 'Content-Type: multipart/mixed; boundary=bb\n'),
      fc.constantFrom('', '\n', '\r\n'),
      fc.constantFrom(
        '',
        'body\n',
        '--bb\nx\n--bb--\n',
        'caf\xc3\xa9\xe9\n',
        '>From x\n',
        'no end',
        `${'x'.repeat(1500)}\n`,
      ),
    )
    .map((parts) => `${FROM}${parts.join('')}`)
  const list = fc.array(entry, { maxLength: 5 }).map((entries) => entries.join('\n'))
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 })

  test('does not depend on how the bytes come in', () => {
    fc.assert(
      fc.property(list, cuts, (text, cuts) => {
        expect(read(text, { cuts })).toEqual(read(text))
      }),
      { numRuns: 500 },
    )
  })

  test('hands on every byte of the entries, tells where each ends, and gives the messages in order', () => {
    fc.assert(
      fc.property(list, cuts, (text, cuts) => {
        let bytes = ''
        const ends: number[] = []
        const told: PresentMessage[] = []
        const { messages } = read(`preamble\n\n${text}`, {
          cuts,
          onBytes: (run) => (bytes += Buffer.from(run).toString('latin1')),
          onEntryEnd: ({ trailer }) => ends.push(trailer.end),
          onMessage: (message) => told.push(message),
        })
        expect(bytes).toBe(messages.length === 0 ? '' : text)
        expect(ends).toEqual(messages.map(({ trailer }) => trailer.end))
        expect(told).toEqual(messages)
      }),
    )
  })

  test('keeps no messages where none are wanted, and loses no observation', () => {
    const text = `${GOOD.replace('body', 'bo\rdy')}${GOOD}${GOOD}`
    const told: PresentMessage[] = []
    const { files, messages } = read(text, {
      keepMessages: false,
      onMessage: (message) => told.push(message),
    })
    expect(messages).toEqual([])
    expect(told).toHaveLength(3)
    expect(codesOf(files[0]!)).toEqual(['bare-cr'])
    expect(codesOf(read(text).messages[0]!)).toEqual(['bare-cr'])
  })

  test('what the caller noticed about a file stands with it', () => {
    const reader = createPresentReader({ host: nodeHost, separator: 'any', quoting: 'mboxo' })
    reader.beginFile('a.mbox.gz', { compressed: true })
    reader.observe({ code: 'compressed', offset: 0, line: null })
    reader.endFile()
    const [file] = reader.finish().files
    expect(file).toMatchObject({ name: 'a.mbox.gz', compressed: true, bytes: 0, entries: 0 })
    expect(codesOf(file!)).toEqual(['compressed', 'empty-file'])
  })

  test('calls in the wrong order are misuse', () => {
    const reader = createPresentReader({ host: nodeHost, separator: 'any', quoting: 'mboxo' })
    expect(() => reader.push(latin1Bytes('x'))).toThrow('no file was begun')
    reader.beginFile('a')
    expect(() => reader.beginFile('b')).toThrow('beginFile before the end of a')
    expect(() => reader.finish()).toThrow('finish before the end of a')
  })
})
