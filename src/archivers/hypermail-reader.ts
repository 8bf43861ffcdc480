import {
  hypermailMessageId,
  HypermailList,
  isHypermailSeparator,
  type HypermailLine,
  type HypermailNode,
} from './hypermail-lines.ts'

/** A message as Hypermail sees it when it reaches the next one. */
export interface HypermailMessage {
  /** The entry whose From_ line opened it; null where that stands in no entry, or inside one. */
  readonly owner: number | null
  /** Entries whose From_ line stands in it and opens nothing. */
  readonly swallowed: readonly number[]
  /** Of the last Message-ID line of its header sections; null where there is none. */
  readonly messageId: string | null
  /** The entry that this line stands in. */
  readonly idOwner: number | null
  /** No empty line ended its last header section before the input did: it is lost. */
  readonly lost: boolean
}

/** What a reader tells. */
export interface HypermailSink {
  message(message: HypermailMessage): void
  /** A From_ line of an entry that opens no message of its own. */
  swallowed(position: number, where: 'header' | 'body'): void
}

type Lines<Result> = Generator<undefined, Result, HypermailLine | null>
type Content = 'text' | 'binary' | 'ignore' | 'unknown'
type Encoding = 'normal' | 'quoted-printable' | 'base64' | 'uuencode'

/** Weights of the alternatives of multipart/alternative, in Hypermail's order of preference. */
const ENCODING_WEIGHT: Readonly<Record<Encoding, number>> = {
  normal: 0,
  'quoted-printable': 1,
  base64: 3,
  uuencode: 4,
}

/**
 * Finds the messages in an mbox as the parser of Hypermail 2.4.0 does, with its defaults.
 *
 * Hypermail looks for separators only while it is in a body. It is in a header section after a separator until an empty
 * line, and again after each boundary of a MIME message; a From_ line there is part of the header section. Lines that
 * it reads ahead, for the first boundary, for a soft line break or for the start of uuencoded data, are not looked at
 * either. So which From_ lines count follows from the MIME structure, and this follows it just as far.
 */
export class HypermailReader {
  readonly #sink: HypermailSink
  readonly #run: Lines<void>

  #inHeader = true
  #mime = false
  #content: Content = 'text'
  #encoding: Encoding = 'normal'
  #attached = false
  #type = ''
  #boundary = ''
  /** Boundaries outlive their message where it does not close them. */
  readonly #boundaries: string[] = []
  #list = new HypermailList()
  #outerList = new HypermailList()
  #alternatives = false
  #weight = -1
  #savedList = new HypermailList()
  /** Where header lines are looked at next. */
  #next: HypermailNode | null = null

  #owner: number | null = null
  #messageId: string | null = null
  #idOwner: number | null = null
  #swallowed: number[] = []
  /** No line was read yet. */
  #fresh = true

  constructor(sink: HypermailSink) {
    this.#sink = sink
    this.#run = this.#read()
    this.#run.next()
  }

