import { groupDigits, textFor, type CountForms } from '../words/count-forms.ts'
import type { SiteLanguage } from '../words/languages.ts'

/** What the script of the search page says in the catalogue of a language. */
export interface SearchWords {
  readonly searching: string
  readonly nothingAsked: string
  readonly cannotLoad: string
  readonly nothingFound: string
  /** Of all that were found, `{count}`. */
  readonly found: CountForms
  /** `{count}` were found, and `{shown}` of them are shown. */
  readonly foundMore: CountForms
}

/** The same as the page hands it to its script, with what else that needs to speak the language: plain data. */
export interface SearchTexts extends SearchWords {
  readonly language: SiteLanguage
  /** Between groups of three digits. */
  readonly digitMark: string
  /** Between a name and a date. */
  readonly comma: string
  /** How a moment is written in each month, from January on: `{day}`, `{year}` and `{time}` stand for theirs. */
  readonly moments: readonly string[]
}

/**
 * How many messages were found, and how many of them are shown.
 *
 * @example
 * foundText(searchTexts(ENGLISH), 1_200, 20) // => '1,200 messages found, 20 of them shown.'
 */
export function foundText(texts: SearchTexts, found: number, shown: number): string {
  if (found === 0) return texts.nothingFound
  const text = textFor(texts.language, found, shown < found ? texts.foundMore : texts.found)
  const number = (count: number) => groupDigits(count, texts.digitMark)
  return filled(text, { count: number(found), shown: number(shown) })
}

/**
 * A recorded date (`YYYY-MM-DDTHH:MM:SSZ`) as the pages write it.
 *
 * @example
 * momentText(searchTexts(ENGLISH), '2001-03-05T06:07:08Z') // => '5 March 2001, 06:07 UTC'
 */
export function momentText({ moments }: SearchTexts, date: string): string {
  const moment = moments[Number(date.slice(5, 7)) - 1]
  if (moment === undefined) return date
  return filled(moment, {
    day: String(Number(date.slice(8, 10))),
    year: date.slice(0, 4),
    time: date.slice(11, 16),
  })
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole)
}
