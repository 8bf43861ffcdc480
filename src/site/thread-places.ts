import { threadSize, walkThread } from '../threads/walk-thread.ts'
import type { ListIndex } from './list-index.ts'
import { rowAnchor } from './paged-messages.ts'
import { partCount } from './page-parts.ts'
import { relativeHref } from './relative-href.ts'
import { threadPath } from './site-paths.ts'

/** How many messages stand on one page of a thread; a longer thread has several. */
export const THREAD_PAGE_MESSAGES = 50

/** One page of a thread. */
export interface ThreadPart {
  readonly thread: number
  /** From 1. */
  readonly part: number
  readonly parts: number
  readonly path: string
  /** Its messages, each after the one that it answers. */
  readonly nodes: Int32Array
}

/** The page of its thread that a message stands on. */
export function threadPartOf(list: ListIndex, node: number): ThreadPart {
  const { threads } = list
  const thread = threads.threadOf[node]!
  const place = threads.placeOf[node]! - threads.threadStarts[thread]! - ghosts(list, thread)
  return threadPart(list, thread, Math.floor(place / THREAD_PAGE_MESSAGES) + 1)
}

/** A page of a thread by its number, from 1. */
export function threadPart(list: ListIndex, thread: number, part: number): ThreadPart {
  const { threads } = list
  const start = ghosts(list, thread) + (part - 1) * THREAD_PAGE_MESSAGES
  return {
    thread,
    part,
    parts: partCount(threadSize(threads, thread), THREAD_PAGE_MESSAGES),
    path: threadPath(list.threadId(thread), part),
    nodes: walkThread(threads, thread).subarray(start, start + THREAD_PAGE_MESSAGES),
  }
}

/** A link from a page to a message on the page of its thread. */
export function inThreadHref(list: ListIndex, page: string, node: number): string {
  const { path } = threadPartOf(list, node)
  const anchor = `#${rowAnchor(list.paged[node]!)}`
  return path === page ? anchor : `${relativeHref(page, path)}${anchor}`
}

/** Whether the message that a thread's first messages answer is missing. */
export function isRootMissing({ threads }: ListIndex, thread: number): boolean {
  return threads.roots[thread]! >= threads.count
}

function ghosts(list: ListIndex, thread: number): number {
  return isRootMissing(list, thread) ? 1 : 0
}
