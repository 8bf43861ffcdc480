import type { PresentMessage } from '../message/present-message.ts'
import type { Layout, LedgerState, RecordedMessage } from './ledger-state.ts'
import { createPagePlacer, duplicateKey, sharesPage } from './page-placer.ts'
import type { LayoutPlace } from './page-placer.ts'
import type { LedgerRecord, RecordOf } from './records.ts'

/** What old layouts need to give paths to messages that are recorded already. */
export interface GivePathsOptions {
  readonly layoutPlace?: LayoutPlace
  /** The messages in their files, by `seq`; old layouts pass over a message that is not here. */
  readonly present?: ReadonlyMap<number, PresentMessage>
  /** Take messages whose sender asked not to be archived for ordinary ones. */
  readonly ignoreNoArchive?: boolean
}

function pathRecords(
  state: LedgerState,
  messages: readonly RecordedMessage[],
  layout: Layout,
  { except, ...options }: GivePathsOptions & { readonly except: readonly RecordedMessage[] },
): RecordOf<'path'>[] {
  const placer = createPagePlacer(state, { ...options, layout }, new Set(except.map(({ seq }) => seq)))
  const records: RecordOf<'path'>[] = []
  for (const message of messages) {
    const { seq, id, messageId, digests, path: current } = message
    const present = options.present?.get(seq) ?? null
    if (present === null && layout !== 'stable') continue
    const noArchive = message.noArchive && options.ignoreNoArchive !== true
    const { number, path } = placer.place({ id, messageId, content: digests.content, noArchive, present })
    if (path !== null && path !== current) records.push({ type: 'path', seq, number, path })
  }
  return records
}

/**
 * Gives a page to each message in the list that has none: one adopted from an mbox whose old archive did not
 * show it, one that the layout's archiver leaves out, or the copy of a message that was withdrawn since.
 *
 * An exact duplicate of a message that has a page stays without, and so does a message whose sender asked not
 * to be archived, unless that is to be ignored.
 */
export function givePaths(state: LedgerState, options: GivePathsOptions = {}): RecordOf<'path'>[] {
  const without = state.sequence.filter((message) => sharesPage(message) && message.path === null)
  if (without.length === 0) return []
  const shown = new Set(state.sequence.filter((m) => sharesPage(m) && m.path !== null).map(keyOf))
  // In order of recording, whatever the place: the first of two duplicates gets the page.
  const pageless = without
    .toSorted((a, b) => a.seq - b.seq)
    .filter((message) => {
      if (shown.has(keyOf(message)) || (message.noArchive && options.ignoreNoArchive !== true)) return false
      shown.add(keyOf(message))
      return true
    })
  return pathRecords(state, pageless, state.settings.layout, { ...options, except: without })
}

const keyOf = ({ messageId, digests }: RecordedMessage): string => duplicateKey(messageId, digests.content)

/**
 * Changes the layout: a `layout` record, and a new path for each message in the list, numbers in order of
 * recording after the highest ever issued. Old paths stay reserved and lead to the new ones.
 *
 * A message to which the new layout gives no page of its own keeps the path that it has, so that no URL is
 * lost; so do phantoms and withdrawn messages. Of exact duplicates, the stable layout moves the one that has the page:
 * its ID is the one that people cite. In old layouts their archiver decides.
 */
export function relayout(state: LedgerState, layout: Layout, options: GivePathsOptions = {}): LedgerRecord[] {
  const sharing = state.sequence.filter(sharesPage)
  const shown = new Set(sharing.filter(({ path }) => path !== null).map(keyOf))
  const messages = sharing
    .filter((message) => layout !== 'stable' || message.path !== null || !shown.has(keyOf(message)))
    .toSorted((a, b) => a.seq - b.seq)
  return [
    { type: 'layout', layout },
    ...pathRecords(state, messages, layout, { ...options, except: sharing }),
  ]
}
