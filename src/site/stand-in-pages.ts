import type { RecordedMessage, Withdrawal } from '../ledger/ledger-state.ts'
import type { RedirectPageData, TombstonePageData } from './page-data.ts'
import { pageFrame, type SiteContext } from './page-frame.ts'
import { relativeHref } from './relative-href.ts'
import { timeText } from './utc-dates.ts'

/** The data of the page that stands at a path of a withdrawn message: what, when and why; nothing of the mail. */
export function tombstonePageData(
  site: SiteContext,
  recorded: RecordedMessage,
  withdrawal: Withdrawal,
  path: string,
): TombstonePageData {
  return {
    ...pageFrame(site, path, site.words.labels.withdrawnTitle),
    id: recorded.id,
    reason: withdrawal.reason,
    utcDate: timeText(site.words, withdrawal.at),
    isoDate: withdrawal.at,
  }
}

/** The data of the stub that leads from an earlier path to the page. */
export function redirectPageData(site: SiteContext, path: string, target: string): RedirectPageData {
  const href = relativeHref(path, target)
  return {
    ...pageFrame(site, path, site.words.labels.movedTitle),
    canonicalHref: href,
    redirectHref: href,
    robots: 'noindex',
  }
}
