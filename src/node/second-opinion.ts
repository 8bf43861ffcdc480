import { Readable } from 'node:stream'
import { mboxReader } from 'mbox-reader'
import type { MboxEntry } from '../mbox/entry.ts'
import { createMboxScanner } from '../mbox/scanner.ts'
import { nodeHost } from './node-host.ts'
import { SecondReaderFeed, type FeedLimits } from './second-reader-feed.ts'

/** mbox-reader's time grows with the square of the chunk: this is what a file stream gives, and what it is made for. */
const CHUNK_BYTES = 64 * 1024

/** A place in a file, for people and for programs. */
export interface ReaderPlace {
  /** Byte offset in the decompressed file. */
  readonly offset: number
  /** Line number in the file, from 1. */
  readonly line: number
}

/** Where two readers of the same bytes part. */
export interface Disagreement extends ReaderPlace {
  /** What each of them sees there, in a few words. */
  readonly detail: string
}

/** What the second reader says about a run of bytes. */
export interface SecondOpinion {
  /** Number of entries that both readers saw, with equal contents. */
  readonly agreed: number
  /** Where they part first: behind that place nothing was compared. Null where they agree. */
  readonly disagreement: Disagreement | null
  /** Entries that are too long for the second reader: counted, but their contents not compared. */
  readonly skipped: readonly ReaderPlace[]
}

/** How {@link secondOpinion} reads. */
export interface SecondOpinionOptions {
  /** Where the first byte stands in the file. Default: at its start. */
  readonly start?: ReaderPlace | undefined
  /** The other reader. Default: mbox-reader. */
  readonly reader?: ((source: Readable) => AsyncIterable<OtherMessage>) | undefined
  readonly limits?: FeedLimits | undefined
  readonly signal?: AbortSignal | undefined
}

/** What another reader sees of one message; see mbox-reader. */
export interface OtherMessage {
  /** The first word of the From_ line. */
  readonly returnPath: string
  /** What stands between the From_ line and the next, as it reads it. */
  readonly content: Buffer
}

/** One entry as our scan sees it under the rule `any`. */
interface OwnEntry extends ReaderPlace {
  readonly fromLine: Uint8Array
  /** Message and trailer; null where it is longer than what is compared. */
  readonly message: Uint8Array | null
  readonly messageStart: number
}

/**
 * Reads an mbox with mbox-reader and with our own scanner under the rule `any`, which is mbox-reader's too, and compares
 * entry by entry: their number, the first word of each From_ line, and the contents.
 *
 * mbox-reader keeps no line ends, always undoes quoting and drops one empty line at the end; what it cannot tell is
 * not compared. Where the two part, one of them is wrong, or the bytes can be read in two ways: either is worth a look.
 *
 * @param chunks - The bytes, in pieces of any size. They may begin at any From_ line of a file.
 * @returns The first place where the readers part. Never throws on bad mail; what `chunks` throws comes through.
 */
export async function secondOpinion(
  chunks: AsyncIterable<Uint8Array>,
  options: SecondOpinionOptions = {},
): Promise<SecondOpinion> {
  const own: OwnEntry[] = []
  const start = options.start ?? { offset: 0, line: 1 }
  const feed = new SecondReaderFeed(start.offset, options.limits)
  const collector = new EntryCollector(own, start, options.limits?.entry)
  const source = Readable.from(tee(chunks, collector, feed, options.signal), {
    objectMode: false,
    highWaterMark: CHUNK_BYTES,
  })
  const comparison = new Comparison(feed, start)
  let waiting: OtherMessage[] = []
  try {
    const read: (source: Readable) => AsyncIterable<OtherMessage> = options.reader ?? mboxReader
    for await (const message of read(source)) {
      waiting.push(message)
      // The scanner looks ahead: it may still hold the entry that the other reader has finished.
      while (own.length > 0 && waiting.length > 0) comparison.compare(own.shift()!, waiting.shift()!)
    }
    for (; own.length > 0 && waiting.length > 0; waiting = waiting.slice(1)) {
      comparison.compare(own.shift()!, waiting[0]!)
    }
    if (comparison.disagreement === null) comparison.compareCounts(own, waiting)
    return comparison.result()
  } finally {
    source.destroy()
  }
}

/** Gives the bytes to our scanner, and on to the other reader. */
async function* tee(
  chunks: AsyncIterable<Uint8Array>,
  collector: EntryCollector,
  feed: SecondReaderFeed,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const scanner = createMboxScanner({ host: nodeHost, separator: 'any', sink: collector })
  for await (const bytes of chunks) {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      signal?.throwIfAborted()
      const piece = bytes.subarray(at, at + CHUNK_BYTES)
      scanner.push(piece)
      // The stream holds them while the caller may use the buffer again.
      for (const part of feed.push(piece)) yield Buffer.from(part)
    }
  }
  scanner.end()
  const rest = feed.end()
  if (rest.length > 0) yield rest
}

/** Keeps the bytes of each entry that our scanner finds until they are compared. */
class EntryCollector {
  readonly #own: OwnEntry[]
  readonly #start: ReaderPlace
  readonly #limit: number
  #fromLine: Uint8Array[] = []
  #message: Uint8Array[] = []
  #bytes = 0

  constructor(own: OwnEntry[], start: ReaderPlace, limit = Number.POSITIVE_INFINITY) {
    this.#own = own
    this.#start = start
    this.#limit = Math.min(limit, MAX_KEPT)
  }

