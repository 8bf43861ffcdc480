import type { Terminal } from './terminal.ts'

/** How much is done of how much, in what the step counts. */
export type ReportProgress = (done: number, total: number) => void

/** What a step counts: bytes, shown as megabytes, or things by their name. */
export type ProgressUnit = 'bytes' | 'files' | 'messages'

const DELAY = 1000
const EVERY = 200
const MB = 1_000_000

/**
 * Shows one line of progress on stderr, once a step has lasted for a second, and clears it at the end: the share that
 * is done, the rate, and the time left. Shows nothing where stderr is no terminal.
 */
export class Progress {
  readonly #terminal: Terminal
  readonly #shown: boolean
  #last = 0
  #visible = false

  constructor(terminal: Terminal, quiet: boolean) {
    this.#terminal = terminal
    this.#shown = terminal.showsProgress && !quiet
  }

  /** A callback for one step, such as `reading`; the step begins when it is first called. */
  step(name: string, unit: ProgressUnit): ReportProgress {
    let begun: { readonly at: number; readonly done: number } | null = null
    return (done, total) => {
      const now = performance.now()
      begun ??= { at: now, done }
      const elapsed = now - begun.at
      if (!this.#shown || elapsed < DELAY || now - this.#last < EVERY) return
      this.#last = now
      const rate = (done - begun.done) / elapsed
      const left = rate > 0 ? `, ${Math.ceil((total - done) / rate / 1000)} s left` : ''
      const share = total > 0 ? Math.floor((100 * done) / total) : 0
      this.#terminal.err(`\r\u001b[K${name}: ${share} %, ${rateText(rate * 1000, unit)}${left}`)
      this.#visible = true
    }
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#visible) this.#terminal.err('\r\u001b[K')
    this.#visible = false
  }
}

function rateText(perSecond: number, unit: ProgressUnit): string {
  return unit === 'bytes' ? `${(perSecond / MB).toFixed(0)} MB/s` : `${perSecond.toFixed(0)} ${unit}/s`
}
