import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { auditMbox } from '../../src/node/audit-mbox.ts'
import { crossCheck } from '../../src/node/cross-check.ts'
import { EntryReader } from '../../src/node/entry-bytes.ts'
import { secondOpinion, type OtherMessage } from '../../src/node/second-opinion.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'
import { temporaryFolder, writeFiles } from './temporary-folder.ts'

const fixtures = new URL('../fixtures/', import.meta.url)
const utf8 = (text: string): Uint8Array => Buffer.from(text)

async function* pieces(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += Math.max(1, size)) {
    await Promise.resolve()
    yield bytes.subarray(at, at + size)
  }
}

async function lengthOf(source: AsyncIterable<unknown>): Promise<number> {
  let bytes = 0
  for await (const chunk of source) bytes += (chunk as Uint8Array).length
  return bytes
}

const entries = (bytes: Uint8Array): number =>
  Buffer.from(bytes)
    .toString('latin1')
    .match(/(?<![^\n])From /g)?.length ?? 0

describe('both readers agree on', () => {
  for (const kind of ['boundary', 'pipermail', 'edits']) {
    const names = readdirSync(new URL(`${kind}/`, fixtures)).filter((name) => name.endsWith('.mbox'))
    test(`every vector of ${kind}`, async () => {
      expect(names.length).toBeGreaterThan(20)
      for (const name of names) {
        const bytes = readFileSync(new URL(`${kind}/${name}`, fixtures))
        const opinion = await secondOpinion(pieces(bytes))
        expect(opinion.disagreement, name).toBeNull()
      }
    })
  }

  test('the sample list, entry by entry', async () => {
    const bytes = readFileSync(new URL('garden-talk.mbox', fixtures))
    expect(await secondOpinion(pieces(bytes))).toEqual({
      agreed: entries(bytes),
      disagreement: null,
      skipped: [],
    })
  })

  test('anything, however it comes in', async () => {
    const word = fc.constantFrom('From ', '>From ', '>>From ', 'a', '\n', '\r\n', '\r', '\0', 'é', '\n\n', ' ', '\nFrom x\n') // prettier-ignore
    const mail = fc.array(word, { maxLength: 40 }).map((words) => utf8(words.join('')))
    await fc.assert(
      fc.asyncProperty(mail, fc.integer({ min: 1, max: 60 }), async (bytes, size) => {
        const opinion = await secondOpinion(pieces(bytes, size))
        expect(opinion.disagreement).toBeNull()
        expect(opinion.agreed).toBe(entries(bytes))
      }),
    )
  })
})

describe('a difference is found at its byte', () => {
  const TWO = utf8('From a b\nA: 1\n\none\r\n>From me\n\nFrom c d\nB: 2\n\ntwo\n')
  const seen: readonly OtherMessage[] = [
    { returnPath: 'a', content: Buffer.from('A: 1\n\none\nFrom me') },
    { returnPath: 'c', content: Buffer.from('B: 2\n\ntwo') },
  ]
  const ask = (messages: readonly OtherMessage[]) =>
    secondOpinion(pieces(TWO), {
      reader: async function* (source) {
        await lengthOf(source)
        yield* messages
      },
    })
  const at = (text: string): number => Buffer.from(TWO).indexOf(text)

  test('the undamaged reader agrees', async () => {
    expect(await ask(seen)).toEqual({ agreed: 2, disagreement: null, skipped: [] })
  })

  test('another byte', async () => {
    const { agreed, disagreement } = await ask([
      { ...seen[0]!, content: Buffer.from('A: 1\n\none\nFrom he') },
      seen[1]!,
    ])
    expect(agreed).toBe(0)
    expect(disagreement).toMatchObject({ offset: at('me\n'), line: 5 })
  })

  test('a quoted line that was not unquoted', async () => {
    const { disagreement } = await ask([
      { ...seen[0]!, content: Buffer.from('A: 1\n\none\n>From me') },
      seen[1]!,
    ])
    expect(disagreement).toMatchObject({ offset: at('From me'), line: 5 })
  })

  test('a message that ends too early or too late', async () => {
    const [first] = seen
    const early = await ask([{ ...first!, content: first!.content.subarray(0, 6) }, seen[1]!])
    expect(early.disagreement).toMatchObject({ offset: at('one'), line: 4 })
    const late = await ask([
      { ...first!, content: Buffer.concat([first!.content, utf8('\nmore')]) },
      seen[1]!,
    ])
    expect(late.disagreement).toMatchObject({ offset: at('\n\nFrom c'), line: 5 })
  })

  test('another sender in the From_ line', async () => {
    const { agreed, disagreement } = await ask([seen[0]!, { ...seen[1]!, returnPath: 'x' }])
    expect(agreed).toBe(1)
    expect(disagreement).toMatchObject({ offset: at('From c'), line: 7 })
  })

  test('too few and too many entries', async () => {
    const few = await ask(seen.slice(0, 1))
    expect(few.disagreement).toMatchObject({ offset: at('From c'), line: 7 })
    const many = await ask([...seen, ...seen])
    expect(many.disagreement).toMatchObject({ offset: TWO.length, line: 11 })
  })
})

