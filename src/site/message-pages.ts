import type { MessageDisplay } from '../display/message-display.ts'
import type { DateSource } from '../message/present-message.ts'
import { childrenOf, nextInThread, previousInThread, threadSize } from '../threads/walk-thread.ts'
import type { MessageBodyData } from './body-data.ts'
import { datePagePath } from './index-pages.ts'
import type { ListIndex } from './list-index.ts'
import type { MessageLink, MessagePageData, MessageThreadData } from './page-data.ts'
import { messageLink, pageFrame, shownSubject } from './page-frame.ts'
import { rowAnchor, type PagedMessage } from './paged-messages.ts'
import { relativeHref } from './relative-href.ts'
import { inThreadHref } from './thread-places.ts'
import { monthOf, utcText } from './utc-dates.ts'

/** How many replies the page of a message lists; the page of its thread has them all. */
export const LISTED_REPLIES = 50

/** What a message's page shows beside what the list tells. */
export interface ShownMessage {
  /** Null where the message is withheld. */
  readonly display: MessageDisplay | null
  readonly body: MessageBodyData | null
  /** Of an exact duplicate: the page of the first one. */
  readonly duplicateOfPath: string | null
  /** Where the message lies as it is, if it does. */
  readonly rawPath: string | null
}

const DATE_NOTES: Readonly<Record<DateSource, string | null>> = {
  date: null,
  received: 'when it was received: the message has no usable date',
  'from-line': 'from the mailbox: the message has no usable date',
  previous: 'of the message before it: this one has no usable date',
}

/** The data of a message's page. */
export function messagePageData(
  list: ListIndex,
  message: PagedMessage,
  { display, body, duplicateOfPath, rawPath }: ShownMessage,
): MessagePageData {
  const { recorded, path } = message
  const month = monthOf(recorded.date)
  const href = (target: string | null) => (target === null ? null : relativeHref(path, target))
  const subject = display?.subject?.trim() ?? ''
  const place = list.dateOf[message.node]!
  return {
    ...pageFrame(list.settings, path, shownSubject(message)),
    id: recorded.id,
    messageId: recorded.messageId,
    subject: subject === '' ? shownSubject(message) : subject,
    from: display?.from ?? null,
    to: display?.to ?? null,
    cc: display?.cc ?? null,
    writtenDate: display?.date ?? null,
    utcDate: recorded.date === null ? null : utcText(recorded.date),
    isoDate: recorded.date,
    dateNote: recorded.dateFrom === null ? null : DATE_NOTES[recorded.dateFrom],
    permalink: relativeHref(path, path),
    rawHref: href(rawPath),
    duplicateOfHref: href(duplicateOfPath),
    body,
    thread: threadAround(list, message),
    previous: linkTo(message, list.byDate[place - 1]),
    next: linkTo(message, list.byDate[place + 1]),
    month: {
      href: `${relativeHref(path, datePagePath(list, message, month))}#${rowAnchor(message)}`,
      label: month.label,
    },
  }
}

function threadAround(list: ListIndex, message: PagedMessage): MessageThreadData {
  const { threads, paged } = list
  const { node, path } = message
  const link = (other: number | null) => linkTo(message, other === null ? undefined : paged[other])
  const parent = threads.parentOf[node]!
  const replies = childrenOf(threads, node)
  const isAlone = threadSize(threads, threads.threadOf[node]!) === 1
  return {
    page: isAlone ? null : { href: inThreadHref(list, path, node), label: 'The whole thread' },
    parent: link(parent),
    isParentMissing: parent >= threads.count,
    replies: replies.slice(0, LISTED_REPLIES).map((reply) => messageLink(path, paged[reply]!)),
    moreReplies: Math.max(0, replies.length - LISTED_REPLIES),
    previous: link(previousInThread(threads, node)),
    next: link(nextInThread(threads, node)),
  }
}

function linkTo(message: PagedMessage, other: PagedMessage | undefined): MessageLink | null {
  return other === undefined ? null : messageLink(message.path, other)
}
