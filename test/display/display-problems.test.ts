import { expect, test, vi } from 'vitest'
import { displayMessage } from '../../src/display/display-message.ts'
import {
  MAX_FIELD_CHARS, MAX_HEAD_BYTES, MAX_HTML_BYTES, MAX_HTML_DEPTH, MAX_MESSAGE_BYTES, MAX_PART_DEPTH, MAX_PARTS,
  MAX_SOURCE_BYTES, MAX_TEXT_CHARS, type DisplayProblemCode,
} from '../../src/display/message-display.ts' // prettier-ignore
import { problemNotes } from '../../src/site/problem-words.ts'
import { ENGLISH } from '../../src/site/words/english.ts'

// Nothing known makes the parsers give up on what the limits let through: here one does.
vi.mock(import('../../src/display/sanitise-html.ts'), async (importOriginal) => {
  const { sanitiseHtml } = await importOriginal()
  return {
    sanitiseHtml: (source, options) => {
      if (source.includes('THROW')) throw new RangeError('Maximum call stack size exceeded')
      return sanitiseHtml(source, options)
    },
  }
})

const codesOf = async (message: string) => {
  const { problems } = await displayMessage(Buffer.from(message, 'latin1'), { quoting: 'mboxrd' })
  return problems.map(({ code }) => code)
}

const html = (source: string) => `Content-Type: text/html; charset=us-ascii\n\n${source}\n`
const text = (type: string, body: string) => `Content-Type: text/plain${type}\n\n${body}\n`
const parts = (...each: readonly string[]) =>
  `Content-Type: multipart/mixed; boundary=b\n\n${each.map((part) => `--b\n${part}\n`).join('')}--b--\n`
const inOneAnother = (depth: number) =>
  `${'Content-Type: message/rfc822\n\n'.repeat(depth)}Subject: x\n\nhi\n`
/** Around as many bytes of head fields; each is short. */
const fields = (bytes: number) => `X-Filler: ${'x'.repeat(90)}\n`.repeat(Math.floor(bytes / 101))

/** For each problem a message that has it, and one that is as near to it as can be and has none. */
const MESSAGES: Readonly<Record<DisplayProblemCode, readonly [bad: string, good: string]>> = {
  'undeclared-charset': [text('', 'gr\xfcn'), text('', 'gruen')],
  'unknown-charset': [text('; charset=x-klingon', 'gr\xfcn'), text('; charset=iso-8859-1', 'gr\xfcn')],
  'undecodable-bytes': [text('; charset=utf-8', 'gr\xfcn'), text('; charset=utf-8', 'gr\xc3\xbcn')],
  'message-too-large': [
    `Subject: x\n\n${`${'y'.repeat(79)}\n`.repeat(MAX_MESSAGE_BYTES / 80 + 1)}`,
    `Subject: x\n\n${`${'y'.repeat(79)}\n`.repeat(10)}`,
  ],
  'head-too-large': [`${fields(MAX_HEAD_BYTES + 200)}\nhi\n`, `${fields(MAX_HEAD_BYTES - 200)}\nhi\n`],
  'too-many-parts': [parts(...Array<string>(MAX_PARTS + 1).fill('\nx')), parts(...Array<string>(50).fill('\nx'))],
  'nested-too-deep': [inOneAnother(MAX_PART_DEPTH + 1), inOneAnother(MAX_PART_DEPTH)],
  'unreadable-mime': [parts(`${fields(MAX_HEAD_BYTES + 200)}\nx`), parts(`${fields(10_000)}\nx`)],
  'unknown-transfer-encoding': [
    'Content-Transfer-Encoding: x-rot13\n\nuv\n',
    'Content-Transfer-Encoding: 7bit\n\nuv\n',
  ],
  'no-text-part': ['Content-Type: multipart/mixed; boundary=b\n\n--c\n\nx\n--c--\n', parts('\nx')],
  'html-too-large': [html('y '.repeat(MAX_HTML_BYTES / 2)), html('y '.repeat(100))],
  'html-too-deep': [html('<div>'.repeat(MAX_HTML_DEPTH + 2)), html('<div>'.repeat(MAX_HTML_DEPTH - 2))],
  'unreadable-html': [html('<p>THROW'), html('<p>hi')],
  'remote-content': [html('<img src=http://track.invalid/1>'), html('<img src=cid:none>')],
  'text-clipped': [text('', 'y'.repeat(MAX_TEXT_CHARS + 1)), text('', 'y'.repeat(MAX_TEXT_CHARS - 1))],
  'source-clipped': [
    `Content-Type: multipart/mixed\n\n${'y'.repeat(MAX_SOURCE_BYTES)}\n`,
    `Subject: x\n\n${'y'.repeat(MAX_SOURCE_BYTES)}\n`,
  ],
  'field-clipped': [`Subject: ${'x'.repeat(MAX_FIELD_CHARS + 1)}\n\nhi\n`, `Subject: ${'x'.repeat(MAX_FIELD_CHARS)}\n\nhi\n`],
} // prettier-ignore

for (const [code, [bad, good]] of Object.entries(MESSAGES)) {
  test(`${code}: is found, and not where it is not`, async () => {
    expect(await codesOf(bad)).toContain(code)
    expect(await codesOf(good)).not.toContain(code)
  })
}

test('a reader is told of every problem but of a guess that needs no word', () => {
  const silent = Object.keys(MESSAGES).filter(
    (code) => problemNotes(ENGLISH, [{ code: code as DisplayProblemCode, count: 1 }]).length === 0,
  )
  expect(silent).toEqual(['undeclared-charset'])
})
