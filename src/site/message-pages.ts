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
import { monthOf, periodLabel, timeText } from './utc-dates.ts'
import type { PageLabels } from './words/site-words.ts'

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

const DATE_NOTES: Readonly<Record<DateSource, keyof PageLabels | null>> = {
  date: null,
  received: 'receivedDate',
  'from-line': 'mailboxDate',
  previous: 'previousDate',
}

/** The data of a message's page. */
export function messagePageData(
  list: ListIndex,
  message: PagedMessage,
  { display, body, duplicateOfPath, rawPath }: ShownMessage,
): MessagePageData {
  const { words } = list
  const { recorded, path } = message
  const month = monthOf(recorded.date)
  const href = (target: string | null) => (target === null ? null : relativeHref(path, target))
  const subject = display?.subject?.trim() ?? ''
  const note = recorded.dateFrom === null ? null : DATE_NOTES[recorded.dateFrom]
  const place = list.dateOf[message.node]!
  return {
    ...pageFrame(list, path, shownSubject(words, message)),
    id: recorded.id,
    messageId: recorded.messageId,
    subject: subject === '' ? shownSubject(words, message) : subject,
    from: display?.from ?? null,
    to: display?.to ?? null,
    cc: display?.cc ?? null,
    writtenDate: display?.date ?? null,
    utcDate: recorded.date === null ? null : timeText(words, recorded.date),
    isoDate: recorded.date,
    dateNote: note === null ? null : words.labels[note],
    permalink: relativeHref(path, path),
    rawHref: href(rawPath),
    duplicateOfHref: href(duplicateOfPath),
    body,
    thread: threadAround(list, message),
    previous: linkTo(list, message, list.byDate[place - 1]),
    next: linkTo(list, message, list.byDate[place + 1]),
    month: {
      href: `${relativeHref(path, datePagePath(list, message, month))}#${rowAnchor(message)}`,
      label: periodLabel(words, month),
    },
  }
}

function threadAround(list: ListIndex, message: PagedMessage): MessageThreadData {
  const { threads, paged, words } = list
  const { node, path } = message
  const link = (other: number | null) => linkTo(list, message, other === null ? undefined : paged[other])
  const parent = threads.parentOf[node]!
  const replies = childrenOf(threads, node)
  const isAlone = threadSize(threads, threads.threadOf[node]!) === 1
  return {
    page: isAlone ? null : { href: inThreadHref(list, path, node), label: words.labels.wholeThread },
    parent: link(parent),
    isParentMissing: parent >= threads.count,
    replies: replies.slice(0, LISTED_REPLIES).map((reply) => messageLink(words, path, paged[reply]!)),
    moreReplies: replies.length > LISTED_REPLIES ? words.moreReplies(replies.length - LISTED_REPLIES) : null,
    previous: link(previousInThread(threads, node)),
    next: link(nextInThread(threads, node)),
  }
}

function linkTo(
  { words }: ListIndex,
  message: PagedMessage,
  other: PagedMessage | undefined,
): MessageLink | null {
  return other === undefined ? null : messageLink(words, message.path, other)
}
