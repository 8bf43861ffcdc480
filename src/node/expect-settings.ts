import type { LedgerSettings } from '../ledger/ledger-state.ts'
import { HoldfastError } from './holdfast-error.ts'

/** Settings that an option may repeat, but not change. */
type FixedSetting = 'separator' | 'quoting' | 'period' | 'timezone'

/**
 * Demands that options say what the ledger says, or nothing: the ledger's settings win, and an option that says otherwise is
 * a mistake, not a wish.
 *
 * @throws {@link HoldfastError} `contradicts-ledger`, exit code 2.
 */
export function expectSettings<Name extends FixedSetting>(
  options: Readonly<Partial<Record<Name, string | undefined>>>,
  settings: Pick<LedgerSettings, Name>,
  names: readonly Name[],
): void {
  for (const name of names) {
    const wanted = options[name]
    if (wanted === undefined || wanted === settings[name]) continue
    throw new HoldfastError(
      'contradicts-ledger',
      2,
      `--${name} ${wanted} contradicts the ledger, which was made with ${settings[name]}`,
      { hint: `leave --${name} out: what the ledger says holds for the whole list` },
    )
  }
}
