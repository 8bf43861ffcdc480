import type { Host } from '../mbox/host.ts'
import { parseMessageIdText } from '../message/message-id.ts'
import { derivedId, stableId } from '../message/stable-id.ts'
import { groupBy } from './group-by.ts'
import type { ManifestedMessage } from './holdfast-pages.ts'

/** What of an entry tells its stable ID. */
export interface IdentifiedEntry {
  readonly position: number
  readonly messageId: string | null
  /** The content digest, base64url. */
  readonly content: string
}

/**
 * Finds the entry of each message in a site's manifest, by the stable IDs that the entry can have been given.
 *
 * An ID that was derived from the content is proof. One made of the msgid alone goes to the first entry that holds the
 * msgid and has no such proof: of several, one may be withdrawn, and its ID must not pass to another.
 *
 * @returns The message of each entry that was found, by position.
 */
export function matchManifest(
  messages: readonly ManifestedMessage[],
  entries: readonly IdentifiedEntry[],
  host: Host,
): Map<number, ManifestedMessage> {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const found = new Map<number, ManifestedMessage>()
  const taken = new Set<string>()
  const take = (position: number, id: string): boolean => {
    const message = byId.get(id)
    if (message === undefined || taken.has(id)) return false
    taken.add(id)
    found.set(position, message)
    return true
  }
  const twins = groupBy(entries, ({ messageId, content }) => `${messageId ?? ''}\n${content}`)
  for (const same of twins.values()) {
    const { messageId, content } = same[0]!
    const bytes = messageId === null ? null : parseMessageIdText(messageId)
    // The k-th of them has the derived ID with k, unless it was the first with this msgid.
    const derived = Array.from({ length: same.length }, (_, k) =>
      derivedId(host, { messageId: bytes, content, k }),
    )
    const known = derived.filter((id) => byId.has(id))
    const waiting = Math.max(0, same.length - known.length)
    for (const [index, { position }] of same.slice(waiting).entries()) take(position, known[index]!)
  }
  for (const { position, messageId } of entries) {
    const bytes = messageId === null ? null : parseMessageIdText(messageId)
    if (bytes !== null && !found.has(position)) take(position, stableId(host, bytes))
  }
  return found
}