  push(line: HypermailLine): void {
    const where = this.#inHeader ? 'header' : 'body'
    const opens = this.#fresh
    if (opens) this.#owner = line.holds
    this.#fresh = false
    this.#run.next(line)
    if (line.holds === null || opens || this.#owner === line.holds) return
    this.#swallowed.push(line.holds)
    this.#sink.swallowed(line.holds, where)
  }

  end(): void {
    this.#run.next(null)
    if (!this.#fresh) this.#finish(this.#inHeader)
  }

  #finish(lost: boolean): void {
    this.#sink.message({
      owner: this.#owner,
      swallowed: this.#swallowed,
      messageId: this.#messageId,
      idOwner: this.#idOwner,
      lost,
    })
  }

  *#read(): Lines<void> {
    for (;;) {
      const line = yield
      if (line === null) return
      if (!this.#inHeader) {
        yield* this.#readBody(line)
        continue
      }
      const { text } = line
      if (/^from /i.test(text)) continue
      if (/^mime-version:/i.test(text)) this.#mime = true
      else if (/^\r?\n/.test(text)) {
        const left = yield* this.#endHeader(line)
        if (left !== null) yield* this.#readBody(left)
      } else if (/^[ \t\v\f\r]/.test(text)) this.#list.fold(` ${text.replace(/^[ \t\n\v\f\r]+/, '')}`)
      else this.#list.add(text, { header: true, attached: this.#attached }, line.owner)
    }
  }

  /** @returns A line that was read ahead and has to be looked at as a line of the body, if there is one. */
  *#endHeader(line: HypermailLine): Lines<HypermailLine | null> {
    if (!this.#alternatives) this.#list.add('', { header: true, attached: this.#attached }, line.owner)
    this.#inHeader = false
    for (let node = this.#list.first; node !== null; node = node.next) this.#readField(node)
    let saveAlternatives = false
    let forced = false
    for (let node = this.#next ?? this.#list.first; node !== null; node = node.next) {
      if (node.parsed || !node.header) continue
      const { text } = node
      if (/^content-disposition:[ \t\n\v\f\r]*attachment;/i.test(text) && this.#content !== 'ignore') {
        forced = true
        this.#content = 'binary'
      } else if (/^content-base:/i.test(text)) {
        node.parsed = true
        this.#content = 'ignore'
      } else if (/^content-type:/i.test(text)) {
        node.parsed = true
        const value = withoutBlanks(text.slice(13))
        this.#readType(value)
        if (this.#alternatives && !this.#preferred()) {
          this.#content = 'ignore'
          this.#list = this.#savedList
          this.#savedList = new HypermailList()
          break
        }
        if (this.#content === 'ignore') continue
        if (/^multipart\//i.test(this.#type)) {
          if (!this.#readBoundary(value)) continue
          const found = yield* this.#seekBoundary()
          if (found !== 'part') return found
          saveAlternatives ||= /^alternative/i.test(value.slice(10))
        } else this.#enter()
      } else if (/^content-transfer-encoding:/i.test(text)) {
        node.parsed = true
        if (!(yield* this.#readEncoding(withoutBlanks(text.slice(26))))) break
      }
    }
    if (forced) this.#inHeader = false
    else if (saveAlternatives) {
      this.#outerList = this.#list
      this.#list = new HypermailList()
      this.#savedList = new HypermailList()
      this.#alternatives = true
      this.#weight = -1
    }
    this.#next = this.#list.last
    return null
  }

  #readField(node: HypermailNode): void {
    if (node.parsed || node.attached || !node.header) return
    if (/^(?:date|from|subject|in-reply-to):/i.test(node.text)) node.parsed = true
    if (!/^message-id:/i.test(node.text)) return
    node.parsed = true
    this.#messageId = hypermailMessageId(node.text)
    this.#idOwner = node.owner
  }

  #readType(value: string): void {
    const type = /^[^;]{1,128}/.exec(value)?.[0]
    if (type !== undefined) this.#type = type.replace(/[ \t\n\v\f\r]{1,128}$/, '')
  }

  /** A part whose type is neither text nor multipart: an attached message begins with a header section. */
  #enter(): void {
    if (/^(?:text|text\/plain|text\/html)$/i.test(this.#type)) this.#content = 'text'
    else if (/^message\/rfc822/i.test(this.#type)) {
      this.#list.add('', { header: false, attached: this.#attached }, null)
      this.#attached = true
      this.#inHeader = true
    } else this.#content = 'binary'
  }

  /** Whether this alternative is better than those before. */
  #preferred(): boolean {
    const type = this.#type.toLowerCase()
    const weight =
      type === 'text/plain' ? 0 : type.startsWith('text/') ? 1001 : 2001 + ENCODING_WEIGHT[this.#encoding]
    const better = weight === 0 ? this.#weight !== 0 : this.#weight === -1 || this.#weight > weight
    if (!better) return false
    this.#weight = weight
    this.#savedList = new HypermailList()
    this.#content = 'unknown'
    return true
  }

  #readBoundary(value: string): boolean {
    const at = value.toLowerCase().indexOf('boundary=')
    if (at === -1) return false
    const rest = withoutBlanks(value.slice(at + 'boundary='.length))
    const found = rest.startsWith('"')
      ? /^[^"]{1,255}/.exec(rest.slice(1))?.[0]
      : /^[^;\n]{1,255}/.exec(rest)?.[0]
    if (found !== undefined) this.#boundary = found
    return true
  }

  /** Reads up to the first boundary. A From_ line in front of it, or one that closes at once, leaves for the body. */
  *#seekBoundary(): Lines<'part' | HypermailLine | null> {
    const mark = `--${this.#boundary}`
    let read = false
    let last: HypermailLine | null = null
    for (;;) {
      const line: HypermailLine | null = yield
      if (line === null) break
      last = line
      if (line.text.startsWith(mark)) break
      if (/^from /i.test(line.text)) {
        this.#inHeader = false
        return line
      }
      read = true
    }
    const closes = last?.text.slice(mark.length).startsWith('--') === true
    if (closes && (read || this.#list.first !== null)) return last
    this.#boundaries.push(this.#boundary)
    this.#inHeader = true
    return 'part'
  }

  /** @returns False where the input ended first. */
  *#readEncoding(value: string): Lines<boolean> {
    if (/^quoted-printable/i.test(value)) this.#encoding = 'quoted-printable'
    else if (/^base64/i.test(value)) this.#encoding = 'base64'
    else if (/^[78]bit/i.test(value)) this.#encoding = 'normal'
    else if (/^x-uue/i.test(value)) {
      this.#encoding = 'uuencode'
      for (;;) {
        const line = yield
        if (line === null) return false
        if (/^begin[ \t\n]*[0-7]+[ \t\n]*[^ \t\n]/.test(line.text)) return true
      }
    }
    return true
  }

  *#readBody(line: HypermailLine): Lines<void> {
    const { text } = line
    if (isHypermailSeparator(text)) {
      this.#finish(false)
      this.#begin(line)
      return
    }
    const boundary = this.#boundaries.at(-1)
    if (this.#mime && boundary !== undefined && text.startsWith(`--${boundary}`)) {
      this.#passBoundary(text.slice(boundary.length + 2).startsWith('--'))
      return
    }
    if (this.#encoding === 'quoted-printable') yield* this.#passSoftBreaks(text)
    if (this.#content === 'text') this.#list.add('', { header: false, attached: this.#attached }, line.owner)
  }

  #begin(line: HypermailLine): void {
    this.#inHeader = true
    this.#mime = false
    this.#content = 'text'
    this.#encoding = 'normal'
    this.#attached = false
    this.#list = new HypermailList()
    this.#alternatives = false
    this.#next = null
    this.#owner = line.opens ? line.owner : null
    this.#swallowed = []
    this.#messageId = null
    this.#idOwner = null
  }

  #passBoundary(closes: boolean): void {
    if (closes) {
      this.#inHeader = false
      this.#boundaries.pop()
      if (this.#boundaries.length === 0) this.#attached = false
      if (this.#alternatives) {
        this.#alternatives = false
        this.#weight = -1
        this.#savedList = new HypermailList()
        this.#outerList.append(this.#list)
        this.#list = this.#outerList
        this.#outerList = new HypermailList()
        this.#next = null
      }
    } else {
      if (this.#alternatives) {
        this.#savedList = this.#list
        this.#list = new HypermailList()
        this.#next = null
      }
      this.#inHeader = true
    }
    this.#content = 'text'
    this.#encoding = 'normal'
  }

  /** A line of quoted-printable text that ends in `=` goes on with the next one, whatever that is. */
  *#passSoftBreaks(first: string): Lines<void> {
    let text = first
    for (let at = 0; at < text.length;) {
      const character = text[at++]
      if (character !== '=') continue
      if (text[at] === '\n') {
        const line = yield
        if (line === null) return
        text = line.text
        at = 0
      } else if (text[at] === '=') at += 1
      else if (/[0-9A-Fa-f]/.test(text[at] ?? '')) at += 2
    }
  }
}

function withoutBlanks(text: string): string {
  return text.replace(/^[ \t\n\v\f\r]+/, '')
}
