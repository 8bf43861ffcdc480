import type { MessageDigests } from '../message/present-message.ts'
import type { Alignable } from './align.ts'
import type { ChangeCode } from './finding-codes.ts'

/** What differs between a recorded message and the entry that it is now. */
export interface Comparison {
  /** The edits, in the order From_ line, Message-ID, head, body. */
  readonly edits: readonly ChangeCode[]
  /** The edit of the head, the Message-ID in it included; null where there is none. */
  readonly head: ChangeCode | null
  /** The edit of the body; null where there is none. */
  readonly body: ChangeCode | null
  /** Bytes differ, but neither head nor body: line ends, reader fields, or blank lines at the end. */
  readonly formOnly: boolean
}

const SAME: Comparison = { edits: [], head: null, body: null, formOnly: false }

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
  const isSame = sameForm(recorded, present)
  if (isSame && sameFromLine) return SAME

  let head: ChangeCode | null = null
  let body: ChangeCode | null = null
  if (!isSame) {
    if (recorded.messageId !== present.messageId) head = 'message-id-changed'
    else if (before.head !== after.head) head = compareHead(before, after)
    if (before.body !== after.body) body = compareBody(before, after)
  }
  const edits = [sameFromLine ? null : ('from-line-edited' as const), head, body].filter(
    (code) => code !== null,
  )
  return {
    edits: [...new Set(edits)],
    head,
    body,
    formOnly: before.raw !== after.raw && head === null && body === null,
  }
}

/**
 * Whether a message is as it was recorded, its From_ line aside. Equal bytes are no difference, unless only a part of an
 * earlier edit was accepted: then `raw` is that of the old bytes and the rest is not, and bytes that come back, or a copy of
 * them, undo what was accepted.
 */
function sameForm(recorded: Alignable, present: Alignable): boolean {
  const before = recorded.digests
  const after = present.digests
  return (
    before.raw === after.raw &&
    before.head === after.head &&
    before.body === after.body &&
    recorded.messageId === present.messageId
  )
}

/** Whether an entry is as it was recorded, its From_ line too: nothing of it is a question to anybody. */
export function isAsRecorded(recorded: Alignable, present: Alignable): boolean {
  return sameForm(recorded, present) && recorded.digests.fromLine === present.digests.fromLine
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
