import { latin1, LF } from '../mbox/ascii.ts'
import { splitMessage } from '../message/message-splitter.ts'
import { findText, type SearchedText } from './find-text.ts'

/** A line shorter than this, in bytes, stands in many messages and tells nothing. */
const TELLING_LINE = 16
/** Of one text that was taken out, so many lines are looked for. */
const MOST_LINES = 2000
/** A longer line is no line that anybody quotes. */
const LONGEST_LINE = 998

/**
 * Finds the messages that quote others: that hold one of their lines behind a quote mark, or one of the texts anywhere.
 * Encoded parts are not looked into.
 *
 * A line that another message holds as its own is boilerplate, such as the list's footer: to quote it says nothing.
 */
export class QuoteFinder {
  readonly #texts: readonly SearchedText[]
  readonly #lines = new Set<string>()
  readonly #boilerplate = new Set<string>()
  readonly #found = new Map<number, ReadonlySet<string> | null>()

  constructor(texts: readonly SearchedText[]) {
    this.#texts = texts
  }

  /** Whether there is anything to look for. */
  get isIdle(): boolean {
    return this.#texts.length === 0 && this.#lines.size === 0
  }

  /** Takes a message that may be quoted. All of them come before the first {@link look}. */
  add(message: Uint8Array): void {
    let count = 0
    eachLine(message, (line, isQuoted) => {
      if (isQuoted || line.length < TELLING_LINE || !/[A-Za-z]/.test(line) || count >= MOST_LINES) return
      this.#lines.add(line)
      count++
    })
  }

  /** Looks at another message. */
  look(position: number, message: Uint8Array): void {
    const whole = { start: 0, end: message.length }
    if (this.#texts.some((text) => findText(message, text, whole).length > 0)) this.#found.set(position, null)
    if (this.#lines.size === 0) return
    const quoted = new Set<string>()
    eachLine(message, (line, isQuoted) => {
      if (this.#lines.has(line)) (isQuoted ? quoted : this.#boilerplate).add(line)
    })
    if (quoted.size > 0 && !this.#found.has(position)) this.#found.set(position, quoted)
  }

  /** The positions that quote, in the order in which they were looked at. */
  positions(): number[] {
    const tells = (lines: ReadonlySet<string> | null): boolean =>
      lines === null || [...lines].some((line) => !this.#boilerplate.has(line))
    return [...this.#found].filter(([, lines]) => tells(lines)).map(([position]) => position)
  }
}

/** Calls `take` with each body line, without quote marks and blanks around it. */
function eachLine(message: Uint8Array, take: (line: string, isQuoted: boolean) => void): void {
  const { body } = splitMessage(message)
  for (let start = body.start; start < body.end;) {
    const lf = message.indexOf(LF, start)
    const end = lf === -1 ? body.end : lf
    const line = latin1(message, start, Math.min(end, start + LONGEST_LINE)).trimEnd()
    const text = line.replace(/^[>|: \t]+/, '')
    if (text !== '') take(text, /^[ \t]*[>|:]/.test(line))
    start = end + 1
  }
}
