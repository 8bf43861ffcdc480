/**
 * What is compared of a text that two programs have shown in their own ways: its ASCII words, in order, in lower case.
 *
 * Archivers obscure addresses (`user at host`), guess charsets, wrap lines and mark quotes. So a word is a run of ASCII
 * letters and digits; a word that touches any other character than ASCII is left out, and so are `at` and `dot`.
 */
export type Words = readonly string[]

const WORD = /[0-9a-z\u0080-\uffff]+/g
const NOT_ASCII = /[\u0080-\uffff]/
/** What obscuring puts in the place of signs. */
const OBSCURING: ReadonlySet<string> = new Set(['at', 'dot'])

/** The first words of a text. */
export function asciiWords(text: string, most: number): Words {
  const words: string[] = []
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    if (NOT_ASCII.test(word) || OBSCURING.has(word)) continue
    words.push(word)
    if (words.length === most) break
  }
  return words
}

/** How many words of a subject or a name are compared. */
const MOST_OF_A_LINE = 40
/** Replies and forwards, in the languages of common mail programs; counted ones (`Re[2]`) too. */
const REPLY = /^(?:re|aw|sv|vs|antw|fw|fwd|wg|tr|rif|ref)(?:\[\d{1,3}\])?\s*:\s*/i
const PREFIX = /^\[[^\]]{0,60}\]\s*/
/** What archivers show where there is no subject. */
const NO_SUBJECT: ReadonlySet<string> = new Set(['no subject', 'none', ''])

/** The words of a subject without list prefixes and marks of replies; none where there is no subject. */
export function subjectWords(subject: string | null): Words {
  let rest = (subject ?? '').trim()
  for (;;) {
    const shorter = rest.replace(REPLY, '').replace(PREFIX, '')
    if (shorter === rest) break
    rest = shorter
  }
  const words = asciiWords(rest, MOST_OF_A_LINE)
  return NO_SUBJECT.has(words.join(' ')) ? [] : words
}

/** The words of a sender: of the name and of the address. */
export function senderWords(...texts: readonly (string | null)[]): Words {
  return asciiWords(texts.filter((text) => text !== null).join(' '), MOST_OF_A_LINE).filter(
    (word) => !UNKNOWN_SENDER.has(word),
  )
}

const UNKNOWN_SENDER: ReadonlySet<string> = new Set(['unknown', 'nobody'])

/** The share of the shorter text's words that the other has too, each counted once a time; 0 for no words. */
export function sharedWords(a: Words, b: Words): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length === 0) return 0
  return countShared(short, long) / short.length
}

/** How many words two lists share, each as often as both have it. */
export function countShared(a: Words, b: Words): number {
  const left = new Map<string, number>()
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of b) {
    const times = left.get(word) ?? 0
    if (times === 0) continue
    left.set(word, times - 1)
    shared += 1
  }
  return shared
}

/** How many words of a body are compared. */
const MOST_OF_A_BODY = 160
/** How many words at the start of a body must be the same: a reply quotes the text that it answers, but not first. */
const START = 24

/** The beginning of a body, as words. */
export const bodyWords = (text: string): Words => asciiWords(text, MOST_OF_A_BODY)

/** The key under which bodies with the same first words are found; null where there are too few words for one. */
export function bodyKey(words: Words): string | null {
  return words.length < FEWEST ? null : words.slice(0, KEY_WORDS).join(' ')
}

const FEWEST = 3
const KEY_WORDS = 8
const SAME_START = 0.75
const SAME_PAIRS = 0.6
const OTHER_PAIRS = 0.25
/** So many words must be there before two texts are called different ones. */
const FEWEST_TO_DENY = 12

/**
 * Whether two bodies are of one message: `same`, `other`, or `unknown` where there are too few words, or where they
 * are alike without being the same.
 *
 * Only the shorter beginning is compared, so that a body that was cut, or that has a footer added, is still the same.
 */
export function compareBodies(a: Words, b: Words): 'same' | 'other' | 'unknown' {
  const length = Math.min(a.length, b.length)
  if (length < FEWEST) return 'unknown'
  const [x, y] = [a.slice(0, length), b.slice(0, length)]
  const pairs = sharedWords(wordPairs(x), wordPairs(y))
  if (sharedWords(x.slice(0, START), y.slice(0, START)) >= SAME_START && pairs >= SAME_PAIRS) return 'same'
  return length >= FEWEST_TO_DENY && pairs <= OTHER_PAIRS ? 'other' : 'unknown'
}

function wordPairs(words: Words): Words {
  return words.slice(1).map((word, index) => `${words[index]!} ${word}`)
}

/** A msgid as it is compared where programs have shown it: without white space, brackets and what obscures it. */
export function looseId(messageId: string): string {
  return messageId.replaceAll(' at ', '@').replaceAll(/[\s<>"]+/g, '')
}
