import { LF } from './ascii.ts'
import { hasAsctimeDate, isDatedFromLine } from './from-line.ts'
import { beginsWithField } from './header-field.ts'
import type { FromLineFacts } from './separator-rules.ts'

/**
 * The longest From_ line whose date is looked for. A longer one counts as undated, whatever it ends in: to read on would
 * mean to hold back as much as a sender likes.
 */
export const MAX_FROM_LINE = 1 << 20

/** What is known of a line that begins with `From `. */
export interface FromCandidate {
  /** Where the line ends, behind its LF; null where it is longer than {@link MAX_FROM_LINE}. */
  readonly lineEnd: number | null
  readonly date: FromLineFacts['date']
  /** False at the end of the input and for an overlong line. */
  readonly headerFollows: boolean
}

/**
 * Looks at a From_ line and at the start of the line after it.
 *
 * @param bytes - Holds the line from `at`; may end before it does.
 * @param ended - Whether nothing comes after `bytes`.
 * @returns What it is, the same for any `bytes` that hold enough; null where more bytes are needed.
 */
export function examineFromLine(bytes: Uint8Array, at: number, ended: boolean): FromCandidate | null {
  const limit = Math.min(bytes.length, at + MAX_FROM_LINE)
  let lineEnd = at
  while (lineEnd < limit && bytes[lineEnd] !== LF) lineEnd++
  if (lineEnd === at + MAX_FROM_LINE) return { lineEnd: null, date: null, headerFollows: false }
  if (lineEnd === bytes.length) {
    if (!ended) return null
  } else lineEnd++
  const headerFollows = beginsWithField(bytes, lineEnd)
  if (headerFollows === null && !ended) return null
  const line = bytes.subarray(at, lineEnd)
  const date = hasAsctimeDate(line) ? 'asctime' : isDatedFromLine(line) ? 'loose' : null
  return { lineEnd, date, headerFollows: headerFollows ?? false }
}
