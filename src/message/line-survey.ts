import { CR, LF } from '../mbox/ascii.ts'

/** The longest line that RFC 5322 section 2.1.1 allows, in bytes without its line end. */
export const LONGEST_LINE = 998

/** Looks at the lines of a message that comes in pieces of any size. */
export class LineSurvey {
  /** LFs seen. */
  lines = 0
  /** Those with a CR in front. */
  crlf = 0
  /** Offset of the first line that is too long, or -1. */
  longLineAt = -1
  /** LFs in front of it. */
  longLine = 0
  private seen = 0
  private lineStart = 0
  private lastByte = 0

  /** Takes the next piece. */
  add(bytes: Uint8Array): void {
    const base = this.seen
    let from = 0
    for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, from)) {
      const hasCr = (lf > 0 ? bytes[lf - 1] : this.lastByte) === CR
      this.checkLength(base + lf - (hasCr ? 1 : 0))
      if (hasCr) this.crlf += 1
      this.lines += 1
      from = lf + 1
      this.lineStart = base + from
    }
    this.seen += bytes.length
    if (bytes.length > 0) this.lastByte = bytes[bytes.length - 1]!
  }

  /** To be called after the last piece: the last line may have no end. */
  end(): void {
    this.checkLength(this.seen)
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

  private checkLength(end: number): void {
    if (this.longLineAt >= 0 || end - this.lineStart <= LONGEST_LINE) return
    this.longLineAt = this.lineStart
    this.longLine = this.lines
  }
}
