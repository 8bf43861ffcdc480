import { percentEncodePath } from '../charsets/percent-encoding.ts'

/** What a link that answers a message is made of. */
export interface Reply {
  /** The list's posting address, or null where the message does not tell. */
  readonly listPost: string | null
  /** As the ledger writes it. */
  readonly messageId: string | null
  readonly subject: string
}

/** The longest subject that is handed to a mail program, in UTF-16 code units. */
const MAX_SUBJECT = 200

/**
 * A `mailto` link that opens an answer to a message (RFC 6068): to the list, in its thread, under its subject. The
 * sender's address is not in it. Without the list's address the reader fills it in.
 *
 * @example
 * replyHref({ listPost: 'garden@example.org', messageId: 'a1@example.org', subject: 'Tulips' })
 * // => 'mailto:garden@example.org?In-Reply-To=%3Ca1%40example.org%3E&Subject=Re%3A%20Tulips'
 */
export function replyHref({ listPost, messageId, subject }: Reply): string {
  const to = listPost === null ? '' : listPost.split('@').map(encode).join('@')
  const answered = /^re:/i.test(subject) ? subject : `Re: ${subject}`
  // A backslash stands for bytes that are no UTF-8: such an ID cannot be written in a link.
  const isWritable = messageId !== null && !messageId.includes('\\')
  const fields = [
    ...(isWritable ? [`In-Reply-To=${encode(`<${messageId}>`)}`] : []),
    `Subject=${encode(answered.slice(0, MAX_SUBJECT))}`,
  ]
  return `mailto:${to}?${fields.join('&')}`
}

function encode(text: string): string {
  return percentEncodePath(text).replaceAll('/', '%2F')
}
