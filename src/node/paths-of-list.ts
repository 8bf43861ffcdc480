import { isNamedZone } from '../archivers/zone.ts'
import { givePaths, relayout, type GivePathsOptions } from '../ledger/give-paths.ts'
import type { Layout, LedgerState } from '../ledger/ledger-state.ts'
import { sharesPage } from '../ledger/page-placer.ts'
import type { RecordMessagesOptions } from '../ledger/record-messages.ts'
import type { LedgerRecord, RecordOf } from '../ledger/records.ts'
import type { PresentMessage } from '../message/present-message.ts'
import type { ListAudit } from './audit-mbox.ts'
import { layoutOfList, type LayoutOfListOptions } from './layout-of-list.ts'
import { timeZoneVersion } from './time-zone.ts'

/** Which messages of a list need paths. */
export interface PathsOfListOptions extends LayoutOfListOptions {
  readonly relayout?: Layout | undefined
  /** Whether messages are added. */
  readonly adds: boolean
  readonly givesPaths?: boolean | undefined
  readonly ignoreNoArchive?: boolean | undefined
}

/** How the messages of a list get their paths. The states that are handed in stand for the audited files. */
export interface PathsOfList {
  /** For `recordMessages`. */
  readonly placing: Pick<RecordMessagesOptions, 'layoutPlace' | 'predicted'>
  /** The records of another layout; none where it is in force already. */
  readonly relayout: (state: LedgerState) => readonly LedgerRecord[]
  /** Paths for messages that have none and should have one. */
  readonly give: (state: LedgerState) => readonly RecordOf<'path'>[]
  readonly warnings: readonly string[]
}

/**
 * Finds out how the messages of an audited list get their paths, in the layout that is asked for or in force. In the
 * layout of an archiver that reads the files again; where no message needs a path, nothing is read.
 *
 * @param state - With the records of this run so far, before new messages.
 */
export async function pathsOfList(
  audit: ListAudit,
  state: LedgerState,
  options: PathsOfListOptions,
): Promise<PathsOfList> {
  const { settings } = state
  const layout = options.relayout ?? settings.layout
  const changes = layout !== settings.layout
  const { ignoreNoArchive = false } = options
  const lacks =
    options.givesPaths === true && state.sequence.some((entry) => sharesPage(entry) && entry.path === null)
  const isAsked = options.adds || changes || lacks
  const places = layout === 'stable' || !isAsked ? null : await layoutOfList(layout, settings, audit, options)
  const filesOf = (now: LedgerState): GivePathsOptions => ({ present: messagesBySeq(audit, now) })
  return {
    placing:
      places === null
        ? {}
        : { layoutPlace: audit.ledger === null ? places.fromStart : places.appended, predicted: true },
    relayout: (now) => {
      if (!changes) return []
      return relayout(now, layout, places === null ? {} : { ...filesOf(now), layoutPlace: places.appended })
    },
    give: (now) =>
      givePaths(now, {
        ignoreNoArchive,
        ...(places === null ? {} : { ...filesOf(now), layoutPlace: places.named }),
      }),
    warnings: layout === 'pipermail' && isAsked ? zoneWarnings(settings) : [],
  }
}

/** An audit without errors has found the entries of the sequence one for one, and perhaps more at the end. */
function messagesBySeq({ present }: ListAudit, { sequence }: LedgerState): Map<number, PresentMessage> {
  return new Map(
    sequence.flatMap(({ seq }, position) => {
      const message = present.messages[position]
      return message === undefined ? [] : [[seq, message] as const]
    }),
  )
}

function zoneWarnings({ timezone, tzVersion }: LedgerState['settings']): string[] {
  const now = timeZoneVersion()
  if (!isNamedZone(timezone) || tzVersion === null || tzVersion === now) return []
  return [
    `the ledger was made with version ${tzVersion} of the time zone data, this Node has ${now ?? 'none'}: ` +
      `new messages near the turn of a volume may be filed under another one than before`,
  ]
}
