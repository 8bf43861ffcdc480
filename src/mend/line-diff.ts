/** So many pairs of lines are compared to find the ones that stay; beyond, all old ones go and all new ones come. */
const MOST_PAIRS = 4_000_000

/** One line of a diff: it stays, goes or comes. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

/**
 * What changed between two texts, as one stretch from the first changed line to the last, with unchanged lines around it.
 *
 * Within the stretch the longest common lines stay; between equally long ones the first is taken.
 *
 * @param context - How many unchanged lines stand before and behind it, at most.
 * @returns The lines, and how many before them are left out. No line where nothing changed.
 *
 * @example
 * diffLines(['a', 'b', 'c'], ['a', 'x', 'c'], 0).lines // => [{ sign: '-', text: 'b' }, { sign: '+', text: 'x' }]
 */
export function diffLines(
  old: readonly string[],
  now: readonly string[],
  context: number,
): { readonly skipped: number; readonly lines: readonly DiffLine[] } {
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head++
  if (head === old.length && head === now.length) return { skipped: head, lines: [] }
  let tail = 0
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail++
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: ' ', text }))
  const skipped = Math.max(0, head - context)
  const lines = [
    ...same(old.slice(skipped, head)),
    ...changedLines(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...same(old.slice(old.length - tail, old.length - tail + context)),
  ]
  return { skipped, lines }
}

function changedLines(old: readonly string[], now: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ sign: '-', text })
  const added = (text: string): DiffLine => ({ sign: '+', text })
  if (old.length * now.length > MOST_PAIRS) return [...old.map(removed), ...now.map(added)]
  const width = now.length + 1
  const common = new Uint32Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      common[i * width + j] =
        old[i] === now[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
    }
  }
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ sign: ' ', text: old[i]! })
      i++
      j++
    } else if (
      j === now.length ||
      (i < old.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)
    )
      lines.push(removed(old[i++]!))
    else lines.push(added(now[j++]!))
  }
  return lines
}
