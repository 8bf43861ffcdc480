import { countShared } from '../../archivers/match-words.ts'
import type { PublishedPage } from '../../archivers/published-tree.ts'
import { obscureText } from '../../display/obscure-address.ts'
import type { ShownMessage } from './shown-message.ts'

/**
 * What a reader sees at an old address now, beside what stood there: the `same` message; the same one by who, when and
 * what about, but its text `differs`; or a `wrong` one.
 */
export type Likeness = 'same' | 'differs' | 'wrong'

/** So much of the words must be shared where head and date say that it is the same message. */
const ENOUGH_SHARED = 0.5
/** So much must be shared where one of author, date and subject says otherwise. */
const NEARLY_ALL_SHARED = 0.9
/** A text with fewer words proves nothing by itself. */
const FEW_WORDS = 3

/**
 * Compares the message of an old page with the one that is shown now, by what both pages show: author, date, subject and
 * the words of the text. Message-IDs, numbers and paths are not looked at.
 *
 * Archivers obscure addresses, guess charsets and cut attachments off in their own ways, so words are compared, those of
 * ASCII letters and digits first, and not bytes.
 */
export function likeness(old: PublishedPage, shown: ShownMessage): Likeness {
  const signs = [sameAuthor(old, shown), sameDate(old, shown), sameSubject(old, shown)]
  const agree = signs.filter((sign) => sign === true).length
  const conflict = signs.filter((sign) => sign === false).length
  const text = textWithoutNotes(old.text)
  const shared = sharedWords(text, shown.text)
  const isShort = wordsOf(text).length < FEW_WORDS
  if (conflict === 0 && (shared >= ENOUGH_SHARED || (isShort && agree >= 2))) return 'same'
  if (conflict === 1 && shared >= NEARLY_ALL_SHARED && (!isShort || agree === 2)) return 'same'
  return conflict === 0 && agree >= 2 ? 'differs' : 'wrong'
}

/** The words of a text that both texts hold, as a share of the longer one: 1 where both hold the same words as often. */
export function sharedWords(a: string, b: string): number {
  const [left, right] = [withoutDomains(a), withoutDomains(b)]
  const words = shareOf(wordsOf(left), wordsOf(right))
  const characters = shareOf(charactersOf(left), charactersOf(right))
  return Math.max(words ?? characters ?? 1, characters ?? 1)
}

/** A text without the domains of addresses, also of those that an old archive wrote as `user at host`. */
function withoutDomains(text: string): string {
  return obscureText(text).replace(/ at (?:[\w-]+\.)+[a-z]{2,}/gi, '@…')
}

/** Words of ASCII letters and digits, in small letters. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? []
}

/** Words, and every character beyond ASCII: for texts in other scripts. */
function charactersOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+|[^\u0000-\u00ff]/gu) ?? []
}

/** Null where neither has a word. */
function shareOf(a: readonly string[], b: readonly string[]): number | null {
  const most = Math.max(a.length, b.length)
  return most === 0 ? null : countShared(a, b) / most
}

/** Null where one of the pages names no author. */
function sameAuthor(old: PublishedPage, { head }: ShownMessage): boolean | null {
  // An address stands there obscured, here cut: what is before its @ is left of both.
  const names = wordsOf((old.author ?? old.email ?? '').replace(/(@| at ).*/s, ''))
  if (names.length === 0 || wordsOf(head).length === 0) return null
  const shown = new Set(wordsOf(head))
  return names.filter((name) => shown.has(name)).length > names.length / 2
}

/** Null where one of the pages tells no moment. */
function sameDate(old: PublishedPage, { date }: ShownMessage): boolean | null {
  return old.date === null || date === null ? null : old.date === date
}

/** Null where the subject says nothing that can be compared. */
function sameSubject(old: PublishedPage, { heading }: ShownMessage): boolean | null {
  const before = subjectWords(withoutDomains(old.subject ?? ''))
  const now = subjectWords(withoutDomains(heading))
  if (before === '' || now === '') return null
  return before === now || before.includes(now) || now.includes(before)
}

/** A subject without what archivers take off: the list's prefix, and what says that it is a reply. */
function subjectWords(subject: string): string {
  const bare = subject.replace(/^(\s|\[[^\]]{0,60}\]|(re|aw|sv|vs|fwd?)(\[\d+\])?:)+/i, '')
  return wordsOf(bare).join(' ')
}

/** The text without the notes that Pipermail's scrubber leaves where it cut something off. */
function textWithoutNotes(text: string): string {
  const lines = text.split('\n')
  const kept: string[] = []
  let isNote = false
  for (const line of lines) {
    if (/^-{10,} next part -{10,}$/.test(line.trim())) isNote = true
    if (!isNote) kept.push(line)
    else if (/^(URL|Url)\s*:/.test(line.trim())) isNote = false
  }
  // A note without an end would swallow the rest: then nothing is taken out.
  return isNote ? text : kept.join('\n')
}
