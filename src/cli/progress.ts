import type { Terminal } from './terminal.ts'

/** How much is done of how much; bytes, or whatever the step counts. */
export type ReportProgress = (done: number, total: number) => void

const DELAY = 1000
const EVERY = 200
const MB = 1_000_000

/**
 * Shows one line of progress on stderr, once a step has lasted for a second, and clears it at the end.
 * Shows nothing where stderr is no terminal.
 */
export class Progress {
  readonly #terminal: Terminal
  readonly #shown: boolean
  #started = performance.now()
  #last = 0
  #visible = false

  constructor(terminal: Terminal, quiet: boolean) {
    this.#terminal = terminal
    this.#shown = terminal.showsProgress && !quiet
  }

  /** A callback for one step, such as `reading`. */
  step(name: string): ReportProgress {
    this.#started = performance.now()
    return (done, total) => {
      const now = performance.now()
      const elapsed = now - this.#started
      if (!this.#shown || elapsed < DELAY || now - this.#last < EVERY) return
      this.#last = now
      const rate = done / elapsed
      const left = rate > 0 ? Math.ceil((total - done) / rate / 1000) : 0
      const share = total > 0 ? Math.floor((100 * done) / total) : 0
      const words = `${name}: ${share} %, ${((rate * 1000) / MB).toFixed(0)} MB/s, ${left} s left`
      this.#terminal.err(`\r\u001b[K${words}`)
      this.#visible = true
    }
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#visible) this.#terminal.err('\r\u001b[K')
    this.#visible = false
  }
}
