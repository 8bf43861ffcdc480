import type { Alignable } from '../audit/align.ts'
import { compareMessage } from '../audit/compare.ts'
import type { MessageDigests } from '../message/present-message.ts'

/** Which findings on one message were accepted, and which there are. */
export interface MessageDecision {
  /** Accepted codes. */
  readonly codes: ReadonlySet<string>
  /** All codes that the audit reported for it. */
  readonly reported: ReadonlySet<string>
  /** Its head and body differ only because of what was swallowed, split off or cut behind it. */
  readonly explained: boolean
}

/** Codes for bytes that differ while head and body do not. */
const FORM_CODES = [
  'line-endings-changed',
  'reader-fields-changed',
  'trailing-whitespace-changed',
  'quoting-changed',
] as const

/** Codes of a neighbour's fate that explains a message's other bytes. */
const EXPLAINING_CODES = ['merged', 'split', 'truncated'] as const

/**
 * The digests and Message-ID that a message gets by what was accepted of its edits.
 *
 * Where everything was, they are the present ones. Where a part was, only that part: what nobody accepted
 * still differs at the next audit, under the same code. Null where nothing of the message was accepted.
 */
export function acceptedForm(
  recorded: Alignable,
  present: Alignable,
  { codes, reported, explained }: MessageDecision,
): { readonly messageId: string | null; readonly digests: MessageDigests } | null {
  const before = recorded.digests
  const after = present.digests
  if (codes.has('redaction-undone')) return { messageId: present.messageId, digests: after }
  const { edits, head, body, formOnly } = compareMessage(recorded, present)
  const hasAny = (list: readonly string[]): boolean => list.some((code) => codes.has(code))
  const isHost = reported.has('merged') || reported.has('split')
  const byNeighbour = explained && hasAny(EXPLAINING_CODES)
  const isAccepted = (code: string): boolean => {
    // NULs count as blanks in the digests, but the audit calls them an edit of the body.
    const named = code === 'whitespace-changed' && !reported.has(code) ? 'body-edited' : code
    return codes.has(named) || codes.has('truncated')
  }
  const takesFromLine = edits.includes('from-line-edited') && codes.has('from-line-edited')
  const takesHead = head !== null && (isAccepted(head) || (byNeighbour && head !== 'message-id-changed'))
  // What stands inside a host or broke off from it is decided on first: before that its text can not be.
  const isFree = !isHost || codes.has('merged') || codes.has('split')
  const takesBody = body !== null && (explained ? byNeighbour : isFree && isAccepted(body))
  const takesForm = formOnly && (explained ? byNeighbour : hasAny([...FORM_CODES, 'truncated']))
  if (!takesFromLine && !takesHead && !takesBody && !takesForm) return null

  const takesBytes = (head === null || takesHead) && (body === null || takesBody) && (!formOnly || takesForm)
  const left = takesBytes ? null : takesHead ? body : head
  return {
    messageId: takesHead ? present.messageId : recorded.messageId,
    digests: {
      raw: takesBytes ? after.raw : before.raw,
      fromLine: takesFromLine ? after.fromLine : before.fromLine,
      head: takesHead ? after.head : before.head,
      headLoose: takesHead ? after.headLoose : before.headLoose,
      body: takesBody ? after.body : before.body,
      size: takesBody ? after.size : before.size,
      loose: takesBody ? after.loose : before.loose,
      // Covers head and body: what is left keeps its code.
      dense: takesBytes || left === 'whitespace-changed' ? after.dense : before.dense,
      content: takesBytes ? after.content : before.content,
    },
  }
}
