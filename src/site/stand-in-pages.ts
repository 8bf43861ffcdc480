import type { LedgerSettings, RecordedMessage, Withdrawal } from '../ledger/ledger-state.ts'
import type { RedirectPageData, TombstonePageData } from './page-data.ts'
import { pageFrame } from './page-frame.ts'
import { relativeHref } from './relative-href.ts'
import { utcText } from './utc-dates.ts'

/** The data of the page that stands at a path of a withdrawn message: what, when and why; nothing of the mail. */
export function tombstonePageData(
  settings: LedgerSettings,
  recorded: RecordedMessage,
  withdrawal: Withdrawal,
  path: string,
): TombstonePageData {
  return {
    ...pageFrame(settings, path, 'Message withdrawn'),
    id: recorded.id,
    reason: withdrawal.reason,
    utcDate: utcText(withdrawal.at),
    isoDate: withdrawal.at,
  }
}

/** The data of the stub that leads from an earlier path to the page. */
export function redirectPageData(settings: LedgerSettings, path: string, target: string): RedirectPageData {
  const href = relativeHref(path, target)
  return { ...pageFrame(settings, path, 'Message moved'), canonicalHref: href, redirectHref: href }
}
