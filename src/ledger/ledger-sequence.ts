import type { Segment } from './ledger-state.ts'

const NONE = -1

/**
 * The order of a list's entries and the segments over them, replayed record by record.
 *
 * A doubly linked list over `seq`, so that placing, taking out and moving cost the same anywhere.
 * A change inside a segment drops it and every later one: its hash proves nothing any more.
 * Each method that names an entry returns false, and changes nothing, where that entry does not stand
 * in the list.
 */
export class LedgerSequence {
  readonly #next: number[] = []
  readonly #previous: number[] = []
  readonly #live: boolean[] = []
  /** For each entry the mark of the segment that covered it last. Marks are never used twice. */
  readonly #mark: number[] = []
  readonly #segments: Segment[] = []
  /** The marks of `#segments`: ascending. */
  readonly #marks: number[] = []
  #lastMark = 0
  #head = NONE
  #tail = NONE
  #count = 0

  /** How many entries stand in the list. */
  get count(): number {
    return this.#count
  }

  /** The segments that hold, in list order. */
  get segments(): readonly Segment[] {
    return this.#segments
  }

  /** `seq` of the last entry, or -1. */
  get last(): number {
    return this.#tail
  }

  /** Whether the entry stands in the list. */
  has(seq: number): boolean {
    return this.#live[seq] === true
  }

  /** The entry behind the given one, the first one for -1; -1 where there is none. */
  following(seq: number): number {
    return seq === NONE ? this.#head : (this.#next[seq] ?? NONE)
  }

  /** Puts an entry behind `after` (-1: at the start; left out: at the end). */
  place(seq: number, after: number = this.#tail): boolean {
    if (this.has(seq) || (after !== NONE && !this.has(after))) return false
    const next = this.following(after)
    if (next !== NONE) this.touch(next)
    this.#previous[seq] = after
    this.#next[seq] = next
    this.#live[seq] = true
    this.#mark[seq] = 0
    if (after === NONE) this.#head = seq
    else this.#next[after] = seq
    if (next === NONE) this.#tail = seq
    else this.#previous[next] = seq
    this.#count += 1
    return true
  }

  /** Takes an entry out. */
  take(seq: number): boolean {
    if (!this.has(seq)) return false
    this.touch(seq)
    const before = this.#previous[seq]!
    const next = this.#next[seq]!
    if (before === NONE) this.#head = next
    else this.#next[before] = next
    if (next === NONE) this.#tail = before
    else this.#previous[next] = before
    this.#live[seq] = false
    this.#count -= 1
    return true
  }

  /** The entry's bytes changed: drops the segment that holds it and every later one. */
  touch(seq: number): void {
    const index = this.#segmentOf(seq)
    if (index !== NONE) this.#keepSegments(index)
  }

  /** Takes a segment in; it replaces those from the one on that begins where it begins. */
  addSegment(segment: Segment): boolean {
    if (!this.has(segment.first) || !this.has(segment.last)) return false
    const before = this.#previous[segment.first]!
    const keep = before === NONE ? 0 : this.#segmentOf(before) + 1
    // Between two segments no entry may stand that neither covers.
    if (before !== NONE && (keep === 0 || this.#segments[keep - 1]!.last !== before)) return false
    let end = segment.first
    while (end !== segment.last && end !== NONE) end = this.#next[end]!
    if (end === NONE) return false
    this.#keepSegments(keep)
    this.#lastMark += 1
    this.#segments.push(segment)
    this.#marks.push(this.#lastMark)
    for (let at = segment.first; ; at = this.#next[at]!) {
      this.#mark[at] = this.#lastMark
      if (at === segment.last) return true
    }
  }

  /** The entries in list order, from behind `after` on; from the start if left out. */
  *entries(after: number = NONE): Generator<number, void> {
    for (let at = this.following(after); at !== NONE; at = this.#next[at]!) yield at
  }

  #keepSegments(count: number): void {
    this.#segments.length = count
    this.#marks.length = count
  }

  #segmentOf(seq: number): number {
    const mark = this.#mark[seq]!
    let low = 0
    let high = this.#marks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#marks[middle]! < mark) low = middle + 1
      else high = middle
    }
    return mark !== 0 && this.#marks[low] === mark ? low : NONE
  }
}
