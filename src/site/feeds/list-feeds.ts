import { clip } from '../../display/page-text.ts'
import type { MessageDisplay } from '../../display/message-display.ts'
import { percentEncodePath } from '../../charsets/percent-encoding.ts'
import { urlOf } from '../absolute-url.ts'
import type { PieceGroup } from '../grouped-pieces.ts'
import type { ListIndex } from '../list-index.ts'
import { shownAuthor, shownSubject } from '../page-frame.ts'
import type { PagedMessage } from '../paged-messages.ts'
import { FRONT_PAGE, LIST_FEED, threadPath } from '../site-paths.ts'
import { formatEntry, formatFeed, NO_TIME } from './atom-feed.ts'

/** How many messages a feed holds: the latest ones. */
export const FEED_MESSAGES = 30
/** How much of a message's text a feed holds, in UTF-16 code units; the rest is on its page. */
export const FEED_TEXT_CHARS = 4_000

/** Where the feed of a thread stands: under the stable ID of its first message, beside its pages. */
export function threadFeedPath(firstId: string): string {
  return threadPath(firstId).replace(/\.html$/, '.atom')
}

/** A file that is made of entries. */
export interface FeedGroup extends PieceGroup {
  /** Null: the whole list. */
  readonly thread: number | null
}

/** The feed of the whole list: its latest messages, the newest first. */
export function listFeedGroup({ byDate }: ListIndex): FeedGroup {
  const shown = byDate.filter(({ headline }) => headline !== null)
  return {
    path: LIST_FEED,
    thread: null,
    nodes: shown.slice(-FEED_MESSAGES).toReversed().map(({ node }) => node),
  } // prettier-ignore
}

/** The feed of each thread: its latest messages, the newest first. */
export function threadFeedGroups({ threads, byDate, threadId }: ListIndex): readonly FeedGroup[] {
  const nodes: number[][] = Array.from({ length: threads.roots.length }, () => [])
  for (const { node, headline } of byDate.toReversed()) {
    const members = nodes[threads.threadOf[node]!]!
    if (headline !== null && members.length < FEED_MESSAGES) members.push(node)
  }
  return nodes.map((members, thread) => ({ path: threadFeedPath(threadId(thread)), thread, nodes: members }))
}

/** The text of a feed's file. */
export function feedText(
  list: ListIndex,
  { path, thread, nodes }: FeedGroup,
  entries: readonly string[],
): string {
  const { settings, threads, paged } = list
  const first = thread === null ? null : paged[threads.firstMessages[thread]!]!
  const page = first === null ? FRONT_PAGE : threadPath(first.recorded.id)
  const dates = nodes.map((node) => paged[node]!.recorded.date ?? NO_TIME)
  const feed = {
    id: first === null ? `urn:x-holdfast:list:${percentEncodePath(settings.list)}` : `urn:x-holdfast:thread:${first.recorded.id}`,
    title: first === null ? settings.list : `${shownSubject(list.words, first)} – ${settings.list}`,
    updated: dates.reduce((latest, date) => (date > latest ? date : latest), NO_TIME),
    selfUrl: urlOf(settings.baseUrl, path, path),
    pageUrl: urlOf(settings.baseUrl, path, page),
  } // prettier-ignore
  return formatFeed(feed, entries)
}

/** One message as an entry of the feed at a path. */
export function entryText(
  { settings, threads, paged, words }: ListIndex,
  message: PagedMessage,
  displays: readonly MessageDisplay[],
  path: string,
): string {
  const parent = paged[threads.parentOf[message.node]!]
  const text = displays.map((display) => display.text).join('\n\n')
  const { text: beginning, clipped } = clip(text, FEED_TEXT_CHARS)
  return formatEntry({
    id: messageIri(message.recorded.id),
    title: shownSubject(words, message),
    author: shownAuthor(words, message),
    updated: message.recorded.date ?? NO_TIME,
    pageUrl: urlOf(settings.baseUrl, path, message.path),
    inReplyTo: parent === undefined ? null : messageIri(parent.recorded.id),
    text: clipped ? `${beginning}…` : beginning,
  })
}

/**
 * The name of a message in feeds. No base URL is in it: it stays when the archive moves. `x-holdfast` is registered
 * nowhere; RFC 4287 asks for an IRI that nobody else gives to something else, and the stable ID sees to that.
 */
function messageIri(id: string): string {
  return `urn:x-holdfast:message:${id}`
}
