import type { LinkedReferences } from './link-references.ts'

/** Threads of messages under their parents, ghosts only at the top. */
export interface Forest {
  /** Parent of each message: a message, a ghost (`count + k`), or -1. Ghosts have no parent. */
  readonly parentOf: Int32Array
  /** The Message-ID of each ghost; null where only the subject tells that there was one. */
  readonly ghostIds: readonly (string | null)[]
}

/**
 * Removes ghosts that hold nothing together: RFC 5256, REFERENCES, step 3.
 *
 * A ghost below the top gives its children to what stands above it. One at the top stays if at least two messages
 * or branches hang from it; otherwise its child takes its place. So of a row of ghosts the lowest that all have in
 * common stays: the message that was really answered.
 *
 * @param count - How many of the nodes are messages.
 */
export function pruneGhosts(linked: LinkedReferences, count: number): Forest {
  const { parentOf: above, ghostIds } = linked
  const order = parentsFirst(above)
  const branches = new Int32Array(above.length)
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at]!
    if (above[node] !== -1 && (node < count || branches[node]! > 0)) branches[above[node]!]!++
  }
  const parentOf = new Int32Array(count).fill(-1)
  const kept: string[] = []
  // What the children of each node hang from in the end.
  const holder = new Int32Array(above.length).fill(-1)
  for (const node of order) {
    const inherited = above[node] === -1 ? -1 : holder[above[node]!]!
    if (node < count) {
      parentOf[node] = inherited
      holder[node] = node
    } else if (inherited === -1 && branches[node]! > 1) {
      holder[node] = count + kept.length
      kept.push(ghostIds[node - count]!)
    } else holder[node] = inherited
  }
  return { parentOf, ghostIds: kept }
}

/** All nodes of a forest, each after its parent. */
function parentsFirst(parentOf: Int32Array): Int32Array {
  const firstChild = new Int32Array(parentOf.length).fill(-1)
  const nextSibling = new Int32Array(parentOf.length).fill(-1)
  const order = new Int32Array(parentOf.length)
  let filled = 0
  for (let node = parentOf.length - 1; node >= 0; node--) {
    const parent = parentOf[node]!
    if (parent === -1) continue
    nextSibling[node] = firstChild[parent]!
    firstChild[parent] = node
  }
  for (let node = 0; node < parentOf.length; node++) if (parentOf[node] === -1) order[filled++] = node
  for (let at = 0; at < filled; at++) {
    for (let child = firstChild[order[at]!]!; child !== -1; child = nextSibling[child]!)
      order[filled++] = child
  }
  return order
}
