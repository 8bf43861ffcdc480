import type { DisplayProblem, DisplayProblemCode } from '../display/message-display.ts'

/** What readers are told; `#` stands for how many. Null where a page is as good as without the problem. */
const WORDS: Readonly<Record<DisplayProblemCode, string | readonly [one: string, more: string] | null>> = {
  'undeclared-charset': null,
  'unknown-charset':
    'The message names a character set that is not known here; some characters may be wrong.',
  'undecodable-bytes': 'Some bytes mean nothing in the character set of the message; they show as \uFFFD.',
  'message-too-large': 'The message is too large to be taken apart; this is the beginning of its source.',
  'head-too-large': 'The header of the message is too large; its later fields are not read.',
  'too-many-parts': 'The message has too many parts to be taken apart; this is its source.',
  'nested-too-deep': 'Some parts stand too deep inside one another; they are not taken apart.',
  'unreadable-mime': 'The parts of the message cannot be told apart; this is its source.',
  'unknown-transfer-encoding':
    'A part is encoded in a way that is not known here; it is shown as it stands in the message.',
  'no-text-part': 'The message has no part that can be read as text.',
  'html-too-large': 'The HTML of the message is too large; its source is shown.',
  'html-too-deep': 'Some HTML is nested too deeply; its text is kept without it.',
  'unreadable-html': 'The HTML of the message cannot be read; its source is shown.',
  'remote-content': [
    'One picture or other content from elsewhere was left out.',
    '# pictures or other contents from elsewhere were left out.',
  ],
  'text-clipped': 'The text is longer than what is shown here.',
  'source-clipped': 'The source is longer than what is shown here.',
  'field-clipped': 'A header field is longer than what is shown here.',
}

/** The notes above a message, in the order of its problems. */
export function problemNotes(problems: readonly DisplayProblem[]): readonly string[] {
  return problems.flatMap(({ code, count }) => {
    const words = WORDS[code]
    if (words === null) return []
    if (typeof words === 'string') return [words]
    return [count === 1 ? words[0] : words[1].replace('#', count === null ? 'Some' : String(count))]
  })
}
