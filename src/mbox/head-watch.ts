import { asciiBytes, COLON, CR, isBlank, latin1, LF } from './ascii.ts'
import { beginsWithField, MAX_FIELD_NAME } from './header-field.ts'

/** The bytes of a header line that are kept: enough for the fields that the scanner reads. */
const KEPT = 128

const INTERNAL_DATA = /^subject:[ \t]*DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA/i
const CONTENT_LENGTH = /^content-length[ \t]*:/i
const GREATER_FROM = asciiBytes('>From ')

/**
 * Reads along in one entry's header section for what the scanner must know of it: where it ends, its Content-Length, and
 * whether it is a mail program's own entry. Memory does not grow with the header.
 *
 * The section ends at the first empty line, or before the first line that is neither a field nor a continuation.
 */
export class HeadWatch {
  /** Offset of the body's first byte, or null while the header section lasts. */
  bodyStart: number | null = null
  /** The first Content-Length: its value, 'malformed', or null if there is none (yet). */
  contentLength: number | 'malformed' | null = null
  /** The entry in which uw-imap and Pine keep their own state. */
  internalData = false

  #kept = new Uint8Array(KEPT)
  #length = 0 // of the current line so far, without its LF
  #endsInCr = false
  #field: 'name' | 'yes' | 'no' = 'name' // whether the current line can be a header line

  /** Begins a new entry. */
  reset(): void {
    this.bodyStart = null
    this.contentLength = null
    this.internalData = false
    this.#startLine()
  }

  /**
   * Reads on.
   *
   * @param base - Offset in the file of byte 0 of `bytes`.
   */
  feed(bytes: Uint8Array, from: number, to: number, base: number): void {
    let at = from
    while (at < to && this.bodyStart === null) {
      const whole = this.#length === 0 ? this.#skipPlainField(bytes, at, to) : at
      if (whole > at) {
        at = whole
        continue
      }
      const byte = bytes[at]!
      if (byte === LF) {
        this.#endLine(base + at + 1)
        at++
        continue
      }
      if (this.#length < KEPT) this.#kept[this.#length] = byte
      if (this.#field === 'name') this.#readName(byte)
      this.#length++
      this.#endsInCr = byte === CR
      at++
      if (
        this.#field !== 'name' &&
        (this.#length >= KEPT || (this.#length >= 9 && !isReadField(this.#kept, 0)))
      ) {
        const skipped = this.#skipLine(bytes, at, to)
        this.#length += skipped - at
        at = skipped
      }
    }
  }

  /** Where the next line starts, if a whole line stands at hand and is a field that is not read; else `at`. */
  #skipPlainField(bytes: Uint8Array, at: number, to: number): number {
    if (at + 8 >= to || isReadField(bytes, at)) return at
    if (!isBlank(bytes[at]) && beginsWithField(bytes, at) !== true) return at
    const lf = bytes.indexOf(LF, at)
    return lf === -1 || lf >= to ? at : lf + 1
  }

  #readName(byte: number): void {
    const first = this.#length === 0
    if (byte === COLON) this.#field = first ? 'no' : 'yes'
    else if (isBlank(byte)) {
      // A continuation, a blank before the colon (RFC 5322 section 4.5), or the `>From ` that uucp left in a head.
      if (first) this.#field = 'yes'
      else if (this.#isGreaterFrom()) this.#field = 'yes'
    } else if (byte === CR) return
    else if (byte < 33 || byte > 126 || this.#length >= MAX_FIELD_NAME) this.#field = 'no'
    else if (this.#length > 0 && this.#length <= KEPT && isBlank(this.#kept[this.#length - 1]))
      this.#field = 'no'
  }

  #isGreaterFrom(): boolean {
    return this.#length === 5 && GREATER_FROM.every((byte, i) => this.#kept[i] === byte)
  }

  #skipLine(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (at < to && bytes[at] !== LF) at++
    if (at > from) this.#endsInCr = bytes[at - 1] === CR
    return at
  }

  #endLine(next: number): void {
    const length = this.#length - (this.#endsInCr ? 1 : 0)
    if (length === 0) this.bodyStart = next
    else if (this.#field !== 'yes') this.bodyStart = next - this.#length - 1
    else if (this.#length >= 9 && isReadField(this.#kept, 0))
      this.#readField(latin1(this.#kept, 0, Math.min(length, KEPT)))
    this.#startLine()
  }

  #startLine(): void {
    this.#length = 0
    this.#endsInCr = false
    this.#field = 'name'
  }

  #readField(line: string): void {
    this.internalData ||= INTERNAL_DATA.test(line)
    if (this.contentLength !== null) return
    const name = CONTENT_LENGTH.exec(line)
    if (name === null) return
    const value = line.slice(name[0].length).trim()
    const valid = /^\d{1,15}$/.test(value)
    this.contentLength = valid ? Number(value) : 'malformed'
  }
}

/** Whether a line of at least nine bytes can be one of the fields that are read: `Su…` or `Content-L…`. */
function isReadField(bytes: Uint8Array, at: number): boolean {
  const initial = bytes[at]! | 0x20
  if (initial === 0x73) return (bytes[at + 1]! | 0x20) === 0x75
  return initial === 0x63 && (bytes[at + 8]! | 0x20) === 0x6c
}

/**
 * Whether a Content-Length fits a body: it may count or leave out the empty line before the next From_ line, and then
 * the line end before that.
 *
 * @param body - Bytes from the body's start to the next From_ line or the end.
 * @param emptyLine - Length of the empty line that these end in, 0 if there is none.
 * @param lineEnd - Length of the line end before that, 0 if there is none.
 */
export function lengthFits(declared: number, body: number, emptyLine: number, lineEnd: number): boolean {
  const rest = body - declared
  return rest === 0 || rest === emptyLine || rest === emptyLine + lineEnd
}
