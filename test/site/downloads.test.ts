import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import { scanMbox } from '../../src/mbox/scan-mbox.ts'
import { unquoteBody } from '../../src/mbox/quoting.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { encodedField } from '../../src/site/downloads/encoded-field.ts'
import { MessageCollector } from '../../src/site/collect-messages.ts'
import { GroupedPieces } from '../../src/site/grouped-pieces.ts'
import { indexList } from '../../src/site/list-index.ts'
import { planMessages } from '../../src/site/plan-messages.ts'
import type { SiteFile } from '../../src/site/site-model.ts'
import { decodeHeaderText } from '../../src/charsets/decode-header-text.ts'
import {
  display,
  filesOf,
  listed,
  modelOf,
  recorded,
  sampleModel,
  SETTINGS,
  type SampleMessage,
} from './sample-site.ts'

const WITH_DOWNLOADS = { downloads: true }

async function mboxes(samples: readonly SampleMessage[], changes = {}): Promise<ReadonlyMap<string, string>> {
  const files = await filesOf(modelOf(samples, { ...WITH_DOWNLOADS, ...changes }))
  return new Map(
    files
      .filter(({ path }) => path.endsWith('.mbox.gz'))
      .map(({ path, bytes }) => [path, gunzipSync(bytes).toString()]),
  )
}

/** The entries of an mbox as its readers see them. */
function entriesOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const { entries, preamble } = scanMbox(bytes, { separator: 'any', host: nodeHost })
  expect(preamble.end).toBe(0)
  return entries.map(({ message }) => bytes.subarray(message.start, message.end).toString())
}

const reply = (seq: number, to: number, text: string): SampleMessage => ({
  ...listed(seq, {}, text),
  references: [`m${to}@example.org`],
})

describe('downloads', () => {
  test('hold the messages of a month, and of a thread of two and more', async () => {
    const files = await mboxes([
      listed(0, { date: '2001-02-28T23:59:59Z' }),
      listed(1),
      reply(2, 1, 'yes'),
      listed(3, { date: null }),
    ])
    expect([...files].map(([path, text]) => [path, entriesOf(text).length])).toEqual([
      ['mbox/2001/02.mbox.gz', 1],
      ['mbox/2001/03.mbox.gz', 2],
      ['t/ID/ID1.mbox.gz', 2],
      ['mbox/undated.mbox.gz', 1],
    ])
    expect(files.get('mbox/2001/03.mbox.gz')).toMatch(/^From MAILER-DAEMON Mon Mar {2}5 06:07:08 2001\n/)
    expect(files.get('mbox/undated.mbox.gz')).toMatch(/^From MAILER-DAEMON Thu Jan {2}1 00:00:00 1970\n/)
  })

  test('show what pages show: obscured fields, the text in UTF-8, and what it answers', async () => {
    const files = await mboxes([listed(0), { ...reply(1, 0, 'Grüße,\nFrom here on\n>From there'), display: display('Grüße,\nFrom here on\n>From there', { from: 'Jürgen <j@…>' }) }]) // prettier-ignore
    const [, second] = entriesOf(files.get('t/ID/ID0.mbox.gz')!)
    const mail = await simpleParser(Buffer.from(unquoteBody(Buffer.from(second!), 'mboxrd')))
    expect(mail.headers.get('x-holdfast-id')).toBe('ID1')
    expect(mail.from?.text).toContain('Jürgen')
    expect(mail.inReplyTo).toBe('<m0@example.org>')
    expect(mail.text).toBe('Grüße,\nFrom here on\n>From there\n')
    expect(second).not.toContain('@example.net')
  })

  test('hold whole messages, byte for byte but for their quoting, where addresses are shown', async () => {
    const source = 'From: Ann <ann@example.org>\nSubject: hi\n\n>From mboxo\n>>From twice\nno end'
    const sourceOf = () => Promise.resolve(Buffer.from(source))
    const settings = { ...SETTINGS, quoting: 'mboxo' }
    const [entry] = entriesOf(
      (await mboxes([listed(0)], { sourceOf, settings })).get('mbox/2001/03.mbox.gz')!,
    )
    expect(entry).toBe('From: Ann <ann@example.org>\nSubject: hi\n\n>From mboxo\n>>>From twice\nno end\n')
  })

  test('hold nothing of what is withheld or withdrawn', async () => {
    const files = await filesOf({ ...sampleModel(), downloads: true })
    const texts = files
      .filter(({ path }) => path.endsWith('.gz'))
      .map(({ bytes }) => gunzipSync(bytes).toString())
    const ids = texts.flatMap((text) => [...text.matchAll(/^X-Holdfast-ID: (.*)$/gm)].map(([, id]) => id))
    expect(ids.sort()).toEqual(['ID0', 'ID1', 'ID2', 'ID5', 'ID8'])
  })

  test('give the same bytes again, with no time in them', async () => {
    const model = { ...sampleModel(), downloads: true }
    const zipped = async () => (await filesOf(model)).filter(({ path }) => path.endsWith('.gz'))
    const [first, second] = [await zipped(), await zipped()]
    expect(first.length).toBeGreaterThan(0)
    expect(second).toEqual(first)
    for (const { bytes } of first) expect([...bytes.subarray(4, 8)]).toEqual([0, 0, 0, 0])
  })

  test('are not there where nobody asked for them', async () => {
    expect((await filesOf(sampleModel())).filter(({ path }) => path.endsWith('.gz'))).toEqual([])
  })

  test('stay apart, whatever stands in a text', async () => {
    const line = fc.constantFrom('From ann', '>From ann', '>>From ann', 'From: x', '', 'text', 'From ')
    const texts = fc.array(
      fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n')),
      { minLength: 1, maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(texts, async (all) => {
        const files = await mboxes(all.map((text, seq) => listed(seq, {}, text)))
        const entries = entriesOf(files.get('mbox/2001/03.mbox.gz')!)
        expect(entries).toHaveLength(all.length)
        for (const [index, entry] of entries.entries()) {
          const body = Buffer.from(entry.slice(entry.indexOf('\n\n') + 2))
          expect(Buffer.from(unquoteBody(body, 'mboxrd')).toString()).toBe(`${all[index]!}\n`)
        }
      }),
    )
  })
})

test('an encoded field is ASCII in short lines, and is read as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const field = encodedField('Subject', text)
      const isPlain = field === `Subject: ${text}\n`
      if (!isPlain) {
        for (const line of field.trimEnd().split('\n')) expect(line.length).toBeLessThan(90)
        expect(field).toMatch(/^[\x20-\x7e\n]*$/)
        const value = Buffer.from(field.slice('Subject: '.length).replace(/\n /g, ' ').trim())
        expect(decodeHeaderText(value).text).toBe(text.replace(/[\r\n]+/g, ' '))
      } else expect(text).toMatch(/^[\x20-\x7e]*$/)
    }),
  )
  expect(encodedField('Subject', 'a\nBcc: x')).toBe('Subject: a Bcc: x\n')
  expect(encodedField('Subject', '=?utf-8?B?eA==?=')).not.toContain('=?utf-8?B?eA==?=')
})

