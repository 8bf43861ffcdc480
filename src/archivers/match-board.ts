import { longestIncreasing } from '../audit/longest-increasing.ts'
import { groupBy } from './group-by.ts'
import { weigh, type Evidence, type Witness } from './match-witnesses.ts'
import type { PageFacts } from './page-facts.ts'
import type { TreeEntry } from './tree-entry.ts'

/** What a page was matched by. */
export type MatchKind = 'id' | 'witness' | 'order' | 'none'

/** Why a page that could have been matched was not. */
export interface Unmatched {
  /** `rivals`: more than one entry could be shown; `contradicted`: one entry could, but a witness denies it. */
  readonly why: 'rivals' | 'contradicted'
  /** The entries, by position. */
  readonly positions: readonly number[]
  readonly denies: Evidence['denies']
}

/** The entries between which a page must stand, both excluded. */
export interface Bracket {
  readonly after: number
  readonly before: number
}

/** The least share of pages whose order is that of the entries, where one order is taken for both. */
const ONE_ORDER = 0.98

/**
 * The state of a matching: which page shows which entry, as far as it is known.
 *
 * An entry has at most one page of its own; further pages that show it are copies.
 */
export class MatchBoard {
  readonly pages: readonly PageFacts[]
  readonly entries: readonly TreeEntry[]
  /** By page: the entry, or -1. */
  readonly entryOf: Int32Array
  /** By entry: its own page, or -1. */
  readonly pageOf: Int32Array
  readonly kinds: MatchKind[]
  readonly witnesses: (readonly Witness[])[]
  readonly isCopy: Uint8Array
  readonly unmatched = new Map<number, Unmatched>()

  constructor(pages: readonly PageFacts[], entries: readonly TreeEntry[]) {
    this.pages = pages
    this.entries = entries
    this.entryOf = new Int32Array(pages.length).fill(-1)
    this.pageOf = new Int32Array(entries.length).fill(-1)
    this.kinds = pages.map(() => 'none')
    this.witnesses = pages.map(() => [])
    this.isCopy = new Uint8Array(pages.length)
  }

  weigh(page: number, entry: number): Evidence {
    return weigh(this.pages[page]!, this.entries[entry]!)
  }

  /** The page shows the entry; as a copy, if the entry has a page. */
  match(page: number, entry: number, kind: MatchKind, witnesses: readonly Witness[]): void {
    this.entryOf[page] = entry
    this.kinds[page] = kind
    this.witnesses[page] = witnesses
    this.unmatched.delete(page)
    if (this.pageOf[entry] === -1) this.pageOf[entry] = page
    else this.isCopy[page] = 1
  }

  isFree(page: number): boolean {
    return this.entryOf[page] === -1
  }

  /** Whether the archiver's full rebuild would put the entry at the page's path. */
  isForecast(page: number, entry: number): boolean {
    return this.entries[entry]!.forecastPath === this.pages[page]!.page.path
  }

  /**
   * Where each page must stand, by the matched pages before and behind it in the order of numbers.
   *
   * Numbers follow the order of the entries over the whole list, or, where the entries are monthly texts, in each volume.
   */
  brackets(): readonly Bracket[] {
    const all = this.pages.map((_, page) => page)
    const whole = this.#anchored(all)
    const anchors = whole.reduce((sum, isAnchor) => sum + isAnchor, 0)
    const matched = all.filter((page) => this.#isOwn(page)).length
    const brackets: Bracket[] = new Array<Bracket>(all.length)
    if (anchors >= matched * ONE_ORDER) {
      this.#bracket(all, whole, brackets)
      return brackets
    }
    for (const pages of this.volumes().values()) this.#bracket(pages, this.#anchored(pages), brackets)
    return brackets
  }

  /** The pages of each volume, in the order of their numbers. */
  volumes(): ReadonlyMap<string, readonly number[]> {
    return groupBy(this.pages.keys(), (page) => this.pages[page]!.page.volume)
  }

  #isOwn(page: number): boolean {
    return this.entryOf[page] !== -1 && this.isCopy[page] === 0 && this.pages[page]!.page.number !== null
  }

  /** Marks the pages of the longest run in which pages and entries keep one order. */
  #anchored(pages: readonly number[]): Uint8Array {
    const own = pages.flatMap((page, index) => (this.#isOwn(page) ? [index] : []))
    const kept = longestIncreasing(own.map((index) => this.entryOf[pages[index]!]!))
    const mask = new Uint8Array(pages.length)
    for (const [place, index] of own.entries()) mask[index] = kept[place]!
    return mask
  }

  #bracket(pages: readonly number[], anchors: Uint8Array, brackets: Bracket[]): void {
    const before = new Int32Array(pages.length)
    let next = this.entries.length
    for (let index = pages.length - 1; index >= 0; index -= 1) {
      before[index] = next
      if (anchors[index] === 1) next = this.entryOf[pages[index]!]!
    }
    let after = -1
    for (const [index, page] of pages.entries()) {
      brackets[page] = { after, before: before[index]! }
      if (anchors[index] === 1) after = this.entryOf[page]!
    }
  }
}

/** Whether an entry stands inside a bracket. */
export function isInside({ after, before }: Bracket, entry: number): boolean {
  return entry > after && entry < before
}
