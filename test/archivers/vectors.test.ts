import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { forecast, type Archiver, type Forecast } from '../../src/archivers/archiver.ts'
import { parseArchiverOptions } from '../../src/archivers/archiver-options.ts'
import { hypermail } from '../../src/archivers/hypermail.ts'
import { mhonarc } from '../../src/archivers/mhonarc.ts'
import { pipermail } from '../../src/archivers/pipermail.ts'
import { makeZone } from '../../src/archivers/zone.ts'
import { SEPARATOR_RULES, type SeparatorRule } from '../../src/mbox/separator-rules.ts'
import { formatMessageId } from '../../src/message/message-id.ts'
import type { Period } from '../../src/ledger/ledger-state.ts'
import { parseUtc } from '../../src/message/utc.ts'
import { entriesOf, fixture, SETTINGS } from './entries.ts'

interface Expected {
  readonly number: number
  readonly volume: string
  readonly file: string
  readonly messageId: string | null
  readonly messageIdGenerated: boolean
  readonly epoch: number
  readonly start: number
  readonly end: number
}

interface Extra {
  readonly frequency: string
  readonly env: Readonly<Record<string, string>>
  readonly runs: readonly string[]
  readonly now: string
  readonly tz: string
  readonly rc: number
}

const PERIODS: Readonly<Record<string, Period>> = {
  yearly: 'year',
  quarterly: 'quarter',
  monthly: 'month',
  weekly: 'week',
  daily: 'day',
}

const json = (...path: string[]): unknown => JSON.parse(fixture(...path).toString())

/** Every page of a forecast, in the order of numbers. */
function pages(made: Forecast): { number: number; path: string; key: string | null }[] {
  const own = made.rows.flatMap(({ number, path, key }) =>
    number === null || path === null ? [] : [{ number, path, key }],
  )
  const extra = made.extras.map(({ number, path, key }) => ({ number: number!, path, key }))
  return [...own, ...extra].sort((a, b) => a.number - b.number)
}

const cases = readdirSync(new URL('../fixtures/pipermail', import.meta.url))
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => name.replace('.expected.json', ''))
  .sort()

describe('what Pipermail of Mailman 2.1.39 made', () => {
  test('there are cases', () => expect(cases.length).toBeGreaterThan(40))

  for (const name of cases) {
    test(name, () => {
      const expected = json('pipermail', `${name}.expected.json`) as Expected[]
      const extra = json('pipermail', `${name}.extra.json`) as Extra
      const bytes = fixture('pipermail', `${name}.mbox`)
      const entries = entriesOf([bytes])
      const starts = entriesOf([bytes]).map((entry) => entry.fromLine.byteOffset - bytes.byteOffset)
      const settings = {
        period: PERIODS[extra.frequency]!,
        zone: makeZone(extra.tz),
        now: parseUtc(extra.now)!,
      }
      const made: unknown[] = []
      const crashes: string[] = []
      let next = 0
      for (const run of extra.runs) {
        const option = (flag: string): string[] => {
          const value = new RegExp(`--${flag}=(\\d+)`).exec(run)?.[1]
          return value === undefined ? [] : [`${flag}=${value}`]
        }
        const options = parseArchiverOptions(pipermail, [
          ...option('start'),
          ...option('end'),
          `first-number=${run.includes('--wipe') ? 0 : next}`,
          ...(extra.env['ORACLE_SANITIZER'] === undefined
            ? []
            : [`sanitizer=${extra.env['ORACLE_SANITIZER']}`]),
        ])
        const result = forecast(pipermail, entries, { ...settings, options })
        for (const row of result.rows) {
          if (row.number === null) continue
          next = row.number + 1
          const { number, volume, path, key, epoch } = row
          made.push({ number, volume, file: path, key, epoch, start: starts[row.position] })
        }
        if (result.crash !== null) crashes.push(result.crash.error)
        expect(result.extras).toEqual([])
      }
      expect(made).toEqual(
        expected.map(({ number, volume, file, messageId, epoch, start }) => ({
          number,
          volume,
          file,
          key: messageId === null ? null : formatMessageId(Buffer.from(messageId, 'latin1')),
          epoch,
          start,
        })),
      )
      expect(crashes).toHaveLength(extra.rc)
    })
  }

  for (const separator of SEPARATOR_RULES) {
    test(`entries found by the rule ${separator} give the same pages`, () => {
      for (const name of cases) {
        const bytes = fixture('pipermail', `${name}.mbox`)
        const all = pages(forecast(pipermail, entriesOf([bytes]), SETTINGS))
        const entries = entriesOf([bytes], separator)
        if (entries.length === 0) continue
        expect(pages(forecast(pipermail, entries, SETTINGS)), name).toEqual(all)
      }
    })
  }
})

/** The rows of a vector: page, tab, Message-ID as the page shows it. */
function rows(folder: string, name: string): string[] {
  return fixture('forecast', folder, name)
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
}

const DUMMY = /^<dummy>\.\d+@hypermail\.dummy$/

function compare(folder: string, archiver: Archiver, options: string[], separator: SeparatorRule): void {
  for (const file of readdirSync(new URL(`../fixtures/forecast/${folder}`, import.meta.url)).sort()) {
    const entries = entriesOf([fixture('pipermail', file.replace('.tsv', '.mbox'))], separator)
    if (entries.length === 0) continue
    const settings = { ...SETTINGS, options: parseArchiverOptions(archiver, options) }
    const made = pages(forecast(archiver, entries, settings)).map(({ path, key }) => [path, key])
    const expected = rows(folder, file).map((row) => {
      const [page, id] = row.split('\t') as [string, string]
      const shown = formatMessageId(Buffer.from(id, 'latin1'))
      return [page, DUMMY.test(id) ? null : shown]
    })
    expect(made, file).toEqual(expected)
  }
}

for (const separator of SEPARATOR_RULES) {
  describe(`entries found by the rule ${separator}`, () => {
    test('MHonArc 2.6.19 gives these pages', () => compare('mhonarc', mhonarc, [], separator))
    test('Hypermail 2.4.0 gives these pages', () => compare('hypermail', hypermail, [], separator))
    test('Hypermail 2.4.0 gives these pages when it keeps all messages', () =>
      compare('hypermail-keepall', hypermail, ['require-msgids=off', 'discard-dup-msgids=off'], separator))
  })
}
