import { readHtml } from './html-events.ts'

/** What a reader sees of a piece of a page, and where it leads. */
export interface VisibleText {
  /** Lines end in LF. Empty lines at the start and at the end are left out. */
  readonly text: string
  /** `href` and `src` of any element, in order, as they are written. */
  readonly links: readonly string[]
}

/** Elements that stand on lines of their own. */
const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote center dd dir div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header ' +
    'hr li main menu nav ol p pre section table tbody td tfoot th thead tr ul xmp'
  ).split(' '),
)
/** Those with an empty line before and behind. */
const PARAGRAPHS: ReadonlySet<string> = new Set(['p', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'])
/** Those whose text nobody sees. */
const HIDDEN: ReadonlySet<string> = new Set(['script', 'style', 'title'])
const PREFORMATTED: ReadonlySet<string> = new Set(['pre', 'xmp', 'listing', 'textarea'])

/**
 * Reads a piece of a page as text: tags off, entities undone, a line for each block, and preformatted text as it stands.
 */
export function readVisibleText(html: string): VisibleText {
  const writer = new LineWriter()
  const links: string[] = []
  let skipped: string | null = null
  let preformatted = 0
  readHtml(html, {
    open(name, attributes) {
      if (skipped !== null) return
      for (const key of ['href', 'src']) {
        const link = attributes.get(key)
        if (link !== undefined) links.push(link)
      }
      if (HIDDEN.has(name)) skipped = name
      else if (name === 'br') writer.lineEnd()
      else if (BLOCKS.has(name)) writer.block(PARAGRAPHS.has(name))
      if (PREFORMATTED.has(name)) preformatted += 1
    },
    close(name) {
      if (skipped !== null) {
        if (skipped === name) skipped = null
        return
      }
      if (BLOCKS.has(name)) writer.block(PARAGRAPHS.has(name))
      if (PREFORMATTED.has(name)) preformatted = Math.max(0, preformatted - 1)
    },
    text(text) {
      if (skipped !== null) return
      if (preformatted > 0) writer.preformatted(text)
      else writer.flowing(text)
    },
  })
  return { text: withoutOuterBlankLines(writer.text()), links }
}

/** Writes text line by line; blanks in flowing text are held back until something follows them. */
class LineWriter {
  readonly #parts: string[] = []
  #atLineStart = true
  #blank = false
  /** An empty line is owed before what comes next. */
  #gap = false

  flowing(text: string): void {
    const words = text.replace(/[ \t\n\r\f\0\u{a0}]+/gu, ' ')
    if (words === '' || words === ' ') {
      this.#blank ||= words === ' '
      return
    }
    this.#open()
    if ((this.#blank || words.startsWith(' ')) && !this.#atLineStart) this.#parts.push(' ')
    this.#parts.push(words.trim())
    this.#blank = words.endsWith(' ')
    this.#atLineStart = false
  }

  preformatted(text: string): void {
    if (text === '') return
    this.#open()
    this.#parts.push(text)
    this.#blank = false
    this.#atLineStart = text.endsWith('\n')
  }

  lineEnd(): void {
    this.#open()
    this.#parts.push('\n')
    this.#blank = false
    this.#atLineStart = true
  }

  block(isParagraph: boolean): void {
    if (!this.#atLineStart) this.#parts.push('\n')
    this.#gap ||= isParagraph && this.#parts.length > 0
    this.#atLineStart = true
    this.#blank = false
  }

  text(): string {
    return this.#parts.join('')
  }

  #open(): void {
    if (this.#gap) this.#parts.push('\n')
    this.#gap = false
  }
}

/** Regular expressions would go back and forth over long runs of blanks: this looks at each character once. */
function withoutOuterBlankLines(text: string): string {
  let start = 0
  for (let at = 0; at < text.length && /\s/.test(text.charAt(at)); at += 1)
    if (text[at] === '\n') start = at + 1
  let end = text.length
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}
