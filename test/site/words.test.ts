import { describe, expect, test } from 'vitest'
import { groupDigits } from '../../src/site/words/count-forms.ts'
import { SITE_LANGUAGES } from '../../src/site/words/languages.ts'
import { siSize, type SiteWords } from '../../src/site/words/site-words.ts'
import { siteWords } from '../../src/site/words/words.ts'

/** Every text of a catalogue, by its place. */
function textsOf({ labels, views, problems }: SiteWords): Map<string, string> {
  const said = Object.entries(problems).flatMap(([code, words]) =>
    words === null ? [] : [[code, typeof words === 'string' ? words : words(3)] as const],
  )
  return new Map([...Object.entries(labels), ...Object.entries(views), ...said] as [string, string][])
}

const english = textsOf(siteWords('en'))

describe.each(SITE_LANGUAGES)('the catalogue %s', (language) => {
  const words = siteWords(language)

  test('has a text for everything that English has one for, and none that is empty', () => {
    const texts = textsOf(words)
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [place, text] of texts) expect(text.trim(), place).not.toBe('')
    expect(words.language).toBe(language)
  })

  test('says counts, dates and sizes with their numbers', () => {
    for (const count of [3, 11, 100, 103, 60_509]) {
      for (const say of [
        words.messages,
        words.threads,
        words.authors,
        words.quotedLines,
        words.moreReplies,
      ]) {
        expect(say(count)).toContain(words.number(count))
      }
    }
    for (let month = 1; month <= 12; month += 1) expect(words.monthName(month)).not.toBe('')
    expect(new Set(Array.from({ length: 12 }, (_, month) => words.month('2001', month + 1))).size).toBe(12)
    expect(words.time(words.day('2001', 3, 5), '06:07')).toMatch(/^(?=.*5)(?=.*2001)(?=.*06:07).* UTC$/)
    expect(words.size(12_345)).toBe('12 kB')
  })
})

test('another language says other things', () => {
  for (const language of SITE_LANGUAGES) {
    if (language === 'en') continue
    const same = [...textsOf(siteWords(language))].filter(([place, text]) => english.get(place) === text)
    expect(same.map(([place]) => place).filter((place) => !/^(?:comma|utc|cc|messageId|archivedAt|links|thread|threads|patch)$/.test(place)), language).toEqual([]) // prettier-ignore
  }
})

test('Arabic nouns take the form of their number', () => {
  const { messages } = siteWords('ar')
  const nouns = [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111].map((count) =>
    messages(count).replace(/^\d+ /, ''),
  )
  expect(nouns).toEqual([
    'لا رسائل', 'رسالة واحدة', 'رسالتان', 'رسائل', 'رسائل', 'رسالة', 'رسالة', 'رسالة', 'رسالة', 'رسائل', 'رسالة',
  ]) // prettier-ignore
})

test('numbers are cut into groups of three digits, sizes into units', () => {
  expect([0, 999, 1000, 60_509, 1_234_567].map((count) => groupDigits(count, '.'))).toEqual(['0', '999', '1.000', '60.509', '1.234.567']) // prettier-ignore
  expect([999, 1_000, 999_499, 999_500, 2_550_000].map((bytes) => siSize(bytes, ',', (few) => `${few} B`))).toEqual(['999 B', '1 kB', '999 kB', '1,0 MB', '2,5 MB']) // prettier-ignore
})
