import { CR, GREATER, LF } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import { encodeBase64url } from './base64url.ts'
import { CanonicalBody } from './canonical-body.ts'
import { CanonicalHead } from './canonical-head.ts'
import { HashSink } from './hash-sink.ts'
import { LooseForms } from './loose-forms.ts'
import { MessageSplitter } from './message-splitter.ts'
import type { MessageDigests } from './present-message.ts'

/** Bytes of a digest that is kept at 128 bits. */
const SHORT = 16

/** What a {@link MessageDigester} needs. */
export interface DigesterOptions {
  readonly host: Host
  /** The ledger's quoting variant: how quoted From_ lines are undone for `body`, `loose` and `dense`. */
  readonly quoting: QuotingVariant
  /** Called with the header section, cut at `HEADER_LIMIT`, before the first piece of the body, or at the end. */
  readonly onHead?: (head: Uint8Array) => void
  /** Called with each piece of the body, as it is, only valid during the call. */
  readonly onBody?: (bytes: Uint8Array, start: number, end: number) => void
}

/** What was computed over one message. */
export interface DigestedMessage {
  readonly digests: MessageDigests
  /** The header section, cut at `HEADER_LIMIT`. Valid until the next message begins. */
  readonly head: Uint8Array
  /** Length of the header section in bytes. */
  readonly headLength: number
  /** Offset of the body in the message. */
  readonly bodyStart: number
  /** True where an empty line follows the header section, or the first paragraph if there is no section. */
  readonly hasEmptyLine: boolean
}

/** Computes the digests of messages, one after the other, in one pass each. */
export interface MessageDigester {
  /** Takes a piece of the From_ line, its line end included. */
  fromLine(bytes: Uint8Array): void
  /** Takes a piece of the message: what stands after the From_ line, without the trailer. */
  update(bytes: Uint8Array): void
  /** Ends the message. The digester is ready for the next one, which begins with its next bytes. */
  end(): DigestedMessage
}

/**
 * Makes a digester: bytes of a message in, the digests that a ledger keeps out.
 *
 * The digests do not depend on how the bytes were cut into pieces; a message is never held whole.
 * Never throws on bad mail: any bytes have digests. `docs/identity.md` defines each to the byte.
 *
 * @example
 * const digester = createMessageDigester({ host: nodeHost, quoting: 'mboxrd' })
 * digester.fromLine(utf8('From alice@example.org Mon Mar  2 10:00:00 2015\n'))
 * digester.update(utf8('Subject: hi\n\nhello\n'))
 * digester.end().digests.size // => 5
 */
export function createMessageDigester(options: DigesterOptions): MessageDigester {
  return new Digester(options)
}

/**
 * Computes the digests of one message that is in memory. For many, use {@link createMessageDigester}.
 *
 * @param message - What stands after the From_ line, without the trailer.
 * @param fromLine - The From_ line, with or without its line end; empty if absent.
 *
 * @example
 * const options = { host: nodeHost, quoting: 'mboxo' }
 * const plain = digestMessage(utf8('Subject: hi\n\nhello\n'), options)
 * const crlf = digestMessage(utf8('Subject: hi\r\n\r\nhello\r\n'), options)
 * plain.raw === crlf.raw // => false
 * plain.content === crlf.content // => true
 */
export function digestMessage(
  message: Uint8Array,
  options: DigesterOptions,
  fromLine: Uint8Array = new Uint8Array(),
): MessageDigests {
  const digester = createMessageDigester(options)
  digester.fromLine(fromLine)
  digester.update(message)
  return digester.end().digests
}

class Digester implements MessageDigester {
  private readonly raw: HashSink
  private readonly from: HashSink
  private readonly head: HashSink
  private readonly headLoose: HashSink
  private readonly body: HashSink
  private readonly loose: HashSink
  private readonly dense: HashSink
  private readonly content: HashSink
  private readonly canonicalHead: CanonicalHead
  private readonly canonicalBody: CanonicalBody
  private readonly splitter: MessageSplitter
  private readonly options: DigesterOptions
  private headEnded = false
  private bodyLength = 0
  /** The From_ line so far ends in a CR, which belongs to it only if no LF follows. */
  private pendingCr = false
  /** The last message was ended and its head may still be in use. */
  private stale = false

