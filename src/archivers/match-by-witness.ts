import { groupBy } from './group-by.ts'
import { isInside, type MatchBoard } from './match-board.ts'
import { bodyKey, looseId } from './match-words.ts'
import { isEnough, type Evidence } from './match-witnesses.ts'
import type { PageFacts } from './page-facts.ts'
import type { TreeEntry } from './tree-entry.ts'

/** A key that so many entries share names none of them: a list full of one subject must not take the square of its length. */
const MOST_SHARING = 48

interface Candidate {
  readonly entry: number
  readonly evidence: Evidence
}

/**
 * Matches pages without a Message-ID of their own, and those whose id no entry holds, by what else they tell.
 *
 * An entry is a candidate if it shares a moment, the beginning of the text, or the record of the monthly text with the
 * page. At least two witnesses must agree, and none may deny; the candidate with the most is taken if no other has as
 * many. The matched pages around it decide between equals. A page that shows an entry which has a page already is a copy.
 */
export function matchByWitness(board: MatchBoard): void {
  const lookUp = entryLookUp(board.entries)
  const brackets = board.brackets()
  const claims: Claim[] = []
  for (const [page, facts] of board.pages.entries()) {
    if (!board.isFree(page) || board.unmatched.get(page)?.why === 'rivals') continue
    const weighed = lookUp(facts).map((entry): Candidate => ({ entry, evidence: board.weigh(page, entry) }))
    const enough = weighed.filter(({ evidence }) => isEnough(evidence)).sort(byStrength)
    const [best] = enough
    if (best === undefined) {
      nameContradiction(board, page, weighed)
      continue
    }
    const equals = enough.filter(({ evidence }) => evidence.agrees.length === best.evidence.agrees.length)
    const chosen =
      equals.length === 1 ? equals : equals.filter(({ entry }) => isInside(brackets[page]!, entry))
    if (chosen.length !== 1) {
      board.unmatched.set(page, { why: 'rivals', positions: positions(equals), denies: [] })
      continue
    }
    claims.push({ page, ...chosen[0]! })
  }
  for (const [entry, claimants] of groupBy(claims, ({ entry }) => entry)) settle(board, entry, claimants)
}

interface Claim extends Candidate {
  readonly page: number
}

/** Pages that claim one entry are copies of one another, unless one of them knows better than the others. */
function settle(board: MatchBoard, entry: number, claimants: readonly Claim[]): void {
  const sorted = claimants.toSorted(
    (a, b) =>
      b.evidence.agrees.length - a.evidence.agrees.length ||
      Number(board.isForecast(b.page, entry)) - Number(board.isForecast(a.page, entry)) ||
      a.page - b.page,
  )
  for (const { page, evidence } of sorted) {
    const isTaken = board.pageOf[entry] !== -1
    // A copy must show the text too: two messages of one sender and second are no copies.
    if (isTaken && !evidence.agrees.includes('body')) {
      board.unmatched.set(page, { why: 'rivals', positions: [entry], denies: [] })
    } else board.match(page, entry, 'witness', evidence.agrees)
  }
}

/** One entry that much speaks for and something against is named; of several, or of faint ones, nothing can be said. */
function nameContradiction(board: MatchBoard, page: number, weighed: readonly Candidate[]): void {
  if (board.unmatched.has(page)) return
  const likely = weighed.filter(
    ({ evidence }) =>
      isEnough({ ...evidence, denies: [] }) && evidence.agrees.length > evidence.denies.length,
  )
  const [only] = likely
  if (likely.length !== 1 || only === undefined) return
  board.unmatched.set(page, { why: 'contradicted', positions: [only.entry], denies: only.evidence.denies })
}

function byStrength(a: Candidate, b: Candidate): number {
  return b.evidence.agrees.length - a.evidence.agrees.length || a.entry - b.entry
}

function positions(candidates: readonly Candidate[]): number[] {
  return candidates.map(({ entry }) => entry).sort((a, b) => a - b)
}

/** Finds the entries that share something telling with a page. */
function entryLookUp(entries: readonly TreeEntry[]): (page: PageFacts) => readonly number[] {
  const keys = new Map<string, number[]>()
  for (const [entry, { moments, body, messageId }] of entries.entries()) {
    for (const key of keysOf(moments, body, messageId === null ? null : looseId(messageId))) {
      const known = keys.get(key)
      if (known === undefined) keys.set(key, [entry])
      else known.push(entry)
    }
  }
  return ({ moment, threadMoment, body, textId }) => {
    const moments = [moment, threadMoment].filter((known) => known !== null)
    const found = keysOf(moments, body, textId).flatMap((key) => {
      const sharing = keys.get(key) ?? []
      return sharing.length > MOST_SHARING ? [] : sharing
    })
    return [...new Set(found)]
  }
}

function keysOf(moments: readonly number[], body: PageFacts['body'], id: string | null): string[] {
  const text = bodyKey(body)
  return [
    ...moments.map((moment) => `at ${moment}`),
    ...(text === null ? [] : [`text ${text}`]),
    ...(id === null ? [] : [`id ${id}`]),
  ]
}
