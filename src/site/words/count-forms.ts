import type { SiteLanguage } from './languages.ts'

/** The forms that words take behind a number (Unicode CLDR, plural rules for cardinals). */
type CountForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'

/** A text in the forms that its language has; `other` stands for those that are left out. */
export type CountForms = Readonly<Partial<Record<CountForm, string>>> & { readonly other: string }

/**
 * The text in the form that a whole number asks for. By our own rules, not those of `Intl`, which differ between machines.
 *
 * @example
 * textFor('ar', 103, { few: 'few', other: 'other' }) // => 'few'
 * textFor('en', 1, { one: 'message', other: 'messages' }) // => 'message'
 */
export function textFor(language: SiteLanguage, count: number, forms: CountForms): string {
  return forms[countForm(language, count)] ?? forms.other
}

function countForm(language: SiteLanguage, count: number): CountForm {
  if (language === 'ja') return 'other'
  if (language !== 'ar') return count === 1 ? 'one' : 'other'
  if (count === 0) return 'zero'
  if (count === 1) return 'one'
  if (count === 2) return 'two'
  const rest = count % 100
  return rest >= 3 && rest <= 10 ? 'few' : rest >= 11 ? 'many' : 'other'
}

/**
 * A whole number with a mark between its groups of three digits.
 *
 * @example
 * groupDigits(60509, ',') // => '60,509'
 */
export function groupDigits(count: number, mark: string): string {
  let digits = String(count)
  let out = ''
  while (digits.length > 3) {
    out = `${mark}${digits.slice(-3)}${out}`
    digits = digits.slice(0, -3)
  }
  return digits + out
}
