/** The languages that a site can speak. */
export const SITE_LANGUAGES = ['en', 'de', 'ja', 'ar'] as const
/** One of {@link SITE_LANGUAGES}. */
export type SiteLanguage = (typeof SITE_LANGUAGES)[number]
