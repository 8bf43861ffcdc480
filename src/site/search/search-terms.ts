/** How much of a word is kept, in UTF-16 code units; of what is longer, the beginning is found. */
export const MAX_TERM_CHARS = 40

// Ranges of our own, and no \p{L}: which characters are letters grows with the engine's version of Unicode, and the
// same mail has to give the same terms on each. What is in neither range parts words.

/** Scripts that are written without blanks between words: Thai to Khmer, kana, Han, and Hangul for its endings. */
const UNSPACED =
  '\u0e01-\u0e3a\u0e40-\u0e5b\u0e81-\u0edf\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u3096' +
  '\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff' +
  '\u{20000}-\u{3ffff}'
/** Letters and digits of all others, without their punctuation. */
const SPACED =
  '0-9a-z\u00aa\u00b5\u00ba\u00df-\u00f6\u00f8-\u02ff\u0370-\u0374\u0376-\u037d\u0386\u0388-\u0481\u048a-\u0556' +
  '\u0560-\u0588\u05b0-\u05bd\u05bf-\u05f2\u0610-\u061a\u0620-\u0669\u066e-\u06d3\u06d5-\u06fc\u0710-\u0963' +
  '\u0966-\u0df3\u0f00-\u0f03\u0f18-\u0f39\u0f40-\u0fbc\u10a0-\u10fa\u10fc-\u1360\u1369-\u177f\u180b-\u1fff\u2c00-\u2dff' +
  '\u3105-\u318e\ua000-\ua48f\ua4d0-\uabff\ufb00-\ufd3d\ufd50-\ufdff\ufe70-\ufefc\u{10000}-\u{1cfff}' +
  '\u{1d400}-\u{1d7ff}\u{1e000}-\u{1eeff}'

const RUNS = new RegExp(`([${UNSPACED}]+)|[${SPACED}]+`, 'gu')
const BEGINS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u')

/**
 * The terms under which a text is found, in its order, repeated ones too.
 *
 * A word is a run of letters and digits, without regard to case, width and the accents of Latin and Greek. Of a
 * script that is written without blanks each two neighbours are a term, and the last one alone, so that every
 * piece of a text can be looked for. Linear in the text, whatever stands in it.
 *
 * @example
 * indexTerms('Re: Größe 庭の花') // => ['re', 'große', '庭の', 'の花', '花']
 */
export function indexTerms(text: string): string[] {
  const terms: string[] = []
  for (const [run, unspaced] of fold(text).matchAll(RUNS)) {
    if (unspaced === undefined) {
      terms.push(cut(run))
      continue
    }
    const characters = Array.from(unspaced)
    for (const [at, character] of characters.entries()) terms.push(character + (characters[at + 1] ?? ''))
  }
  return terms
}

/**
 * The terms that a text must hold in order to be found, each once, in the order of what was asked for.
 *
 * @example
 * queryTerms('GROSSE 庭の') // => ['grosse', '庭の']
 */
export function queryTerms(text: string): string[] {
  const terms = new Set<string>()
  for (const [run, unspaced] of fold(text).matchAll(RUNS)) {
    if (unspaced === undefined) terms.add(cut(run))
    else {
      const characters = Array.from(unspaced)
      if (characters.length === 1) terms.add(unspaced)
      for (const [at, next] of characters.slice(1).entries()) terms.add(characters[at]! + next)
    }
  }
  return [...terms]
}

/**
 * Whether what is asked for also finds words that only begin with it: three letters and more, and a single
 * character of a script without blanks.
 */
export function findsBeginnings(term: string): boolean {
  return isUnspaced(term) ? Array.from(term).length === 1 : term.length >= BEGINNING
}

/** Terms that can begin alike for {@link findsBeginnings} have one key, and stand in one shard. */
export function beginningOf(term: string): string {
  return isUnspaced(term) ? String.fromCodePoint(term.codePointAt(0)!) : term.slice(0, BEGINNING)
}

const BEGINNING = 3

function isUnspaced(term: string): boolean {
  return BEGINS_UNSPACED.test(term)
}

function cut(word: string): string {
  if (word.length <= MAX_TERM_CHARS) return word
  const end = /[\ud800-\udbff]/.test(word[MAX_TERM_CHARS - 1]!) ? MAX_TERM_CHARS - 1 : MAX_TERM_CHARS
  return word.slice(0, end)
}

/** Only in blocks whose folding no later version of Unicode will change. */
function fold(text: string): string {
  return text
    .replace(/[\uff01-\uff9f]+/g, (wide) => wide.normalize('NFKC'))
    .replace(/[\u1100-\u11ff\u3041-\u30ff]+/g, (kana) => kana.normalize('NFC'))
    .replace(/[\u00c0-\u024f\u0370-\u03ff\u1e00-\u1fff]+/g, (letters) => letters.normalize('NFD'))
    .replace(/[\u00ad\u0300-\u036f\u200b-\u200d\ufeff]+/g, '')
    .replace(/[A-Z\u00c0-\u0587\u1e00-\u1fff]+/g, (letters) => letters.toLowerCase().replaceAll('ς', 'σ'))
}
