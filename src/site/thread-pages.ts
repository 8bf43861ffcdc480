import type { MessageBodyData } from './body-data.ts'
import { threadFeedPath } from './feeds/list-feeds.ts'
import { depthInThread } from './index-sections.ts'
import { periodCrumbs } from './index-pages.ts'
import type { ListIndex } from './list-index.ts'
import {
  MAX_SHOWN_DEPTH,
  type IndexRow,
  type PageLink,
  type ThreadMessageData,
  type ThreadPageData,
} from './page-data.ts'
import { messageLink, pageFrame, shownAuthor, shownSubject } from './page-frame.ts'
import { pageTabs, partLabel, partTitle } from './page-parts.ts'
import { rowAnchor, type PagedMessage } from './paged-messages.ts'
import { relativeHref } from './relative-href.ts'
import type { SafeHtml } from './safe-html.ts'
import { indexPath, threadPath } from './site-paths.ts'
import { inThreadHref, isRootMissing, type ThreadPart } from './thread-places.ts'
import { threadSize } from '../threads/walk-thread.ts'
import { monthOf, periodLabel, timeText } from './utc-dates.ts'

/**
 * The data of a page of a thread.
 *
 * @param mboxPath - Where the thread stands as mbox, if it does.
 */
export function threadPageData(
  list: ListIndex,
  { thread, part, parts, path, nodes }: ThreadPart,
  messages: readonly SafeHtml[],
  mboxPath: string | null,
): ThreadPageData {
  const { threads, words } = list
  const first = list.paged[threads.firstMessages[thread]!]!
  const subject = shownSubject(words, first)
  const label = partLabel(words, part, parts)
  const month = monthOf(first.recorded.date)
  const link = (other: number): PageLink => ({
    href: relativeHref(path, threadPath(list.threadId(other))),
    label: shownSubject(words, list.paged[threads.firstMessages[other]!]!),
  })
  const frame = pageFrame(list, path, partTitle(words, subject, label))
  const feedHref = relativeHref(path, threadFeedPath(list.threadId(thread)))
  return {
    ...frame,
    headLinks: [
      ...frame.headLinks,
      { rel: 'alternate', type: 'application/atom+xml', href: feedHref, title: words.labels.threadFeed },
    ],
    feedHref,
    mboxHref: mboxPath === null ? null : relativeHref(path, mboxPath),
    crumbs: [
      ...periodCrumbs(list, path, 'thread', month),
      { href: relativeHref(path, indexPath('thread', month)), label: periodLabel(words, month) },
    ],
    subject,
    summary: words.messages(threadSize(threads, thread)),
    partLabel: label,
    isRootMissing: part === 1 && isRootMissing(list, thread),
    outline: nodes.length < 2 ? [] : Array.from(nodes, (node) => outlineRow(list, list.paged[node]!)),
    messages,
    parts: pageTabs(part, parts, (other) => relativeHref(path, threadPath(list.threadId(thread), other))),
    previous: thread === 0 ? null : link(thread - 1),
    next: thread + 1 < threads.roots.length ? link(thread + 1) : null,
    month: {
      href: relativeHref(path, indexPath('thread', month)),
      label: words.periodBy(periodLabel(words, month), words.views.thread),
    },
  }
}

/** A line of the outline, which leads to the message below it on the same page. */
function outlineRow({ threads, words }: ListIndex, message: PagedMessage): IndexRow {
  const { date } = message.recorded
  return {
    href: `#${rowAnchor(message)}`,
    anchor: `o${message.recorded.seq}`,
    label: shownAuthor(words, message),
    detail: null,
    when: date === null ? null : timeText(words, date),
    isoDate: date,
    depth: Math.min(depthInThread(threads, message.node), MAX_SHOWN_DEPTH),
  }
}

/** The data of one message on the page of its thread. */
export function threadMessageData(
  list: ListIndex,
  { path }: ThreadPart,
  message: PagedMessage,
  body: MessageBodyData | null,
): ThreadMessageData {
  const { threads, paged, words } = list
  const parent = paged[threads.parentOf[message.node]!]
  return {
    labels: words.labels,
    anchor: rowAnchor(message),
    link: messageLink(words, path, message),
    depth: Math.min(depthInThread(threads, message.node), MAX_SHOWN_DEPTH),
    parent:
      parent === undefined
        ? null
        : { href: inThreadHref(list, path, parent.node), author: shownAuthor(words, parent) },
    body,
  }
}
