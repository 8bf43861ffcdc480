import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { latin1 } from '../mbox/ascii.ts'
import { parseFromLine } from '../mbox/from-line.ts'
import { findField, readHeaderFields, unfoldField } from '../message/header-fields.ts'
import type { PresentMessage } from '../message/present-message.ts'
import type { ArchiverEntry, ForecastRow } from './archiver.ts'
import { bodyWords, senderWords, subjectWords, type Words } from './match-words.ts'

/** What pages of a published tree are compared with: one entry of the mbox files. */
export interface TreeEntry {
  readonly position: number
  readonly messageId: string | null
  /** The content digest: two entries with the same one, and the same msgid, are exact duplicates. */
  readonly content: string
  /** Every moment that the entry tells, and the one that the archiver files it under: seconds since 1970 UTC. */
  readonly moments: readonly number[]
  readonly sender: Words
  readonly subject: Words
  readonly body: Words
  /** The body is plain text, so that what its page shows must be in it. */
  readonly isPlain: boolean
  /** It is no message: a From line of text, at which a naive separator rule has cut a body. */
  readonly isPiece: boolean
  /** The path that the archiver's full rebuild would give it; null where it would give none, or nobody asked. */
  readonly forecastPath: string | null
  /** The id that the archiver makes up for it, where that is the same at each rebuild; null where it has its own. */
  readonly madeUpId: string | null
}

/** What the bytes of an entry add to what is known of it. */
export type EntryText = Pick<TreeEntry, 'sender' | 'subject' | 'body' | 'isPlain' | 'isPiece'>

/** How much of an entry is looked at. */
const MOST_BYTES = 96 * 1024
const MOST_OF_A_PIECE = 4096

/** Fields of which at least one stands in the header section of any message. */
const MESSAGE_FIELDS = ['from', 'date', 'subject', 'message-id', 'received', 'to', 'return-path']

/** Reads what is compared out of the bytes of an entry: its first 96 KiB, bodies decoded as far as words need it. */
export function entryText({ fromLine, message }: Pick<ArchiverEntry, 'fromLine' | 'message'>): EntryText {
  const section = message.subarray(0, MOST_BYTES)
  const { fields } = readHeaderFields(section)
  const text = (name: string): string | null => {
    const field = findField(fields, name)
    return field === undefined ? null : decodeHeaderText(unfoldField(section, field)).text
  }
  const hasHeader = MESSAGE_FIELDS.some((name) => findField(fields, name) !== undefined)
  const isPiece = !hasHeader && parseFromLine(fromLine).date === null
  if (isPiece) {
    // The From_ line is a line of the body.
    const body = bodyWords(`${latin1(fromLine)} ${latin1(section.subarray(0, MOST_OF_A_PIECE))}`)
    return { sender: [], subject: [], body, isPlain: true, isPiece }
  }
  const type = (text('content-type') ?? 'text/plain').toLowerCase()
  return {
    sender: senderWords(text('from') ?? text('sender')),
    subject: subjectWords(text('subject')),
    body: bodyWords(plainBody(Buffer.from(section).toString('latin1'))),
    isPlain: /^\s*text\s*(?:\/\s*plain)?\s*(?:;|$)/.test(type),
    isPiece,
  }
}

/** An entry with everything that pages are compared with. */
export function treeEntry(present: PresentMessage, text: EntryText, row: ForecastRow | null): TreeEntry {
  const { date, received, fromLine } = present.dates
  const moments = [date, received, fromLine, row?.epoch ?? null].filter((moment) => moment !== null)
  const { position, messageId, digests } = present
  return {
    position,
    messageId,
    content: digests.content,
    moments: [...new Set(moments)],
    ...text,
    forecastPath: row?.path ?? null,
    madeUpId: messageId === null ? (row?.key ?? null) : null,
  }
}

/**
 * The text of a message, its header sections left out and its transfer encodings undone: a walk over the lines, not a
 * MIME parser, because only words are wanted. 8-bit text stays bytes.
 */
function plainBody(message: string): string {
  const out: string[] = []
  const boundaries = new Set<string>()
  let encoding = ''
  let held: string[] = []
  let inHeader = true
  const flush = (): void => {
    out.push(decoded(held.join('\n'), encoding))
    held = []
    encoding = ''
  }
  for (const line of message.split(/\r?\n/)) {
    if (inHeader) {
      const said = /^content-transfer-encoding:\s*([\w-]{1,32})/i.exec(line)
      if (said !== null) encoding = said[1]!.toLowerCase()
      const named = /\bboundary\s{0,8}=\s{0,8}"?([^";\s]{1,200})/i.exec(line)
      if (named !== null) boundaries.add(named[1]!)
      if (line === '') inHeader = false
    } else if (line.startsWith('--') && isBoundary(line, boundaries)) {
      flush()
      inHeader = true
    } else held.push(line)
  }
  flush()
  return out.join('\n')
}

/** A closing boundary ends in `--`, and so may the boundary itself. */
function isBoundary(line: string, boundaries: ReadonlySet<string>): boolean {
  const name = line.slice(2).trimEnd()
  return boundaries.has(name) || (name.endsWith('--') && boundaries.has(name.slice(0, -2)))
}

function decoded(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('latin1')
  if (encoding !== 'quoted-printable') return text
  return text
    .replace(/=[ \t]{0,8}\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
