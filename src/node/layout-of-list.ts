import { layoutPlaces, type ArchiverLayout, type LayoutPlaces } from '../archivers/layout-places.ts'
import type { LedgerSettings } from '../ledger/ledger-state.ts'
import { eachArchiverEntry, prepareArchiver, settingsFor } from './archiver-forecast.ts'
import type { ListAudit } from './audit-mbox.ts'
import { EntryReader } from './entry-bytes.ts'
import { forecastPastCrashes } from './forecast-past-crashes.ts'
import { ListBytes } from './list-bytes.ts'

/** What the places of a list are made from beside its files. */
export interface LayoutOfListOptions {
  /** ISO 8601, UTC: the archiver's clock. Default: the newest From_ or Received date of the list. */
  readonly now?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Forecasts where a layout's archiver puts the messages of an audited list. Reads every byte of the files again.
 *
 * A message that would stop the archiver gets no page and stops nothing: where mail is archived as it arrives, the
 * next message takes the next number.
 */
export async function layoutOfList(
  layout: ArchiverLayout,
  { period, timezone }: Pick<LedgerSettings, 'period' | 'timezone'>,
  { present, files }: Pick<ListAudit, 'present' | 'files'>,
  { now, signal }: LayoutOfListOptions,
): Promise<LayoutPlaces> {
  const prepared = prepareArchiver({ name: layout, period, timezone, now })
  const settings = settingsFor(prepared, present)
  const reader = new EntryReader(files)
  try {
    const bytes = new ListBytes(reader, present)
    const { rows } = await forecastPastCrashes(prepared.archiver, settings, (take) =>
      eachArchiverEntry(present, bytes, take, signal),
    )
    return layoutPlaces({ layout, ...settings }, new Map(rows.map((row) => [row.position, row])))
  } finally {
    await reader.close()
  }
}
