import { LF } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import { BoundaryWatch } from './boundary-watch.ts'
import { readContentType } from './content-type.ts'
import {
  findField,
  readHeaderFields,
  unfoldField,
  type HeaderField,
  type HeaderFields,
} from './header-fields.ts'
import { readDate, readReceived } from './mail-date.ts'
import { formatMessageId, isWellFormedMessageId, readMessageId } from './message-id.ts'
import type { MessageObservationCode } from './present-message.ts'
import { Utf8Watch } from './utf8-watch.ts'

/** An observation with its place in the message; offset -1 stands for the From_ line in front of it. */
export interface MessageNote {
  readonly code: MessageObservationCode
  readonly offset: number
  /** LFs of the message in front of it. */
  readonly lines: number
  readonly detail?: string
}

const NOT_UTF8_ANYWAY = new Set(['us-ascii', 'ascii', 'utf-8', 'utf8'])

/** What one message says of itself, read while its bytes go by: msgid, dates, and what is odd about it. */
export class MessageNotes {
  /** The msgid as the ledger writes it, or null. */
  messageId: string | null = null
  /** Seconds since 1970, or null. */
  date: number | null = null
  received: number | null = null
  /** The sender asked not to be archived. */
  noArchive = false
  private readonly host: Host
  private section: Uint8Array = new Uint8Array()
  private header: HeaderFields = { fields: [], malformed: [] }
  private bodyText: Utf8Watch | null = null
  private boundary: BoundaryWatch | null = null
  private contentType: HeaderField | undefined

  constructor(host: Host) {
    this.host = host
  }

  /** Takes the header section; it has to stay as it is until {@link notes}. */
  head(section: Uint8Array): void {
    this.section = section
    this.header = readHeaderFields(section)
    const { fields } = this.header
    const id = readMessageId(section, fields)
    this.messageId = id === null ? null : formatMessageId(id)
    this.date = readDate(section, fields)?.epoch ?? null
    this.received = readReceived(section, fields)?.epoch ?? null
    this.noArchive = findField(fields, 'x-no-archive') !== undefined || this.saysXArchiveNo()

    this.contentType = findField(fields, 'content-type')
    const said =
      this.contentType === undefined ? null : readContentType(unfoldField(section, this.contentType))
    const isText = said === null || said.type === '' || said.type.startsWith('text/') || said.type === 'text'
    const isDeclared = said?.charset != null && !NOT_UTF8_ANYWAY.has(said.charset)
    if (isText && !isDeclared) this.bodyText = new Utf8Watch()
    if (said?.type.startsWith('multipart/') && said.boundary) {
      this.boundary = new BoundaryWatch(this.host, said.boundary)
    }
  }

  /** Takes a piece of the body. */
  body(bytes: Uint8Array, start: number, end: number): void {
    this.bodyText?.add(bytes, start, end)
    this.boundary?.add(bytes, start, end)
  }

  /**
   * What was noticed, in no order.
   *
   * @param bodyStart - Offset of the body in the message.
   * @param lines - LFs in the whole message.
   * @param hasBody - Whether the canonical body has any byte.
   */
  notes(bodyStart: number, lines: number, hasBody: boolean): MessageNote[] {
    const notes: MessageNote[] = [...this.headerNotes(), ...this.utf8Notes(bodyStart, lines)]
    if (!hasBody) notes.push(FROM_LINE('no-body'))
    else if (this.boundary?.found === false)
      notes.push(this.at('unclosed-multipart', this.contentType!.start))
    return notes
  }

  private headerNotes(): MessageNote[] {
    const { fields, malformed } = this.header
    if (fields.length === 0) return [FROM_LINE('no-header'), FROM_LINE('missing-message-id')]
    const notes: MessageNote[] = []
    if (malformed.length > 0)
      notes.push(this.at('malformed-header', malformed[0]!, `${malformed.length} lines`))

    const ids = fields.filter(({ name }) => name === 'message-id')
    const [id, second] = ids
    if (id === undefined) notes.push(FROM_LINE('missing-message-id'))
    else if (this.messageId === null) notes.push(this.at('missing-message-id', id.start, 'empty'))
    else if (!isWellFormedMessageId(this.section, id)) notes.push(this.at('malformed-message-id', id.start))
    if (second !== undefined) notes.push(this.at('multiple-message-id', second.start, `${ids.length} fields`))

    const date = findField(fields, 'date')
    if (date === undefined) notes.push(FROM_LINE('missing-date'))
    else if (this.date === null) notes.push(this.at('unreadable-date', date.start))
    if (findField(fields, 'from') === undefined) notes.push(FROM_LINE('missing-from'))
    return notes
  }

  /** One place a message: in the head, where bytes cannot be declared, else in a body that declares nothing else. */
  private utf8Notes(bodyStart: number, lines: number): MessageNote[] {
    const head = new Utf8Watch()
    head.add(this.section, 0, this.section.length)
    head.end()
    if (head.invalidAt >= 0) return [this.at('invalid-utf8', head.invalidAt)]
    const body = this.bodyText
    body?.end()
    if (body === null || body.invalidAt < 0) return []
    return [{ code: 'invalid-utf8', offset: bodyStart + body.invalidAt, lines: lines - body.linesAfter }]
  }

  private saysXArchiveNo(): boolean {
    const field = findField(this.header.fields, 'x-archive')
    return field !== undefined && formatMessageId(unfoldField(this.section, field)).toLowerCase() === 'no'
  }

  private at(code: MessageObservationCode, offset: number, detail?: string): MessageNote {
    let lines = 0
    for (let i = 0; i < offset; i += 1) if (this.section[i] === LF) lines += 1
    return { code, offset, lines, ...(detail === undefined ? {} : { detail }) }
  }
}

const FROM_LINE = (code: MessageObservationCode): MessageNote => ({ code, offset: -1, lines: 0 })
