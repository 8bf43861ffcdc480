import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  beginningOf,
  findsBeginnings,
  indexTerms,
  MAX_TERM_CHARS,
  queryTerms,
} from '../../src/site/search/search-terms.ts'

/** Whether a query finds a text, by the rule that the index and the page follow. */
function finds(query: string, text: string): boolean {
  const terms = indexTerms(text)
  const wanted = queryTerms(query)
  return (
    wanted.length > 0 &&
    wanted.every((term) =>
      terms.some((other) => other === term || (findsBeginnings(term) && other.startsWith(term))),
    )
  )
}

describe('a text is found', () => {
  test.each([
    ['a word', 'compost', 'On compost heaps'],
    ['a word in other letters', 'COMPOST', 'compost'],
    ['two words in another order', 'heaps compost', 'On compost heaps'],
    ['the beginning of a word, from three letters on', 'com', 'compost'],
    ['without an accent', 'Gross Muller', 'Groß, Müller', false],
    ['without the accents of Latin and Greek', 'muller ανθη', 'Müller Άνθη'],
    ['with accents where the text has none', 'résumé', 'resume'],
    ['an accent of its own code point', 'cafe\u0301', 'café'],
    ['Cyrillic in other letters', 'ПОЧВА', 'Почва и сад'],
    ['a final sigma', 'ΚΗΠΟΣ', 'κήπος'],
    ['digits', '2001', 'spring 2001'],
    ['full-width letters', 'Ｇａｒｄｅｎ', 'garden'],
    ['half-width kana', 'ｶﾞｰﾃﾞﾝ', 'ガーデン'],
    ['one Han character in the middle', '庭', '春の庭の花'],
    ['one Han character at the end', '花', '春の庭の花'],
    ['a piece across words', 'の庭の', '春の庭の花'],
    ['Hangul without its ending', '정원', '정원에서'],
    ['Thai, which has no blanks', 'สวน', 'ในสวนของฉัน'],
    ['Arabic', 'حديقة', 'هذه حديقة، جميلة'],
    ['Hebrew beside Latin', 'גינה', 'the גינה'],
    ['a soft hyphen in the word', 'compost', 'com\u00adpost'],
    ['a part of an address', 'ann', 'ann@…'],
  ])('%s', (_, query, text, expected = true) => expect(finds(query, text)).toBe(expected))

  test.each([
    ['another word', 'manure', 'compost'],
    ['the beginning of a word of fewer letters', 'co', 'compost'],
    ['the end of a word', 'post', 'compost'],
    ['Han characters that do not stand together', '春花', '春の花'],
    ['one word too many', 'compost manure', 'compost'],
    ['nothing', ' -- ', 'compost'],
  ])('but not by %s', (_, query, text) => expect(finds(query, text)).toBe(false))

  test('by every piece of it that begins with a word, whatever its letters', () => {
    const letters = fc.constantFrom(
      'a',
      'B',
      'ü',
      'ß',
      'я',
      'Ω',
      'ς',
      '庭',
      'の',
      '春',
      '\u{20000}',
      '한',
      '7',
    )
    const word = fc.array(letters, { minLength: 1, maxLength: 6 }).map((all) => all.join(''))
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), fc.nat(), (words, choice) => {
        expect(finds(words[choice % words.length]!, words.join(' '))).toBe(true)
      }),
    )
  })
})

test('what begins alike has one key, so that beginnings need one shard', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 })
  fc.assert(
    fc.property(text, (words) => {
      for (const term of indexTerms(words)) {
        const start = Array.from(term)[0]!
        for (const wanted of [term.slice(0, 3), start]) {
          if (wanted !== '' && findsBeginnings(wanted)) expect(beginningOf(wanted)).toBe(beginningOf(term))
        }
      }
    }),
  )
})

test('a term is short, whole, and holds neither capital letters nor what parts a shard', () => {
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.stringMatching(/^[\w:;,.]{0,100}$/),
  )
  fc.assert(
    fc.property(noise, (text) => {
      for (const term of [...indexTerms(text), ...queryTerms(text)]) {
        expect(term).toMatch(/^[^A-Z:;\s]+$/u)
        expect(term.length).toBeLessThanOrEqual(MAX_TERM_CHARS)
        expect(Buffer.from(term).toString()).toBe(term)
      }
    }),
  )
})

test('a long word is found by its beginning', () => {
  const word = 'x'.repeat(1000)
  expect(indexTerms(word)).toEqual(['x'.repeat(MAX_TERM_CHARS)])
  expect(finds(word, word)).toBe(true)
})

test('a megabyte of one word, and of none, is read in one pass', () => {
  expect(indexTerms('a'.repeat(1 << 20))).toHaveLength(1)
  expect(indexTerms('. '.repeat(1 << 19))).toEqual([])
  expect(indexTerms('庭'.repeat(1 << 20))).toHaveLength(1 << 20)
})
