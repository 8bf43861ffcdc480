import { CR, LF } from '../mbox/ascii.ts'
import { ByteWords } from './byte-words.ts'

/** The longest line that RFC 5322 section 2.1.1 allows, in bytes without its line end. */
export const LONGEST_LINE = 998

/** Looks at the lines of messages that come in pieces of any size, one message after the other. */
export class LineSurvey {
  /** LFs seen. */
  lines = 0
  /** Those with a CR in front. */
  crlf = 0
  /** Offset of the first line that is too long, or -1. */
  longLineAt = -1
  /** LFs in front of it. */
  longLine = 0
  private readonly words = new ByteWords()
  private seen = 0
  private lineStart = 0
  private lastByte = 0

  /** Forgets the message: the next piece begins another. */
  reset(): void {
    this.lines = 0
    this.crlf = 0
    this.longLineAt = -1
    this.longLine = 0
    this.seen = 0
    this.lineStart = 0
    this.lastByte = 0
  }

  /** Takes the next piece. */
  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    if (this.longLineAt < 0) this.findLongLine(bytes)
    this.lines += this.words.countLfs(bytes, 0, bytes.length)
    if (bytes[0] === LF && this.lastByte === CR) this.crlf += 1
    if (this.words.holds(CR, bytes, 0, bytes.length - 1)) {
      for (let at = 1; at < bytes.length; at += 1)
        if (bytes[at] === LF && bytes[at - 1] === CR) this.crlf += 1
    }
    this.lastByte = bytes[bytes.length - 1]!
    this.seen += bytes.length
  }

  /** To be called after the last piece: the last line may have no end. */
  end(): void {
    if (this.longLineAt < 0 && this.seen - this.lineStart > LONGEST_LINE) {
      this.longLineAt = this.lineStart
      this.longLine = this.lines
    }
  }

  /** CR LF, LF, or both; none where there is no line end. */
  get lineEndings(): 'lf' | 'crlf' | 'mixed' | 'none' {
    if (this.lines === 0) return 'none'
    if (this.crlf === 0) return 'lf'
    return this.crlf === this.lines ? 'crlf' : 'mixed'
  }

  /** Whether the last byte is an LF; false where there is no byte. */
  get endsWithNewline(): boolean {
    return this.seen > 0 && this.lastByte === LF
  }

  /**
   * Looks for the first line that is too long; leaves `lineStart` behind the last LF.
   *
   * Jumps as far as a line may reach and goes back to the LF before: most bytes are never looked at.
   */
  private findLongLine(bytes: Uint8Array): void {
    // Counted from the piece's first byte: a line that began in an earlier piece begins below 0.
    let start = this.lineStart - this.seen
    for (;;) {
      const limit = start + LONGEST_LINE
      const lf = lastLf(bytes, Math.max(start, 0), Math.min(limit, bytes.length - 1))
      if (lf >= 0) {
        start = lf + 1
        continue
      }
      // No LF within the limit. A CR LF may stand right behind it, or not be here yet.
      if (limit >= bytes.length) break
      const isCr = (limit < 0 ? this.lastByte : bytes[limit]) === CR
      if (isCr && limit + 1 === bytes.length) break
      if (!isCr || bytes[limit + 1] !== LF) {
        this.longLineAt = this.seen + start
        this.longLine = this.lines + this.words.countLfs(bytes, 0, Math.max(start, 0))
        return
      }
      start = limit + 2
    }
    this.lineStart = this.seen + start
  }
}

/** The last LF from `from` to `to`, both included; -1 where there is none. */
function lastLf(bytes: Uint8Array, from: number, to: number): number {
  let at = to
  while (at >= from && bytes[at] !== LF) at -= 1
  return at >= from ? at : -1
}