  constructor(options: DigesterOptions) {
    this.options = options
    const sink = (): HashSink => new HashSink(options.host)
    this.raw = sink()
    this.from = sink()
    const head = (this.head = sink())
    const headLoose = (this.headLoose = sink())
    const body = (this.body = sink())
    const loose = (this.loose = sink())
    const dense = (this.dense = sink())
    const content = (this.content = sink())
    const canonicalHead = (this.canonicalHead = new CanonicalHead({
      head,
      loose: new LooseForms(headLoose, dense),
      content,
    }))
    const bodyLoose = new LooseForms(loose, dense)
    this.canonicalBody = new CanonicalBody(options, {
      text: (bytes, start, end) => {
        body.add(bytes, start, end)
        content.add(bytes, start, end)
        bodyLoose.add(bytes, start, end)
      },
      lineFeeds: (count) => {
        body.addRepeated(LF, count)
        content.addRepeated(LF, count)
      },
      quotes: (kept, keptInContent) => {
        for (const hash of [body, loose, dense]) hash.addRepeated(GREATER, kept)
        content.addRepeated(GREATER, keptInContent)
      },
    })
    this.splitter = new MessageSplitter({
      line: (bytes, start, end, kind, colon) => canonicalHead.line(bytes, start, end, kind, colon),
      moreOfLine: (bytes, start, end) => canonicalHead.moreOfLine(bytes, start, end),
      body: (bytes, start, end) => {
        this.endHead()
        this.bodyLength += end - start
        this.canonicalBody.add(bytes, start, end)
        options.onBody?.(bytes, start, end)
      },
    })
  }

  fromLine(bytes: Uint8Array): void {
    this.begin()
    if (bytes.length === 0) return
    let end = bytes.length
    if (bytes[end - 1] === LF) end -= 1
    else if (bytes[end - 1] !== CR) end = -1
    if (this.pendingCr && end !== 0) this.from.addByte(CR)
    this.pendingCr = false
    if (end < 0) {
      this.from.add(bytes, 0, bytes.length)
      return
    }
    const endsInLf = end < bytes.length
    if (endsInLf && end > 0 && bytes[end - 1] === CR) end -= 1
    if (!endsInLf) {
      end -= 1
      this.pendingCr = true
    }
    this.from.add(bytes, 0, end)
  }

  update(bytes: Uint8Array): void {
    this.begin()
    if (bytes.length === 0) return
    this.raw.add(bytes, 0, bytes.length)
    this.splitter.add(bytes)
  }

  end(): DigestedMessage {
    this.begin()
    if (this.pendingCr) this.from.addByte(CR)
    this.splitter.end()
    this.endHead()
    this.canonicalBody.end()
    this.content.addByte(LF)
    const messageLength = this.raw.size
    const size = this.body.size
    this.stale = true
    return {
      digests: {
        raw: encodeBase64url(this.raw.digest()),
        fromLine: encodeBase64url(this.from.digest(), SHORT),
        head: encodeBase64url(this.head.digest(), SHORT),
        headLoose: encodeBase64url(this.headLoose.digest(), SHORT),
        body: encodeBase64url(this.body.digest(), SHORT),
        size,
        loose: encodeBase64url(this.loose.digest(), SHORT),
        dense: encodeBase64url(this.dense.digest(), SHORT),
        content: encodeBase64url(this.content.digest()),
      },
      head: this.splitter.head,
      headLength: this.splitter.headLength,
      bodyStart: messageLength - this.bodyLength,
      hasEmptyLine: this.splitter.hasEmptyLine,
    }
  }

  private begin(): void {
    if (!this.stale) return
    this.stale = false
    this.headEnded = false
    this.bodyLength = 0
    this.pendingCr = false
    this.splitter.reset()
  }

  private endHead(): void {
    if (this.headEnded) return
    this.headEnded = true
    this.canonicalHead.end()
    this.options.onHead?.(this.splitter.head)
  }
}
