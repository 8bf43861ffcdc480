import type { Element, Root, RootContent } from 'hast'
import { BLOCK_ELEMENTS } from './html-tags.ts'
import { pageText } from './page-text.ts'

/**
 * What sanitised HTML says, as plain text for search and feeds: a line for each block, quotes behind `> `, items
 * behind `- `, cells of a row apart by a TAB. At most one empty line between two lines.
 *
 * @param tree - Sanitised: its depth is bounded.
 */
export function htmlText(tree: Root): string {
  const writer = new TextWriter()
  for (const child of tree.children) write(child, writer, false)
  return writer.finish()
}

function write(node: RootContent, writer: TextWriter, isPre: boolean): void {
  if (node.type === 'text') writer.text(node.value, isPre)
  if (node.type !== 'element') return
  const { tagName } = node
  if (tagName === 'br') writer.lineEnd()
  else if (tagName === 'img') writer.text(altOf(node), isPre)
  else if (tagName === 'blockquote') writer.quoted(() => writeChildren(node, writer, isPre))
  else if (tagName === 'td' || tagName === 'th') {
    writeChildren(node, writer, isPre)
    writer.cell()
  } else if (BLOCK_ELEMENTS.has(tagName) || tagName === 'tr' || tagName === 'caption') {
    const isParagraph = tagName === 'p' || tagName === 'pre' || /^h[1-6]$/.test(tagName)
    writer.block(isParagraph, () => {
      if (tagName === 'li') writer.text('- ', true)
      writeChildren(node, writer, isPre || tagName === 'pre')
    })
  } else writeChildren(node, writer, isPre)
}

function writeChildren(node: Element, writer: TextWriter, isPre: boolean): void {
  for (const child of node.children) write(child, writer, isPre)
}

function altOf(node: Element): string {
  const { alt } = node.properties
  return typeof alt === 'string' ? alt : ''
}

const NO_GAP = Number.POSITIVE_INFINITY

class TextWriter {
  private readonly lines: string[] = []
  private readonly line: string[] = []
  private lineIsEmpty = true
  private endsInBlank = false
  private depth = 0
  /** Quote depth of the empty line before the next one; {@link NO_GAP} for none. */
  private gap = NO_GAP

  text(value: string, isPre: boolean): void {
    if (isPre) {
      const [first = '', ...more] = value.split('\n')
      this.add(first)
      for (const next of more) {
        this.lineEnd()
        this.add(next)
      }
      return
    }
    const text = value.replace(/[ \t\n\r\f]+/g, ' ')
    const atBlank = this.lineIsEmpty || this.endsInBlank
    this.add(atBlank && text.startsWith(' ') ? text.slice(1) : text)
  }

  /** Ends the line; of an empty one an empty line stays, but two never follow each other. */
  lineEnd(): void {
    const text = this.line.join('').replace(/[ \t]+$/, '')
    this.line.length = 0
    this.lineIsEmpty = true
    this.endsInBlank = false
    if (text === '') this.gap = Math.min(this.gap, this.depth)
    else {
      if (this.gap !== NO_GAP && this.lines.length > 0)
        this.lines.push('> '.repeat(Math.min(this.gap, this.depth)).trimEnd())
      this.gap = NO_GAP
      this.lines.push(`${'> '.repeat(this.depth)}${text}`)
    }
  }

  block(isParagraph: boolean, content: () => void): void {
    if (!this.lineIsEmpty) this.lineEnd()
    content()
    if (!this.lineIsEmpty) this.lineEnd()
    if (isParagraph) this.lineEnd()
  }

  quoted(content: () => void): void {
    this.block(false, () => {
      this.depth += 1
      this.block(false, content)
      this.depth -= 1
    })
  }

  cell(): void {
    if (!this.lineIsEmpty) this.add('\t')
  }

  finish(): string {
    if (!this.lineIsEmpty) this.lineEnd()
    return pageText(this.lines.join('\n'))
  }

  private add(text: string): void {
    if (text === '') return
    this.line.push(text)
    this.lineIsEmpty = false
    this.endsInBlank = /[ \t]$/.test(text)
  }
}
