import { createDisjointSets } from './disjoint-sets.ts'
import { MAX_REFERENCES, type ThreadMessage } from './thread-message.ts'

/** A forest of messages and of ghosts: nodes `0 … count - 1` are the messages, those after them ghosts. */
export interface LinkedReferences {
  /** Parent of each node, -1 for none. No cycles. */
  readonly parentOf: Int32Array
  /** The Message-ID of each ghost: `ghostIds[node - count]`. */
  readonly ghostIds: readonly string[]
  /** For an imposter the message that had its Message-ID first, else -1. */
  readonly imposterOf: Int32Array
}

/**
 * Links messages to what they refer to: RFC 5256, REFERENCES, step 1.
 *
 * Message-IDs are compared as they are given. The first message by position holds its id; a later one with the same
 * id is an imposter, threaded by its own references, and found by nobody. A message's own id among its references
 * is passed over, so that neither it nor a copy of it becomes its own parent.
 *
 * Two passes, where the RFC has one. First each message is put under its last reference: nobody knows better. Only
 * then do references say what stood above a ghost, or above a message that names nothing itself. In one pass it
 * would depend on which came first. A link that would close a loop is not made; between contradictory words the
 * message with the lower position is believed, so that mail sent later can't rearrange what was said before.
 *
 * @param byPosition - Indices into `messages`, the order in which they speak.
 */
export function linkReferences(messages: readonly ThreadMessage[], byPosition: Int32Array): LinkedReferences {
  const { nodeOf, imposterOf } = holdIds(messages, byPosition)
  const { starts, references, ghostIds } = resolveReferences(messages, byPosition, nodeOf)
  const nodes = messages.length + ghostIds.length
  const parentOf = new Int32Array(nodes).fill(-1)
  const trees = createDisjointSets(nodes)
  // A child without a parent is the root of its tree. The link closes a loop if the parent is in that tree.
  const link = (parent: number, child: number): void => {
    if (parentOf[child] !== -1 || trees.find(parent) === trees.find(child)) return
    parentOf[child] = parent
    trees.join(parent, child)
  }
  for (let at = 0; at < byPosition.length; at++) {
    if (starts[at + 1]! > starts[at]!) link(references[starts[at + 1]! - 1]!, byPosition[at]!)
  }
  for (let at = 0; at < byPosition.length; at++) {
    for (let next = starts[at]! + 1; next < starts[at + 1]!; next++)
      link(references[next - 1]!, references[next]!)
  }
  return { parentOf, ghostIds, imposterOf }
}

/** Who holds each Message-ID. A Map, because ids such as `__proto__` come by mail. */
function holdIds(
  messages: readonly ThreadMessage[],
  byPosition: Int32Array,
): { nodeOf: Map<string, number>; imposterOf: Int32Array } {
  const nodeOf = new Map<string, number>()
  const imposterOf = new Int32Array(messages.length).fill(-1)
  for (const index of byPosition) {
    const { messageId } = messages[index]!
    if (messageId === null || messageId === '') continue
    const holder = nodeOf.get(messageId)
    if (holder === undefined) nodeOf.set(messageId, index)
    else imposterOf[index] = holder
  }
  return { nodeOf, imposterOf }
}

interface ResolvedReferences {
  /** Where the references of the message at each place of `byPosition` begin; one more at the end. */
  readonly starts: Int32Array
  /** Nodes, the references of one message after those of another. */
  readonly references: Int32Array
  readonly ghostIds: string[]
}

/** Turns msg-ids into nodes, with a ghost for each that no message holds. */
function resolveReferences(
  messages: readonly ThreadMessage[],
  byPosition: Int32Array,
  nodeOf: Map<string, number>,
): ResolvedReferences {
  let most = 0
  for (const message of messages) most += Math.min(message.references.length, MAX_REFERENCES) + 1
  const starts = new Int32Array(messages.length + 1)
  const references = new Int32Array(most)
  const ghostIds: string[] = []
  const isHeld = (msgId: string) => (nodeOf.get(msgId) ?? Infinity) < messages.length
  let used = 0
  for (let at = 0; at < byPosition.length; at++) {
    for (const msgId of referencesOf(messages[byPosition[at]!]!, isHeld)) {
      let node = nodeOf.get(msgId)
      if (node === undefined) {
        node = messages.length + ghostIds.length
        ghostIds.push(msgId)
        nodeOf.set(msgId, node)
      }
      references[used++] = node
    }
    starts[at + 1] = used
  }
  return { starts, references, ghostIds }
}

/**
 * The msg-ids that a message refers to, the nearest last: References, or one of In-Reply-To if that names nothing.
 *
 * RFC 5256 takes the first of In-Reply-To, having seen addresses after it. MH writes them before it too ("Message
 * from Joe <joe@example.org> of …"), so the first that is the Message-ID of a message comes before the first.
 */
function referencesOf(message: ThreadMessage, isHeld: (msgId: string) => boolean): readonly string[] {
  const counts = (msgId: string) => msgId !== '' && msgId !== message.messageId
  const references = message.references.slice(-MAX_REFERENCES).filter(counts)
  if (references.length > 0) return references
  const answered = message.inReplyTo.slice(0, MAX_REFERENCES).filter(counts)
  return answered.length === 0 ? [] : [answered.find(isHeld) ?? answered[0]!]
}
