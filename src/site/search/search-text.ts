import { readTextBlocks, type TextBlockKind } from '../../display/text-blocks.ts'
import { clip } from '../../display/page-text.ts'

/** How much of a message's text is looked at for its index, in UTF-16 code units. */
export const MAX_SEARCH_TEXT = 64 * 1024

/** What others wrote, or what stands below every mail of a sender or a list. */
const LEFT_OUT: ReadonlySet<TextBlockKind> = new Set(['quote', 'attribution', 'footer', 'signature'])
/** Data in letters: words that nobody looks for. */
const DATA = /^(?:begin [0-7]{3,4} |-----BEGIN PGP )/

/**
 * What of a message's text it is found by: its own words, without quotes, signatures, footers, and data in letters.
 *
 * @param text - LF line ends.
 */
export function searchText(text: string): string {
  return readTextBlocks(clip(text, MAX_SEARCH_TEXT).text)
    .filter(
      ({ kind, lines }) => !LEFT_OUT.has(kind) && !(kind === 'preformatted' && DATA.test(lines[0] ?? '')),
    )
    .map(({ lines }) => lines.join('\n'))
    .join('\n')
}
