import type { Layout, Period } from '../ledger/ledger-state.ts'
import type { LayoutPlace } from '../ledger/page-placer.ts'
import type { DateCandidates } from '../message/present-message.ts'
import type { ForecastRow } from './archiver.ts'
import { hypermailPath } from './hypermail.ts'
import { mhonarcPath } from './mhonarc.ts'
import { SANE_DATE_SKEW } from './pipermail-dates.ts'
import { pipermailPath, pipermailVolume } from './pipermail-volumes.ts'
import type { Zone } from './zone.ts'

/** The layouts whose paths are an archiver's, under the archiver's name. */
export type ArchiverLayout = Exclude<Layout, 'stable'>

/** What decides the path of a message beside its number. */
export interface LayoutSettings {
  readonly layout: ArchiverLayout
  readonly period: Period
  readonly zone: Zone
  /** When the archiver's run starts: seconds since 1970 UTC. It dates what nothing else dates. */
  readonly now: number
}

/** Where an archiver's layout puts messages. */
export interface LayoutPlaces {
  /**
   * In a full rebuild by the archiver itself: with its numbers, which pass over the pages that it makes of text inside
   * messages. For a list that has no ledger yet.
   */
  readonly fromStart: LayoutPlace
  /** One after the other, as mail arrives: the number that is asked for. Null where the archiver leaves a message out. */
  readonly appended: LayoutPlace
  /** A path of the layout's form for any message, also one that the archiver leaves out. */
  readonly named: LayoutPlace
}

/**
 * Makes the places of an archiver's layout from a forecast of its full rebuild. Pure.
 *
 * The volume of a message is that of the date which the archiver files it under. A message that the archiver leaves out
 * tells it by the first of its own dates that the archiver would believe.
 *
 * @param rows - Of the forecast, by position in the list; a message without a row is one that the archiver cannot take.
 *
 * @example
 * const { appended } = layoutPlaces({ layout: 'mhonarc', period: 'month', zone: UTC, now: 0 }, rows)
 * appended(message, { id, number: 7 }) // => { number: 7, path: 'msg00007.html' }
 */
export function layoutPlaces(settings: LayoutSettings, rows: ReadonlyMap<number, ForecastRow>): LayoutPlaces {
  const pathOf = (number: number, epoch: number): string => {
    switch (settings.layout) {
      case 'pipermail':
        return pipermailPath(pipermailVolume(epoch, settings.period, settings.zone), number)
      case 'mhonarc':
        return mhonarcPath(number)
      case 'hypermail':
        return hypermailPath(number)
    }
  }
  const named: LayoutPlace = ({ position, dates }, { number }) => {
    const epoch = rows.get(position)?.epoch ?? believedDate(dates, settings.now)
    return { number, path: pathOf(number, epoch) }
  }
  const appended: LayoutPlace = (message, entry) =>
    hasPage(rows.get(message.position)) ? named(message, entry) : null
  const fromStart: LayoutPlace = (message, entry) => {
    const row = rows.get(message.position)
    if (!hasPage(row)) return null
    return named(message, { ...entry, number: Math.max(entry.number, row.number) })
  }
  return { fromStart, appended, named }
}

function hasPage(row: ForecastRow | undefined): row is ForecastRow & { readonly number: number } {
  return typeof row?.path === 'string' && row.number !== null
}

function believedDate({ date, received, fromLine }: DateCandidates, now: number): number {
  const believed = [date, received, fromLine].find(
    (epoch) => epoch !== null && epoch >= 0 && epoch <= now + SANE_DATE_SKEW,
  )
  return believed ?? now + 1
}
