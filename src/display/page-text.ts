/**
 * Makes text fit for a page: LF line ends, no blank lines at the end, control characters visible.
 *
 * C0 controls and DEL become control pictures (U+2400 and on), so that a form feed or an escape sequence is
 * seen and does nothing; C1 controls and noncharacters become U+FFFD. TAB stays.
 */
export function pageText(text: string): string {
  const visible = visibleText(text)
  // By hand: a regular expression would try every run of blanks in the text, in quadratic time.
  let end = visible.length
  while (end > 0 && ' \t\n'.includes(visible[end - 1]!)) end -= 1
  return visible.slice(0, end)
}

/** {@link pageText} without a cut at the end: for pieces of a text. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\0-\x08\x0b-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replaceAll('\x7f', '\u2421')
    .replace(/[\x80-\x9f]|\p{Noncharacter_Code_Point}/gu, '\uFFFD')
}

/** Characters that turn or isolate the direction of text: marks, embeddings, overrides, isolates (UAX #9, section 2). */
export const DIRECTION_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A text cut to a number of UTF-16 code units, never inside a surrogate pair; whether it was cut. */
export function clip(text: string, limit: number): { readonly text: string; readonly clipped: boolean } {
  if (text.length <= limit) return { text, clipped: false }
  const end = /[\ud800-\udbff]/.test(text[limit - 1]!) ? limit - 1 : limit
  return { text: text.slice(0, end), clipped: true }
}
