import type { PresentList } from '../message/present-list.ts'
import { HoldfastError, printable } from './holdfast-error.ts'

/**
 * Demands that files from which a list is to begin hold a message: a mistyped path would else make an empty list. Files
 * without a byte are a list to which nobody has written yet.
 *
 * @throws {@link HoldfastError} `not-an-mbox`, exit code 3, where there is text and no entry in any of them.
 */
export function expectMessages({ messages, files }: Pick<PresentList, 'messages' | 'files'>): void {
  if (messages.length > 0) return
  for (const { name, observations } of files) {
    const found = observations.find(({ code }) => code === 'not-an-mbox')
    if (found === undefined) continue
    const what = found.detail ?? 'something else'
    throw new HoldfastError(
      'not-an-mbox',
      3,
      `${printable(name)} is no mbox file (${what}): it holds no message, and nothing was recorded`,
      { file: name, hint: hintFor(what) },
    )
  }
}

function hintFor(what: string): string {
  if (what.includes('without a From_ line')) {
    return 'name the mbox file of the list; single messages, as in a Maildir, first have to be joined to one, each behind a From_ line'
  }
  if (what.includes('From_ lines'))
    return 'give another --separator: the rule any takes From_ lines without a date'
  return 'name the mbox file of the list'
}
