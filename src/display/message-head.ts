const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const TAB = 0x09
const COLON = 0x3a

/** How much of a head is read for display. */
const MAX_HEAD_BYTES = 1024 * 1024

/** A header field: its name in lower case, and its raw value with folds. */
export interface HeadField {
  readonly name: string
  readonly value: Uint8Array
}

/** The header section of a message, and where its body begins. */
export interface MessageHead {
  readonly fields: readonly HeadField[]
  /** False where no line before the first empty one is a field: then everything is body. */
  readonly present: boolean
  /** Offset of the body; the message's length where it has none. */
  readonly bodyStart: number
}

/**
 * Reads the header fields of a message for display. The section ends at the first empty line.
 *
 * A line that is neither a field nor a continuation is passed over. QUIRK of RFC 5322 section 2.2: blanks
 * before the colon are tolerated (obsolete syntax, section 4.5).
 */
export function readMessageHead(message: Uint8Array): MessageHead {
  const fields: HeadField[] = []
  let open: { name: string; start: number; end: number } | null = null
  const close = () => {
    if (open !== null) fields.push({ name: open.name, value: message.subarray(open.start, open.end) })
    open = null
  }
  let position = 0
  while (position < message.length && position < MAX_HEAD_BYTES) {
    const lineFeed = message.indexOf(LF, position)
    const next = lineFeed < 0 ? message.length : lineFeed + 1
    const end =
      lineFeed < 0 ? next : lineFeed > position && message[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed
    if (end === position) {
      close()
      return fields.length > 0
        ? { fields, present: true, bodyStart: next }
        : { fields, present: false, bodyStart: 0 }
    }
    const first = message[position]!
    if (first === SPACE || first === TAB) {
      if (open !== null) (open as { end: number }).end = end
    } else {
      close()
      const colon = fieldColon(message, position, end)
      if (colon > 0) open = { name: fieldName(message, position, colon), start: colon + 1, end }
    }
    position = next
  }
  close()
  return fields.length > 0
    ? { fields, present: true, bodyStart: position }
    : { fields, present: false, bodyStart: 0 }
}

/** The values of all fields with a name, in order. */
export function fieldValues(head: MessageHead, name: string): readonly Uint8Array[] {
  return head.fields.filter((field) => field.name === name).map((field) => field.value)
}

function fieldColon(bytes: Uint8Array, start: number, end: number): number {
  const colon = bytes.subarray(start, Math.min(end, start + 998)).indexOf(COLON)
  if (colon <= 0) return -1
  let blanks = false
  for (let index = start; index < start + colon; index += 1) {
    const byte = bytes[index]!
    if (byte === SPACE || byte === TAB) blanks = true
    else if (blanks || byte < 0x21 || byte > 0x7e) return -1
  }
  return start + colon
}

function fieldName(bytes: Uint8Array, start: number, colon: number): string {
  return String.fromCharCode(...bytes.subarray(start, colon))
    .trim()
    .toLowerCase()
}
