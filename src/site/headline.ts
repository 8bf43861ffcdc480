import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { fieldValues, readMessageHead, type MessageHead } from '../display/message-head.ts'
import { obscureAddress, obscureText } from '../display/obscure-address.ts'
import { clip, pageText } from '../display/page-text.ts'
import { readHeaderFields } from '../message/header-fields.ts'
import { readInReplyTo, readReferences } from '../message/message-id.ts'

/** What indexes and links show of a message. */
export interface Headline {
  /** One line; empty where there is none. */
  readonly subject: string
  /** Name of the sender, or the address where no name is given; one line, empty where there is neither. */
  readonly author: string
}

/** A headline, and what says whom the message answers. */
export interface ReadHeadline extends Headline {
  /** The subject as threading reads it: whole, empty where there is none. */
  readonly fullSubject: string
  /** As the ledger writes msgids. */
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
}

/** How much of a subject or an author titles and indexes show, in UTF-16 code units. */
const MAX_HEADLINE = 200
/** How much of a field is looked at, in bytes. */
const MAX_FIELD_BYTES = 8_000

/**
 * Reads what indexes show of a message, from its head alone. Never throws.
 *
 * @param message - Its bytes after the From_ line; of a long one, at least the header section.
 * @param options - `addresses`: whether addresses in the subject, and that of an author without a name, are shown whole.
 */
export function readHeadline(
  message: Uint8Array,
  options: { readonly addresses: 'obscured' | 'shown' },
): ReadHeadline {
  const head = readMessageHead(message)
  const section = message.subarray(0, head.bodyStart)
  const { fields } = readHeaderFields(section)
  const fullSubject = fieldText(head, 'subject')
  const from = fieldText(head, 'from')
  const showsAddresses = options.addresses === 'shown'
  const author = authorName(showsAddresses ? from : obscureAddress(from))
  return {
    subject: short(showsAddresses ? fullSubject : obscureText(fullSubject)),
    author: short(author),
    fullSubject,
    inReplyTo: readInReplyTo(section, fields),
    references: readReferences(section, fields),
  }
}

/**
 * The name in a From field: the words before an address in angle brackets, or the comment after a bare one; the
 * whole field where it holds no name. RFC 5322 section 3.4, and RFC 822 section 6.1 for the comment, which Pipermail's
 * monthly texts write behind `ann at example.org`.
 *
 * @example
 * authorName('"Lee, Ann" <ann@…>') // => 'Lee, Ann'
 * authorName('ann@… (Ann Lee)') // => 'Ann Lee'
 * authorName('ann at … (Ann Lee)') // => 'Ann Lee'
 * authorName('<ann@…>') // => 'ann@…'
 */
export function authorName(from: string): string {
  const text = from.trim()
  const open = text.lastIndexOf('<')
  if (open >= 0 && text.endsWith('>')) {
    const name = unquote(text.slice(0, open).trim())
    return name === '' ? text.slice(open + 1, -1).trim() : name
  }
  const comment = text.indexOf('(')
  if (comment > 0 && text.endsWith(')') && isAddress(text.slice(0, comment).trim())) {
    const name = unquote(text.slice(comment + 1, -1).trim())
    return name === '' ? text.slice(0, comment).trim() : name
  }
  return unquote(text)
}

/** An address as mail has it, or as Mailman writes it into monthly texts. */
function isAddress(text: string): boolean {
  return text.includes('@') || /^[^ ]+ at (?:…|[^ ]+\.[^ ]+)$/.test(text)
}

function unquote(text: string): string {
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"')
  return isQuoted ? text.slice(1, -1).replace(/\\(.)/g, '$1').trim() : text
}

/** A field as one line of plain text; empty where there is none. */
function fieldText(head: MessageHead, name: string): string {
  const value = fieldValues(head, name)[0]
  if (value === undefined) return ''
  return pageText(decodeHeaderText(value.subarray(0, MAX_FIELD_BYTES)).text).trim()
}

function short(text: string): string {
  const cut = clip(text, MAX_HEADLINE)
  return cut.clipped ? `${cut.text}…` : cut.text
}
