import LinkifyIt from 'linkify-it'

/** A link in a text. */
export interface LinkRange {
  /** Index of its first character. */
  readonly start: number
  /** Index behind its last character. */
  readonly end: number
  /** Where it leads. */
  readonly href: string
}

/** The search for hosts is quadratic in the length of a run without blanks; honest links are far shorter. */
const MAX_SEGMENT = 4096
/** It is exponential in the labels of a host: `xn--` labels can be grouped in many ways. */
const MAX_HOST_LABELS = 6
/** All segments of one text: a segment costs about its length times (its length + 1024). */
const MAX_WORK = 128 * 1024 * 1024

const SCHEME = /(?:https?|ftp|mailto):/i

const linkify = new LinkifyIt(
  { '//': null as unknown as string },
  { fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false },
)

/**
 * Finds the links in a text: `http`, `https`, `ftp` and `mailto` addresses written out in full. A bare `example.org`
 * or `file.py` is text.
 *
 * Where addresses are obscured, a `mailto` address is none, nor a URL that lost the domain of an address in it: it would
 * lead elsewhere. Runs that are long, or whose host has many labels, stay text: bounded time, whatever stands there.
 *
 * @returns In order, not overlapping.
 *
 * @example
 * linkRanges('see http://example.org/a.') // => [{ start: 4, end: 24, href: 'http://example.org/a' }]
 */
export function linkRanges(
  text: string,
  options: { readonly addresses?: 'obscured' | 'shown' } = {},
): readonly LinkRange[] {
  if (!SCHEME.test(text)) return []
  const ranges: LinkRange[] = []
  let work = 0
  for (const { 0: segment, index } of text.matchAll(/[^\s\u200b]+/g)) {
    if (!isWorthLooking(segment)) continue
    work += segment.length * (segment.length + 1024)
    if (work > MAX_WORK) break
    for (const match of linkify.match(segment) ?? []) {
      const start = index + match.index
      const end = index + match.lastIndex
      const isMail = match.schema === 'mailto:'
      // The cut may stand where the URL seems to end.
      const isCut =
        /(?:@|%40)…/.test(text.slice(start, end + 1)) || /^(?:@|%40)…/.test(text.slice(end, end + 4))
      if (options.addresses === 'shown' || !(isMail || isCut)) ranges.push({ start, end, href: match.url })
    }
  }
  return ranges
}

function isWorthLooking(segment: string): boolean {
  if (segment.length > MAX_SEGMENT || !SCHEME.test(segment)) return false
  let labels = 0
  for (const character of segment) {
    if (character === '.') {
      labels += 1
      if (labels > MAX_HOST_LABELS) return false
    } else if (!/[A-Za-z0-9-]|[^\0-\x7f]/.test(character)) labels = 0
  }
  return true
}
