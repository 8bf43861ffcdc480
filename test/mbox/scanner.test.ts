import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MboxEntry } from '../../src/mbox/entry.ts'
import { scanMbox } from '../../src/mbox/scan-mbox.ts'
import { SEPARATOR_RULES } from '../../src/mbox/separator-rules.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { bytesOf } from './bytes.ts'
import { cut, mailLike, rawBytes } from './mail-alphabet.ts'
import { handedOn, recordScan } from './record-scan.ts'

const files = fc.oneof({ weight: 3, arbitrary: mailLike }, rawBytes)

describe.each(SEPARATOR_RULES)('%s', (separator) => {
  test('hands on every byte once and in order, and its entries cover the input', () => {
    fc.assert(
      fc.property(files, (bytes) => {
        const calls = recordScan([bytes], separator)
        expect(handedOn(calls)).toBe(Buffer.from(bytes).toString('latin1'))
        const { preamble, entries } = scanMbox(bytes, { host: nodeHost, separator })
        let end = preamble.end
        for (const { fromLine, message, trailer } of entries) {
          expect([fromLine.start, message.start, trailer.start]).toEqual([end, fromLine.end, message.end])
          end = trailer.end
        }
        expect(end).toBe(bytes.length)
      }),
      { numRuns: 2000 },
    )
  })

  test('makes the same calls however the input is cut', () => {
    fc.assert(
      fc.property(files, fc.array(fc.nat(), { maxLength: 8 }), (bytes, places) => {
        expect(recordScan(cut(bytes, places), separator)).toEqual(recordScan([bytes], separator))
      }),
      { numRuns: 2000 },
    )
  })

  test('makes the same calls for single bytes', () => {
    fc.assert(
      fc.property(files, (bytes) => {
        const single = Array.from(bytes, (byte) => Uint8Array.of(byte))
        expect(recordScan(single, separator)).toEqual(recordScan([bytes], separator))
      }),
      { numRuns: 500 },
    )
  })

  test('numbers lines as a count of line feeds does', () => {
    fc.assert(
      fc.property(mailLike, (bytes) => {
        const lineAt = (offset: number) => bytes.subarray(0, offset).filter((byte) => byte === 10).length + 1
        const scan = scanMbox(bytes, { host: nodeHost, separator })
        for (const entry of scan.entries) expect(entry.line).toBe(lineAt(entry.fromLine.start))
        for (const { offset, line } of scan.observations) if (line !== null) expect(line).toBe(lineAt(offset))
      }),
      { numRuns: 1000 },
    )
  })

  test('places each observation in the entry that holds it', () => {
    fc.assert(
      fc.property(mailLike, (bytes) => {
        const scan = scanMbox(bytes, { host: nodeHost, separator })
        const perFile = ['not-an-mbox', 'crlf-line-endings', 'preamble', 'empty-file']
        for (const { code, offset, entry } of scan.observations) {
          if (perFile.includes(code)) continue
          const holder = scan.entries.findLastIndex((candidate) => candidate.fromLine.start <= offset)
          expect([code, entry]).toEqual([code, holder === -1 ? null : holder])
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('ends each message before the one empty line that is its trailer', () => {
    fc.assert(
      fc.property(mailLike, (bytes) => {
        const text = (range: MboxEntry['trailer']) =>
          Buffer.from(bytes.subarray(range.start, range.end)).toString('latin1')
        for (const { fromLine, message, trailer } of scanMbox(bytes, { host: nodeHost, separator }).entries) {
          const before = text({ start: fromLine.start, end: message.end })
          const whole = before + text(trailer)
          expect(text(trailer)).toBe(/(?<=\n)\r?\n$/.exec(whole)?.[0] ?? '')
        }
      }),
      { numRuns: 1000 },
    )
  })
})

// An independent reading of rule R, from its words: lines, one at a time, and its regular expression.
const RULE_R =
  /(?:^|[ \t])(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ \t]{1,4}(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ \t]{1,4}(\d{1,2})[ \t]{1,4}(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[ \t]{1,4}(?:[A-Z]{1,5}|[+-]\d{4}))?[ \t]{1,4}(\d{4})(?:[ \t]{1,4}(?:[A-Z]{1,5}|[+-]\d{4}))?(?:[ \t]{1,4}remote from [^ \t]+)?[ \t]*$/

function ruleR(text: string): number[] {
  const starts: number[] = []
  let afterBlank = true
  for (let at = text.startsWith('\xef\xbb\xbf') ? 3 : 0; at < text.length;) {
    const lf = text.indexOf('\n', at)
    const end = lf === -1 ? text.length : lf
    const content = text.slice(at, end).replace(/\r$/, '')
    const date = content.startsWith('From ') ? RULE_R.exec(content.slice(5)) : null
    if (afterBlank && date !== null) {
      const parts: (string | undefined)[] = date.slice(1)
      const [day = 0, hour = 0, minute = 0, second = 0, year = 0] = parts.map((part) => Number(part ?? 0))
      const plausible =
        day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 60 && year >= 1970 && year <= 2100
      if (plausible) starts.push(at)
    }
    afterBlank = content === ''
    at = end + 1
  }
  return starts
}

test('rfc4155 opens entries where rule R says, on random files', () => {
  const dates = fc
    .array(
      fc.constantFrom(
        'Sat',
        'Jan',
        'Feb ',
        '3',
        '31',
        '32',
        '0',
        '10:00',
        '23:59:60',
        '24:00',
        '9:61',
        '1996',
        '1969',
        '2100',
        'EST',
        '+0100',
        'ABCDEF',
        ' ',
        '  ',
        '\t',
        '     ',
        'remote from h',
        'a@b',
        '\r',
        '\xa0',
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((words) => bytesOf(`From ${words.join(' ')}\nX: y\n\n`))
  const good = fc
    .tuple(
      fc.constantFrom('a@b ', '', 'x at y  ', 'Sat '),
      fc.constantFrom('', ' EST', ' +0100', ' EDT '),
      fc.constantFrom('', ' CET', ' -0330', '  ', ' remote from h', ' +01000'),
    )
    .map(([who, before, after]) => bytesOf(`From ${who}Sat Jan  3 01:05:34${before} 1996${after}\nX: y\n\n`))
  const file = fc
    .array(fc.oneof(mailLike, dates, good), { maxLength: 6 })
    .map((parts) => new Uint8Array(Buffer.concat(parts)))
  fc.assert(
    fc.property(file, (bytes) => {
      const { entries } = scanMbox(bytes, { host: nodeHost, separator: 'rfc4155' })
      expect(entries.map((entry) => entry.fromLine.start)).toEqual(
        ruleR(Buffer.from(bytes).toString('latin1')),
      )
    }),
    { numRuns: 5000 },
  )
})

test('any opens an entry at each line that begins with From and a space', () => {
  fc.assert(
    fc.property(files, (bytes) => {
      const text = Buffer.from(bytes).toString('latin1')
      const starts = [...text.matchAll(/(?<=^|\n)From /g)].map((match) => match.index)
      const { entries } = scanMbox(bytes, { host: nodeHost, separator: 'any' })
      expect(entries.map((entry) => entry.fromLine.start)).toEqual(starts)
    }),
    { numRuns: 2000 },
  )
})
