import { percentEncodePath } from '../charsets/percent-encoding.ts'
import type { MessageDisplay } from '../display/message-display.ts'
import type { DateSource } from '../message/present-message.ts'
import { childrenOf, nextInThread, previousInThread, threadSize } from '../threads/walk-thread.ts'
import type { MessageBodyData } from './body-data.ts'
import { datePagePath, periodCrumbs } from './index-pages.ts'
import type { ListIndex } from './list-index.ts'
import {
  MAX_SHOWN_DEPTH,
  type MessageLink,
  type MessagePageData,
  type MessageThreadData,
} from './page-data.ts'
import { messageLink, pageFrame, shownSubject } from './page-frame.ts'
import { rowAnchor, type PagedMessage } from './paged-messages.ts'
import { relativeHref } from './relative-href.ts'
import { replyHref } from './reply-link.ts'
import { authorPath } from './site-paths.ts'
import { inThreadHref } from './thread-places.ts'
import { monthOf, periodLabel, timeText } from './utc-dates.ts'
import type { PageLabels } from './words/site-words.ts'

/** How many replies the page of a message lists; the page of its thread has them all. */
export const LISTED_REPLIES = 50
/** How many of the messages that it answers, one above the other. */
const LISTED_ABOVE = 3

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
  const { baseUrl } = list.settings
  const { recorded, path } = message
  const month = monthOf(recorded.date)
  const href = (target: string | null) => (target === null ? null : relativeHref(path, target))
  const subject = display?.subject?.trim() ?? ''
  const monthHref = `${relativeHref(path, datePagePath(list, message, month))}#${rowAnchor(message)}`
  const note = recorded.dateFrom === null ? null : DATE_NOTES[recorded.dateFrom]
  const place = list.dateOf[message.node]!
  return {
    ...pageFrame(list, path, shownSubject(words, message)),
    crumbs: [
      ...periodCrumbs(list, path, 'date', month),
      { href: monthHref, label: periodLabel(words, month) },
    ],
    id: recorded.id,
    messageId: recorded.messageId,
    subject: subject === '' ? shownSubject(words, message) : subject,
    from: display?.from ?? null,
    authorHref: relativeHref(path, authorPath(list.authors.authorOf[message.node]!.slug)),
    to: display?.to ?? null,
    cc: display?.cc ?? null,
    writtenDate: display?.date ?? null,
    utcDate: recorded.date === null ? null : timeText(words, recorded.date),
    isoDate: recorded.date,
    dateNote: note === null ? null : words.labels[note],
    permalink: relativeHref(path, path),
    archivedAt: baseUrl === null ? null : `<${baseUrl}${percentEncodePath(path)}>`,
    replyHref: replyHref({
      listPost: display?.listPost ?? list.listAddress,
      messageId: recorded.messageId,
      subject: display?.subject?.trim() ?? '',
    }),
    rawHref: href(rawPath),
    duplicateOfHref: href(duplicateOfPath),
    body,
    thread: threadAround(list, message),
    previous: linkTo(list, message, list.byDate[place - 1]),
    next: linkTo(list, message, list.byDate[place + 1]),
    month: {
      href: monthHref,
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
    ...rowsAround(list, message, replies),
    moreReplies: replies.length > LISTED_REPLIES ? words.moreReplies(replies.length - LISTED_REPLIES) : null,
    previous: link(previousInThread(threads, node)),
    next: link(nextInThread(threads, node)),
  }
}

/** The last of what the message answers, the message, and what answers it. */
function rowsAround(
  { threads, paged, words }: ListIndex,
  { node, path }: PagedMessage,
  replies: readonly number[],
): Pick<MessageThreadData, 'moreAbove' | 'rows'> {
  const above: number[] = []
  let at = threads.parentOf[node]!
  for (; at !== -1 && at < threads.count && above.length < LISTED_ABOVE; at = threads.parentOf[at]!) {
    above.unshift(at)
  }
  const more =
    at === -1 ? 0 : threads.depthOf[at]! + (threads.roots[threads.threadOf[node]!]! < threads.count ? 1 : 0)
  if (above.length === 0 && replies.length === 0) return { moreAbove: null, rows: [] }
  const row = (other: number, depth: number) => ({
    link: messageLink(words, path, paged[other]!),
    depth: Math.min(depth, MAX_SHOWN_DEPTH),
    isHere: other === node,
  })
  return {
    moreAbove: more === 0 ? null : words.moreAbove(more),
    rows: [
      ...[...above, node].map((other, depth) => row(other, depth)),
      ...replies.slice(0, LISTED_REPLIES).map((reply) => row(reply, above.length + 1)),
    ],
  }
}

function linkTo(
  { words }: ListIndex,
  message: PagedMessage,
  other: PagedMessage | undefined,
): MessageLink | null {
  return other === undefined ? null : messageLink(words, message.path, other)
}