describe('what is too long for the second reader', () => {
  const limits = { line: 100, entry: 1000, lines: 20 }
  const entry = (name: string, body: string): string => `From ${name} x\nSubject: ${name}\n\n${body}\n\n`
  const skippedIn = async (text: string, size: number) => {
    const { agreed, disagreement, skipped } = await secondOpinion(pieces(utf8(text), size), { limits })
    return { agreed, disagreement, skipped: skipped.map(({ offset }) => offset) }
  }

  for (const [what, body] of [
    ['a line', `${'x'.repeat(300)}\nmore`],
    ['an entry', `${'x'.repeat(50)}\n`.repeat(18) + `${'y'.repeat(99)}\n`.repeat(3)],
    ['an entry of short lines', 'x\n'.repeat(300)],
    ['a last line without an end', `${'x'.repeat(50)}\n`.repeat(30) + 'Fro'],
  ] as const) {
    for (const size of [1, 7, 64, 5000]) {
      test(`${what} is skipped and counted, in pieces of ${size}; what stands around it is compared`, async () => {
        const text = entry('a', 'one') + entry('b', body) + entry('c', '>From two')
        expect(await skippedIn(text, size)).toEqual({
          agreed: 2,
          disagreement: null,
          skipped: [text.indexOf('From b')],
        })
      })
    }
  }

  test('a From_ line can be it, and so can what stands before the first', async () => {
    const text = entry('a'.repeat(300), 'one') + entry('b', 'two')
    expect(await skippedIn(text, 64)).toEqual({ agreed: 1, disagreement: null, skipped: [0] })
    expect(await skippedIn(`${'x'.repeat(300)}\n${entry('b', 'two')}`, 64)).toMatchObject({
      agreed: 1,
      skipped: [],
    })
  })

  test('nothing is skipped at the limits', async () => {
    const text = entry('a', 'x'.repeat(100)) + entry('b', 'x\n'.repeat(14))
    expect(await skippedIn(text, 64)).toEqual({ agreed: 2, disagreement: null, skipped: [] })
  })
})

describe('in an audit', () => {
  async function* seesNothing(source: AsyncIterable<unknown>): AsyncGenerator<OtherMessage> {
    await lengthOf(source)
  }

  const MAIL = readFileSync(new URL('edits/base.mbox', fixtures))

  test('a list on which both agree has no finding of it', async () => {
    const folder = temporaryFolder()
    writeFiles(folder, { 'l.mbox': MAIL })
    const { result } = await auditMbox({ mbox: [`${folder}/l.mbox`], crossCheck: 'all' })
    expect(result.findings.filter(({ code }) => /readers|cross/.test(code))).toEqual([])
  })

  test('a disagreement is a warning at its byte, in file order, and no change of the verdict', async () => {
    const folder = temporaryFolder()
    writeFiles(folder, { 'l.mbox': MAIL })
    const mbox = [`${folder}/l.mbox`]
    await recordMbox({ mbox })
    const { present, files, result } = await auditMbox({ mbox })
    const reader = new EntryReader(files)
    const doubted = await crossCheck({
      scope: 'all',
      present,
      files,
      result,
      reader,
      secondReader: seesNothing,
    })
    await reader.close()
    expect(doubted.verdict).toBe('unchanged')
    expect(doubted.findings).toMatchObject([
      {
        ref: 'readers-disagree:0',
        code: 'readers-disagree',
        level: 'warning',
        count: 1,
        present: { position: 0, file: mbox[0], offset: 0, line: 1 },
      },
    ])
  })

  test('record asks about the new bytes only', async () => {
    const folder = temporaryFolder()
    writeFiles(folder, { 'l.mbox': MAIL })
    const mbox = [`${folder}/l.mbox`]
    await recordMbox({ mbox })
    const added = 'From z@example.org Sat Jan  3 01:05:34 2004\nSubject: new\n\nhello\n\n'
    writeFiles(folder, { 'l.mbox': Buffer.concat([MAIL, utf8(added)]) })
    const { present, files, result } = await auditMbox({ mbox })
    const reader = new EntryReader(files)
    let bytes = 0
    const { findings } = await crossCheck({
      scope: 'new',
      present,
      files,
      result,
      reader,
      secondReader: async function* (source) {
        bytes = await lengthOf(source)
      },
    })
    await reader.close()
    expect(bytes).toBe(added.length)
    const line = MAIL.toString('latin1').split('\n').length
    expect(findings.map(({ code, present: place }) => [code, place?.offset, place?.line])).toContainEqual([
      'readers-disagree',
      MAIL.length,
      line,
    ])
  })
})
