/** Sets without common members, which can be joined but never split. */
export interface DisjointSets {
  /** The member that stands for the set of `member`. */
  find(member: number): number
  /** Makes one set of two. */
  join(a: number, b: number): void
}

/**
 * Makes sets of one member each, for the members 0 to `size - 1`.
 *
 * Joining by size and halving paths: n operations take practically linear time, where walking up to the root of a
 * thread at each link would be quadratic on a deep one.
 *
 * @example
 * const sets = createDisjointSets(3)
 * sets.join(0, 2)
 * sets.find(0) === sets.find(2) // => true
 */
export function createDisjointSets(size: number): DisjointSets {
  const above = new Int32Array(size)
  const sizes = new Int32Array(size).fill(1)
  for (let member = 0; member < size; member++) above[member] = member
  const find = (member: number): number => {
    let at = member
    while (above[at] !== at) {
      const next = above[above[at]!]!
      above[at] = next
      at = next
    }
    return at
  }
  const join = (a: number, b: number): void => {
    const first = find(a)
    const second = find(b)
    if (first === second) return
    const [small, large] = sizes[first]! < sizes[second]! ? [first, second] : [second, first]
    above[small] = large
    sizes[large]! += sizes[small]!
  }
  return { find, join }
}
