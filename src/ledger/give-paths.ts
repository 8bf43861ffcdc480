import type { PresentMessage } from '../message/present-message.ts'
import type { Layout, LedgerState, RecordedMessage } from './ledger-state.ts'
import { createPagePlacer, sharesPage } from './page-placer.ts'
import type { LayoutPath } from './page-placer.ts'
import type { LedgerRecord, RecordOf } from './records.ts'

/** What old layouts need to give paths to messages that are recorded already. */
export interface GivePathsOptions {
  readonly layoutPath?: LayoutPath
  /** The messages in their files, by `seq`; old layouts pass over a message that is not here. */
  readonly present?: ReadonlyMap<number, PresentMessage>
}

function pathRecords(
  state: LedgerState,
  messages: readonly RecordedMessage[],
  layout: Layout,
  options: GivePathsOptions,
): RecordOf<'path'>[] {
  const placer = createPagePlacer(state, { ...options, layout }, new Set(messages.map(({ seq }) => seq)))
  const records: RecordOf<'path'>[] = []
  for (const { seq, id, messageId, digests, noArchive, path: current } of messages) {
    const present = options.present?.get(seq) ?? null
    if (present === null && layout !== 'stable') continue
    const { number, path } = placer.place({ id, messageId, content: digests.content, noArchive, present })
    if (path !== null && path !== current) records.push({ type: 'path', seq, number, path })
  }
  return records
}

/**
 * Gives a page to each message in the list that has none: one adopted from an mbox whose old archive did not
 * show it, or the copy of a message that was withdrawn since.
 *
 * Exact duplicates, and in layout `stable` messages whose sender asked not to be archived, stay without.
 */
export function givePaths(state: LedgerState, options: GivePathsOptions = {}): RecordOf<'path'>[] {
  const without = state.sequence.filter((message) => sharesPage(message) && message.path === null)
  if (without.length === 0) return []
  // In order of recording, whatever the place: the first of two duplicates gets the page.
  return pathRecords(
    state,
    without.toSorted((a, b) => a.seq - b.seq),
    state.settings.layout,
    options,
  )
}

/**
 * Changes the layout: a `layout` record, and a new path for each message in the list, numbers in order of
 * recording after the highest ever issued. Old paths stay reserved and lead to the new ones.
 *
 * A message to which the new layout gives no page of its own keeps the path that it has, so that no URL is
 * lost; so do phantoms and withdrawn messages.
 */
export function relayout(state: LedgerState, layout: Layout, options: GivePathsOptions = {}): LedgerRecord[] {
  const messages = state.sequence.filter(sharesPage).toSorted((a, b) => a.seq - b.seq)
  return [{ type: 'layout', layout }, ...pathRecords(state, messages, layout, options)]
}
