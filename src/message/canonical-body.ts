import { FROM, GREATER, LF, startsWithAt } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import { unquotedBytes, type QuotingVariant } from '../mbox/quoting.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { LineEnds } from './line-ends.ts'
import { splitMessage } from './message-splitter.ts'

const QUOTED_FROM = Uint8Array.of(GREATER, ...FROM)
const FROM_PREFIXES = Array.from(FROM, (_, length) => FROM.subarray(0, length))

/** Receives a canonical body in order. LFs at its end never come. */
export interface BodySink {
  /** Bytes as they are. Only valid during the call. */
  text(bytes: Uint8Array, start: number, end: number): void
  /** Line ends. */
  lineFeeds(count: number): void
  /**
   * `>`s at the start of a line, with `From ` behind them where the counts differ.
   *
   * @param kept - How many are left once the variant's quoting is undone.
   * @param keptInContent - How many are left once all quoting is undone.
   */
  quotes(kept: number, keptInContent: number): void
}

/**
 * Makes the canonical form of a body that comes in blocks of any size.
 *
 * Line ends become LF, quoted From_ lines are unquoted, and all LFs at the end are cut, the last line's
 * own too: whether a final line end or blank lines got lost makes no difference. Nothing is buffered:
 * LFs are counted until another byte follows, and of a line that may turn out to be `>>>From ` only
 * the number of `>` and of matched letters is kept.
 */
export class CanonicalBody {
  private readonly host: Host
  private readonly quoting: QuotingVariant
  private readonly sink: BodySink
  private readonly lineEnds: LineEnds
  private atLineStart = true
  private pendingLfs = 0
  /** `>` seen at the start of an undecided line that the last block ended in; 0 if there is none. */
  private depth = 0
  /** Letters of `From ` seen after them. */
  private matched = 0

  constructor(options: { readonly host: Host; readonly quoting: QuotingVariant }, sink: BodySink) {
    this.host = options.host
    this.quoting = options.quoting
    this.sink = sink
    this.lineEnds = new LineEnds((bytes, start, end) => this.addLines(bytes, start, end))
  }

  /** Adds raw bytes of the body. */
  add(bytes: Uint8Array, start: number, end: number): void {
    this.lineEnds.add(bytes, start, end)
  }

  /** Ends the body and makes ready for another. LFs at its end are left out. */
  end(): void {
    this.giveUpQuote()
    this.lineEnds.reset()
    this.atLineStart = true
    this.pendingLfs = 0
  }

  private addLines(block: Uint8Array, start: number, end: number): void {
    let from = this.depth > 0 ? this.resumeQuote(block, start, end) : start
    if (from >= end) return
    const text = end === block.length ? block : block.subarray(0, end)
    let search = from
    for (;;) {
      const hit = this.host.indexOf(text, QUOTED_FROM, search)
      if (hit < 0) break
      let quote = hit
      while (quote > from && text[quote - 1] === GREATER) quote -= 1
      const opensLine = quote === from ? this.atLineStart : text[quote - 1] === LF
      search = hit + QUOTED_FROM.length
      if (!opensLine) continue
      this.emit(text, from, quote)
      this.emitQuotes(hit + 1 - quote)
      from = hit + 1
      this.atLineStart = false
    }
    const held = this.holdQuote(text, from)
    this.emit(text, from, held)
    // Where something is held, the flag is of no use: the quote is decided before it is looked at.
    if (held > from) this.atLineStart = text[held - 1] === LF
  }

  /** Where an undecided quoted From_ line begins that reaches the end of the block, else the end. */
  private holdQuote(text: Uint8Array, from: number): number {
    const end = text.length
    for (let matched = Math.min(FROM.length - 1, end - from); matched >= 0; matched -= 1) {
      let quote = end - matched
      if (!startsWithAt(text, FROM_PREFIXES[matched]!, quote)) continue
      while (quote > from && text[quote - 1] === GREATER) quote -= 1
      const depth = end - matched - quote
      if (depth === 0) continue
      if (!(quote === from ? this.atLineStart : text[quote - 1] === LF)) continue
      this.depth = depth
      this.matched = matched
      return quote
    }
    return end
  }

  /** Goes on with an undecided quoted From_ line. Returns where the block's undecided part ends. */
  private resumeQuote(block: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at += 1) {
      const byte = block[at]!
      if (this.matched === 0 && byte === GREATER) {
        this.depth += 1
      } else if (byte === FROM[this.matched]) {
        this.matched += 1
        if (this.matched < FROM.length) continue
        this.emitQuotes(this.depth)
        this.emit(FROM, 0, FROM.length)
        this.depth = 0
        this.matched = 0
        this.atLineStart = false
        return at + 1
      } else {
        this.giveUpQuote()
        return at
      }
    }
    return end
  }

  /** The undecided line is no quoted From_ line: what was held stands as it is. */
  private giveUpQuote(): void {
    if (this.depth === 0) return
    this.emitGreaters(this.depth, this.depth)
    this.emit(FROM, 0, this.matched)
    this.depth = 0
    this.matched = 0
    this.atLineStart = false
  }

  private emitQuotes(depth: number): void {
    this.emitGreaters(depth - unquotedBytes(depth, this.quoting), 0)
  }

  private emitGreaters(kept: number, keptInContent: number): void {
    this.flushLfs()
    this.sink.quotes(kept, keptInContent)
  }

  private emit(bytes: Uint8Array, start: number, end: number): void {
    let stop = end
    while (stop > start && bytes[stop - 1] === LF) stop -= 1
    if (stop > start) {
      this.flushLfs()
      this.sink.text(bytes, start, stop)
    }
    this.pendingLfs += end - stop
  }

  private flushLfs(): void {
    if (this.pendingLfs === 0) return
    this.sink.lineFeeds(this.pendingLfs)
    this.pendingLfs = 0
  }
}

/**
 * The canonical form of a message's body, whole: what the `body` digest and `size` are computed over.
 *
 * For questions that digests cannot answer; {@link CanonicalBody} does the same without holding the body.
 *
 * @param message - What stands after the From_ line, without the trailer.
 */
export function canonicalBody(
  message: Uint8Array,
  options: { readonly host: Host; readonly quoting: QuotingVariant },
): Uint8Array {
  const { body } = splitMessage(message)
  const out = new GrowingBytes(body.end - body.start)
  const canonical = new CanonicalBody(options, {
    text(bytes, start, end) {
      out.add(bytes, start, end)
    },
    lineFeeds(count) {
      out.addRepeated(LF, count)
    },
    quotes(kept) {
      out.addRepeated(GREATER, kept)
    },
  })
  canonical.add(message, body.start, body.end)
  canonical.end()
  return out.bytes.subarray(0, out.length)
}
