import type { MessageDigests } from '../message/present-message.ts'
import type { Identified } from '../message/stable-id.ts'
import type { RecordedMessage } from './ledger-state.ts'
import type { LedgerRecord, RecordOf } from './records.ts'

/**
 * What `codes` of a record say beside finding codes: that the entry's former bytes were taken away on purpose, that a
 * placeholder stands for a lost message, that the lost message is back.
 */
export const REDACTED = 'redacted'
export const PLACEHOLDER = 'placeholder'
export const RESTORED = 'restored'

/** The code of the finding that a redacted form is back; in a record it says that this was accepted. */
const UNDONE = 'redaction-undone'

// One object shape and shared empty lists: a list may have half a million messages.
const NO_PATHS: readonly string[] = []

const digestsOf = (record: MessageDigests): MessageDigests => ({
  raw: record.raw,
  fromLine: record.fromLine,
  head: record.head,
  headLoose: record.headLoose,
  body: record.body,
  size: record.size,
  loose: record.loose,
  dense: record.dense,
  content: record.content,
})

/** What a `message` or `phantom` record says about its entry. */
export function recordedMessage(record: RecordOf<'message'> | RecordOf<'phantom'>): RecordedMessage {
  const message = record.type === 'message' ? record : null
  return {
    seq: record.seq,
    kind: record.type,
    id: record.id,
    of: record.type === 'phantom' ? record.of : null,
    messageId: record.messageId,
    date: message?.date ?? null,
    dateFrom: message?.dateFrom ?? null,
    number: record.number,
    path: record.path,
    paths: record.path === null ? NO_PATHS : [record.path],
    aliases: NO_PATHS,
    digests: digestsOf(record),
    noArchive: message?.noArchive ?? false,
    predicted: message?.predicted ?? false,
    withdrawn: null,
    ...(message === null && record.codes?.includes(REDACTED) === true ? { holdsPlace: true as const } : {}),
  }
}

/** The msgid and content digest that an entry was recorded with: what its stable ID was made from. */
export const identityOf = (message: RecordedMessage): Identified =>
  message.identity ?? { messageId: message.messageId, content: message.digests.content }

/** A record that changes one entry, and nothing but it and its place. */
export type ChangeRecord = Extract<
  LedgerRecord,
  { readonly type: 'path' | 'alias' | 'amend' | 'complete' | 'withdraw' | 'move' }
>

/** The entry after a later record about it. Its `seq` and ID never change. */
export function changedMessage(message: RecordedMessage, record: ChangeRecord): RecordedMessage {
  switch (record.type) {
    case 'path': {
      // The current path is the last, also where a message comes back to one that it had before.
      const earlier = message.paths.filter((path) => path !== record.path)
      const { number, path } = record
      const predicted = message.predicted || message.paths.length === 0
      return { ...message, number, path, paths: [...earlier, path], predicted }
    }
    case 'alias':
      return { ...message, aliases: [...message.aliases, record.path] }
    case 'amend': {
      const { messageId = message.messageId } = record
      const kept = withoutForms(message, record.codes)
      return { ...kept, messageId, digests: digestsOf(record), identity: identityOf(message) }
    }
    case 'complete':
      return { ...message, digests: digestsOf(record), identity: identityOf(message) }
    case 'withdraw': {
      const { reason, by, at, codes } = record
      return { ...withoutForms(message, codes), withdrawn: { reason, by, at, codes } }
    }
    case 'move':
      // Moving a withdrawn message puts it back.
      return message.withdrawn === null
        ? message
        : { ...withoutForms(message, record.codes), withdrawn: null }
  }
}

/** The entry with what its codes say of the form that it has until now: taken away, lost, or given back. */
function withoutForms(message: RecordedMessage, codes: readonly string[]): RecordedMessage {
  const { removed, lost, ...rest } = message
  const isUndone = codes.includes(UNDONE)
  const forms = isUndone ? [] : codes.includes(REDACTED) ? [...(removed ?? []), message.digests] : removed
  const missing = codes.includes(PLACEHOLDER) ? (lost ?? message.digests) : lost
  const isBack = missing === undefined || codes.includes(RESTORED)
  return {
    ...rest,
    ...(forms === undefined || forms.length === 0 ? {} : { removed: forms }),
    ...(isBack ? {} : { lost: missing }),
  }
}
