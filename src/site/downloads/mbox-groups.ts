import { walkThread } from '../../threads/walk-thread.ts'
import type { PieceGroup } from '../grouped-pieces.ts'
import type { ListIndex } from '../list-index.ts'
import { threadPath } from '../site-paths.ts'
import type { Period } from '../utc-dates.ts'

/** Where the messages of a month stand as mbox. */
export function monthMboxPath({ key }: Period): string {
  return `mbox/${key.replace('-', '/')}.mbox.gz`
}

/** Where the messages of a thread stand as mbox: under the stable ID of its first message, beside its pages. */
export function threadMboxPath(firstId: string): string {
  return threadPath(firstId).replace(/\.html$/, '.mbox.gz')
}

/** The mbox of each month, in list order; withheld messages are left out. */
export function monthMboxes({ months }: ListIndex): readonly PieceGroup[] {
  return months.flatMap(({ period, messages }) => {
    const nodes = messages.filter(({ headline }) => headline !== null).map(({ node }) => node)
    // sorted for determinism: nodes are unique, and stand for the order of the list
    return nodes.length === 0 ? [] : [{ path: monthMboxPath(period), nodes: nodes.sort((a, b) => a - b) }]
  })
}

/** The mbox of each thread of two messages and more, each message after the one that it answers. */
export function threadMboxes({ threads, paged, threadId }: ListIndex): readonly PieceGroup[] {
  return Array.from(threads.roots.keys()).flatMap((thread) => {
    const nodes = Array.from(walkThread(threads, thread)).filter(
      (node) => (paged[node]?.headline ?? null) !== null,
    )
    return nodes.length < 2 ? [] : [{ path: threadMboxPath(threadId(thread)), nodes }]
  })
}