test('pieces over the limit are let go of, the longest waiting first', () => {
  const group = { path: 'a', nodes: [0, 1, 2] }
  const pieces = new GroupedPieces([group, { path: 'b', nodes: [3] }], 5)
  expect(pieces.groupOf(4)).toBe(undefined)
  expect([pieces.put(0, Buffer.from('aaa')), pieces.put(3, Buffer.from('b')), pieces.put(1, Buffer.from('cc'))]).toEqual([false, true, false]) // prettier-ignore
  expect(pieces.put(2, Buffer.from('d'))).toBe(true)
  expect(group.nodes.map((node) => pieces.take(node)?.toString())).toEqual([undefined, 'cc', 'd'])
  expect(pieces.take(1)).toBe(undefined)
})

test('what was let go of is made again, and the files are the same', async () => {
  const samples = [
    listed(0),
    listed(1, { date: '2002-01-01T00:00:00Z' }),
    reply(2, 0, 'yes'),
    reply(3, 1, 'no'),
  ]
  const planned = async (maxBytes?: number) => {
    const asked: number[] = []
    const model = modelOf(samples, WITH_DOWNLOADS)
    const watched = {
      ...model,
      displayOf: (position: number) => {
        asked.push(position)
        return model.displayOf(position)
      },
    }
    const list = indexList(watched)
    const files: SiteFile[] = []
    for await (const file of planMessages(watched, list, new MessageCollector(watched, list, maxBytes)))
      files.push(file)
    return { asked, files }
  }
  const [held, letGo] = [await planned(), await planned(10)]
  expect(held.asked).toEqual([0, 1, 2, 3])
  expect(letGo.asked.length).toBeGreaterThan(4)
  expect(letGo.files).toEqual(held.files)
})

describe('messages.json', () => {
  test('fits its schema, and lists every message that has a page', async () => {
    const schema = JSON.parse(readFileSync(new URL('../../schema/messages.schema.json', import.meta.url), 'utf8')) as object // prettier-ignore
    const file = (await filesOf(sampleModel())).find(({ path }) => path === 'messages.json')!
    const json = JSON.parse(Buffer.from(file.bytes).toString()) as { messages: Record<string, unknown>[] }
    const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
    expect(isValid(json), JSON.stringify(isValid.errors)).toBe(true)
    expect(json.messages.map(({ id }) => id)).toEqual(['ID0', 'ID1', 'ID2', 'ID5', 'ID7', 'ID8'])
    expect(json.messages.find(({ id }) => id === 'ID7')).toMatchObject({
      subject: null,
      author: null,
      parent: null,
    })
    expect(isValid({ ...json, messages: [{ id: 'A' }] })).toBe(false)
  })

  test('says what each message answers', async () => {
    const files = await filesOf(modelOf([listed(0), reply(1, 0, 'yes'), { ...listed(2), recorded: recorded(2, { path: '2001 x/é.html' }) }])) // prettier-ignore
    const text = Buffer.from(files.find(({ path }) => path === 'messages.json')!.bytes).toString()
    const { messages } = JSON.parse(text) as { messages: Record<string, unknown>[] }
    expect(messages[1]).toMatchObject({ id: 'ID1', thread: 'ID0', parent: 'ID0' })
    expect(messages[2]).toMatchObject({ path: '2001%20x/%C3%A9.html', thread: 'ID2' })
    expect(text.split('\n')).toHaveLength(6)
  })

  test('is JSON for a list without messages', async () => {
    const file = (await filesOf(modelOf([]))).find(({ path }) => path === 'messages.json')!
    expect(JSON.parse(Buffer.from(file.bytes).toString())).toMatchObject({ messages: [] })
  })
})
