import type { DateSource } from '../message/present-message.ts'
import type { RecordedMessage, Withdrawal } from '../ledger/ledger-state.ts'
import { monthPath, rowAnchor, type PagedMessage } from './date-order.ts'
import type { MessagePageData, NeighbourLink, RedirectPageData, TombstonePageData } from './page-data.ts'
import { pageFrame, shortSubject } from './page-frame.ts'
import { problemNotes } from './problem-words.ts'
import { relativeHref } from './relative-href.ts'
import type { ListedMessage, SiteModel } from './site-model.ts'
import { calendarMonth, utcText } from './utc-dates.ts'

/** What a message's page shows beside the message itself. */
export interface MessageSurroundings {
  readonly previous: PagedMessage | undefined
  readonly next: PagedMessage | undefined
  /** Pieces of its body that stand in the list as entries of their own, in list order. */
  readonly phantoms: readonly ListedMessage[]
  /** Of an exact duplicate: the page of the first one. */
  readonly duplicateOfPath: string | null
}

const DATE_NOTES: Readonly<Record<DateSource, string | null>> = {
  date: null,
  received: 'when it was received: the message has no usable date',
  'from-line': 'from the mailbox: the message has no usable date',
  previous: 'of the message before it: this one has no usable date',
}

/** The data of a message's page. */
export function messagePageData(
  model: SiteModel,
  message: PagedMessage,
  around: MessageSurroundings,
): MessagePageData {
  const { recorded, display, path } = message
  const neighbour = (other: PagedMessage | undefined): NeighbourLink | null =>
    other === undefined ? null : { href: relativeHref(path, other.path), subject: shortSubject(other) }
  const month = calendarMonth(recorded.date)
  const subject = display?.subject?.trim() ?? ''
  return {
    ...pageFrame(model, path, shortSubject(message)),
    id: recorded.id,
    messageId: recorded.messageId,
    subject: subject === '' ? shortSubject(message) : subject,
    from: display?.from ?? null,
    to: display?.to ?? null,
    cc: display?.cc ?? null,
    writtenDate: display?.date ?? null,
    utcDate: recorded.date === null ? null : utcText(recorded.date),
    isoDate: recorded.date,
    dateNote: recorded.dateFrom === null ? null : DATE_NOTES[recorded.dateFrom],
    notes: display === null ? ['The text of this message is withheld.'] : problemNotes(display.problems),
    texts: [message, ...around.phantoms].flatMap((piece) =>
      piece.display === null || piece.display.text === ''
        ? []
        : [
            {
              kind: piece.display.textFrom === 'source' ? ('source' as const) : ('text' as const),
              text: piece.display.text,
            },
          ],
    ),
    duplicateOfHref: around.duplicateOfPath === null ? null : relativeHref(path, around.duplicateOfPath),
    previous: neighbour(around.previous),
    next: neighbour(around.next),
    month: { href: `${relativeHref(path, monthPath(month))}#${rowAnchor(message)}`, label: month.label },
  }
}

/** The data of the page that stands at a path of a withdrawn message: what, when and why; nothing of the mail. */
export function tombstonePageData(
  model: SiteModel,
  recorded: RecordedMessage,
  withdrawal: Withdrawal,
  path: string,
): TombstonePageData {
  return {
    ...pageFrame(model, path, 'Message withdrawn'),
    id: recorded.id,
    reason: withdrawal.reason,
    utcDate: utcText(withdrawal.at),
    isoDate: withdrawal.at,
  }
}

/** The data of the stub that leads from an earlier path to the page. */
export function redirectPageData(model: SiteModel, path: string, target: string): RedirectPageData {
  const href = relativeHref(path, target)
  return { ...pageFrame(model, path, 'Message moved'), canonicalHref: href, redirectHref: href }
}
