import type { Archiver, ArchiverOptions } from './archiver.ts'

/**
 * Reads options of an archiver, each written `KEY=VALUE`.
 *
 * @returns Every option of the archiver, those not named with their defaults.
 * @throws TypeError for a text without `=`, a key that the archiver does not have, and a value it does not take; the
 *   message says which there are.
 *
 * @example
 * parseArchiverOptions(pipermail, ['sanitizer=0']).sanitizer // => '0'
 */
export function parseArchiverOptions(archiver: Archiver, texts: readonly string[]): ArchiverOptions {
  const values: Record<string, string> = {}
  for (const option of archiver.options) values[option.key] = option.default
  for (const text of texts) {
    const equals = text.indexOf('=')
    const key = equals === -1 ? text : text.slice(0, equals)
    const value = equals === -1 ? '' : text.slice(equals + 1)
    const option = archiver.options.find((candidate) => candidate.key === key)
    if (equals === -1) throw new TypeError(`an archiver option is written KEY=VALUE; got "${text}"`)
    if (option === undefined) {
      const keys = archiver.options.map((known) => known.key).join(', ')
      throw new TypeError(
        `${archiver.name} has ${keys === '' ? 'no options' : `the options ${keys}`}; got "${key}"`,
      )
    }
    if (!option.pattern.test(value)) {
      throw new TypeError(`${archiver.name} option ${key} must be ${option.values}; got "${value}"`)
    }
    values[key] = value
  }
  return values
}

/** The value of an option in settings that may leave it out. */
export function optionValue(archiver: Archiver, options: ArchiverOptions | undefined, key: string): string {
  const given = options?.[key]
  if (given !== undefined) return given
  return archiver.options.find((option) => option.key === key)?.default ?? ''
}
