/**
 * Finds a longest strictly increasing subsequence.
 *
 * Patience sorting with back links: O(n log n) time, O(n) memory. Where several are equally long, the
 * one found is always the same for the same input.
 *
 * @param values - Any integers.
 * @returns A mask: 1 where the value at this index belongs to the subsequence.
 *
 * @example
 * longestIncreasing([0, 3, 1, 2]) // => Uint8Array [1, 0, 1, 1]
 */
export function longestIncreasing(values: ArrayLike<number>): Uint8Array {
  const length = values.length
  const kept = new Uint8Array(length)
  // tails[k]: index of the smallest value that ends an increasing run of length k + 1
  const tails = new Int32Array(length)
  const previous = new Int32Array(length)
  let longest = 0
  for (let index = 0; index < length; index++) {
    const value = values[index]!
    let low = 0
    let high = longest
    while (low < high) {
      const middle = (low + high) >>> 1
      if (values[tails[middle]!]! < value) low = middle + 1
      else high = middle
    }
    previous[index] = low > 0 ? tails[low - 1]! : -1
    tails[low] = index
    if (low === longest) longest++
  }
  for (let index = longest > 0 ? tails[longest - 1]! : -1; index >= 0; index = previous[index]!)
    kept[index] = 1
  return kept
}
