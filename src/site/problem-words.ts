import type { DisplayProblem } from '../display/message-display.ts'
import type { SiteWords } from './words/site-words.ts'

/** The notes above a message, in the order of its problems. */
export function problemNotes(words: SiteWords, problems: readonly DisplayProblem[]): readonly string[] {
  return problems.flatMap(({ code, count }) => {
    const said = words.problems[code]
    if (said === null) return []
    return [typeof said === 'string' ? said : said(count)]
  })
}