  fromLine(bytes: Uint8Array): void {
    if (this.#keeps(bytes)) this.#fromLine.push(bytes.slice())
  }

  message(bytes: Uint8Array): void {
    if (this.#keeps(bytes)) this.#message.push(bytes.slice())
  }

  entry(entry: MboxEntry, trailer: Uint8Array): void {
    this.message(trailer)
    const isWhole = this.#bytes <= this.#limit
    const { offset, line } = this.#start
    this.#own.push({
      offset: offset + entry.fromLine.start,
      line: line + entry.line - 1,
      messageStart: offset + entry.message.start,
      fromLine: joined(this.#fromLine),
      message: isWhole ? joined(this.#message) : null,
    })
    this.#fromLine = []
    this.#message = []
    this.#bytes = 0
  }

  observation(): void {
    // The audit has made them already.
  }

  #keeps(bytes: Uint8Array): boolean {
    this.#bytes += bytes.length
    if (this.#bytes > this.#limit) this.#message = []
    return this.#bytes <= this.#limit
  }
}

/** A little more than what the feed hands on of an entry: whatever is longer was cut there. */
const MAX_KEPT = 34 * 1024 * 1024

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

class Comparison {
  disagreement: Disagreement | null = null
  readonly #feed: SecondReaderFeed
  readonly #skipped: ReaderPlace[] = []
  #agreed = 0
  #cut = 0
  /** Where the entries compared so far end. */
  #end: ReaderPlace

  constructor(feed: SecondReaderFeed, start: ReaderPlace) {
    this.#feed = feed
    this.#end = start
  }

  compare(own: OwnEntry, other: OtherMessage): void {
    if (this.disagreement !== null) return
    if (this.#isCut(own.offset) || own.message === null) {
      this.#skipped.push({ offset: own.offset, line: own.line })
      this.#end = own
      return
    }
    if (firstWord(own.fromLine) !== other.returnPath) {
      this.disagreement = { offset: own.offset, line: own.line, detail: 'the From_ lines differ' }
      return
    }
    const at = partingPlace(own.message, other.content)
    if (at === null) {
      this.#agreed += 1
      this.#end = {
        offset: own.messageStart + own.message.length,
        line: own.line + 1 + lineEnds(own.message),
      }
      return
    }
    this.disagreement = {
      offset: own.messageStart + at.index,
      line: own.line + 1 + lineEnds(own.message.subarray(0, at.index)),
      detail: at.detail,
    }
  }

  /** What one reader sees behind the last entry that the other sees. */
  compareCounts(own: readonly OwnEntry[], others: readonly OtherMessage[]): void {
    const [extra] = own
    if (extra !== undefined) {
      const { offset, line } = extra
      this.disagreement = { offset, line, detail: `${own.length} more entries than the second reader sees` }
    } else if (others.length > 0) {
      this.disagreement = { ...this.#end, detail: `the second reader sees ${others.length} more entries` }
    }
  }

  result(): SecondOpinion {
    return { agreed: this.#agreed, disagreement: this.disagreement, skipped: this.#skipped }
  }

  #isCut(offset: number): boolean {
    const { cut } = this.#feed
    while (this.#cut < cut.length && cut[this.#cut]! < offset) this.#cut += 1
    return cut[this.#cut] === offset
  }
}

/** The word behind `From `, as mbox-reader takes it: bytes as Latin-1, white space as JavaScript knows it. */
function firstWord(fromLine: Uint8Array): string {
  const text = Buffer.from(fromLine.buffer, fromLine.byteOffset, fromLine.length).toString('latin1')
  return text.replace(/\r?\n$/, '').split(/\s+/, 2)[1] ?? ''
}

const LF = 0x0a
const CR = 0x0d
const GREATER = 0x3e
const FROM = Buffer.from('From ')

/**
 * Where a message and what mbox-reader made of it part: an index into the message, or null where they say the same.
 *
 * mbox-reader ends lines at LF or CR LF and joins them with LF, takes one `>` from `>From `, and drops the last line end
 * and one empty line before it.
 */
function partingPlace(message: Uint8Array, content: Buffer): { index: number; detail: string } | null {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length)
  const end = endOfContent(bytes)
  if (end === content.length && bytes.compare(content, 0, end, 0, end) === 0 && !isRewritten(bytes))
    return null
  let at = 0
  let other = 0
  let isLineStart = true
  while (at < end) {
    if (isLineStart && isQuotedFrom(bytes, at)) at += 1
    const isLineEnd = bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF)
    const byte = isLineEnd ? LF : bytes[at]
    if (other >= content.length) return { index: at, detail: 'the second reader ends the message here' }
    if (content[other] !== byte) return { index: at, detail: 'the second reader sees other bytes here' }
    at += isLineEnd && bytes[at] === CR ? 2 : 1
    other += 1
    isLineStart = isLineEnd
  }
  return other < content.length
    ? { index: at, detail: 'the second reader goes on with the message here' }
    : null
}

/** Whether mbox-reader changes the bytes: equal ones would then be a difference. */
function isRewritten(bytes: Buffer): boolean {
  return bytes.includes('\r\n') || bytes.includes('>From ')
}

/** Index at which a message's content ends: without its last line end, and without one empty line before it. */
function endOfContent(bytes: Buffer): number {
  const end = beforeLineEnd(bytes, bytes.length)
  return end < bytes.length && end > 0 && bytes[end - 1] === LF ? beforeLineEnd(bytes, end) : end
}

function beforeLineEnd(bytes: Buffer, end: number): number {
  if (end === 0 || bytes[end - 1] !== LF) return end
  return end > 1 && bytes[end - 2] === CR ? end - 2 : end - 1
}

/** Whether one or more `>` and then `From ` stand at a place. */
function isQuotedFrom(bytes: Buffer, at: number): boolean {
  let from = at
  while (bytes[from] === GREATER) from += 1
  return from > at && FROM.equals(bytes.subarray(from, from + FROM.length))
}

function lineEnds(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) count += 1
  return count
}
