import type { Host } from '../mbox/host.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { resolveDates } from '../message/resolve-dates.ts'
import { createIdAssigner } from '../message/stable-id.ts'
import type { LedgerState } from './ledger-state.ts'
import { createPagePlacer } from './page-placer.ts'
import type { PagePlacerOptions } from './page-placer.ts'
import { identityOf } from './recorded-message.ts'
import type { RecordOf } from './records.ts'

/** How new messages are recorded. */
export interface RecordMessagesOptions extends PagePlacerOptions {
  readonly host: Host
  /**
   * The reference for messages without a From_ date and Received, in seconds since 1970. Give the newest
   * From_ or Received date of the whole list; if left out, it is the newest of the new messages.
   */
  readonly now?: number | null
  /**
   * For messages that do not stand at the end: by position, the `seq` of the recorded entry that stands
   * before it, -1 at the start. A new message right behind such a one needs no word of its own.
   */
  readonly after?: ReadonlyMap<number, number>
  /** The paths are what an archiver would have given, not read from a tree that it published. */
  readonly predicted?: boolean
  /** Why entries that do not stand at the end are taken in, by whom, and when. */
  readonly decision?: Pick<RecordOf<'message'>, 'reason' | 'by' | 'at' | 'codes'>
}

function newestDate(messages: readonly PresentMessage[]): number | null {
  let newest: number | null = null
  for (const { dates } of messages) {
    for (const date of [dates.fromLine, dates.received]) {
      if (date !== null && (newest === null || date > newest)) newest = date
    }
  }
  return newest
}

/** For each recorded entry the date of the last message up to it: phantoms have none and are passed over. */
function datesUpTo(state: LedgerState): Map<number, string | null> {
  const dates = new Map<number, string | null>()
  let date: string | null = null
  for (const message of state.sequence) {
    if (message.kind === 'message') date = message.date
    dates.set(message.seq, date)
  }
  return dates
}

/**
 * Makes the records of messages that have none yet: ID, date, number and path, in the order given.
 *
 * Nothing that was ever given is given again. Messages that are still being written (`open`) are not for
 * here, unless somebody decided that they will never grow.
 *
 * @param messages - In the order of the list.
 *
 * @example
 * const { record, state } = beginLedger(settings)
 * const messages = recordMessages(state, present.messages, { host })
 * const { bytes } = appendRecords(null, [record, ...messages], { host, noted: [] })
 */
export function recordMessages(
  state: LedgerState,
  messages: readonly PresentMessage[],
  options: RecordMessagesOptions,
): RecordOf<'message'>[] {
  const ids = createIdAssigner(
    options.host,
    state.messages.map((message) => ({ id: message.id, ...identityOf(message) })),
  )
  const placer = createPagePlacer(state, options)
  const recordedDates = datesUpTo(state)
  const now = options.now ?? newestDate(messages)
  let seq = state.messages.length
  const lastRecorded = state.sequence.at(-1)
  let endDate = lastRecorded === undefined ? null : recordedDates.get(lastRecorded.seq)!
  /** The new message before, where it does not stand at the end. */
  let inserted: { readonly position: number; readonly seq: number; readonly date: string | null } | null =
    null

  return messages.map((message) => {
    const { messageId, digests, noArchive, position } = message
    let after = options.after?.get(position)
    let previousDate = after === undefined ? endDate : (recordedDates.get(after) ?? null)
    if (after === undefined && inserted?.position === position - 1) {
      after = inserted.seq
      previousDate = inserted.date
    }
    const [resolved] = resolveDates([message.dates], { now, previous: previousDate })
    const id = ids.assign({ messageId, content: digests.content })
    const place = placer.place({ id, messageId, content: digests.content, noArchive, present: message })
    inserted = after === undefined ? null : { position, seq, date: resolved!.date }
    if (after === undefined) endDate = resolved!.date
    const record: RecordOf<'message'> = {
      type: 'message',
      seq,
      id,
      messageId,
      ...resolved!,
      ...place,
      ...(after === undefined ? {} : { after }),
      ...digests,
      ...(noArchive ? { noArchive } : {}),
      ...(options.predicted === true && place.path !== null ? { predicted: true } : {}),
      ...options.decision,
    }
    seq += 1
    return record
  })
}
