import type { FindingCode } from './finding-codes.ts'

/** A published path, or a position where the forecast is by position. */
export type Place = string | number

/** A recorded page that would open another message, or none. */
export interface Move {
  readonly id: string
  readonly from: Place
  /** Where the message would stand; null where it would have no page. */
  readonly to: Place | null
}

/** What a full rebuild from the present files would do to the recorded pages. */
export interface Renumbering {
  /** Whose rules the forecast follows; `position` counts places in the list. */
  readonly archiver: string
  /** Recorded pages whose message would get another path. */
  readonly moved: number
  /** Recorded pages whose message would get none. */
  readonly lost: number
  /** Messages that would get a path no recorded message ever had. */
  readonly gained: number
  /** The first page that moves, or else the first that is lost, with the finding that causes it. */
  readonly first:
    (Move & { readonly cause: { readonly code: FindingCode; readonly ref: string } | null }) | null
  /** Every one of them in recorded order, where it was asked for. */
  readonly moves: readonly Move[]
}

/** What {@link forecastRenumbering} is told. Arrays are indexed by recorded or present position. */
export interface RenumberingInput {
  readonly archiver: string
  readonly ids: readonly string[]
  readonly presentOf: Int32Array
  /** The place that each recorded message has; null where it has none. */
  readonly recordedPlaces: readonly (Place | null)[]
  /** The place that each present entry would get; null where it gets none. */
  readonly presentPlaces: readonly (Place | null)[]
  /** Places that would be given to what is no entry: pages made of text inside one. */
  readonly extraPlaces?: readonly Place[]
  /** Every place that a recorded message ever had, where there are more than the current ones. */
  readonly everHeld?: ReadonlySet<Place>
  /** The finding to blame for a shift at a recorded position. */
  readonly causeAt: (recordedPosition: number) => { code: FindingCode; ref: string } | null
  /** Whether to list each move. */
  readonly listMoves: boolean
}

/** Compares where recorded messages stand with where a full rebuild would put them. Pure arithmetic. */
export function forecastRenumbering(input: RenumberingInput): Renumbering {
  const held = input.everHeld ?? new Set(input.recordedPlaces)
  const moves: Move[] = []
  let moved = 0
  let lost = 0
  let firstMoved = -1
  let firstLost = -1
  const targetOf = (position: number): Place | null => {
    const present = input.presentOf[position]!
    return present === -1 ? null : (input.presentPlaces[present] ?? null)
  }
  for (const [position, from] of input.recordedPlaces.entries()) {
    if (from === null) continue
    const to = targetOf(position)
    if (to === from) continue
    if (to === null) {
      lost++
      if (firstLost === -1) firstLost = position
    } else {
      moved++
      if (firstMoved === -1) firstMoved = position
    }
    if (input.listMoves) moves.push({ id: input.ids[position]!, from, to })
  }
  const first = firstMoved === -1 ? firstLost : firstMoved
  return {
    archiver: input.archiver,
    moved,
    lost,
    gained: [...input.presentPlaces, ...(input.extraPlaces ?? [])].filter(
      (place) => place !== null && !held.has(place),
    ).length,
    first:
      first === -1
        ? null
        : {
            id: input.ids[first]!,
            from: input.recordedPlaces[first]!,
            to: targetOf(first),
            cause: input.causeAt(first),
          },
    moves,
  }
}
