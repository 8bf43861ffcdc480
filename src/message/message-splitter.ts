import { CR, LF, isBlank } from '../mbox/ascii.ts'
import type { ByteRange } from '../mbox/entry.ts'
import { FIELD_NAME_LIMIT, findFieldColon } from './field-name.ts'
import { GrowingBytes } from './growing-bytes.ts'

/**
 * How much of a header section fields are read from, in bytes: 1 MiB.
 *
 * The rest still counts for the digests. RFC 5322 sets no limit; no honest mail comes near this one.
 */
export const HEADER_LIMIT = 1024 * 1024

const PIECE = 16 * 1024

/** What the first piece of a header line is. A `folded` line goes on with the line before it. */
export type HeaderLine = 'field' | 'folded' | 'malformed'

/** Receives a message in order, as byte runs that are only valid during the call. */
export interface MessageParts {
  /**
   * The first piece of a header line: all of it with its line end, or at least 998 bytes.
   *
   * @param colon - Of a field, the index of its colon; else -1.
   */
  line(bytes: Uint8Array, start: number, end: number, kind: HeaderLine, colon: number): void
  /** A further piece of the header line before. */
  moreOfLine(bytes: Uint8Array, start: number, end: number): void
  /** A piece of the body. The empty line between header section and body belongs to neither. */
  body(bytes: Uint8Array, start: number, end: number): void
}

/**
 * Splits a message that comes in chunks of any size into header lines and body.
 *
 * The header section ends at the first empty line (LF or CR LF); a line of blanks is a continuation, not
 * an empty line. A line that is neither field nor continuation is `malformed`, and so is a continuation
 * at the very start; the fields after it still count. But where no line before the first empty one (or
 * none that begins within the first {@link HEADER_LIMIT} bytes) is a field, there is no header section and
 * everything is body: a piece of a body that an unquoted From_ line cut off keeps its first paragraph.
 *
 * The result does not depend on the chunks, and memory is bounded by the limit.
 */
export class MessageSplitter {
  private readonly parts: MessageParts
  private readonly held = new GrowingBytes(4 * PIECE)
  private place: 'undecided' | 'head' | 'body' = 'undecided'
  /** Up to where `held` was looked at, or, in the head, handed on. */
  private scanned = 0
  /** Inside a line whose first piece was looked at. */
  private inLine = false
  private emptyLine = false
  /** Bytes of the header section that were dropped from `held` behind the limit. */
  private dropped = 0

  constructor(parts: MessageParts) {
    this.parts = parts
  }

  /** Takes the next bytes of the message. */
  add(bytes: Uint8Array): void {
    let from = 0
    while (this.place !== 'body' && from < bytes.length) {
      const to = Math.min(bytes.length, from + PIECE)
      this.held.add(bytes, from, to)
      this.read(false)
      from = to
    }
    if (from < bytes.length) this.parts.body(bytes, from, bytes.length)
  }

  /** Ends the message. Has to be called before the properties are read; {@link reset} makes ready for another. */
  end(): void {
    if (this.place !== 'body') this.read(true)
  }

  /** Forgets the message. */
  reset(): void {
    this.held.clear()
    this.place = 'undecided'
    this.scanned = 0
    this.inLine = false
    this.emptyLine = false
    this.dropped = 0
    this.headLength = 0
  }

  /** Length of the header section in bytes. */
  headLength = 0

  /** The first {@link HEADER_LIMIT} bytes of the header section. Valid until {@link reset}. */
  get head(): Uint8Array {
    return this.held.bytes.subarray(0, Math.min(this.headLength, HEADER_LIMIT))
  }

  /** True where an empty line was seen after the header section, or after the first paragraph if there is none. */
  get hasEmptyLine(): boolean {
    return this.emptyLine
  }

  private read(final: boolean): void {
    while (this.place !== 'body') {
      const { bytes, length } = this.held
      const start = this.scanned
      if (this.place === 'undecided' && start >= HEADER_LIMIT) {
        this.beginBody(0, 0)
        return
      }
      if (start === length) break
      const lf = indexOfLf(bytes, start, length)
      const end = lf < 0 ? length : lf + 1
      if (this.inLine) {
        if (this.place === 'head') this.parts.moreOfLine(bytes, start, end)
        this.scanned = end
        this.inLine = lf < 0
        continue
      }
      if (lf < 0 && !final && length - start < FIELD_NAME_LIMIT) return
      if (lf === start || (lf === start + 1 && bytes[start] === CR)) {
        this.emptyLine = true
        if (this.place === 'head' || start === 0) this.beginBody(start, end)
        else this.beginBody(0, 0)
        return
      }
      const colon = isBlank(bytes[start]) ? -1 : findFieldColon(bytes, start, end)
      if (this.place === 'undecided' && colon >= 0) {
        // The lines that were looked at so far are header lines after all: hand them on from the first.
        this.place = 'head'
        this.scanned = 0
        continue
      }
      if (this.place === 'head') this.parts.line(bytes, start, end, lineKind(bytes, start, colon), colon)
      this.scanned = end
      this.inLine = lf < 0
      this.forget()
    }
    if (final) {
      if (this.place === 'head') this.headLength = this.dropped + this.scanned
      else if (this.place === 'undecided') this.beginBody(0, 0)
    }
  }

  private beginBody(headEnd: number, bodyStart: number): void {
    const { bytes, length } = this.held
    this.place = 'body'
    this.headLength = this.dropped + headEnd
    if (bodyStart < length) this.parts.body(bytes, bodyStart, length)
  }

  /** Drops what was handed on and lies behind the limit. */
  private forget(): void {
    const { held } = this
    if (this.place !== 'head' || this.scanned < HEADER_LIMIT + 2 * PIECE) return
    held.bytes.copyWithin(HEADER_LIMIT, this.scanned, held.length)
    this.dropped += this.scanned - HEADER_LIMIT
    held.length -= this.scanned - HEADER_LIMIT
    this.scanned = HEADER_LIMIT
  }
}

/**
 * Splits a whole message into its header section and its body, by the rules of {@link MessageSplitter}.
 *
 * The empty line between them belongs to neither; where there is no header section, `head` is empty and
 * `body` is the message.
 *
 * @param message - What stands after the From_ line.
 */
export function splitMessage(message: Uint8Array): { readonly head: ByteRange; readonly body: ByteRange } {
  let bodyLength = 0
  const splitter = new MessageSplitter({
    line() {
      // Only the lengths are asked for.
    },
    moreOfLine() {
      // Only the lengths are asked for.
    },
    body(_bytes, start, end) {
      bodyLength += end - start
    },
  })
  splitter.add(message)
  splitter.end()
  return {
    head: { start: 0, end: splitter.headLength },
    body: { start: message.length - bodyLength, end: message.length },
  }
}

function lineKind(bytes: Uint8Array, start: number, colon: number): HeaderLine {
  if (colon >= 0) return 'field'
  return start > 0 && isBlank(bytes[start]) ? 'folded' : 'malformed'
}

// Header lines are short: a loop finds their ends sooner than a call of `indexOf` for each.
function indexOfLf(bytes: Uint8Array, start: number, length: number): number {
  for (let at = start; at < length; at += 1) if (bytes[at] === LF) return at
  return -1
}
