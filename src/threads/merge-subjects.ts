import { baseSubject, foldAscii, LOCAL_REPLY_WORDS } from './base-subject.ts'
import { createDisjointSets } from './disjoint-sets.ts'
import type { MessageOrder } from './message-order.ts'
import type { Forest } from './prune-ghosts.ts'
import type { ThreadMessage } from './thread-message.ts'

/** Days after a thread's last message within which a reply joins it by its subject. */
export const SUBJECT_WINDOW_DAYS = 30

const SECONDS_PER_DAY = 86_400

/**
 * Joins replies that name nothing known to the thread of their subject: RFC 5256, REFERENCES, step 5, narrowed.
 *
 * The heads of threads are taken by date (a thread's head is its root, or the first child of a ghost). One whose
 * subject is a reply joins the last thread before it that was opened with the same base subject, if that thread's
 * last message until then is at most `windowDays` older. One without a reply word opens a new thread, always. The
 * RFC has no limit in time and joins originals too, which makes one thread of ten years of "Meeting".
 *
 * A reply goes under the original. Where the original is missing too, a ghost holds both. Messages below the heads
 * keep their parents. Mail with a later date moves nothing, except a lone reply under such a ghost.
 */
export function mergeSubjects(
  messages: readonly ThreadMessage[],
  forest: Forest,
  order: MessageOrder,
  windowDays: number,
): Forest {
  const count = messages.length
  const window = windowDays * SECONDS_PER_DAY
  const parentOf = forest.parentOf.slice()
  const ghostIds: (string | null)[] = [...forest.ghostIds]
  const rootOf = rootsOf(forest.parentOf, forest.ghostIds.length)
  const nodes = rootOf.length
  const joined = createDisjointSets(nodes)
  // By the node that stands for a set of joined threads: its root now, and its last message so far.
  const root = Int32Array.from({ length: nodes }, (_, node) => node)
  const lastDate = new Float64Array(nodes)
  const opened = new Uint8Array(nodes)
  const replies = new Uint8Array(count)
  const movedTo = new Int32Array(nodes).fill(-1)
  const bySubject = new Map<string, number>()

  const join = (newcomer: number, thread: number): void => {
    const target = root[joined.find(thread)]!
    let top = target
    if (target < count && replies[target] === 1) {
      if (newcomer >= count) top = newcomer
      else {
        top = count + ghostIds.length
        ghostIds.push(null)
        parentOf[newcomer] = top
      }
      parentOf[target] = top
    } else if (newcomer < count) parentOf[newcomer] = target
    else movedTo[newcomer] = target
    joined.join(newcomer, thread)
    root[joined.find(thread)] = top
  }

  const open = (head: number, thread: number): void => {
    const subject = baseSubject(messages[head]!.subject, { replyWords: LOCAL_REPLY_WORDS })
    const key = foldAscii(subject.text)
    if (key === '') return
    if (subject.isReply) {
      replies[head] = 1
      const earlier = bySubject.get(key)
      if (earlier !== undefined && order.dates[head]! - lastDate[joined.find(earlier)]! <= window) {
        join(thread, earlier)
        return
      }
    }
    bySubject.set(key, thread)
  }

  for (const node of order.byDate) {
    const thread = rootOf[node]!
    const isHead = thread === node || (thread >= count && forest.parentOf[node] === thread)
    if (isHead && opened[thread] === 0) {
      opened[thread] = 1
      open(node, thread)
    }
    lastDate[joined.find(thread)] = order.dates[node]!
  }
  for (let node = 0; node < count; node++) {
    const ghost = parentOf[node]!
    if (ghost >= count && ghost < nodes && movedTo[ghost] !== -1) parentOf[node] = movedTo[ghost]!
  }
  return { parentOf, ghostIds }
}

/** The root of each node, messages and ghosts, found without recursion: each node is passed twice at most. */
function rootsOf(parentOf: Int32Array, ghosts: number): Int32Array {
  const count = parentOf.length
  const rootOf = new Int32Array(count + ghosts).fill(-1)
  for (let ghost = count; ghost < rootOf.length; ghost++) rootOf[ghost] = ghost
  for (let node = 0; node < count; node++) {
    let top = node
    while (rootOf[top] === -1 && parentOf[top] !== -1) top = parentOf[top]!
    const root = rootOf[top] === -1 ? top : rootOf[top]!
    for (let at = node; at !== -1 && rootOf[at] === -1; at = parentOf[at]!) rootOf[at] = root
  }
  return rootOf
}
