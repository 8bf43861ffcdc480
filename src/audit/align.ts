import { longestIncreasing } from './longest-increasing.ts'
import type { MessageDigests } from '../message/present-message.ts'

/** What alignment needs to know of an entry, on either side. */
export interface Alignable {
  readonly messageId: string | null
  readonly digests: MessageDigests
}

/** Which recorded entry is which present entry. -1 means none. */
export interface Alignment {
  /** For each recorded position the present position of the same entry. */
  readonly presentOf: Int32Array
  /** For each present position the recorded position of the same entry. */
  readonly recordedOf: Int32Array
  /** By recorded position: 1 where the entry stands out of the recorded order. As few as possible. */
  readonly moved: Uint8Array
}

/** A body so short that many messages share it says nothing about which message it is. */
const TELLING_BODY_BYTES = 24

/** One kind of evidence that two entries are the same message. A null key takes no part. */
interface Pass {
  readonly key: (entry: Alignable) => string | null
  /**
   * Weak evidence counts only where nobody else has it: besides the recorded bytes and the present ones no
   * entry of the list has this key. Lists hold many bodies that say `unsubscribe`, and converted ones many
   * From_ lines of 1970: those must not pair strangers.
   */
  readonly telling?: true
  /** Evidence that counts only between the same two neighbours; `closed`: not behind the last neighbour either. */
  readonly gap?: 'same' | 'closed'
}

const fromLineAndText = ({ digests }: Alignable): string | null =>
  digests.size > 0 ? `${digests.fromLine} ${digests.loose}` : null
const fromLineAndHead = ({ digests }: Alignable): string => `${digests.fromLine} ${digests.headLoose}`

/** The passes, the surest evidence first. Each pairs what the ones before it left over. */
const PASSES: readonly Pass[] = [
  { key: ({ digests }) => `${digests.raw} ${digests.fromLine}` },
  { key: ({ digests }) => digests.raw },
  { key: ({ digests }) => `${digests.head} ${digests.body}` },
  { key: ({ digests }) => digests.content },
  { key: ({ messageId, digests }) => messageId && `${messageId} ${digests.fromLine}` },
  { key: ({ messageId }) => messageId },
  { key: fromLineAndText, telling: true },
  { key: fromLineAndHead, telling: true },
  {
    key: ({ digests }) => (digests.size >= TELLING_BODY_BYTES ? digests.body : null),
    telling: true,
    gap: 'same',
  },
  { key: ({ digests }) => digests.head, telling: true, gap: 'same' },
  {
    key: ({ digests }) => (digests.size >= TELLING_BODY_BYTES ? digests.loose : null),
    telling: true,
    gap: 'same',
  },
  { key: ({ digests }) => digests.fromLine, telling: true, gap: 'same' },
  // What others share still tells where one went and one came between two neighbours that stayed. Behind the
  // last neighbour it does not: there messages go and new ones come all the time.
  { key: fromLineAndText, gap: 'closed' },
  { key: fromLineAndHead, gap: 'closed' },
]

/**
 * Aligns the recorded sequence with the present one.
 *
 * Equal runs at both ends are paired first, so an append or a single edit costs one pass. What is left
 * is paired by evidence from the surest kind to the weakest; between equal keys (exact copies) the
 * neighbours decide, then the order. Near-linear in time, also for a sorted, reversed or shuffled file.
 *
 * @param recorded - The ledger's sequence, in order.
 * @param present - The entries of the files, in order.
 */
