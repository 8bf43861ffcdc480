import { groupBy } from './group-by.ts'
import { isInside, type Bracket, type MatchBoard } from './match-board.ts'
import { looseId } from './match-words.ts'
import { isRefuted } from './match-witnesses.ts'

/** Pages and entries that hold one Message-ID. */
interface Group {
  readonly pages: number[]
  readonly entries: number[]
}

/** So many pairs of one group are compared; a larger one, which no list has but a made one, is paired by order. */
const MOST_PAIRS = 4096

/**
 * Matches the pages that show a Message-ID to the entries that hold it.
 *
 * One of each: they are a pair, unless two things that the page shows are of another message. Several of either: each
 * page takes the entry that it agrees with best, in the order of numbers where they are the same; pages left over are
 * copies. Where one page could be either of two entries, the matched pages around it decide, or nobody.
 */
export function matchById(board: MatchBoard): void {
  const groups = groupsOf(board)
  for (const { pages, entries } of groups)
    if (pages.length === 1 && entries.length === 1) pair(board, pages[0]!, entries[0]!)
  const brackets = board.brackets()
  for (const group of groups) {
    if (group.pages.length > 1 || group.entries.length > 1) pairGroup(board, group, brackets)
  }
}

/** By Message-ID; of messages without one by the id that the archiver made of their bytes, as MHonArc does. */
function groupsOf(board: MatchBoard): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const { messageId, madeUpId, position } of board.entries) {
    const id = messageId === null ? madeUpId : looseId(messageId)
    if (id === null) continue
    const known = groups.get(id)
    if (known === undefined) groups.set(id, { pages: [], entries: [position] })
    else known.entries.push(position)
  }
  for (const [page, { id, page: published }] of board.pages.entries()) {
    const shown = id ?? published.madeUpId
    if (shown !== null) groups.get(shown)?.pages.push(page)
  }
  return [...groups.values()].filter(({ pages }) => pages.length > 0)
}

function pair(board: MatchBoard, page: number, entry: number): void {
  const evidence = board.weigh(page, entry)
  if (isRefuted(evidence)) {
    board.unmatched.set(page, { why: 'contradicted', positions: [entry], denies: evidence.denies })
  } else board.match(page, entry, 'id', evidence.agrees)
}

interface Pairing {
  readonly page: number
  readonly entry: number
  readonly score: number
  /** How far the two stand apart in the order of the group. */
  readonly skew: number
}

function pairGroup(board: MatchBoard, group: Group, brackets: readonly Bracket[]): void {
  // Copies of one number count once: the page that the archiver would make comes before one in another volume.
  const numbers = groupBy(group.pages, (page) => board.pages[page]!.page.number ?? -1 - page)
  const firsts = [...numbers.values()].map(
    (copies) =>
      copies.find((page) => group.entries.some((entry) => board.isForecast(page, entry))) ?? copies[0]!,
  )
  const pairings = pairingsOf(board, firsts, group.entries, brackets)
  const ofPage = groupBy(pairings, ({ page }) => page)
  const done = new Set<number>()
  for (const { page, entry, score } of pairings) {
    if (done.has(page) || board.pageOf[entry] !== -1) continue
    const rivals = ofPage
      .get(page)!
      .filter((other) => other.score === score && board.pageOf[other.entry] === -1)
    const isOpen = firsts.length < group.entries.length && rivals.length > 1
    if (isOpen && !areTwins(board, rivals)) {
      const positions = rivals.map((rival) => rival.entry).sort((a, b) => a - b)
      board.unmatched.set(page, { why: 'rivals', positions, denies: [] })
      done.add(page)
      continue
    }
    board.match(page, entry, 'id', board.weigh(page, entry).agrees)
    done.add(page)
  }
  for (const page of group.pages)
    if (board.isFree(page) && !board.unmatched.has(page)) copy(board, page, group)
}

function pairingsOf(
  board: MatchBoard,
  pages: readonly number[],
  entries: readonly number[],
  brackets: readonly Bracket[],
): Pairing[] {
  const isLarge = pages.length * entries.length > MOST_PAIRS
  const pairings: Pairing[] = []
  for (const [place, page] of pages.entries()) {
    for (const [other, entry] of entries.entries()) {
      if (isLarge && place !== other) continue
      const evidence = board.weigh(page, entry)
      if (isRefuted(evidence)) continue
      const hints = Number(isInside(brackets[page]!, entry)) + Number(board.isForecast(page, entry))
      // What the pages around it say breaks a tie, and no more.
      const score = 4 * (evidence.agrees.length - 2 * evidence.denies.length) + hints
      pairings.push({ page, entry, score, skew: Math.abs(place - other) })
    }
  }
  return pairings.sort((a, b) => b.score - a.score || a.skew - b.skew || a.page - b.page || a.entry - b.entry)
}

/** Whether the entries are exact duplicates: whichever has the page, the page shows it. */
function areTwins({ entries }: MatchBoard, rivals: readonly Pairing[]): boolean {
  return new Set(rivals.map(({ entry }) => entries[entry]!.content)).size === 1
}

function copy(board: MatchBoard, page: number, { entries }: Group): void {
  const shown = entries
    .filter((entry) => board.pageOf[entry] !== -1)
    .map((entry) => ({ entry, evidence: board.weigh(page, entry) }))
    .filter(({ evidence }) => !isRefuted(evidence))
    .sort((a, b) => b.evidence.agrees.length - a.evidence.agrees.length || a.entry - b.entry)
  const [best] = shown
  if (best === undefined) {
    const { denies } = board.weigh(page, entries[0]!)
    board.unmatched.set(page, { why: 'contradicted', positions: entries, denies })
  } else board.match(page, best.entry, 'id', best.evidence.agrees)
}
