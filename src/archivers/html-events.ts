import { Tokenizer } from 'htmlparser2'

/** What is done with the pieces of a page, in their order. Names of tags and attributes are lower case, entities are undone. */
export interface HtmlEvents {
  open?(name: string, attributes: ReadonlyMap<string, string>): void
  close?(name: string): void
  text?(text: string): void
  /** What stands between `<!--` and `-->`, as it is written. */
  comment?(text: string): void
}

/**
 * Reads HTML piece by piece: linear in its length, without a tree and without a stack, so nothing that nests can hurt.
 * Of repeated attributes the first counts. Never throws: whatever the text is, something is made of it.
 */
export function readHtml(html: string, events: HtmlEvents): void {
  let tag: string | null = null
  let attributes = new Map<string, string>()
  let name = ''
  let value = ''
  const finishTag = (): void => {
    if (tag !== null) events.open?.(tag, attributes)
    tag = null
  }
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname(start, end) {
        tag = html.slice(start, end).toLowerCase()
        attributes = new Map()
      },
      onattribname(start, end) {
        name = html.slice(start, end).toLowerCase()
        value = ''
      },
      onattribdata(start, end) {
        value += html.slice(start, end)
      },
      onattribentity(codePoint) {
        value += String.fromCodePoint(codePoint)
      },
      onattribend() {
        if (!attributes.has(name)) attributes.set(name, value)
      },
      onopentagend: finishTag,
      onselfclosingtag: finishTag,
      onclosetag: (start, end) => events.close?.(html.slice(start, end).toLowerCase()),
      ontext: (start, end) => events.text?.(html.slice(start, end)),
      ontextentity: (codePoint) => events.text?.(String.fromCodePoint(codePoint)),
      oncomment: (start, end, endOffset) => events.comment?.(html.slice(start, end - endOffset)),
      oncdata: () => undefined,
      ondeclaration: () => undefined,
      onprocessinginstruction: () => undefined,
      onend: () => undefined,
    },
  )
  tokenizer.write(html)
  tokenizer.end()
}

/** Text of a page in one line: white space runs, no-break spaces too, are one blank. Null where nothing is left. */
export function oneLine(text: string): string | null {
  const line = text.replace(/[\s\0]+/g, ' ').trim()
  return line === '' ? null : line
}

/** Undoes entities in text that holds no tags. */
export function unescapeText(text: string): string {
  if (!text.includes('&')) return text
  let plain = ''
  readHtml(text.replaceAll('<', '&lt;'), {
    text(piece) {
      plain += piece
    },
  })
  return plain
}
