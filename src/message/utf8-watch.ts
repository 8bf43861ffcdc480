import { ByteWords } from './byte-words.ts'

// One for all: what it keeps changes no result.
const words = new ByteWords()

/** Finds the first byte that is not UTF-8 in text that comes in pieces of any size (RFC 3629). */
export class Utf8Watch {
  /** Offset of the first sequence that is not UTF-8, or -1. */
  invalidAt = -1
  /** LFs behind its start; what stands in front of it is not counted. */
  linesAfter = 0
  private seen = 0
  /** Bytes that the open sequence still needs, the offset of its first, and what its next byte may be. */
  private missing = 0
  private sequenceStart = 0
  private lowest = 0x80
  private highest = 0xbf

  /** Takes the next piece. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const base = this.seen - start
    this.seen += end - start
    for (let at = start; at < end; at += 1) {
      if (this.invalidAt >= 0) {
        this.linesAfter += words.countLfs(bytes, at, end)
        return
      }
      if (this.missing === 0) {
        at = words.firstAboveAscii(bytes, at, end)
        if (at === end) return
      }
      const byte = bytes[at]!
      if (this.missing === 0) this.open(byte, base + at)
      else if (byte >= this.lowest && byte <= this.highest) {
        this.missing -= 1
        this.lowest = 0x80
        this.highest = 0xbf
      } else {
        this.invalidAt = this.sequenceStart
        at -= 1 // the byte is no part of the sequence
      }
    }
  }

  /** To be called after the last piece: a sequence may have been cut off. */
  end(): void {
    if (this.missing > 0 && this.invalidAt < 0) this.invalidAt = this.sequenceStart
  }

  private open(lead: number, offset: number): void {
    this.sequenceStart = offset
    if (lead < 0xc2 || lead > 0xf4) {
      this.invalidAt = offset
      return
    }
    this.missing = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
    this.lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    this.highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  }
}
