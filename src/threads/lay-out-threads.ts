import type { MessageOrder } from './message-order.ts'
import type { Forest } from './prune-ghosts.ts'
import type { Threads } from './threads.ts'

/**
 * Lays a forest out for reading: siblings and threads in order, and the way through each thread.
 *
 * RFC 5256, REFERENCES, steps 4 and 6. Messages are dealt out to their parents in order of date, so that each set
 * of siblings is sorted without sorting it. Ghosts without children, left by merging, get no number.
 */
export function layOutThreads(forest: Forest, order: MessageOrder, imposterOf: Int32Array): Threads {
  const count = forest.parentOf.length
  const { parentOf, ghostIds } = withoutEmptyGhosts(forest)
  const nodes = parentOf.length
  const { firstChild, nextSibling, roots } = dealOut(parentOf, order.byDate)
  const depthOf = new Int32Array(nodes)
  const threadOf = new Int32Array(nodes)
  const placeOf = new Int32Array(nodes)
  const walkOrder = new Int32Array(nodes)
  const threadStarts = new Int32Array(roots.length + 1)
  let filled = 0
  for (let thread = 0; thread < roots.length; thread++) {
    const root = roots[thread]!
    let depth = 0
    for (let node = root; node !== -1;) {
      depthOf[node] = depth
      threadOf[node] = thread
      placeOf[node] = filled
      walkOrder[filled++] = node
      if (firstChild[node] !== -1) {
        node = firstChild[node]!
        depth++
        continue
      }
      while (node !== root && nextSibling[node] === -1) {
        node = parentOf[node]!
        depth--
      }
      node = node === root ? -1 : nextSibling[node]!
    }
    threadStarts[thread + 1] = filled
  }
  const firstMessages = roots.map((root) => (root < count ? root : firstChild[root]!))
  const lastMessages = new Int32Array(roots.length)
  const dateRank = new Int32Array(count)
  for (let rank = 0; rank < count; rank++) {
    const node = order.byDate[rank]!
    dateRank[node] = rank
    lastMessages[threadOf[node]!] = node
  }
  return {
    count,
    ghostIds,
    parentOf,
    firstChild,
    nextSibling,
    depthOf,
    threadOf,
    placeOf,
    walkOrder,
    threadStarts,
    roots,
    firstMessages,
    lastMessages,
    dateRank,
    imposterOf,
  }
}

/** Parents of messages and ghosts in one array; ghosts that nobody hangs from are gone, the others numbered anew. */
function withoutEmptyGhosts(forest: Forest): { parentOf: Int32Array; ghostIds: (string | null)[] } {
  const count = forest.parentOf.length
  const used = new Uint8Array(forest.ghostIds.length)
  for (const parent of forest.parentOf) if (parent >= count) used[parent - count] = 1
  const numbers = new Int32Array(forest.ghostIds.length)
  const ghostIds: (string | null)[] = []
  for (let ghost = 0; ghost < used.length; ghost++) {
    numbers[ghost] = count + ghostIds.length
    if (used[ghost] === 1) ghostIds.push(forest.ghostIds[ghost]!)
  }
  const parentOf = new Int32Array(count + ghostIds.length).fill(-1)
  for (let node = 0; node < count; node++) {
    const parent = forest.parentOf[node]!
    parentOf[node] = parent >= count ? numbers[parent - count]! : parent
  }
  return { parentOf, ghostIds }
}

/** Sorted child lists, and the roots in order; a ghost stands where its first child would. */
function dealOut(
  parentOf: Int32Array,
  byDate: Int32Array,
): { firstChild: Int32Array; nextSibling: Int32Array; roots: Int32Array } {
  const nodes = parentOf.length
  const firstChild = new Int32Array(nodes).fill(-1)
  const nextSibling = new Int32Array(nodes).fill(-1)
  const lastChild = new Int32Array(nodes).fill(-1)
  const roots: number[] = []
  const addRoot = (node: number): void => {
    if (roots.length > 0) nextSibling[roots.at(-1)!] = node
    roots.push(node)
  }
  for (const node of byDate) {
    const parent = parentOf[node]!
    if (parent === -1) {
      addRoot(node)
      continue
    }
    if (lastChild[parent] === -1) {
      firstChild[parent] = node
      if (parent >= byDate.length) addRoot(parent)
    } else nextSibling[lastChild[parent]!] = node
    lastChild[parent] = node
  }
  return { firstChild, nextSibling, roots: Int32Array.from(roots) }
}
