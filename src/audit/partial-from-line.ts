import { FROM } from '../mbox/ascii.ts'

/** What stood before a From_ line that the file's end cut through: with and without its empty line. */
export function withoutPartialFromLine(message: Uint8Array): Uint8Array[] {
  const lineStart = message.lastIndexOf(10) + 1
  const partial = message.subarray(lineStart)
  const isFromLine = partial.every((byte, index) => index >= 5 || byte === FROM[index])
  if (partial.length === 0 || !isFromLine) return []
  const before = message.subarray(0, lineStart)
  const emptyLine = before.at(-2) === 13 ? 2 : 1
  return [before, before.subarray(0, Math.max(0, before.length - emptyLine))]
}
