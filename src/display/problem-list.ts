import type { DisplayProblem, DisplayProblemCode } from './message-display.ts'

/** Problems of one message, in the order in which they were met, each once. */
export class ProblemList {
  private readonly found = new Map<DisplayProblemCode, number | null>()

  /** Adds a problem; those that are counted come with how many more. */
  add(code: DisplayProblemCode, count: number | null = null): void {
    const before = this.found.get(code) ?? null
    this.found.set(code, count === null ? before : (before ?? 0) + count)
  }

  /** The problems so far. */
  list(): readonly DisplayProblem[] {
    return [...this.found].map(([code, count]) => ({ code, count }))
  }
}
