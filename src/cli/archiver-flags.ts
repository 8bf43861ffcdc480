import type { Period } from '../ledger/ledger-state.ts'
import type { ArchiverChoice } from '../node/archiver-forecast.ts'
import { HoldfastError } from '../node/holdfast-error.ts'
import type { OptionName } from './options.ts'

/** The options of a forecast, as commander hands them over. */
export interface ArchiverFlags {
  readonly archiver?: string
  readonly archiverOption?: readonly string[]
  readonly period?: Period
  readonly timezone?: string
  readonly now?: string
}

/** What a command that forecasts takes. */
export const ARCHIVER_OPTIONS = [
  'archiver',
  'archiver-option',
  'period',
  'timezone',
] as const satisfies readonly OptionName[]

/**
 * The archiver that was asked for; undefined where none was.
 *
 * @param needing - Names of the options that say nothing without one.
 * @throws {@link HoldfastError} `contradicting-options`, exit code 2, where one of those stands alone.
 */
export function archiverChoice(
  flags: ArchiverFlags,
  needing: readonly OptionName[] = [],
): ArchiverChoice | undefined {
  const { archiver, archiverOption, period, timezone, now } = flags
  if (archiver !== undefined) return { name: archiver, options: archiverOption, period, timezone, now }
  const given = { 'archiver-option': archiverOption, period, timezone, now } as Partial<
    Record<OptionName, unknown>
  >
  const alone = needing.find((name) => given[name] !== undefined)
  if (alone === undefined) return undefined
  const option = `--${alone}`
  throw new HoldfastError('contradicting-options', 2, `${option} speaks of an archiver, but none was named`, {
    hint: `add --archiver NAME, or leave ${option} out`,
  })
}
