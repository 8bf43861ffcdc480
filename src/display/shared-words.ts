/** How many words of each text are compared. */
const MOST_WORDS = 2_000

/**
 * True where most words of the first text stand in the second: an alternative that says the same, not one that
 * says "your mail program cannot show HTML".
 *
 * @example
 * sharesWords('The tulips are out', 'the tulips are out!') // => true
 */
export function sharesWords(text: string, other: string): boolean {
  const words = wordsOf(text)
  const others = wordsOf(other)
  let shared = 0
  for (const word of words) if (others.has(word)) shared += 1
  return 2 * shared >= words.size
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>()
  for (const [word] of text.matchAll(/[\p{L}\p{N}]{2,40}/gu)) {
    words.add(word.toLowerCase())
    if (words.size === MOST_WORDS) break
  }
  return words
}
