import type { ArchiverEntry, ForecastRow } from '../archivers/archiver.ts'
import { looseId } from '../archivers/match-words.ts'
import { threadMoments } from '../archivers/page-facts.ts'
import type { ClockSample } from '../archivers/tree-clock.ts'
import { entryText, treeEntry, type EntryText, type TreeEntry } from '../archivers/tree-entry.ts'
import type { PresentList } from '../message/present-list.ts'
import { eachArchiverEntry, forecastList, type PreparedArchiver } from './archiver-forecast.ts'
import type { EntryReader } from './entry-bytes.ts'
import { ListBytes } from './list-bytes.ts'
import type { ReadTree } from './read-tree.ts'

/** The entries of a list as pages are compared with them, and what the archiver's full rebuild gives each. */
export interface ReadTreeEntries {
  readonly entries: readonly TreeEntry[]
  readonly rows: readonly ForecastRow[]
}

/** Reads every entry again: for what is compared of it, and for the archiver's forecast where one is asked for. */
export async function readTreeEntries(
  prepared: PreparedArchiver | null,
  present: PresentList,
  reader: EntryReader,
  signal?: AbortSignal,
): Promise<ReadTreeEntries> {
  const texts: EntryText[] = []
  const bytes = new ListBytes(reader, present)
  const look = (entry: ArchiverEntry): void => {
    if (entry.position >= 0) texts.push(entryText(entry))
  }
  if (prepared === null) await eachArchiverEntry(present, bytes, look, signal)
  const rows = prepared === null ? [] : (await forecastList(prepared, present, bytes, signal, look)).rows
  const byPosition = new Map(rows.map((row) => [row.position, row]))
  const entries = present.messages.map((message, index) =>
    treeEntry(message, texts[index]!, byPosition.get(message.position) ?? null),
  )
  return { entries, rows: entries.flatMap(({ position }) => byPosition.get(position) ?? []) }
}

/** The moment of each page, for finding out the zone of its server: from thread.html, from the page, or from its message. */
export function clockSamples({ pages, indexes }: ReadTree, { messages }: PresentList): ClockSample[] {
  const moments = threadMoments(indexes)
  const dates = new Map(
    messages.flatMap(({ messageId, dates: { date } }) =>
      messageId === null || date === null ? [] : [[looseId(messageId), date] as const],
    ),
  )
  return pages.map((page) => {
    const { path, date, messageId } = page
    const ofMessage = messageId === null ? undefined : dates.get(looseId(messageId))
    return { page, moment: moments.get(path) ?? date ?? ofMessage ?? null }
  })
}
