import { latin1 } from '../mbox/ascii.ts'
import type { SourceLine } from './source-lines.ts'

/** Hypermail reads lines into a buffer of 1,024 bytes, the last of them for itself. */
const BUFFER = 1023

/** A line, or a piece of a long one, as Hypermail has it in its buffer: nothing behind a NUL exists. */
export interface HypermailLine {
  /** One character a byte, with the line end. */
  readonly text: string
  /** The entry that the line begins in; null in front of the first entry. */
  readonly owner: number | null
  /** It begins with the entry's From_ line. */
  readonly opens: boolean
  readonly holds: number | null
}

/** Cuts a line into the pieces that Hypermail takes for lines. */
export function* hypermailLines(line: SourceLine): Generator<HypermailLine> {
  for (let start = 0; start < line.bytes.length; start += BUFFER) {
    const piece = line.bytes.subarray(start, start + BUFFER)
    const nul = piece.indexOf(0)
    yield {
      text: latin1(piece, 0, nul === -1 ? piece.length : nul),
      owner: line.owner,
      opens: line.opens && start === 0,
      holds: start === 0 ? line.holds : null,
    }
  }
}

/** Whether a From_ line separates messages: the name of a day and a blank stand somewhere in it. */
export function isHypermailSeparator(text: string): boolean {
  return text.startsWith('From ') && /(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) /.test(text)
}

/**
 * The msgid in a Message-ID line: what stands behind the last `<`, or else behind the colon, up to `>` or the line's
 * end, backslashes left out. Hypermail calls an empty one `BOZO`.
 */
export function hypermailMessageId(text: string): string {
  const bracket = text.lastIndexOf('<')
  const start = bracket === -1 ? text.indexOf(':') + 1 : bracket + 1
  const value = text.slice(start)
  const id = /^[^>\n]*/.exec(bracket === -1 ? value.replace(/^[ \t]+/, '') : value)![0].replaceAll('\\', '')
  return id === '' ? 'BOZO' : id
}

/** One line of the list that Hypermail keeps of a message. Lines of the body are all one node: only their place counts. */
export interface HypermailNode {
  text: string
  readonly header: boolean
  /** Inside an attached message: its fields are not the message's. */
  readonly attached: boolean
  readonly owner: number | null
  parsed: boolean
  next: HypermailNode | null
}

/** The list itself: first and last node, as Hypermail's `bp` and `lp`. */
export class HypermailList {
  first: HypermailNode | null = null
  last: HypermailNode | null = null

  /** Adds a line. */
  add(text: string, flags: { header: boolean; attached: boolean }, owner: number | null): void {
    if (!flags.header && this.last !== null && !this.last.header) return
    const node: HypermailNode = { text, ...flags, owner, parsed: false, next: null }
    if (this.last === null) this.first = node
    else this.last.next = node
    this.last = node
  }

  /** Joins a folded line to the one before. */
  fold(text: string): void {
    if (this.last === null) return
    const end = this.last.text.indexOf('\n')
    this.last.text = (end === -1 ? this.last.text : this.last.text.slice(0, end)) + text
  }

  /** Adds copies of the lines of another list; what was parsed of them is forgotten. */
  append(other: HypermailList): void {
    for (let node = other.first; node !== null; node = node.next) this.add(node.text, node, node.owner)
  }
}
