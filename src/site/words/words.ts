import { ARABIC } from './arabic.ts'
import { ENGLISH } from './english.ts'
import { GERMAN } from './german.ts'
import { JAPANESE } from './japanese.ts'
import type { SiteLanguage } from './languages.ts'
import type { SiteWords } from './site-words.ts'

const CATALOGUES: Readonly<Record<SiteLanguage, SiteWords>> = {
  en: ENGLISH,
  de: GERMAN,
  ja: JAPANESE,
  ar: ARABIC,
}

/** The words of a site in a language. */
export function siteWords(language: SiteLanguage): SiteWords {
  return CATALOGUES[language]
}
