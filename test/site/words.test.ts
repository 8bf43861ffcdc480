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

/** Without what isolates directions. */
const bare = (text: string) => text.replace(/[\u2068\u2069]/g, '')

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
    expect(bare(words.time(words.day('2001', 3, 5), '06:07'))).toMatch(/^(?=.*5)(?=.*2001)(?=.*06:07).* UTC$/)
    expect(bare(words.size(12_345))).toBe('12 kB')
    expect(bare(words.file('image/png', words.size(12_345)))).toMatch(/^image\/png\P{Letter}+12 kB$/u)
  })
})

test.each(SITE_LANGUAGES)(
  '%s names the permanent link as its label does, and closes what it isolates',
  (language) => {
    const words = siteWords(language)
    expect(words.labels.citeText).toContain(words.labels.permalink)
    for (const text of [
      ...textsOf(words).values(),
      words.size(1e6),
      words.time('1', '2'),
      words.file('a/b', '1'),
    ]) {
      expect(text.replace(/\u2068[^\u2068\u2069]+\u2069/g, ''), text).not.toMatch(/[\u2068\u2069]/)
    }
  },
)

test('Arabic isolates every name in other letters that stands in a sentence', () => {
  for (const [place, text] of textsOf(siteWords('ar'))) {
    const rest = text.replace(/\u2068[^\u2069]*\u2069/g, '')
    if (/[\u0600-\u06ff]/.test(text)) expect(rest, place).not.toMatch(/[A-Za-z]/)
  }
})

test('Arabic says one and two in words, with their adjectives', () => {
  const { moreReplies, moreAbove, summary, messages, threads } = siteWords('ar')
  expect(moreReplies(2)).toBe('رسالتان أخريان في صفحة الموضوع')
  expect(moreAbove(12)).toBe('12 رسالة أخرى أعلاه')
  expect(summary(messages(2), threads(2), null)).toBe('رسالتان.')
  expect(summary(messages(2), threads(3), '2001')).toBe('رسالتان و3 مواضيع، 2001.')
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
