import { latin1, LF } from '../mbox/ascii.ts'
import type { ByteRange } from '../mbox/entry.ts'
import { readContentType } from '../message/content-type.ts'
import { findField, readHeaderFields, unfoldField } from '../message/header-fields.ts'
import { splitMessage } from '../message/message-splitter.ts'

/** The body of a MIME part whose bytes are encoded: text in it does not stand there as it reads. */
export interface EncodedPart extends ByteRange {
  readonly encoding: 'base64' | 'quoted-printable'
  /** Lower case; `text/plain` where none is said. */
  readonly type: string
  readonly charset: string | null
}

/** Parts beyond these numbers are not looked into, however deep or many a sender makes them. */
const MOST_DEPTH = 100
const MOST_PARTS = 1000

/** What is known of the part whose body is being read. */
interface Leaf {
  readonly start: number
  readonly encoding: EncodedPart['encoding'] | null
  readonly type: string
  readonly charset: string | null
}

/**
 * Finds the parts of a message that are encoded as base64 or quoted-printable (RFC 2045 section 6), in one pass over its
 * lines: multipart parts and attached messages are looked into.
 *
 * Bad MIME is read as far as it goes: a part that is never closed ends with the message.
 *
 * @param message - What stands after the From_ line, without the trailer.
 */
export function encodedParts(message: Uint8Array): EncodedPart[] {
  const walker = new PartWalker(message)
  walker.walk()
  return walker.found
}

class PartWalker {
  readonly found: EncodedPart[] = []
  readonly #bytes: Uint8Array
  /** Boundaries of the open multiparts, the outermost first. */
  readonly #boundaries: string[] = []
  #leaf: Leaf | null = null
  #parts = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  walk(): void {
    const { head, body } = splitMessage(this.#bytes)
    const isMessage = this.#beginPart(head.start, head.end, body.start)
    let at = isMessage ? this.#readHeads(body.start) : body.start
    while (at < this.#bytes.length) {
      const next = this.#nextLine(at)
      const depth = this.#boundaryAt(at, next)
      if (depth === -1) {
        at = next
        continue
      }
      this.#endLeaf(at)
      const isLast = this.#isClosing(at, this.#boundaries[depth]!)
      this.#boundaries.length = isLast ? depth : depth + 1
      at = isLast || ++this.#parts > MOST_PARTS ? next : this.#readHeads(next)
    }
    this.#endLeaf(this.#bytes.length)
  }

  /** Reads the head of a part, and of a message that is its whole body, and gives where a body begins. */
  #readHeads(from: number): number {
    for (let start = from; ;) {
      let end = start
      let next = start
      for (; next < this.#bytes.length; end = next) {
        next = this.#nextLine(end)
        if (next - end <= 2 && /^\r?\n$/.test(latin1(this.#bytes, end, next))) break
        if (this.#boundaryAt(end, next) !== -1) {
          next = end
          break
        }
      }
      const isMessage = this.#beginPart(start, end, next)
      if (!isMessage || next === start || ++this.#parts > MOST_PARTS) return next
      start = next
    }
  }

  /** Takes note of a part. True where its body is a message, whose head follows. */
  #beginPart(headStart: number, headEnd: number, bodyStart: number): boolean {
    const section = this.#bytes.subarray(headStart, headEnd)
    const { fields } = readHeaderFields(section)
    const value = (name: string): Uint8Array | null => {
      const field = findField(fields, name)
      return field === undefined ? null : unfoldField(section, field)
    }
    const written = value('content-type')
    const content = written === null ? null : readContentType(written)
    const type = content?.type === undefined || content.type === '' ? 'text/plain' : content.type
    const boundary = content?.boundary ?? ''
    if (type.startsWith('multipart/') && boundary !== '' && this.#boundaries.length < MOST_DEPTH) {
      this.#boundaries.push(boundary)
      return false
    }
    const encoding = latin1(value('content-transfer-encoding') ?? new Uint8Array())
      .trim()
      .toLowerCase()
    const isEncoded = encoding === 'base64' || encoding === 'quoted-printable'
    // RFC 2046 section 5.2.1: an attached message is never encoded, what is in it may be.
    if (type === 'message/rfc822' && !isEncoded) return true
    this.#leaf = {
      start: bodyStart,
      encoding: isEncoded ? encoding : null,
      type,
      charset: content?.charset ?? null,
    }
    return false
  }

  #endLeaf(end: number): void {
    if (this.#leaf !== null && this.#leaf.encoding !== null) {
      this.found.push({ ...this.#leaf, encoding: this.#leaf.encoding, end })
    }
    this.#leaf = null
  }

  /** Index of the open multipart whose boundary the line is, the innermost first; -1 if it is none. */
  #boundaryAt(start: number, next: number): number {
    if (this.#bytes[start] !== 0x2d || this.#bytes[start + 1] !== 0x2d) return -1
    const line = latin1(this.#bytes, start + 2, next).trimEnd()
    return this.#boundaries.findLastIndex((boundary) => {
      const known = boundary.trimEnd()
      return line === known || line === `${known}--`
    })
  }

  #isClosing(start: number, boundary: string): boolean {
    const line = latin1(this.#bytes, start + 2, this.#nextLine(start)).trimEnd()
    return line !== boundary.trimEnd()
  }

  #nextLine(from: number): number {
    const end = this.#bytes.indexOf(LF, from)
    return end === -1 ? this.#bytes.length : end + 1
  }
}
