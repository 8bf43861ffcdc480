import { matchById } from './match-by-id.ts'
import { matchByOrder } from './match-by-order.ts'
import { matchByWitness } from './match-by-witness.ts'
import { MatchBoard, type MatchKind, type Unmatched } from './match-board.ts'
import type { Witness } from './match-witnesses.ts'
import { looseId } from './match-words.ts'
import { treeFacts, type PageFacts, type TreeParts, type UnevenVolume } from './page-facts.ts'
import type { PublishedPage } from './published-tree.ts'
import type { TreeEntry } from './tree-entry.ts'

/** A witness outside of a page that says another thing than the page does. */
export interface Contradiction {
  /** `text`: the monthly text; `thread`: the moment in thread.html; `index`: the subject on an index page. */
  readonly witness: 'text' | 'thread' | 'index'
  /** The entry that it speaks of; null where it is none of the mbox, or can't be told. */
  readonly position: number | null
}

/** One page, and the entry that it shows. */
export interface PageMatch {
  readonly page: PublishedPage
  /** Position of the entry; null where none was found. */
  readonly position: number | null
  /** `id`: by Message-ID; `witness`: by two or more of what else it shows; `order`: by its place alone; `none`. */
  readonly by: MatchKind
  /** What agrees, beside the Message-ID where it is `id`. */
  readonly witnesses: readonly Witness[]
  /** Another page of a lower number, or of the volume that the archiver would choose, is the entry's own. */
  readonly isCopy: boolean
  /** Why there is no match, where there could be one. */
  readonly unmatched: Unmatched | null
  /** What other files of the tree say against it. */
  readonly contradictions: readonly Contradiction[]
  /** Index pages exist, and none leads here. */
  readonly isOrphan: boolean
}

/** A published tree beside the entries of its mbox files. */
export interface TreeMatching {
  /** Every page, by number and path. */
  readonly matches: readonly PageMatch[]
  /** Volumes whose monthly text and pages differ in number. */
  readonly uneven: readonly UnevenVolume[]
}

/**
 * Matches the pages of a published tree to the entries of its mbox files: by Message-ID, then by at least two independent
 * witnesses, then by order between two matches that are sure.
 *
 * Never guesses: where two entries could be the one that a page shows, or a witness contradicts, it says so and takes none.
 * What other files of the tree say against a page that shows its message's own id is said too, but the page is believed:
 * it is what a reader of the old URL sees. Near-linear in the number of pages and entries.
 *
 * @param entries - By position.
 */
export function matchPages(tree: TreeParts, entries: readonly TreeEntry[]): TreeMatching {
  const { pages, uneven, hasIndexes } = treeFacts(tree)
  const board = new MatchBoard(pages, entries)
  matchById(board)
  matchByWitness(board)
  matchByOrder(board)
  const contradictionsOf = outsideContradictions(board)
  const matches = pages.map((facts, index): PageMatch => {
    const entry = board.entryOf[index]!
    return {
      page: facts.page,
      position: entry === -1 ? null : entry,
      by: board.kinds[index]!,
      witnesses: board.witnesses[index]!,
      isCopy: board.isCopy[index] === 1,
      unmatched: board.unmatched.get(index) ?? null,
      contradictions: contradictionsOf(index),
      isOrphan: hasIndexes && !facts.isListed,
    }
  })
  return { matches, uneven }
}

/** A moment of thread.html and one of a page are of one clock, but one of them may be told in another zone. */
const MOST_OFF = 15 * 3600
const QUARTER = 900

/**
 * What monthly texts, thread.html and indexes say against pages. Copies and their like are passed over: Pipermail itself
 * lists one of them in the place of the other.
 */
function outsideContradictions(board: MatchBoard): (page: number) => readonly Contradiction[] {
  const byId = new Map<string, number>()
  for (const { messageId, position } of board.entries) {
    if (messageId !== null && !byId.has(looseId(messageId))) byId.set(looseId(messageId), position)
  }
  const shown = new Map<string, number>()
  for (const { id } of board.pages) if (id !== null) shown.set(id, (shown.get(id) ?? 0) + 1)
  return (page) => {
    const facts = board.pages[page]!
    if (facts.id !== null && shown.get(facts.id)! > 1) return []
    const found: Contradiction[] = []
    if (facts.textId !== null && facts.id !== null && facts.textId !== facts.id) {
      found.push({ witness: 'text', position: byId.get(facts.textId) ?? null })
    }
    if (isOtherMoment(facts)) found.push({ witness: 'thread', position: null })
    if (facts.listedAs !== null) found.push({ witness: 'index', position: null })
    return found
  }
}

function isOtherMoment({ moment, threadMoment }: PageFacts): boolean {
  if (moment === null || threadMoment === null) return false
  const off = Math.abs(moment - threadMoment)
  return off > MOST_OFF || off % QUARTER !== 0
}