export function align(recorded: readonly Alignable[], present: readonly Alignable[]): Alignment {
  const presentOf = new Int32Array(recorded.length).fill(-1)
  const recordedOf = new Int32Array(present.length).fill(-1)
  const pair = (r: number, p: number): void => {
    presentOf[r] = p
    recordedOf[p] = r
  }
  const same = (r: number, p: number): boolean => {
    const left = recorded[r]!.digests
    const right = present[p]!.digests
    return left.raw === right.raw && left.fromLine === right.fromLine
  }

  let start = 0
  while (start < recorded.length && start < present.length && same(start, start)) pair(start, start++)
  let recordedEnd = recorded.length
  let presentEnd = present.length
  while (recordedEnd > start && presentEnd > start && same(recordedEnd - 1, presentEnd - 1)) {
    pair(--recordedEnd, --presentEnd)
  }

  let openRecorded = range(start, recordedEnd)
  let openPresent = range(start, presentEnd)
  for (const [index, pass] of PASSES.entries()) {
    if (openRecorded.length === 0 || openPresent.length === 0) break
    const gaps = pass.gap === undefined ? null : findGaps(presentOf, recordedOf, pass.gap)
    const isShared = pass.telling ? findShared(pass, { recorded, present, openRecorded, openPresent }) : null
    const keyIn = (entry: Alignable, gap: number | undefined): string | null => {
      const key = pass.key(entry)
      return key === null || gap === NO_GAP || isShared?.(key) === true ? null : `${gap ?? ''} ${key}`
    }
    const recordedKey: KeyAt = (r) => keyIn(recorded[r]!, gaps?.recorded[r])
    const presentKey: KeyAt = (p) => keyIn(present[p]!, gaps?.present[p])
    pairUnique(groupByKey(openRecorded, recordedKey), groupByKey(openPresent, presentKey), pair)
    if (index === 0) extendRuns(openPresent, presentOf, recordedOf, same, pair)
    pairInOrder(
      groupByKey(
        openRecorded.filter((r) => presentOf[r] === -1),
        recordedKey,
      ),
      groupByKey(
        openPresent.filter((p) => recordedOf[p] === -1),
        presentKey,
      ),
      pair,
    )
    openRecorded = openRecorded.filter((r) => presentOf[r] === -1)
    openPresent = openPresent.filter((p) => recordedOf[p] === -1)
  }
  const crossed: Alignment = { presentOf, recordedOf, moved: findMoved(presentOf, recordedOf) }
  const straight = straightenCopies(recorded, crossed, start, recordedEnd)
  return straight !== null && countMoved(straight) <= countMoved(crossed) ? straight : crossed
}

/**
 * Gives the partners of exact copies to them in order: which copy is which entry no evidence tells, so the order
 * does. Null where no two of them cross.
 */
function straightenCopies(
  recorded: readonly Alignable[],
  { presentOf, recordedOf }: Alignment,
  start: number,
  end: number,
): Alignment | null {
  const paired = range(start, end).filter((r) => presentOf[r] !== -1)
  const copies = groupByKey(paired, (r) => PASSES[0]!.key(recorded[r]!))
  const straight = { presentOf: presentOf.slice(), recordedOf: recordedOf.slice() }
  let crosses = false
  for (const group of copies.values()) {
    if (group.length === 1) continue
    const partners = group.map((r) => presentOf[r]!).sort((a, b) => a - b)
    for (const [index, r] of group.entries()) {
      const p = partners[index]!
      crosses ||= p !== presentOf[r]
      straight.presentOf[r] = p
      straight.recordedOf[p] = r
    }
  }
  return crosses ? { ...straight, moved: findMoved(straight.presentOf, straight.recordedOf) } : null
}

function countMoved({ moved }: Alignment): number {
  return moved.reduce((sum, is) => sum + is, 0)
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index)
}

type KeyAt = (position: number) => string | null

/** Of an entry whose gap has no end. */
const NO_GAP = -2

/** Names the gap that each unpaired entry stands in by the paired entry before it, the same on both sides. */
function findGaps(
  presentOf: Int32Array,
  recordedOf: Int32Array,
  kind: 'same' | 'closed',
): { recorded: Int32Array; present: Int32Array } {
  const before = (partners: Int32Array, nameOf: (position: number) => number): Int32Array => {
    const last = kind === 'closed' ? partners.findLastIndex((partner) => partner !== -1) : partners.length
    let gap = -1
    return partners.map((partner, position) => {
      if (partner !== -1) gap = nameOf(position)
      return position > last ? NO_GAP : gap
    })
  }
  return {
    recorded: before(presentOf, (r) => presentOf[r]!),
    present: before(recordedOf, (p) => p),
  }
}

