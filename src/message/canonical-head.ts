import { CR, LF, asciiBytes, isBlank } from '../mbox/ascii.ts'
import { CONTENT_FIELDS, ORDINARY_FIELD, READER_FIELD, fieldKind } from './closed-lists.ts'
import { fieldNameEnd } from './field-name.ts'
import { GrowingBytes } from './growing-bytes.ts'
import type { HashSink } from './hash-sink.ts'
import { LineEnds } from './line-ends.ts'
import type { LooseForms } from './loose-forms.ts'
import type { HeaderLine } from './message-splitter.ts'

/** As much of a canonical head is gathered before it is hashed: nearly every head in one go. */
const GATHERED = 16 * 1024

const LABELS: readonly Uint8Array[] = CONTENT_FIELDS.map((name) => asciiBytes(`${name}:`))

/** The hashes that a canonical head is fed to. */
export interface HeadSinks {
  /** The canonical head. */
  readonly head: HashSink
  /** Its bytes 0x21 to 0x7E, and those that are no blank and no control byte; of the latter, the body's follow. */
  readonly loose: LooseForms
  /** The identity digest: the fields of the closed list, and an empty line. The body follows. */
  readonly content: HashSink
}

/**
 * Feeds the lines of a header section to the hashes in their canonical forms.
 *
 * Memory is flat except for the values of the closed list of content fields, which have to be put in
 * that list's order and are kept until the head ends.
 */
export class CanonicalHead {
  private readonly sinks: HeadSinks
  private readonly lineEnds: LineEnds
  /** Canonical lines that were not hashed yet. */
  private readonly gathered = new Uint8Array(GATHERED)
  private gatheredLength = 0
  /** Values of content fields, one after the other, without line ends and leading blanks. */
  private readonly values = new GrowingBytes(4096)
  private readonly ranks: number[] = []
  private readonly starts: number[] = []
  private kind = ORDINARY_FIELD
  private endsInLf = true

  constructor(sinks: HeadSinks) {
    this.sinks = sinks
    this.lineEnds = new LineEnds((bytes, start, end) => this.gather(bytes, start, end))
  }

  /** Adds the first piece of a line. */
  line(bytes: Uint8Array, start: number, end: number, kind: HeaderLine, colon: number): void {
    if (kind !== 'field') {
      if (kind === 'malformed') this.kind = ORDINARY_FIELD
      this.moreOfLine(bytes, start, end)
      return
    }
    this.kind = fieldKind(bytes, start, fieldNameEnd(bytes, colon))
    if (this.kind === READER_FIELD) return
    if (this.kind >= 0) {
      this.ranks.push(this.kind)
      this.starts.push(this.values.length)
      this.addValue(bytes, colon + 1, end)
    }
    this.lineEnds.add(bytes, start, end)
  }

  /** Adds a further piece of the line before, or a line that goes on with it. */
  moreOfLine(bytes: Uint8Array, start: number, end: number): void {
    if (this.kind === READER_FIELD) return
    if (this.kind >= 0) this.addValue(bytes, start, end)
    this.lineEnds.add(bytes, start, end)
  }

  /** Ends the head and makes ready for another. `content` then stands before the first byte of the body. */
  end(): void {
    this.hashGathered()
    if (!this.endsInLf) this.sinks.head.addByte(LF)
    const { content } = this.sinks
    const { ranks } = this
    for (let rank = 0; rank < LABELS.length; rank += 1) {
      for (let i = ranks.indexOf(rank); i >= 0; i = ranks.indexOf(rank, i + 1)) {
        content.add(LABELS[rank]!, 0, LABELS[rank]!.length)
        content.add(this.values.bytes, this.starts[i]!, this.valueEnd(i))
        content.addByte(LF)
      }
    }
    content.addByte(LF)
    this.values.clear()
    this.ranks.length = 0
    this.starts.length = 0
    this.kind = ORDINARY_FIELD
    this.endsInLf = true
    this.lineEnds.reset()
  }

  private gather(bytes: Uint8Array, start: number, end: number): void {
    this.endsInLf = bytes[end - 1] === LF
    if (end - start > GATHERED - this.gatheredLength) this.hashGathered()
    if (end - start > GATHERED) {
      this.hashLines(bytes, start, end)
      return
    }
    const { gathered, gatheredLength } = this
    for (let i = start, at = gatheredLength; i < end; i += 1, at += 1) gathered[at] = bytes[i]!
    this.gatheredLength = gatheredLength + end - start
  }

  private hashGathered(): void {
    this.hashLines(this.gathered, 0, this.gatheredLength)
    this.gatheredLength = 0
  }

  private hashLines(bytes: Uint8Array, start: number, end: number): void {
    this.sinks.head.add(bytes, start, end)
    this.sinks.loose.add(bytes, start, end)
  }

  private addValue(bytes: Uint8Array, start: number, end: number): void {
    const { values } = this
    values.reserve(end - start)
    const out = values.bytes
    const valueStart = this.starts[this.starts.length - 1]!
    let at = values.length
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i]!
      if (byte === LF || byte === CR || (at === valueStart && isBlank(byte))) continue
      out[at] = byte
      at += 1
    }
    values.length = at
  }

  private valueEnd(index: number): number {
    const start = this.starts[index]!
    let end = this.starts[index + 1] ?? this.values.length
    while (end > start && isBlank(this.values.bytes[end - 1])) end -= 1
    return end
  }
}
