import type { Bracket, MatchBoard } from './match-board.ts'

/**
 * Matches what is left between two matched pages, where as many pages as entries are left there.
 *
 * Nothing speaks for such a pair but its place, so nothing may speak against it: where one witness of one pair denies, or
 * where an entry is left between the matches of another volume too, the whole run stays as it is.
 */
export function matchByOrder(board: MatchBoard): void {
  const brackets = board.brackets()
  const runs = new Map<string, { readonly bracket: Bracket; readonly pages: number[] }>()
  for (const [page, bracket] of brackets.entries()) {
    if (!board.isFree(page) || board.pages[page]!.page.number === null) continue
    // Nothing bounds what stands before the first or behind the last match.
    if (bracket.after === -1 || bracket.before === board.entries.length) continue
    const key = `${bracket.after} ${bracket.before}`
    const run = runs.get(key)
    if (run === undefined) runs.set(key, { bracket, pages: [page] })
    else run.pages.push(page)
  }
  const claimed = new Map<number, number>()
  const claims = [...runs.values()].map(({ bracket, pages }) => ({
    pages,
    entries: freeEntries(board, bracket),
  }))
  for (const entry of claims.flatMap(({ entries }) => entries))
    claimed.set(entry, (claimed.get(entry) ?? 0) + 1)
  for (const { pages, entries } of claims) {
    if (entries.length !== pages.length || entries.some((entry) => claimed.get(entry)! > 1)) continue
    if (pages.some((page, index) => board.weigh(page, entries[index]!).denies.length > 0)) continue
    for (const [index, page] of pages.entries()) board.match(page, entries[index]!, 'order', [])
  }
}

function freeEntries({ pageOf }: MatchBoard, { after, before }: Bracket): number[] {
  const free: number[] = []
  for (let entry = after + 1; entry < before; entry += 1) if (pageOf[entry] === -1) free.push(entry)
  return free
}
