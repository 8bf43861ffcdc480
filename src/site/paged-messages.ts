import type { RecordedMessage } from '../ledger/ledger-state.ts'
import { parseUtc } from '../message/utc.ts'
import type { ThreadMessage } from '../threads/thread-message.ts'
import type { ReadHeadline } from './headline.ts'
import type { ListedMessage } from './site-model.ts'

/** A message that has a page of its own. */
export interface PagedMessage extends ListedMessage {
  readonly path: string
  /** Index in the model's messages. */
  readonly position: number
  /** Index among the messages that have a page: its node in the threads. */
  readonly node: number
}

/** Whether a message has a page of its own: phantoms, withdrawn messages and copies without a path have none. */
export function hasPage(recorded: RecordedMessage): recorded is RecordedMessage & { readonly path: string } {
  return recorded.kind === 'message' && recorded.path !== null && recorded.withdrawn === null
}

/** The messages that have a page, in list order. */
export function pagedMessages(messages: readonly ListedMessage[]): readonly PagedMessage[] {
  const paged: PagedMessage[] = []
  for (const [position, { recorded, headline, duplicateOf }] of messages.entries()) {
    if (!hasPage(recorded)) continue
    paged.push({ recorded, headline, duplicateOf, path: recorded.path, position, node: paged.length })
  }
  return paged
}

/**
 * What threading reads of a message that has a page.
 *
 * @param read - Null where the message is withheld: replies still find it, and it answers nothing.
 */
export function threadMessage(
  recorded: RecordedMessage,
  position: number,
  read: ReadHeadline | null,
): ThreadMessage {
  return {
    id: recorded.id,
    messageId: recorded.messageId,
    inReplyTo: read?.inReplyTo ?? [],
    references: read?.references ?? [],
    subject: read?.fullSubject ?? '',
    date: recorded.date === null ? null : parseUtc(recorded.date),
    position,
  }
}

/** Messages by recorded date; those of one second in list order. Undated ones come first. */
export function inDateOrder(paged: readonly PagedMessage[]): readonly PagedMessage[] {
  const date = (message: PagedMessage) => message.recorded.date ?? ''
  // Sorted for determinism: by code unit, and stable, so that list order decides between equals.
  return paged.toSorted((a, b) => (date(a) < date(b) ? -1 : date(a) > date(b) ? 1 : 0))
}

/** The id of a message's element on every page that lists it. It follows from the order of recording: it never changes. */
export function rowAnchor(message: ListedMessage): string {
  return `m${message.recorded.seq}`
}
