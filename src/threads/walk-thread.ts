import type { Threads } from './threads.ts'

/**
 * The nodes of a thread, each parent before its children, siblings by date: the order of a thread page.
 *
 * A view, not a copy. The first node may be a ghost; `depthOf` tells how far to indent each.
 *
 * @param thread - Thread number; one that does not exist has no nodes.
 */
export function walkThread(threads: Threads, thread: number): Int32Array {
  const start = threads.threadStarts[thread]
  const end = threads.threadStarts[thread + 1]
  return start === undefined || end === undefined
    ? threads.walkOrder.subarray(0, 0)
    : threads.walkOrder.subarray(start, end)
}

/** The message after `node` in its thread, or null after the last. */
export function nextInThread(threads: Threads, node: number): number | null {
  return beside(threads, node, 1)
}

/** The message before `node` in its thread, or null before the first; a ghost is no message. */
export function previousInThread(threads: Threads, node: number): number | null {
  return beside(threads, node, -1)
}

/** The children of a node, by date, then position. */
export function childrenOf(threads: Threads, node: number): number[] {
  const children: number[] = []
  for (let child = threads.firstChild[node] ?? -1; child !== -1; child = threads.nextSibling[child]!)
    children.push(child)
  return children
}

/** How many messages a thread holds, its ghost not counted. */
export function threadSize(threads: Threads, thread: number): number {
  const nodes = walkThread(threads, thread)
  return nodes.length > 0 && nodes[0]! >= threads.count ? nodes.length - 1 : nodes.length
}

/**
 * Thread numbers, the thread with the latest message first.
 *
 * The other order, by first message, oldest first, is the one in which threads are numbered: `0, 1, 2 …`.
 */
export function threadsByLastActivity(threads: Threads): Int32Array {
  const rank = (thread: number) => threads.dateRank[threads.lastMessages[thread]!]!
  // sorted for determinism: ranks are unique
  return threads.roots.map((_, thread) => thread).sort((a, b) => rank(b) - rank(a))
}

function beside(threads: Threads, node: number, step: 1 | -1): number | null {
  const place = threads.placeOf[node]
  if (place === undefined) return null
  const other = threads.walkOrder[place + step]
  if (other === undefined || other >= threads.count) return null
  return threads.threadOf[other] === threads.threadOf[node] ? other : null
}
