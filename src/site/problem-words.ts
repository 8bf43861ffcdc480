import type { DisplayProblem, DisplayProblemCode } from '../display/message-display.ts'

/** What readers are told, or null where a page is as good as without the problem. */
const WORDS: Readonly<Record<DisplayProblemCode, string | null>> = {
  'undeclared-charset': null,
  'unknown-charset':
    'The message names a character set that is not known here; some characters may be wrong.',
  'undecodable-bytes': 'Some bytes mean nothing in the character set of the message; they show as \uFFFD.',
  'message-too-large': 'The message is too large to be taken apart; this is the beginning of its source.',
  'head-too-large': 'The header of the message is too large; its end is not read.',
  'too-many-parts': 'The message has too many parts to be taken apart; this is its source.',
  'nested-too-deep': 'Parts of the message stand too deep inside one another; they are not taken apart.',
  'unreadable-mime': 'The parts of the message cannot be told apart; this is its source.',
  'no-text-part': 'The message has no plain text part; this is its source.',
  'unknown-transfer-encoding': 'A part is in an encoding that is not known here; it shows as it stands.',
  'html-too-large': 'The HTML of the message is too large; this is its source.',
  'html-too-deep': 'The HTML of the message is nested too deep; its layout is lost.',
  'unreadable-html': 'The HTML of the message cannot be read; this is its source.',
  'parts-not-shown': null,
  'remote-content': null,
  'text-clipped': 'The text is longer than what is shown here.',
  'source-clipped': 'The source is longer than what is shown here.',
  'field-clipped': 'A header field is longer than what is shown here.',
}

/** The notes above a message, in the order of its problems. */
export function problemNotes(problems: readonly DisplayProblem[]): readonly string[] {
  return problems.flatMap(({ code, count }) => {
    if (code === 'parts-not-shown') {
      return [
        count === 1 ? 'One further part is not shown.' : `${count ?? 'Some'} further parts are not shown.`,
      ]
    }
    if (code === 'remote-content') {
      return [
        count === 1
          ? 'One picture from elsewhere is left out.'
          : `${count ?? 'Some'} pictures from elsewhere are left out.`,
      ]
    }
    const words = WORDS[code]
    return words === null ? [] : [words]
  })
}
