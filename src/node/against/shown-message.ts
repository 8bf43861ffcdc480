import { Parser } from 'htmlparser2'
import { plainPage } from '../zipped-pages.ts'

/** What a reader sees of a message on a page of ours: its head and its text apart, without what stands around it. */
export interface ShownMessage {
  /** The text of the heading. */
  readonly heading: string
  /** Who, when, where: everything in the article's head. */
  readonly head: string
  /** The message itself, quoted and folded text too. */
  readonly text: string
  /** The first moment that the article names: seconds since 1970 UTC. */
  readonly date: number | null
}

/** What a page shows: a message, or a list of them. */
export interface ShownPage {
  /** Null where no article stands on the page. */
  readonly message: ShownMessage | null
  /** Anchors and links in the order in which they stand on the page. */
  readonly marks: readonly PageMark[]
}

/** A place that a link can end in, or a link, as it is written. */
export type PageMark = { readonly anchor: string } | { readonly href: string }

/** Elements whose text nobody sees. */
const UNSEEN = new Set(['script', 'style', 'template', 'head'])
/** Elements after which the text goes on in a new place: words do not run together over their borders. */
const INLINE = new Set([
  'a',
  'b',
  'bdi',
  'code',
  'em',
  'i',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
  'wbr',
])
const NO_END = new Set(['br', 'hr', 'img', 'input', 'link', 'meta', 'wbr'])

/** Which part of the article an element opens; null where it opens none. */
function zoneOf(name: string, attributes: Readonly<Record<string, string>>): Zone | null {
  if (name === 'h1') return 'heading'
  if (name === 'header' || name === 'footer') return 'head'
  if (name === 'dl' && attributes['class']?.split(/\s+/).includes('head') === true) return 'head'
  if (name === 'nav') return 'unseen'
  return null
}

type Zone = 'heading' | 'head' | 'text' | 'unseen'

/**
 * Reads a page of the site as a reader does: by what stands on it, not by what the ledger says of it.
 *
 * Only the first `article` counts as the message. Never throws: an HTML parser makes something of any bytes.
 */
export function readShownPage(bytes: Uint8Array): ShownPage {
  const marks: PageMark[] = []
  const zones: { readonly zone: Zone; readonly name: string; depth: number }[] = []
  const texts = { heading: '', head: '', text: '' }
  let articles = 0
  let isInside = false
  let unseen = 0
  let date: number | null = null
  const zone = (): Zone => zones.at(-1)?.zone ?? 'text'
  const write = (text: string): void => {
    if (!isInside || unseen > 0) return
    const at = zone()
    if (at !== 'unseen') texts[at] += text
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      const { id, name: named, href } = attributes
      if (id !== undefined) marks.push({ anchor: id })
      if (name === 'a' && named !== undefined && named !== id) marks.push({ anchor: named })
      if (name === 'a' && href !== undefined) marks.push({ href })
      if (UNSEEN.has(name)) unseen += 1
      if (name === 'article' && !isInside && ++articles === 1) isInside = true
      if (!isInside) return
      if (!INLINE.has(name)) write('\n')
      const open = zones.at(-1)
      const opened = zoneOf(name, attributes)
      if (opened !== null) zones.push({ zone: opened, name, depth: 1 })
      else if (open?.name === name) open.depth += 1
      if (name === 'time' && date === null) date = secondsOf(attributes['datetime'])
    },
    ontext: write,
    onclosetag(name) {
      if (UNSEEN.has(name)) unseen -= 1
      if (!isInside) return
      if (!INLINE.has(name) || NO_END.has(name)) write('\n')
      const open = zones.at(-1)
      if (open?.name === name && --open.depth === 0) zones.pop()
      if (name === 'article') isInside = false
    },
  })
  parser.end(Buffer.from(plainPage(bytes)).toString('utf8'))
  const { heading, head, text } = texts
  const message = articles === 0 ? null : { heading, head, text, date }
  return { message, marks }
}

function secondsOf(written: string | undefined): number | null {
  const milliseconds = written === undefined ? Number.NaN : Date.parse(written)
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000
}
