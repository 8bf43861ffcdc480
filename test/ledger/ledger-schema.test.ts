import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { ledgerSchema } from '../../src/ledger/ledger-schema.ts'
import { recordProblem } from '../../src/ledger/record-json.ts'
import { RECORD_TYPES } from '../../src/ledger/records.ts'
import { gardenTalk } from './garden-talk.ts'

const text = readFileSync(new URL('../../schema/ledger.schema.json', import.meta.url), 'utf8')
const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(ledgerSchema())
const lines = Buffer.from(gardenTalk().bytes).toString('utf8').trimEnd().split('\n')
const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>)

/** What the validator of the reader says, which never sees `sum`. */
const accepted = (line: Record<string, unknown>): boolean => {
  const record = { ...line }
  delete record['sum']
  return recordProblem(record) === null
}

test('the published schema is the one that follows from the table of records', () => {
  expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(ledgerSchema()))
})

test('every line of the example fits the schema', () => {
  for (const record of records) expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
  expect(new Set(records.map((record) => record['type']))).toEqual(new Set(RECORD_TYPES))
})

test('schema and validator agree on every line with one value exchanged, one field gone, one too many', () => {
  const wrong = [null, true, -2, 0.5, '', '../a', 'a\u0000b', [], ['x'], {}, '2025-01-01', 'a'.repeat(43)]
  let refused = 0
  for (const record of records) {
    for (const name of Object.keys(record)) {
      if (name === 'sum') continue
      const without = Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))
      const cases = [
        without,
        { ...record, [`${name}2`]: 1 },
        ...wrong.map((value) => ({ ...record, [name]: value })),
      ]
      for (const changed of cases) {
        expect(validate(changed), JSON.stringify(changed)).toBe(accepted(changed))
        refused += accepted(changed) ? 0 : 1
      }
    }
  }
  expect(refused).toBeGreaterThan(1000)
})
