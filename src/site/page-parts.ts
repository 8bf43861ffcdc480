import type { PageTab } from './page-data.ts'
import type { SiteWords } from './words/site-words.ts'

/** How many pages hold a number of things, at least one. */
export function partCount(things: number, onePage: number): number {
  return Math.max(1, Math.ceil(things / onePage))
}

/** `part 2 of 3`; null where there is one. */
export function partLabel(words: SiteWords, part: number, parts: number): string | null {
  return parts === 1 ? null : words.part(part, parts)
}

/** A title with the label of its part. */
export function partTitle(words: SiteWords, title: string, label: string | null): string {
  return label === null ? title : words.withPart(title, label)
}

/** The pages of something long, the one they stand on without a link; none where there is one. */
export function pageTabs(part: number, parts: number, hrefOf: (part: number) => string): readonly PageTab[] {
  if (parts === 1) return []
  return Array.from({ length: parts }, (_, index) => ({
    label: String(index + 1),
    href: index + 1 === part ? null : hrefOf(index + 1),
  }))
}
