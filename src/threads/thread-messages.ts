import { layOutThreads } from './lay-out-threads.ts'
import { linkReferences } from './link-references.ts'
import { mergeSubjects, SUBJECT_WINDOW_DAYS } from './merge-subjects.ts'
import { orderMessages } from './message-order.ts'
import { pruneGhosts } from './prune-ghosts.ts'
import type { ThreadMessage } from './thread-message.ts'
import type { Threads } from './threads.ts'

/** Settings of {@link threadMessages}. */
export interface ThreadOptions {
  /** Join replies that name nothing known to the thread of their subject. Default true; see `docs/threading.md`. */
  readonly mergeSubjects?: boolean
  /** Days after a thread's last message within which that is done. Default {@link SUBJECT_WINDOW_DAYS}. */
  readonly subjectWindowDays?: number
}

/**
 * Threads the messages of a list by RFC 5256, REFERENCES, without recursion and in practically linear time.
 *
 * Each message appears exactly once, whatever its headers say: loops, references to itself, used ids and missing
 * ids included. The result depends on the records alone, not on their order in the array: `position` says where
 * each stands in the list. Throws only for a window that is no number of days.
 *
 * @param messages - The list. Leave out what has no page, such as phantoms and withdrawn messages: a withdrawn
 *   message that others answer then becomes a ghost.
 *
 * @example
 * const message = { id: '', inReplyTo: [], references: [], subject: '', date: 0 }
 * const threads = threadMessages([
 *   { ...message, messageId: 'a1@example.org', position: 0 },
 *   { ...message, messageId: 'a2@example.org', references: ['a1@example.org'], position: 1 },
 * ])
 * threads.parentOf // => Int32Array [-1, 0]
 */
export function threadMessages(messages: readonly ThreadMessage[], options: ThreadOptions = {}): Threads {
  const windowDays = options.subjectWindowDays ?? SUBJECT_WINDOW_DAYS
  if (!(windowDays >= 0))
    throw new TypeError(`subjectWindowDays must be a number of days, 0 or more; got ${windowDays}`)
  const order = orderMessages(messages)
  const linked = linkReferences(messages, order.byPosition)
  const byReferences = pruneGhosts(linked, messages.length)
  const forest =
    options.mergeSubjects === false ? byReferences : mergeSubjects(messages, byReferences, order, windowDays)
  return layOutThreads(forest, order, linked.imposterOf)
}
