import { FROM, GREATER, LF, startsWithAt } from './ascii.ts'

/** Names of the quoting variants: how body lines that begin `From ` are stored. */
export type QuotingVariant = 'mboxo' | 'mboxrd' | 'mboxcl' | 'mboxcl2'

/** The names of the quoting variants, in the order in which they are documented. */
export const QUOTING_VARIANTS: readonly QuotingVariant[] = ['mboxo', 'mboxrd', 'mboxcl', 'mboxcl2']

/** The variant where nobody names one: Mailman 2 and most mail systems write it. */
export const DEFAULT_QUOTING: QuotingVariant = 'mboxo'

/**
 * How many `>` stand before `From ` at a line's start: 0 for `From `, 1 for `>From `, -1 for any other line.
 *
 * @param bytes - Bytes that hold the line; the line may go on behind them.
 * @param at - Where the line starts.
 *
 * @example
 * quotedFromDepth(utf8('>>From here'), 0) // => 2
 */
export function quotedFromDepth(bytes: Uint8Array, at: number): number {
  let depth = 0
  while (bytes[at + depth] === GREATER) depth++
  return startsWithAt(bytes, FROM, at + depth) ? depth : -1
}

/**
 * How many bytes un-quoting takes off the start of a line with this {@link quotedFromDepth}: 0 or 1.
 *
 * mboxo and mboxcl take the `>` off `>From ` alone, since their writers quoted nothing else; mboxrd takes one off any
 * `>+From `; mboxcl2 was never quoted.
 */
export function unquotedBytes(depth: number, variant: QuotingVariant): 0 | 1 {
  if (variant === 'mboxcl2') return 0
  return depth === 1 || (depth > 1 && variant === 'mboxrd') ? 1 : 0
}

/** How many `>` quoting puts before a line with this {@link quotedFromDepth}: 0 or 1. */
export function quotingBytes(depth: number, variant: QuotingVariant): 0 | 1 {
  if (variant === 'mboxcl2') return 0
  return depth === 0 || (depth > 0 && variant === 'mboxrd') ? 1 : 0
}

/**
 * Undoes the quoting of a message body. Lines end at LF; the first line starts at byte 0.
 *
 * Exact for mboxrd. mboxo is lossy: a line that its sender began with `>From ` comes out as `From ` too.
 *
 * @returns New bytes, or `bytes` itself where nothing was quoted.
 *
 * @example
 * unquoteBody(utf8('>From here\n>>From there\n'), 'mboxrd') // => utf8('From here\n>From there\n')
 */
export function unquoteBody(bytes: Uint8Array, variant: QuotingVariant): Uint8Array {
  const cuts = lineStarts(bytes, (at) => unquotedBytes(quotedFromDepth(bytes, at), variant) === 1)
  if (cuts.length === 0) return bytes
  const result = new Uint8Array(bytes.length - cuts.length)
  let from = 0
  let to = 0
  for (const cut of cuts) {
    result.set(bytes.subarray(from, cut), to)
    to += cut - from
    from = cut + 1
  }
  result.set(bytes.subarray(from), to)
  return result
}

/**
 * Quotes a message body, so that no line of it can be taken for a From_ line. Lines end at LF; the first starts at byte 0.
 *
 * @returns New bytes, or `bytes` itself where nothing needs quoting.
 *
 * @example
 * quoteBody(utf8('From here\n>From there\n'), 'mboxo') // => utf8('>From here\n>From there\n')
 */
export function quoteBody(bytes: Uint8Array, variant: QuotingVariant): Uint8Array {
  const marks = lineStarts(bytes, (at) => quotingBytes(quotedFromDepth(bytes, at), variant) === 1)
  if (marks.length === 0) return bytes
  const result = new Uint8Array(bytes.length + marks.length)
  let from = 0
  let to = 0
  for (const mark of marks) {
    result.set(bytes.subarray(from, mark), to)
    to += mark - from
    result[to++] = GREATER
    from = mark
  }
  result.set(bytes.subarray(from), to)
  return result
}

function lineStarts(bytes: Uint8Array, wanted: (at: number) => boolean): number[] {
  const found: number[] = []
  for (let at = 0; at < bytes.length;) {
    if (wanted(at)) found.push(at)
    const end = bytes.indexOf(LF, at)
    if (end === -1) break
    at = end + 1
  }
  return found
}
