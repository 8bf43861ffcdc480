import { asctime } from '../message/asctime.ts'
import type { RecordedMessage } from '../ledger/ledger-state.ts'
import { asciiBytes } from '../mbox/ascii.ts'
import { parseMessageIdText } from '../message/message-id.ts'
import { parseUtc } from '../message/utc.ts'
import { joinBytes } from '../mbox/join-bytes.ts'

/** The bytes of an entry that stands for a message that is lost. */
export interface Placeholder {
  readonly fromLine: Uint8Array
  readonly message: Uint8Array
  readonly trailer: Uint8Array
}

/**
 * Makes an entry that stands in the place of a lost message: its Message-ID, its date, and a line that says what is missing.
 * An archiver that counts entries gives every other message its old number.
 *
 * @param previousDate - The date of the message before it, for one that has none itself; as the ledger writes it.
 */
export function makePlaceholder(
  { messageId, date, dateFrom, id }: RecordedMessage,
  previousDate: string | null,
  eol: string,
): Placeholder {
  const epoch = parseUtc(date ?? previousDate ?? '') ?? 0
  const written = asctime(epoch)
  const [weekday, month, day, time, year] = written.split(/ +/)
  const msgid = messageId === null ? null : parseMessageIdText(messageId)
  // A message without a date of its own must not get one: archivers would put it elsewhere.
  const dated = date !== null && dateFrom !== 'previous' && dateFrom !== 'from-line'
  return {
    fromLine: asciiBytes(`From MAILER-DAEMON ${written}${eol}`),
    message: joinBytes([
      ...(dated ? [asciiBytes(`Date: ${weekday}, ${day} ${month} ${year} ${time} +0000${eol}`)] : []),
      ...(msgid === null ? [] : [asciiBytes('Message-ID: <'), msgid, asciiBytes(`>${eol}`)]),
      asciiBytes(
        [
          'From: MAILER-DAEMON',
          'Subject: [missing message]',
          `X-Holdfast-Placeholder: ${id}`,
          '',
          'The message that stood here is missing from the archive.',
          '',
        ].join(eol),
      ),
    ]),
    trailer: asciiBytes(eol),
  }
}
