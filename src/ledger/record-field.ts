/** The part of JSON Schema 2020-12 that record fields are described with. */
export type FieldSchema =
  | { readonly type: 'string'; readonly pattern: string; readonly description?: string }
  | { readonly type: 'string'; readonly enum: readonly string[] }
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'array'; readonly items: FieldSchema }
  | { readonly type: 'null' }
  | { readonly const: string | number | boolean }
  | { readonly anyOf: readonly FieldSchema[] }

/** One field of a record: what it means, its schema, and the check that follows from the schema. */
export interface RecordField<T> {
  readonly about: string
  readonly schema: FieldSchema
  readonly optional: boolean
  readonly check: (value: unknown) => value is T
}

/** A field that may be left out. */
export interface OptionalField<T> extends RecordField<T> {
  readonly optional: true
}

/** Compiles a schema to a check, so that validator and published schema cannot differ. */
function compile(schema: FieldSchema): (value: unknown) => boolean {
  if ('const' in schema) return (value) => value === schema.const
  if ('anyOf' in schema) {
    const checks = schema.anyOf.map(compile)
    return (value) => checks.some((check) => check(value))
  }
  if (schema.type === 'null') return (value) => value === null
  if (schema.type === 'integer') {
    const { minimum, maximum } = schema
    return (value) => Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum
  }
  if (schema.type === 'array') {
    const check = compile(schema.items)
    return (value) => Array.isArray(value) && value.every(check)
  }
  if ('enum' in schema) return (value) => typeof value === 'string' && schema.enum.includes(value)
  const pattern = new RegExp(schema.pattern, 'u')
  return (value) => typeof value === 'string' && pattern.test(value)
}

function field<T>(about: string, schema: FieldSchema): RecordField<T> {
  return { about, schema, optional: false, check: compile(schema) as (value: unknown) => value is T }
}

const patternField = (about: string, pattern: string): RecordField<string> =>
  field(about, { type: 'string', pattern })

/** Characters of one path segment: no slash, no backslash, no control byte. */
const PATH_SEGMENT = '[^/\\\\\\u0000-\\u001f\\u007f]+'
/** Relative, with `/` between segments, none of them empty, `.` or `..`; no drive letter. */
const PATH = `^(?![A-Za-z]:)(?:(?!\\.{1,2}/)${PATH_SEGMENT}/)*(?!\\.{1,2}$)${PATH_SEGMENT}$`
const PATH_PATTERN = new RegExp(PATH, 'u')

/**
 * Whether a published path can be made into a file inside a folder and nowhere else.
 *
 * @example
 * isSafePath('2001-March/000016.html') // => true
 * isSafePath('../secret') // => false
 */
export const isSafePath = (path: string): boolean => PATH_PATTERN.test(path)

// Each maker takes the sentence that the schema shows as the field's description.
/** A constant. */
export const constant = <T extends string | number | boolean>(about: string, value: T): RecordField<T> =>
  field(about, { const: value })
/** One of a closed list of words. */
export const oneOf = <T extends string>(about: string, words: readonly T[]): RecordField<T> =>
  field(about, { type: 'string', enum: words })
/** A whole number that a double holds exactly. */
export const integer = (about: string, minimum = 0): RecordField<number> =>
  field(about, { type: 'integer', minimum, maximum: Number.MAX_SAFE_INTEGER })
/** Any text of at least one character. */
export const anyText = (about: string): RecordField<string> => patternField(about, '^[\\s\\S]+$')
/** Text of one line or more, without control characters but line feed and tab. */
export const text = (about: string): RecordField<string> =>
  patternField(about, '^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f]+$')
/** Text of one line. */
export const line = (about: string): RecordField<string> =>
  patternField(about, '^[^\\u0000-\\u001f\\u007f]+$')
/** A path inside the archive, see {@link isSafePath}. */
export const path = (about: string): RecordField<string> => patternField(about, PATH)
/** A stable ID. */
export const stableId = (about: string): RecordField<string> => patternField(about, '^[A-Z2-7]{32}$')
/** The first 128 bits of a SHA-256, base64url. */
export const digest128 = (about: string): RecordField<string> =>
  patternField(about, '^[A-Za-z0-9_-]{21}[AQgw]$')
/** A whole SHA-256, base64url. */
export const digest256 = (about: string): RecordField<string> =>
  patternField(about, '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$')
const DAY = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])'
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d'
/** A moment in UTC, to the second. */
export const utcSecond = (about: string): RecordField<string> => patternField(about, `^${DAY}T${TIME}Z$`)
/** A moment in UTC, with or without a fraction. */
export const utcTime = (about: string): RecordField<string> =>
  patternField(about, `^${DAY}T${TIME}(?:\\.\\d{1,9})?Z$`)
/** A list. */
export const listOf = <T>(about: string, item: RecordField<T>): RecordField<readonly T[]> =>
  field(about, { type: 'array', items: item.schema })
/** The field, or null. */
export const nullable = <T>(inner: RecordField<T>): RecordField<T | null> =>
  field(inner.about, { anyOf: [inner.schema, { type: 'null' }] })
/** The field may be left out. */
export const optional = <T>(inner: RecordField<T>): OptionalField<T> => ({ ...inner, optional: true })
