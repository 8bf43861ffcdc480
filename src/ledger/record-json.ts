import { LedgerError } from './ledger-error.ts'
import type { LedgerErrorCode } from './ledger-error.ts'
import { isSafePath } from './record-field.ts'
import type { FieldSchema } from './record-field.ts'
import { fieldsOf, LEDGER_FORMAT, LEDGER_VERSION } from './records.ts'
import type { LedgerRecord } from './records.ts'

/** What is wrong with a record, in one line without a place. */
export interface RecordProblem {
  readonly code: LedgerErrorCode
  readonly message: string
}

function wanted(schema: FieldSchema): string {
  if ('const' in schema) return JSON.stringify(schema.const)
  if ('anyOf' in schema) return schema.anyOf.map(wanted).join(' or ')
  if (schema.type === 'string')
    return 'enum' in schema ? `one of ${schema.enum.join(', ')}` : 'text of its form'
  if (schema.type === 'integer') return `a whole number from ${schema.minimum}`
  if (schema.type === 'array') return `a list of ${wanted(schema.items)}`
  return 'null'
}

/**
 * What is wrong with a value that should be a record, or null if nothing is.
 *
 * Looks at one record alone; whether it fits those before it is the replay's question. Fields that
 * this version does not have are refused, so that nothing in a ledger goes unread.
 *
 * @param options - `sealed`: the value comes from a line and also holds the line's `sum`.
 */
export function recordProblem(
  value: unknown,
  { sealed = false }: { readonly sealed?: boolean } = {},
): RecordProblem | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { code: 'bad-record', message: 'the line is no JSON object' }
  }
  const record = value as Readonly<Record<string, unknown>>
  const type = record['type']
  if (typeof type !== 'string') return { code: 'bad-record', message: 'the record has no type' }
  const fields = fieldsOf(type)
  if (fields === null) {
    return {
      code: 'unknown-record',
      message: `version ${LEDGER_VERSION} has no record of type ${JSON.stringify(type)}`,
    }
  }
  if (type === 'ledger' && typeof record['version'] === 'number' && record['version'] > LEDGER_VERSION) {
    return newerVersion(String(record['version']))
  }
  let known = sealed ? 2 : 1
  for (const [name, field] of fields) {
    const content = record[name]
    if (content === undefined) {
      if (field.optional && !(name in record)) continue
      return { code: 'bad-record', message: `the ${type} record has no "${name}"` }
    }
    known += 1
    if (field.check(content)) continue
    if (name === 'path' && typeof content === 'string' && !isSafePath(content)) {
      return {
        code: 'unsafe-path',
        message: `the ${type} record has the path ${JSON.stringify(content)}, which could leave the archive`,
      }
    }
    return { code: 'bad-record', message: `"${name}" of the ${type} record must be ${wanted(field.schema)}` }
  }
  const extra = Object.keys(record).length - known
  if (extra === 0) return null
  const names = new Set(['type', 'sum', ...fields.map(([name]) => name)])
  const first = Object.keys(record).find((name) => !names.has(name))
  return {
    code: 'bad-record',
    message: `version ${LEDGER_VERSION} has no field ${JSON.stringify(first)} in a ${type} record`,
  }
}

/** The refusal of a format that is newer than this program, by name. */
export function newerVersion(version: string): RecordProblem {
  return {
    code: 'newer-version',
    message: `the ledger is ${LEDGER_FORMAT} version ${version}; this program reads up to version ${LEDGER_VERSION}`,
  }
}

/** Invisible or steering characters: C1 controls, line separators, zero-width and direction marks. */
const STEERING = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * The JSON text of a record without `sum`: `type` first, then the fields in the order of the table.
 *
 * Characters that would steer a terminal or hide in a diff are written as `\uNNNN`, because a ledger is
 * made to be read and a Message-ID may hold anything.
 *
 * @throws {@link TypeError} if the record does not fit the table: a fault of the caller.
 */
export function recordJson(record: LedgerRecord): string {
  const problem = recordProblem(record)
  if (problem !== null) throw new TypeError(problem.message)
  const values = record as unknown as Readonly<Record<string, unknown>>
  const fields = fieldsOf(record.type)!
  return JSON.stringify(isOrdered(values, fields) ? values : ordered(values, fields)).replace(
    STEERING,
    escaped,
  )
}

/** Whether the keys stand in the order of the table already: making another object takes longer than writing one. */
function isOrdered(values: Readonly<Record<string, unknown>>, fields: RecordFields): boolean {
  const keys = Object.keys(values)
  if (keys[0] !== 'type') return false
  let at = 0
  for (let i = 1; i < keys.length; i += 1) {
    while (at < fields.length && fields[at]![0] !== keys[i]) at += 1
    if (at === fields.length) return false
    at += 1
  }
  return true
}

function ordered(values: Readonly<Record<string, unknown>>, fields: RecordFields): Record<string, unknown> {
  const record: Record<string, unknown> = { type: values['type'] }
  for (const [name] of fields) record[name] = values[name]
  return record
}

type RecordFields = NonNullable<ReturnType<typeof fieldsOf>>

/** Reads the JSON text of a line into a record, which keeps the line's `sum`. `null` stands for bytes that are not UTF-8. */
export function parseRecord(json: string | null): LedgerRecord | RecordProblem {
  if (json === null) return { code: 'bad-record', message: 'the line is not UTF-8' }
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { code: 'bad-record', message: 'the line is not JSON' }
  }
  const problem = recordProblem(value, { sealed: true })
  if (problem !== null) return problem
  const record = value as LedgerRecord
  // Readers find records by the first bytes of a line, so these have one form.
  if (!json.startsWith(`{"type":"${record.type}"`)) {
    return { code: 'bad-record', message: 'the line does not begin with its type' }
  }
  return record
}

/** Tells what {@link parseRecord} gave. */
export const isProblem = (parsed: LedgerRecord | RecordProblem): parsed is RecordProblem => 'code' in parsed

/** The error for a problem at a place. */
export const problemAt = (problem: RecordProblem, line: number, offset: number): LedgerError =>
  new LedgerError(problem.code, problem.message, { line, offset })
