import type { MessageBodyData } from './body-data.ts'
import { depthInThread } from './index-sections.ts'
import type { ListIndex } from './list-index.ts'
import { MAX_SHOWN_DEPTH, type PageLink, type ThreadMessageData, type ThreadPageData } from './page-data.ts'
import { countWords, messageLink, pageFrame, shownAuthor, shownSubject } from './page-frame.ts'
import { pageTabs, partLabel } from './page-parts.ts'
import { rowAnchor, type PagedMessage } from './paged-messages.ts'
import { relativeHref } from './relative-href.ts'
import type { SafeHtml } from './safe-html.ts'
import { indexPath, threadPath } from './site-paths.ts'
import { inThreadHref, isRootMissing, type ThreadPart } from './thread-places.ts'
import { threadSize } from '../threads/walk-thread.ts'
import { monthOf } from './utc-dates.ts'

/** The data of a page of a thread. */
export function threadPageData(
  list: ListIndex,
  { thread, part, parts, path }: ThreadPart,
  messages: readonly SafeHtml[],
): ThreadPageData {
  const { threads } = list
  const first = list.paged[threads.firstMessages[thread]!]!
  const subject = shownSubject(first)
  const label = partLabel(part, parts)
  const month = monthOf(first.recorded.date)
  const link = (other: number): PageLink => ({
    href: relativeHref(path, threadPath(list.threadId(other))),
    label: shownSubject(list.paged[threads.firstMessages[other]!]!),
  })
  return {
    ...pageFrame(list.settings, path, label === null ? subject : `${subject}, ${label}`),
    subject,
    summary: countWords(threadSize(threads, thread), 'message', 'messages'),
    partLabel: label,
    isRootMissing: part === 1 && isRootMissing(list, thread),
    messages,
    parts: pageTabs(part, parts, (other) => relativeHref(path, threadPath(list.threadId(thread), other))),
    previous: thread === 0 ? null : link(thread - 1),
    next: thread + 1 < threads.roots.length ? link(thread + 1) : null,
    month: { href: relativeHref(path, indexPath('thread', month)), label: `${month.label}, by thread` },
  }
}

/** The data of one message on the page of its thread. */
export function threadMessageData(
  list: ListIndex,
  { path }: ThreadPart,
  message: PagedMessage,
  body: MessageBodyData | null,
): ThreadMessageData {
  const { threads, paged } = list
  const parent = paged[threads.parentOf[message.node]!]
  return {
    anchor: rowAnchor(message),
    link: messageLink(path, message),
    depth: Math.min(depthInThread(threads, message.node), MAX_SHOWN_DEPTH),
    parent:
      parent === undefined
        ? null
        : { href: inThreadHref(list, path, parent.node), author: shownAuthor(parent) },
    body,
  }
}
