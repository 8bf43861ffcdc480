import { CR, LF } from '../mbox/ascii.ts'
import { readHeaderFields } from '../message/header-fields.ts'

/** A header field: its name in lower case, and its raw value with folds, without the last line end. */
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
 * Reads the header section of a message for display: the fields as {@link readHeaderFields} finds them, with the
 * raw values that decoding wants, and the place where the body begins.
 */
export function readMessageHead(message: Uint8Array): MessageHead {
  const fields = readHeaderFields(message).fields.map(({ name, valueStart, end }) => ({
    name,
    value: message.subarray(valueStart, beforeLineEnd(message, valueStart, end)),
  }))
  const present = fields.length > 0
  return { fields, present, bodyStart: present ? bodyStart(message) : 0 }
}

/** The values of all fields with a name, in order. */
export function fieldValues(head: MessageHead, name: string): readonly Uint8Array[] {
  return head.fields.filter((field) => field.name === name).map((field) => field.value)
}

/** After the first empty line. The first line is none where there are fields. */
function bodyStart(message: Uint8Array): number {
  for (let at = message.indexOf(LF); at >= 0; at = message.indexOf(LF, at + 1)) {
    if (message[at + 1] === LF) return at + 2
    if (message[at + 1] === CR && message[at + 2] === LF) return at + 3
  }
  return message.length
}

function beforeLineEnd(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== LF) return end
  return end - 2 >= start && bytes[end - 2] === CR ? end - 2 : end - 1
}
