import type { AdoptionFinding } from '../archivers/adoption-finding.ts'
import type { ForecastRow } from '../archivers/archiver.ts'
import type { TreeMatching } from '../archivers/match-pages.ts'
import { forecastRenumbering, type Move, type Renumbering } from '../audit/renumbering.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'

/** A {@link Renumbering} of a published tree: what causes it is what `adopt` found. */
export interface TreeRenumbering extends Omit<Renumbering, 'first' | 'moves'> {
  readonly first:
    (TreeMove & { readonly cause: { readonly code: string; readonly ref: string } | null }) | null
  readonly moves: readonly TreeMove[]
}

/** A page that would move, or be lost. */
export interface TreeMove extends Omit<Move, 'id'> {
  /** The stable ID of its message; null for a page whose message no mbox holds. */
  readonly id: string | null
}

/** What {@link adoptedRenumbering} compares. */
export interface TreeRenumberingInput {
  readonly archiver: string
  readonly matching: TreeMatching
  /** What the archiver's full rebuild gives each entry, by position. */
  readonly rows: readonly ForecastRow[]
  readonly state: LedgerState
  readonly findings: readonly AdoptionFinding[]
}

/** What the archiver's full rebuild of the mbox files would do to every page of the published tree. */
export function adoptedRenumbering(input: TreeRenumberingInput): TreeRenumbering {
  const { archiver, matching, rows, state, findings } = input
  const { matches } = matching
  const idAt = (position: number | null): string | null =>
    position === null ? null : (state.messages[position]?.id ?? null)
  const pages = matches.map(({ page }) => page.path)
  const { first, moves, ...counts } = forecastRenumbering({
    archiver,
    ids: pages,
    presentOf: Int32Array.from(matches, ({ position, isCopy }) => (isCopy ? -1 : (position ?? -1))),
    recordedPlaces: pages,
    presentPlaces: rows.map(({ path }) => path),
    causeAt: () => null,
    listMoves: true,
  })
  const ids = new Map(matches.map(({ page, position }) => [page.path, idAt(position)]))
  const named = <Found extends Move>(move: Found) => ({ ...move, id: ids.get(move.id) ?? null })
  return {
    ...counts,
    first: first && { ...named(first), cause: causeOf(first.id, pages, matching, findings) },
    moves: moves.map(named),
  }
}

/** Whatever takes or gives a number: the nearest finding at or before the first page that moves. */
const SHIFTING: ReadonlySet<string> = new Set([
  ...['page-without-entry', 'page-ambiguous', 'page-contradicted', 'page-copied'],
  ...['entry-without-page', 'duplicate-without-page', 'phantom-page', 'phantom-without-page'],
])

function causeOf(
  path: string,
  pages: readonly string[],
  { matches }: TreeMatching,
  findings: readonly AdoptionFinding[],
): { readonly code: string; readonly ref: string } | null {
  const place = pages.indexOf(path)
  const placeOf = new Map(pages.map((page, index) => [page, index]))
  const entry = matches[place]?.position ?? Infinity
  let nearest: { readonly finding: AdoptionFinding; readonly distance: number } | null = null
  for (const finding of findings) {
    if (!SHIFTING.has(finding.code)) continue
    const distance =
      finding.path === null
        ? entry - (finding.positions[0] ?? Infinity)
        : place - (placeOf.get(finding.path) ?? Infinity)
    if (distance < 0 || Number.isNaN(distance)) continue
    if (nearest === null || distance < nearest.distance) nearest = { finding, distance }
  }
  return nearest && { code: nearest.finding.code, ref: nearest.finding.ref }
}
