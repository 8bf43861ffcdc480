import { percentEncodePath } from '../charsets/percent-encoding.ts'
import type { ListIndex } from './list-index.ts'
import type { PagedMessage } from './paged-messages.ts'

/** The list of all messages, for programs. */
export const MESSAGES_PATH = 'messages.json'
/** Goes up when a field changes its meaning. */
const SCHEMA = 1
/** How many messages are put together at a time. */
const MESSAGES_A_PIECE = 1_000

/**
 * `messages.json`: every message that has a page, in list order, one a line, with what indexes show of it and its place
 * in its thread. `schema/messages.schema.json` describes it. UTF-8.
 */
export function messagesJson(list: ListIndex): Uint8Array {
  const { settings, paged } = list
  const { list: name, baseUrl } = settings
  const head = { tool: 'holdfast', schema: SCHEMA, kind: 'messages', list: name, baseUrl }
  const pieces = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"messages":[`)]
  for (let start = 0; start < paged.length; start += MESSAGES_A_PIECE) {
    const lines = paged
      .slice(start, start + MESSAGES_A_PIECE)
      .map((message) => `${message.node === 0 ? '' : ','}\n${JSON.stringify(listedMessage(list, message))}`)
    pieces.push(Buffer.from(lines.join('')))
  }
  pieces.push(Buffer.from('\n]}\n'))
  return Buffer.concat(pieces)
}

function listedMessage({ threads, paged, threadId }: ListIndex, message: PagedMessage): object {
  const { recorded, headline, path, node } = message
  return {
    id: recorded.id,
    messageId: recorded.messageId,
    date: recorded.date,
    subject: headline?.subject ?? null,
    author: headline?.author ?? null,
    path: percentEncodePath(path),
    thread: threadId(threads.threadOf[node]!),
    parent: paged[threads.parentOf[node]!]?.recorded.id ?? null,
  }
}
