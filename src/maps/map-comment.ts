import { UNROUTED_WORDS, type UnroutedRow } from './server-rules.ts'

/** Apache reads lines of up to 1,024 bytes and takes what stands behind for another line. */
const MAX_COMMENT_LENGTH = 400
const MAX_ADDRESS_LENGTH = 240

/**
 * Comment lines for the head of a map, each with `# ` before it and a line end behind it.
 *
 * Whatever stands in the text, a line stays one line and a comment: only printable ASCII is left as it is, and what is
 * too long is cut, with its length.
 */
export function commentLines(lines: readonly string[]): string {
  return lines
    .map((line) => `# ${shortened(printableAscii(line), MAX_COMMENT_LENGTH)}`.trimEnd() + '\n')
    .join('')
}

/** How many rules there are, and each address that none answers, with the reason. */
export function coverageLines(counts: RuleCounts, unrouted: readonly UnroutedRow[]): readonly string[] {
  const { moved, gone } = counts
  const summary = `${moved} old addresses lead on (301), ${gone} are gone (410), ${unrouted.length} are not in this map.`
  if (unrouted.length === 0) return [summary]
  const listed = unrouted.map(
    ({ address, reason }) => `  ${shortened(address, MAX_ADDRESS_LENGTH)} : ${UNROUTED_WORDS[reason]}`,
  )
  return [summary, 'Not in this map:', ...listed]
}

/** Rules by what they answer. */
export interface RuleCounts {
  readonly moved: number
  readonly gone: number
}

function shortened(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length)}... (${text.length} characters)`
}

function printableAscii(text: string): string {
  return text.replace(/[^ -~]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`)
}
