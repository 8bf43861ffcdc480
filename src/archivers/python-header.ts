import { latin1 } from '../mbox/ascii.ts'

const CR = 0x0d
const LF = 0x0a

/** A header section as the `email` package of Python 2.7 reads it. Text is one character a byte. */
export interface PythonHeader {
  /** The From_ line without its line end; null where the message does not begin with one. */
  readonly unixFrom: string | null
  /** Name as written, value as Python hands it out; in file order. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** Where the body begins. */
  readonly bodyStart: number
}

/**
 * Reads a header section as the feed parser of Python 2.7 does, which is what Pipermail sees.
 *
 * CR, LF and CR LF all end a line. The first line that is neither a field (bytes 0x21 to 0x7E, then a colon, no blank
 * between) nor a continuation nor begins `From ` ends the section, and stands in the body unless it is empty. A value
 * has the blanks in front cut, keeps those at its end, and keeps the line end and indent of folded lines. A
 * continuation in front of the first field is ignored.
 *
 * @param bytes - From the From_ line on, or a part of a multipart message.
 */
export function readPythonHeader(bytes: Uint8Array, start = 0, end: number = bytes.length): PythonHeader {
  const lines: string[] = []
  let bodyStart = end
  let lastStart = start
  for (let at = start; at < end;) {
    const next = lineEnd(bytes, at, end)
    if (!isHeaderLine(bytes, at, next)) {
      bodyStart = isLineEnd(bytes[at]!) ? next : at
      break
    }
    lines.push(latin1(bytes, at, next))
    lastStart = at
    at = next
  }

  const fields: (readonly [string, string])[] = []
  let unixFrom: string | null = null
  let name = ''
  let parts: string[] = []
  for (const [index, line] of lines.entries()) {
    if (line.startsWith(' ') || line.startsWith('\t')) {
      if (name !== '') parts.push(line)
      continue
    }
    if (name !== '') {
      // Python cuts the last character whatever it is, then line ends.
      fields.push([
        name,
        parts
          .join('')
          .slice(0, -1)
          .replace(/[\r\n]+$/, ''),
      ])
      name = ''
    }
    if (line.startsWith('From ')) {
      if (index === 0) unixFrom = line.replace(/(?:\r\n|\r|\n)$/, '')
      else if (index === lines.length - 1) return { unixFrom, fields, bodyStart: lastStart }
      continue
    }
    const colon = line.indexOf(':')
    name = line.slice(0, colon)
    parts = [line.slice(colon + 1).replace(/^[ \t\n\r\v\f]+/, '')]
  }
  if (name !== '') fields.push([name, parts.join('').replace(/[\r\n]+$/, '')])
  return { unixFrom, fields, bodyStart }
}

/** The value of the first field of that name, in lower case; null where there is none. */
export function pythonField(header: PythonHeader, name: string): string | null {
  return header.fields.find(([candidate]) => candidate.toLowerCase() === name)?.[1] ?? null
}

/** Where the line that begins at `at` ends, its CR, LF or CR LF included. */
export function lineEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    if (bytes[i] === LF) return i + 1
    if (bytes[i] === CR) return i + 1 < end && bytes[i + 1] === LF ? i + 2 : i + 1
  }
  return end
}

function isLineEnd(byte: number): boolean {
  return byte === CR || byte === LF
}

// ^(From |[\041-\071\073-\176]{1,}:|[\t ])
function isHeaderLine(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] === 0x20 || bytes[start] === 0x09) return true
  let at = start
  while (at < end && bytes[at]! > 0x20 && bytes[at]! < 0x7f && bytes[at] !== 0x3a) at++
  if (at === start) return false
  if (bytes[at] === 0x3a && at < end) return true
  return at === start + 4 && at < end && latin1(bytes, start, at + 1) === 'From '
}
