import { rowWithoutPage, type ExtraPage, type ForecastRow, type NoPageReason } from './archiver.ts'

/** A message as an archiver took it out of the entries, which it may have run together. */
export interface TakenMessage {
  /** The entry that opened it; null where bytes that are no entry's did. */
  readonly owner: number | null
  /** Entries whose From_ lines stand in its header section. */
  readonly swallowed: readonly number[]
  /** The entry that holds the Message-ID that its page shows. */
  readonly idOwner?: number | null | undefined
}

/** The rows of a forecast for an archiver that counts its pages over the whole list, from 0. */
export class NumberedRows {
  readonly extras: ExtraPage[] = []
  readonly #pathOf: (number: number) => string
  readonly #positions: number[] = []
  readonly #rows = new Map<number, ForecastRow>()
  #next = 0

  constructor(pathOf: (number: number) => string) {
    this.#pathOf = pathOf
  }

  /** The positions of all entries, in their order. */
  get positions(): readonly number[] {
    return this.#positions
  }

  addEntry(position: number): void {
    this.#positions.push(position)
  }

  has(position: number): boolean {
    return this.#rows.has(position)
  }

  /** The entry whose page a message is: where entries have run together, the one whose Message-ID it shows. */
  ownerOf({ owner, swallowed, idOwner }: TakenMessage): number | null {
    const shown = swallowed.find((position) => position === idOwner)
    const found = shown ?? owner ?? swallowed[0] ?? null
    if (owner !== null && found !== owner) this.leave(owner, 'header-never-ends')
    return found
  }

  /** An entry gets no page. */
  leave(owner: number | null, reason: NoPageReason, key: string | null = null): void {
    if (owner !== null) this.#rows.set(owner, rowWithoutPage(owner, reason, { key }))
  }

  /** The next page is the entry's, or that of bytes which are no entry. */
  give(owner: number | null, key: string | null): void {
    const number = this.#next
    this.#next += 1
    const path = this.#pathOf(number)
    if (owner === null) {
      this.extras.push({ inside: this.#positions.at(-1) ?? null, number, path, volume: null, key })
      return
    }
    const page = { number, path, volume: null, epoch: null, undated: false, reason: null, crash: null }
    this.#rows.set(owner, { position: owner, key, ...page })
  }

  /** One row for each entry. */
  list(): ForecastRow[] {
    return this.#positions.map(
      (position) => this.#rows.get(position) ?? rowWithoutPage(position, 'not-a-separator'),
    )
  }
}
