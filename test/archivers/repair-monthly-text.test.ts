import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repairMonthlyText } from '../../src/archivers/repair-monthly-text.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const HEAD = 'From: ada at example.org (Ada)\nSubject: Beans\nMessage-ID: <a1@example.org>\n\n'

const repaired = (body: string, page: string, head = HEAD): string =>
  new TextDecoder().decode(repairMonthlyText(bytes(head + body), { text: page })).slice(head.length)

describe('a message of the monthly text beside its page', () => {
  test('gets back what the page still shows', () => {
    expect(repaired('Gr??e aus K?ln?\nBye?\n', 'Grüße aus Köln?\nBye?\n')).toBe('Grüße aus Köln?\nBye?\n')
  })

  test('keeps blanks at the end of its lines, and lines that the page breaks otherwise', () => {
    expect(repaired('caf?  \n> caf?\nnot there: caf?\n', 'café\n> café\nnot there:\ncafé?\n')).toBe(
      'café  \n> café\nnot there: caf?\n',
    )
  })

  test('takes two lines that look the same in their order, and none where one is missing', () => {
    expect(repaired('m?r\nm?r\n', 'mør\nmår\n')).toBe('mør\nmår\n')
    expect(repaired('m?r\nm?r\nm?r\n', 'mør\nmår\n')).toBe('m?r\nm?r\nm?r\n')
  })

  test('counts a character of two code units as one', () => {
    expect(repaired('fine ?\n', 'fine \u{1F44D}\n')).toBe('fine \u{1F44D}\n')
  })

  test.each([
    ['a question stays a question', 'Why?\n', 'Why?\n'],
    ['another text is no witness', 'caf? au lait\n', 'café con leche\n'],
  ])('%s', (_, body, page) => {
    expect(repaired(body, page)).toBe(body)
  })

  test('raw mail is left alone: it has a Content-Type, or bytes beyond ASCII', () => {
    expect(repaired('caf?\n', 'café\n', `Content-Type: text/plain\n${HEAD}`)).toBe('caf?\n')
    expect(repaired('é caf?\n', 'é café\n')).toBe('é caf?\n')
  })

  test('a message without a body comes back as it is', () => {
    const head = bytes('From: ada at example.org?\n')
    expect(repairMonthlyText(head, { text: 'é' })).toBe(head)
  })

  test('what was lost comes back whenever the page has the same lines', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '?', 'é', 'ß', '豆', '\u{1F44D}'),
      maxLength: 12,
    })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const page = lines.map((one) => one.trimEnd()).join('\n')
        const lossy = page.replace(/[^\u0000-\u007f]/gu, '?')
        expect(repaired(lossy, page)).toBe(page)
      }),
    )
  })
})
