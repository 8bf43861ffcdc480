import { asciiBytes, isBlank, latin1, LF } from '../mbox/ascii.ts'
import { joinBytes } from '../mbox/join-bytes.ts'
import { parseFromLine } from '../mbox/from-line.ts'
import { readHeaderFields, unfoldField } from '../message/header-fields.ts'
import { lineEndOf, REDACTED_ADDRESS } from './redact-message.ts'

/** Fields of a withdrawn message that stay: by them archivers name a page, choose its volume, or make none. */
const STUB_FIELDS: ReadonlySet<string> = new Set([
  'message-id',
  'date',
  'x-list-received-date',
  'x-no-archive',
  'x-archive',
])

/**
 * What stands in the mbox in place of a message that was withdrawn as a whole: its Message-ID and date, and a line that says
 * so. An archiver that counts entries still gives every other message its number.
 *
 * The same message always gives the same stub.
 *
 * @param message - What stood behind the From_ line, without the trailer.
 */
export function withdrawnStub(message: Uint8Array): Uint8Array {
  const { fields } = readHeaderFields(message)
  const eol = lineEndOf(message)
  const kept = fields.filter(({ name }) => STUB_FIELDS.has(name))
  const isHtml = fields.some(
    (field) => field.name === 'content-type' && /^text\/html\b/i.test(latin1(unfoldField(message, field))),
  )
  const lines = [
    `From: ${REDACTED_ADDRESS}`,
    'Subject: [withdrawn]',
    // Pipermail may be set to discard text/html: what took no number must not take one now.
    ...(isHtml ? ['Content-Type: text/html'] : []),
    'X-Holdfast-Withdrawn: yes',
    '',
    'This message was withdrawn from the archive.',
    '',
  ]
  return joinBytes([
    ...kept.map(({ start, end }) => withLineEnd(message.subarray(start, end), eol)),
    asciiBytes(lines.join(eol)),
  ])
}

/**
 * The From_ line of a piece of a body, which may be text of its sender: only its date stays, if it ends in one.
 *
 * @param fromLine - With its line end.
 */
export function withoutSender(fromLine: Uint8Array): Uint8Array {
  const { date, sender } = parseFromLine(fromLine)
  const eol = lineEndOf(fromLine)
  if (date === null) return asciiBytes(`From ${REDACTED_ADDRESS}${eol}`)
  let end = sender.end
  while (isBlank(fromLine[end])) end++
  return joinBytes([asciiBytes(`From ${REDACTED_ADDRESS} `), fromLine.subarray(end)])
}

function withLineEnd(bytes: Uint8Array, eol: string): Uint8Array {
  return bytes.at(-1) === LF ? bytes : joinBytes([bytes, asciiBytes(eol)])
}
