import { expect, test } from 'vitest'
import { searchTexts } from '../../src/site/search/search-page.ts'
import { foundText, momentText } from '../../src/site/search/search-texts.ts'
import { SITE_LANGUAGES, type SiteLanguage } from '../../src/site/words/languages.ts'
import { siteWords } from '../../src/site/words/words.ts'
import { timeText } from '../../src/site/utc-dates.ts'

/** As the script gets them: out of an attribute of the page. */
const textsIn = (language: SiteLanguage) =>
  JSON.parse(JSON.stringify(searchTexts(siteWords(language)))) as ReturnType<typeof searchTexts>

test('what was found is said in the form of its number', () => {
  const found = (language: SiteLanguage, counts: readonly number[]) =>
    counts.map((count) => foundText(textsIn(language), count, count))
  expect(found('en', [0, 1, 2, 1_200])).toEqual([
    'No message found.', '1 message found.', '2 messages found.', '1,200 messages found.',
  ]) // prettier-ignore
  expect(found('de', [1, 1_200])).toEqual(['1 Nachricht gefunden.', '1.200 Nachrichten gefunden.'])
  expect(new Set(found('ar', [0, 1, 2, 3, 11, 100]).map((text) => text.replace(/\d+/, '#'))).size).toBe(5)
  expect(found('ar', [2])[0]).not.toContain('2')
})

test.each(SITE_LANGUAGES)('%s says how many are shown of how many', (language) => {
  for (const count of [21, 102, 103, 111, 4_711]) {
    const text = foundText(textsIn(language), count, 20)
    expect(text).toContain('20')
    expect(text).toContain(siteWords(language).number(count))
    expect(text).not.toMatch(/[{}]/)
  }
})

test.each(SITE_LANGUAGES)('%s writes a moment as its pages do', (language) => {
  for (let month = 1; month <= 12; month += 1) {
    const date = `2001-${String(month).padStart(2, '0')}-05T06:07:08Z`
    expect(momentText(textsIn(language), date)).toBe(timeText(siteWords(language), date))
  }
  expect(momentText(textsIn(language), 'no date')).toBe('no date')
})
