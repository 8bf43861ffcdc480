/** How many places of one code are reported for one entry, and for one file. Further ones are left out. */
export const MAX_PLACES_PER_ENTRY = 100
export const MAX_PLACES_PER_FILE = 10_000

/** Counts the places reported of each code: a hostile file has millions, and the first ones tell it all. */
export class PlaceLimits {
  readonly #inFile = new Map<string, number>()
  #inEntry = new Map<string, number>()

  nextEntry(): void {
    this.#inEntry = new Map()
  }

  /** Counts one more place; false if it is one too many. */
  admit(code: string): boolean {
    const inEntry = this.#inEntry.get(code) ?? 0
    const inFile = this.#inFile.get(code) ?? 0
    if (inEntry >= MAX_PLACES_PER_ENTRY || inFile >= MAX_PLACES_PER_FILE) return false
    this.#inEntry.set(code, inEntry + 1)
    this.#inFile.set(code, inFile + 1)
    return true
  }
}