/** Says which keys more entries have than the recorded one and the present one, copies counted once. */
function findShared(
  { key }: Pass,
  lists: {
    readonly recorded: readonly Alignable[]
    readonly present: readonly Alignable[]
    readonly openRecorded: readonly number[]
    readonly openPresent: readonly number[]
  },
): (key: string) => boolean {
  const kinds = new Map<string, { first: string; second: string | null; shared: boolean }>()
  const open = new Set<string | null>()
  for (const r of lists.openRecorded) open.add(key(lists.recorded[r]!))
  const wanted = new Set<string>()
  for (const p of lists.openPresent) {
    const found = key(lists.present[p]!)
    if (found !== null && open.has(found)) wanted.add(found)
  }
  for (const entries of [lists.recorded, lists.present]) {
    for (const entry of entries) {
      const found = key(entry)
      if (found === null || !wanted.has(found)) continue
      const { raw } = entry.digests
      const kind = kinds.get(found)
      if (kind === undefined) kinds.set(found, { first: raw, second: null, shared: false })
      else if (raw === kind.first || raw === kind.second) continue
      else if (kind.second === null) kind.second = raw
      else kind.shared = true
    }
  }
  return (found) => kinds.get(found)?.shared ?? false
}

function groupByKey(open: readonly number[], keyAt: KeyAt): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const position of open) {
    const key = keyAt(position)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(position)
    else groups.set(key, [position])
  }
  return groups
}

type Groups = ReadonlyMap<string, readonly number[]>

/** Pairs the keys that stand exactly once on each side: those need no order to decide. */
function pairUnique(recorded: Groups, present: Groups, pair: (r: number, p: number) => void): void {
  for (const [key, places] of present) {
    const others = recorded.get(key)
    if (places.length === 1 && others?.length === 1) pair(others[0]!, places[0]!)
  }
}

/** Pairs what has equal keys in order: the first with the first. */
function pairInOrder(recorded: Groups, present: Groups, pair: (r: number, p: number) => void): void {
  for (const [key, places] of present) {
    const others = recorded.get(key)
    if (!others) continue
    const pairs = Math.min(places.length, others.length)
    for (let index = 0; index < pairs; index++) pair(others[index]!, places[index]!)
  }
}

/** From each paired entry, pairs equal neighbours in both directions: copies stay beside what stood beside them. */
function extendRuns(
  openPresent: readonly number[],
  presentOf: Int32Array,
  recordedOf: Int32Array,
  same: (r: number, p: number) => boolean,
  pair: (r: number, p: number) => void,
): void {
  const grow = (from: number, step: 1 | -1): void => {
    let p = from + step
    let r = recordedOf[from]! + step
    while (
      p >= 0 &&
      r >= 0 &&
      p < recordedOf.length &&
      r < presentOf.length &&
      recordedOf[p] === -1 &&
      presentOf[r] === -1 &&
      same(r, p)
    ) {
      pair(r, p)
      p += step
      r += step
    }
  }
  const anchors = openPresent.filter((p) => recordedOf[p] !== -1)
  const first = openPresent[0]!
  if (first > 0) grow(first - 1, 1)
  for (const anchor of anchors) grow(anchor, 1)
  for (const anchor of anchors) grow(anchor, -1)
}

function findMoved(presentOf: Int32Array, recordedOf: Int32Array): Uint8Array {
  const order = recordedOf.filter((r) => r !== -1)
  const kept = longestIncreasing(order)
  const moved = new Uint8Array(presentOf.length)
  for (const [index, r] of order.entries()) if (kept[index] === 0) moved[r] = 1
  return moved
}
