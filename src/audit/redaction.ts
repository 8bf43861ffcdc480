import type { RecordedMessage } from '../ledger/ledger-state.ts'
import type { MessageDigests } from '../message/present-message.ts'

/**
 * The forms that must not come back at the place of a recorded entry: those that redactions took away from it, or from
 * the message whose place it holds.
 *
 * @param withdrawn - Messages that the ledger holds, but no longer in the sequence.
 */
export function removedForms(
  recorded: readonly RecordedMessage[],
  withdrawn: readonly RecordedMessage[],
): (r: number) => readonly MessageDigests[] {
  const removedById = new Map(withdrawn.map(({ id, removed }) => [id, removed]))
  return (r) => {
    const { holdsPlace, of, removed } = recorded[r]!
    const ofMessage = holdsPlace === true ? (removedById.get(of!) ?? []) : []
    return [...ofMessage, ...(removed ?? [])]
  }
}

/** What of a message's text one digest covers, so that a form is known again though other parts of it changed since. */
const TELLING = ['raw', 'content', 'head', 'headLoose', 'body', 'loose', 'fromLine'] as const

/**
 * Whether an entry holds again what a redaction took away: the whole form, its head, its body or its From_ line, to the
 * byte or but for blanks and charset.
 *
 * @param recorded - The form that stands in its place since.
 */
export function bringsBack(
  removed: readonly MessageDigests[],
  recorded: MessageDigests,
  present: MessageDigests,
): boolean {
  return removed.some((form) =>
    TELLING.some((name) => form[name] !== recorded[name] && form[name] === present[name]),
  )
}

/** Whether an entry that was never recorded is a copy of a form that was taken away, from whichever message. */
export function copyFinder(messages: readonly RecordedMessage[]): (present: MessageDigests) => boolean {
  const forms = new Set(
    messages.flatMap(({ removed = [] }) => removed.flatMap(({ raw, content }) => [raw, content])),
  )
  // What a message holds today is not what was taken away from it.
  return ({ raw, content }) => forms.size > 0 && (forms.has(raw) || forms.has(content))
}
