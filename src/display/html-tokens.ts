import { RAW_ELEMENTS } from './html-tags.ts'

/** A piece of HTML source. Text and attribute values are as written: character references stand. */
export type HtmlToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'start'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'end'; readonly name: string }

/** The most attributes of one tag that are looked at. */
const MAX_ATTRIBUTES = 100

/**
 * Cuts HTML source into text and tags as a browser does (WHATWG HTML, section 13.2.5), in one pass.
 *
 * Comments, declarations and the content of scripts and the like are left out. A tag that is never closed, and all
 * behind it, is text here, where a browser drops it: no reader loses the end of a mail. Names are in lower case.
 *
 * @example
 * [...readHtmlTokens('a<B x=1>')] // => [{ kind: 'text', text: 'a' }, { kind: 'start', name: 'b', attributes: new Map([['x', '1']]) }]
 */
export function* readHtmlTokens(source: string): Generator<HtmlToken, void, undefined> {
  let at = 0
  while (at < source.length) {
    const open = source.indexOf('<', at)
    const textEnd = open < 0 ? source.length : open
    if (textEnd > at) yield { kind: 'text', text: source.slice(at, textEnd) }
    if (open < 0) return
    const next = source[open + 1] ?? ''
    const afterSlash = source[open + 2] ?? ''
    if (isLetter(next) || (next === '/' && isLetter(afterSlash))) {
      const tag = readTag(source, open + (next === '/' ? 2 : 1))
      if (tag === null) {
        yield { kind: 'text', text: escapeLess(source.slice(open)) }
        return
      }
      at = tag.end
      if (next === '/') {
        yield { kind: 'end', name: tag.name }
        continue
      }
      yield { kind: 'start', name: tag.name, attributes: tag.attributes }
      const raw = RAW_ELEMENTS.get(tag.name)
      if (raw === undefined) continue
      const end = rawEnd(source, at, tag.name)
      if (raw === 'text') yield { kind: 'text', text: rawText(source.slice(at, end), tag.name) }
      at = end
    } else if (next === '!' || next === '?' || next === '/') {
      at = commentEnd(source, open)
    } else {
      yield { kind: 'text', text: '&lt;' }
      at = open + 1
    }
  }
}

interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly end: number
}

/** Reads a tag whose name begins at `start`; null where it has no end. */
function readTag(source: string, start: number): Tag | null {
  const nameEnd = skipTo(source, start, /[\s/>]/g)
  const name = source.slice(start, nameEnd).toLowerCase()
  const attributes = new Map<string, string>()
  let at = nameEnd
  for (;;) {
    at = skipTo(source, at, /[^\s/]/g)
    if (at >= source.length) return null
    if (source[at] === '>') return { name, attributes, end: at + 1 }
    // A `=` at the start is part of the name.
    const attributeEnd = skipTo(source, at + 1, /[\s/>=]/g)
    const attribute = source.slice(at, attributeEnd).toLowerCase()
    at = skipTo(source, attributeEnd, /\S/g)
    let value = ''
    if (source[at] === '=') {
      at = skipTo(source, at + 1, /\S/g)
      const quote = source[at]
      const isQuoted = quote === '"' || quote === "'"
      const from = isQuoted ? at + 1 : at
      const to = isQuoted ? source.indexOf(quote, from) : skipTo(source, from, /[\s>]/g)
      if (to < 0) return null
      value = source.slice(from, to)
      at = isQuoted ? to + 1 : to
    }
    if (attributes.size < MAX_ATTRIBUTES && !attributes.has(attribute)) attributes.set(attribute, value)
  }
}

/** The index of the first match from `at` on, or the end. */
function skipTo(source: string, at: number, what: RegExp): number {
  what.lastIndex = at
  return what.exec(source)?.index ?? source.length
}

function commentEnd(source: string, open: number): number {
  if (source.startsWith('<!--', open)) {
    const abrupt = /<!--(?:-?>)/y
    abrupt.lastIndex = open
    if (abrupt.test(source)) return abrupt.lastIndex
    const close = /--!?>/g
    close.lastIndex = open + 4
    return close.test(source) ? close.lastIndex : source.length
  }
  const close = source.indexOf('>', open)
  return close < 0 ? source.length : close + 1
}

function rawEnd(source: string, from: number, name: string): number {
  if (name === 'plaintext') return source.length
  return skipTo(source, from, new RegExp(`</${name}(?=[\\s/>])`, 'gi'))
}

function rawText(text: string, name: string): string {
  // Character references mean something in a text area, and nothing in the older two.
  return escapeLess(name === 'textarea' ? text : text.replaceAll('&', '&amp;'))
}

function escapeLess(text: string): string {
  return text.replaceAll('<', '&lt;')
}

function isLetter(character: string): boolean {
  return /^[A-Za-z]$/.test(character)
}
