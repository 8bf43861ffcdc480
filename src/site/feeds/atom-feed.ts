import { xmlText } from '../xml-text.ts'

/** A feed as RFC 4287 has it. Every field is plain text; URLs are absolute, or relative to the feed. */
export interface AtomFeed {
  /** An IRI that never changes. */
  readonly id: string
  readonly title: string
  /** RFC 3339. */
  readonly updated: string
  readonly selfUrl: string
  readonly pageUrl: string
}

/** An entry of a feed. */
export interface AtomEntry {
  readonly id: string
  readonly title: string
  readonly author: string
  readonly updated: string
  readonly pageUrl: string
  /** The `id` of the entry that it answers (RFC 4685). */
  readonly inReplyTo: string | null
  readonly text: string
}

/** The time of what has none: RFC 4287 asks for one, and no clock is asked. */
export const NO_TIME = '1970-01-01T00:00:00Z'

/** A feed, with entries that {@link formatEntry} made. */
export function formatFeed(feed: AtomFeed, entries: readonly string[]): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">',
    `<id>${xmlText(feed.id)}</id>`,
    `<title>${xmlText(feed.title)}</title>`,
    `<updated>${xmlText(feed.updated)}</updated>`,
    `<link rel="self" type="application/atom+xml" href="${xmlText(feed.selfUrl)}"/>`,
    `<link rel="alternate" type="text/html" href="${xmlText(feed.pageUrl)}"/>`,
    '<generator>Holdfast</generator>',
    ...entries,
    '</feed>',
    '',
  ].join('\n')
}

/** One entry of a feed. */
export function formatEntry(entry: AtomEntry): string {
  return [
    '<entry>',
    `<id>${xmlText(entry.id)}</id>`,
    `<title>${xmlText(entry.title)}</title>`,
    `<author><name>${xmlText(entry.author)}</name></author>`,
    `<published>${xmlText(entry.updated)}</published>`,
    `<updated>${xmlText(entry.updated)}</updated>`,
    `<link rel="alternate" type="text/html" href="${xmlText(entry.pageUrl)}"/>`,
    ...(entry.inReplyTo === null ? [] : [`<thr:in-reply-to ref="${xmlText(entry.inReplyTo)}"/>`]),
    `<content type="text">${xmlText(entry.text)}</content>`,
    '</entry>',
  ].join('\n')
}
