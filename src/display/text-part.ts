import { decodeText } from '../charsets/decode-text.ts'
import { MAX_SOURCE_BYTES, MAX_TEXT_CHARS, type TextPart } from './message-display.ts'
import { clip, pageText } from './page-text.ts'
import type { ProblemList } from './problem-list.ts'

/**
 * A text part of bytes: decoded, fit for a page, cut to {@link MAX_TEXT_CHARS}.
 *
 * @param label - The charset as mail names it, or null.
 */
export function textPart(
  bytes: Uint8Array,
  label: string | null,
  flavour: TextPart['flavour'],
  problems: ProblemList,
): TextPart {
  const decoded = decodeText(bytes, label)
  for (const code of decoded.problems) problems.add(code)
  const cut = clip(decoded.text, MAX_TEXT_CHARS)
  if (cut.clipped) problems.add('text-clipped')
  return { kind: 'text', text: pageText(cut.text), flavour, displayName: null }
}

/** A text part that shows source, cut to {@link MAX_SOURCE_BYTES}. */
export function sourcePart(bytes: Uint8Array, label: string | null, problems: ProblemList): TextPart {
  if (bytes.length > MAX_SOURCE_BYTES) problems.add('source-clipped')
  return textPart(bytes.subarray(0, MAX_SOURCE_BYTES), label, 'source', problems)
}
