import { Parser } from 'htmlparser2'

/** What a page is made of, as an HTML parser sees it. */
export interface ParsedPage {
  /** Start tags in order, each with its depth and its attributes, sorted; those inside the HTML of a mail left out. */
  readonly elements: readonly string[]
  /** Start tags inside the HTML of mails: name, and names of attributes. */
  readonly mailElements: readonly (readonly [name: string, attributes: readonly string[]])[]
  /** The levels of its headings in order; those inside the HTML of a mail left out. */
  readonly headings: readonly number[]
  /** Text of the page outside of the title. */
  readonly text: string
  readonly title: string
  /** Text of each `pre`, with the blank line that a gap behind it shows. */
  readonly texts: readonly string[]
  readonly ids: readonly string[]
  /** Every link: href of any element, src of any, and where a refresh leads. */
  readonly links: readonly string[]
  /** What a valid page has none of: unclosed or misplaced elements, comments, processing instructions, strange scripts. */
  readonly faults: readonly string[]
}

const VOID = new Set(['meta', 'link', 'br', 'img', 'hr', 'input'])

/** A file of the site's, named in the head; nothing inside a message is. */
function isOurScript(attributes: Readonly<Record<string, string>>, open: readonly string[]): boolean {
  return (
    open.at(-1) === 'head' && /^(?:\.\.\/)*assets\/[a-z-]+\.[0-9a-f]{12}\.js$/.test(attributes['src'] ?? '')
  )
}

/** Parses a page. */
export function parsePage(bytes: Uint8Array): ParsedPage {
  const html = Buffer.from(bytes).toString('utf8')
  const elements: string[] = []
  const texts: string[] = []
  const ids: string[] = []
  const links: string[] = []
  const faults: string[] = []
  const open: string[] = []
  const gaps: boolean[] = []
  const mailElements: (readonly [string, readonly string[]])[] = []
  const headings: number[] = []
  let mailDepth = Infinity
  let text = ''
  let title = ''
  const parser = new Parser({
    onopentag(name, attributes) {
      const sorted = Object.entries(attributes)
        .map(([key, value]) => `${key}="${value}"`)
        .sort()
      if (open.length > mailDepth) mailElements.push([name, Object.keys(attributes)])
      else {
        elements.push(`${open.length} ${[name, ...sorted].join(' ')}`)
        if (/^h[1-6]$/.test(name)) headings.push(Number(name[1]))
        if (name === 'div' && attributes['class'] === 'html') mailDepth = open.length
      }
      if (open.length === 0 && name !== 'html') faults.push(`<${name}> outside of the page`)
      if (name === 'script' && !isOurScript(attributes, open)) faults.push('a script that is not ours')
      if (['style', 'iframe', 'object', 'embed', 'base', 'form', 'math'].includes(name)) {
        faults.push(`<${name}> on the page`)
      }
      // The chart of the front page, and nothing of a mail's.
      if (name === 'svg' && open.at(-1) !== 'figure' && open.at(-1) !== 'svg')
        faults.push('<svg> on the page')
      for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith('on') || key === 'style') faults.push(`attribute ${key}`)
        if (key === 'id') ids.push(value)
        if (key === 'href' || key === 'src') links.push(value)
        if (key === 'http-equiv' && value === 'refresh')
          links.push(/^0; url=(.*)$/.exec(attributes['content']!)![1]!)
      }
      if (name === 'pre') {
        texts.push('')
        gaps.push(attributes['class'] === 'gap')
      }
      open.push(name)
    },
    onclosetag(name, implied) {
      if (open.length - 1 === mailDepth) mailDepth = Infinity
      if (open.pop() !== name) faults.push(`</${name}> closes another element`)
      // A parser of HTML drops the line end right behind <pre>.
      if (name === 'pre') texts.push(texts.pop()!.replace(/^\n/, '') + (gaps.at(-1) === true ? '\n' : ''))
      if (implied && !VOID.has(name)) faults.push(`<${name}> is not closed`)
    },
    ontext(piece) {
      if (open.at(-1) === 'title') title += piece
      else text += piece
      if (open.includes('pre')) texts.push(texts.pop()! + piece)
    },
    oncomment: () => faults.push('a comment'),
    onprocessinginstruction(_, data) {
      if (data !== '!DOCTYPE html' || !html.startsWith('<!DOCTYPE html>')) faults.push(`<${data}>`)
    },
  })
  parser.end(html)
  return { elements, mailElements, headings, text, title, texts, ids, links, faults }
}
