import { NO_PAGE_WORDS, type NoPageReason } from '../archivers/archiver.ts'
import type { ArchiverForecast } from '../node/audit-archiver.ts'
import { counted, harmless } from './terminal.ts'

/** What an archiver's full rebuild would publish, for people: a line on its pages, and one for each reason for none. */
export function forecastText({
  archiver,
  baseline,
  pages,
  withoutPage,
  extraPages,
  crash,
}: ArchiverForecast): string {
  const extra = extraPages.length === 0 ? '' : `, ${extraPages.length} of them of text that is no message`
  const reasons = new Map<NoPageReason, number[]>()
  for (const { position, reason } of withoutPage) {
    const positions = reasons.get(reason)
    if (positions === undefined) reasons.set(reason, [position])
    else positions.push(position)
  }
  const lines = [
    `a full rebuild by ${archiver} would make ${counted(pages, 'page')}${extra}`,
    ...[...reasons].map(
      ([reason, positions]) => `  none for ${placesText(positions)}: ${NO_PAGE_WORDS[reason]}`,
    ),
    ...(crash === null ? [] : [`  it stops with an error: ${crash.error} (${crash.cause})`]),
    ...(baseline === 'forecast'
      ? [
          `  the ledger holds no paths of ${archiver}: compared with those it would have given to the recorded list`,
        ]
      : []),
  ]
  return `${lines.map(harmless).join('\n')}\n`
}

/** How many positions are named one by one. */
const NAMED = 5

function placesText(positions: readonly number[]): string {
  const named = positions.slice(0, NAMED).join(', ')
  const rest = positions.length > NAMED ? ` and ${positions.length - NAMED} more` : ''
  return `${counted(positions.length, 'message')} (${named}${rest})`
}
