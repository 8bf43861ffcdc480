import { BLOCK_ELEMENTS, KEPT_ATTRIBUTES, KEPT_ELEMENTS, LOADING_ATTRIBUTES, SHOWN_AS, VOID_ELEMENTS } from './html-tags.ts' // prettier-ignore
import { readHtmlTokens } from './html-tokens.ts'
import { MAX_HTML_DEPTH, MAX_HTML_ELEMENTS } from './message-display.ts'

/** HTML source made fit for a parser. */
export interface BalancedHtml {
  /** Every element is closed where it belongs, none stands deeper than {@link MAX_HTML_DEPTH}. */
  readonly html: string
  /** Elements that stood deeper, or after the first {@link MAX_HTML_ELEMENTS}, were left out; their text is kept. */
  readonly simplified: boolean
  /** How many things a page would have to load from elsewhere. */
  readonly remote: number
}

const CELL_PARTS = new Set(['td', 'th'])
/** What must stand in a table, and inside which of its parts. */
const TABLE_PARTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['td', new Set(['table', 'tbody', 'tfoot', 'thead', 'tr'])],
  ['th', new Set(['table', 'tbody', 'tfoot', 'thead', 'tr'])],
  ['tr', new Set(['table', 'tbody', 'tfoot', 'thead'])],
  ['tbody', new Set(['table'])],
  ['tfoot', new Set(['table'])],
  ['thead', new Set(['table'])],
  ['caption', new Set(['table'])],
])
/** Elements that nothing inside them can close. */
const WALLS = new Set(['caption', 'table', 'td', 'th'])
/** For elements that end one another: which ones, and what stops the search. */
const ENDED_BY: ReadonlyMap<string, readonly [ends: ReadonlySet<string>, walls: ReadonlySet<string>]> = new Map([
  ['li', [new Set(['li']), new Set([...WALLS, 'blockquote', 'ol', 'ul'])]],
  ['dd', [new Set(['dd', 'dt']), new Set([...WALLS, 'blockquote', 'dl'])]],
  ['dt', [new Set(['dd', 'dt']), new Set([...WALLS, 'blockquote', 'dl'])]],
  ['a', [new Set(['a']), WALLS]],
]) // prettier-ignore
const PARAGRAPH = new Set(['p'])

/**
 * Makes HTML source well nested, in one pass and without recursion, before anything that could be hurt sees it.
 *
 * A browser's parser may make millions of elements of a megabyte of unclosed tags, or nest them until the
 * programs behind it overflow the stack. What this gives is parsed in proportion to its length, to a fixed depth.
 * It keeps the elements and attributes that HTML mail may keep ({@link KEPT_ELEMENTS}); what is harmless in them is
 * for the sanitiser to say. Elements that a misplaced end tag closes are not opened again.
 *
 * @example
 * balanceHtml('<p>one<p><b>two</p>').html // => '<p>one</p><p><b>two</b></p>'
 */
export function balanceHtml(source: string): BalancedHtml {
  const balancer = new Balancer()
  for (const token of readHtmlTokens(source)) {
    if (token.kind === 'text') balancer.text(token.text)
    else if (token.kind === 'start') balancer.start(token.name, token.attributes)
    else balancer.end(SHOWN_AS.get(token.name) ?? token.name)
  }
  return balancer.finish()
}

class Balancer {
  private readonly out: string[] = []
  private readonly open: string[] = []
  /** Open elements that were left out, by name: their end tags must not close others. */
  private readonly leftOut = new Map<string, number>()
  private simplified = false
  private remote = 0
  private elements = 0

  text(text: string): void {
    this.out.push(text)
  }

  start(written: string, attributes: ReadonlyMap<string, string>): void {
    if (isRemote(written, attributes)) this.remote += 1
    const name = SHOWN_AS.get(written) ?? written
    if (!KEPT_ELEMENTS.has(name)) return
    if (BLOCK_ELEMENTS.has(name)) this.closeFirst(PARAGRAPH, WALLS)
    const parents = TABLE_PARTS.get(name)
    if (parents !== undefined && !this.closeDownTo(parents)) return
    const ended = ENDED_BY.get(name)
    if (ended !== undefined) this.closeFirst(...ended)
    if (CELL_PARTS.has(name) && this.open.at(-1) !== 'tr') this.push('tr', '')
    this.push(name, keptAttributes(name, attributes))
  }

  end(name: string): void {
    const leftOut = this.leftOut.get(name) ?? 0
    if (leftOut > 0) this.leftOut.set(name, leftOut - 1)
    else if (name === 'table') this.closeFirst(new Set(['table']), new Set())
    else this.closeFirst(new Set([name]), TABLE_PARTS.has(name) ? new Set(['table']) : WALLS)
  }

  finish(): BalancedHtml {
    this.closeTo(0)
    return { html: this.out.join(''), simplified: this.simplified, remote: this.remote }
  }

  private push(name: string, attributes: string): void {
    const isVoid = VOID_ELEMENTS.has(name)
    if (this.elements >= MAX_HTML_ELEMENTS || (!isVoid && this.open.length >= MAX_HTML_DEPTH)) {
      this.simplified = true
      if (!isVoid) this.leftOut.set(name, (this.leftOut.get(name) ?? 0) + 1)
      return
    }
    this.elements += 1
    this.out.push(`<${name}${attributes}>`)
    if (!isVoid) this.open.push(name)
  }

  /** Closes the innermost of the named elements, and what is open in it, unless a wall stands between. */
  private closeFirst(names: ReadonlySet<string>, walls: ReadonlySet<string>): void {
    for (let index = this.open.length - 1; index >= 0; index -= 1) {
      const name = this.open[index]!
      if (names.has(name)) {
        this.closeTo(index)
        return
      }
      if (walls.has(name)) return
    }
  }

  /** Closes what is open in the innermost table, down to the parents that stand right in it. False outside of tables. */
  private closeDownTo(parents: ReadonlySet<string>): boolean {
    let at = this.open.lastIndexOf('table')
    if (at < 0) return false
    while (at + 1 < this.open.length && parents.has(this.open[at + 1]!)) at += 1
    this.closeTo(at + 1)
    return true
  }

  private closeTo(length: number): void {
    while (this.open.length > length) this.out.push(`</${this.open.pop()!}>`)
  }
}

function keptAttributes(name: string, attributes: ReadonlyMap<string, string>): string {
  const kept = ['dir', ...(KEPT_ATTRIBUTES.get(name) ?? [])]
  return kept
    .map((attribute) => {
      const value = attributes.get(attribute)
      return value === undefined ? '' : ` ${attribute}="${value.replaceAll('"', '&quot;')}"`
    })
    .join('')
}

function isRemote(name: string, attributes: ReadonlyMap<string, string>): boolean {
  const attribute = LOADING_ATTRIBUTES.get(name)
  const value = attribute === undefined ? undefined : attributes.get(attribute)
  return value !== undefined && /^\s*(?:https?:|ftp:|[/\\]{2})/i.test(value.slice(0, 200))
}
