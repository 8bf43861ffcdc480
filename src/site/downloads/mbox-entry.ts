import type { MessageDisplay } from '../../display/message-display.ts'
import { readMessageHead } from '../../display/message-head.ts'
import { LF } from '../../mbox/ascii.ts'
import { quoteBody, unquoteBody } from '../../mbox/quoting.ts'
import { asctime } from '../../message/asctime.ts'
import { parseUtc } from '../../message/utc.ts'
import { urlOf } from '../absolute-url.ts'
import type { ListIndex } from '../list-index.ts'
import type { PagedMessage } from '../paged-messages.ts'
import type { SiteModel } from '../site-model.ts'
import { encodedField } from './encoded-field.ts'

/**
 * A message as an entry of an mboxrd file.
 *
 * Of a list that shows whole addresses: byte for byte as it came, but for its quoting. Of another one what the page
 * shows: obscured fields, and the text in UTF-8 without attachments; what it answers, and where its page stands, are
 * told by fields.
 */
export async function messageEntry(
  model: SiteModel,
  list: ListIndex,
  message: PagedMessage,
  displays: readonly MessageDisplay[],
): Promise<Uint8Array> {
  const from = fromLine(message.recorded.date)
  if (model.sourceOf === null) return Buffer.concat([from, shownMessage(list, message, displays)])
  const source = await model.sourceOf(message.position)
  const { bodyStart } = readMessageHead(source)
  const body = quoteBody(unquoteBody(source.subarray(bodyStart), model.settings.quoting), 'mboxrd')
  // A last line without an end, and the empty line behind an entry.
  const end = Buffer.from(source.at(-1) === LF ? '\n' : '\n\n')
  return Buffer.concat([from, source.subarray(0, bodyStart), body, end])
}

function shownMessage(
  { settings, threads, paged }: ListIndex,
  { recorded, node, path }: PagedMessage,
  displays: readonly MessageDisplay[],
): Uint8Array {
  const display = displays[0]!
  const parent = paged[threads.parentOf[node]!]
  const fields: readonly (readonly [string, string | null])[] = [
    ['From', display.from],
    ['To', display.to],
    ['Cc', display.cc],
    ['Subject', display.subject],
    ['Date', display.date],
    ['Message-ID', bracketed(recorded.messageId)],
    ['In-Reply-To', bracketed(parent?.recorded.messageId ?? null)],
    ['Archived-At', settings.baseUrl === null ? null : bracketed(urlOf(settings.baseUrl, path, path))],
    ['X-Holdfast-ID', recorded.id],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Transfer-Encoding', '8bit'],
  ]
  const head = fields.map(([name, value]) => (value === null ? '' : encodedField(name, value))).join('')
  const body = quoteBody(Buffer.from(displays.map(({ text }) => text).join('\n\n')), 'mboxrd')
  return Buffer.concat([Buffer.from(`${head}\n`), body, Buffer.from('\n\n')])
}

/** A From_ line without a sender, whose address pages may obscure, and with the recorded date. */
function fromLine(date: string | null): Uint8Array {
  return Buffer.from(`From MAILER-DAEMON ${asctime(date === null ? 0 : parseUtc(date)!)}\n`)
}

function bracketed(value: string | null): string | null {
  return value === null || value === '' ? null : `<${value}>`
}
