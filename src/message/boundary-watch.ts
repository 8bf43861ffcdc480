import { CR, LF, asciiBytes } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'

/** Looks whether the closing line of a multipart body (`--boundary--`, RFC 2046 section 5.1.1) goes by. */
export class BoundaryWatch {
  /** True once it was seen. */
  found = false
  private readonly host: Host
  private readonly closing: Uint8Array
  /** The end of what went by, with one line end in front at the start: as much as may begin the line and not show it. */
  private tail: Uint8Array = Uint8Array.of(LF)

  /** @param boundary - The boundary parameter, one character a byte. */
  constructor(host: Host, boundary: string) {
    this.host = host
    this.closing = asciiBytes(`--${boundary}--`)
  }

  /** Takes the next piece of the body. */
  add(bytes: Uint8Array, start: number, end: number): void {
    if (this.found || start >= end) return
    const width = this.closing.length
    const piece = bytes.subarray(start, end)
    const seam = concat(this.tail, piece.subarray(0, width))
    this.found = this.holds(seam) || this.holds(piece)
    const recent = piece.length > width ? piece : seam
    this.tail = recent.slice(Math.max(0, recent.length - width))
  }

  private holds(bytes: Uint8Array): boolean {
    for (let at = this.host.indexOf(bytes, this.closing, 0); at >= 0;) {
      if (at > 0 && (bytes[at - 1] === LF || bytes[at - 1] === CR)) return true
      at = this.host.indexOf(bytes, this.closing, at + 1)
    }
    return false
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}
