import type { MessageDigests } from '../message/present-message.ts'
import type { Alignable } from './align.ts'
import type { ChangeCode } from './finding-codes.ts'

/** What differs between a recorded message and the entry that it is now. */
export interface Comparison {
  /** The edits, in the order From_ line, Message-ID, head, body. */
  readonly edits: readonly ChangeCode[]
  /** Bytes differ, but neither head nor body: line ends, reader fields, or blank lines at the end. */
  readonly formOnly: boolean
}

const SAME: Comparison = { edits: [], formOnly: false }

/**
 * Names what was edited in one message, from digests alone.
 *
 * White space and charset are told apart from a change of text by `loose` and `headLoose` (visible ASCII
 * only) and by `dense` (everything but blanks): where `dense` is equal only blanks changed, where only
 * `loose` is, bytes beyond ASCII did.
 */
export function compareMessage(recorded: Alignable, present: Alignable): Comparison {
  const before = recorded.digests
  const after = present.digests
  const sameFromLine = before.fromLine === after.fromLine
  if (before.raw === after.raw && sameFromLine) return SAME

  const edits = new Set<ChangeCode>()
  if (!sameFromLine) edits.add('from-line-edited')
  if (before.raw !== after.raw) {
    if (recorded.messageId !== present.messageId) edits.add('message-id-changed')
    else if (before.head !== after.head) edits.add(compareHead(before, after))
    if (before.body !== after.body) edits.add(compareBody(before, after))
  }
  const formOnly = before.raw !== after.raw && before.head === after.head && before.body === after.body
  return { edits: [...edits], formOnly }
}

function compareHead(before: MessageDigests, after: MessageDigests): ChangeCode {
  if (before.headLoose !== after.headLoose) return 'header-edited'
  // `dense` covers the body too: an edited body hides which of the two it was, and blanks are likelier.
  return before.dense === after.dense || before.loose !== after.loose
    ? 'whitespace-changed'
    : 'charset-changed'
}

function compareBody(before: MessageDigests, after: MessageDigests): ChangeCode {
  if (before.content === after.content) return 'quoting-changed'
  if (before.loose !== after.loose) return 'body-edited'
  // `dense` covers the head too: an edited head hides which of the two it was.
  return before.dense === after.dense || before.headLoose !== after.headLoose
    ? 'whitespace-changed'
    : 'charset-changed'
}
