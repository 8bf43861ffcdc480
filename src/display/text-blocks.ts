import { diffEnd } from './diff-lines.ts'
import { wantsFixedWidth } from './fixed-width.ts'

/** What a run of lines in a text is. */
export type TextBlockKind =
  | 'paragraph'
  | 'quote' // lines behind `>`
  | 'attribution' // `Ann wrote:` above a quote
  | 'signature' // behind `-- ` (RFC 3676 section 4.3)
  | 'footer' // what a mailing list appends
  | 'diff' // a patch
  | 'preformatted' // a table, a drawing, uuencoded or armoured data

/** A run of lines. Blank lines belong to the block before them. */
export interface TextBlock {
  readonly kind: TextBlockKind
  /** Of a quote, how many `>` stand before its lines, at most {@link MAX_QUOTE_DEPTH}; else 0. */
  readonly depth: number
  /** As they are written, quote marks too. */
  readonly lines: readonly string[]
}

/** How deep quotes are told apart. */
export const MAX_QUOTE_DEPTH = 20
/** How much of a line is looked at. */
const MAX_LOOK = 1_000
/** How many lines a list's footer has at most. */
const MAX_FOOTER = 12
/** How many lines an attribution has at most: mail programs wrap it. */
const MAX_ATTRIBUTION = 3
/** A bare `--`, its blank lost on the way, begins a signature only this near to the end. */
const MAX_BARE_SIGNATURE = 8

/**
 * Cuts a text into blocks, so that a page can mark quotes, signatures, list footers and patches.
 *
 * The lines of all blocks, joined, are the text. Pure, in one pass; whatever stands in it, it never throws.
 *
 * @param text - LF line ends.
 *
 * @example
 * readTextBlocks('Ann wrote:\n> hi\n\nyes').map(({ kind }) => kind) // => ['attribution', 'quote', 'paragraph']
 */
export function readTextBlocks(text: string): readonly TextBlock[] {
  const reader = new BlockReader(text.split('\n'))
  return reader.read()
}

/** How many `>` stand before a line, blanks between them allowed, at most {@link MAX_QUOTE_DEPTH}. */
export function quoteDepth(line: string): number {
  let depth = 0
  for (let at = 0; at < line.length && depth < MAX_QUOTE_DEPTH; at += 1) {
    if (line[at] === '>') depth += 1
    else if (line[at] !== ' ' || line[at + 1] !== '>' || (depth === 0 && at > 0)) break
  }
  return depth
}

interface DataSearch {
  readonly last: RegExp
  readonly longest: number
}

const UUENCODED: DataSearch = { last: /^end\s*$/, longest: 62 }
const ARMOUR: DataSearch = { last: /^-----END PGP /, longest: 200 }

class BlockReader {
  private readonly lines: readonly string[]
  private readonly blocks: { kind: TextBlockKind; depth: number; lines: string[] }[] = []
  /** Up to which line a search for the end of data found none. */
  private readonly searched = new Map<DataSearch, number>()

  constructor(lines: readonly string[]) {
    this.lines = lines
  }

  read(): readonly TextBlock[] {
    let at = 0
    while (at < this.lines.length) at = this.readBlock(at)
    for (const block of this.blocks) {
      if (block.kind === 'paragraph' && wantsFixedWidth(block.lines)) block.kind = 'preformatted'
    }
    return this.blocks
  }

  private readBlock(at: number): number {
    const line = this.line(at)
    const depth = quoteDepth(line)
    if (isBlank(line)) return this.readBlank(at)
    if (depth > 0) return this.readQuote(at, depth)
    const footer = this.footerEnd(at)
    if (footer > at) return this.push('footer', at, footer)
    const diff = diffEnd(this.lines, at)
    if (diff > at) return this.push('diff', at, diff)
    const data = this.dataEnd(at)
    if (data > at) return this.push('preformatted', at, data)
    if (this.isSignature(at)) return this.push('signature', at, this.signatureEnd(at))
    return this.readParagraph(at)
  }

  private readBlank(at: number): number {
    const last = this.blocks.at(-1)
    if (last === undefined) return this.push('paragraph', at, at + 1)
    last.lines.push(this.lines[at]!)
    return at + 1
  }

  private readQuote(at: number, depth: number): number {
    this.markAttribution()
    let end = at + 1
    while (end < this.lines.length && quoteDepth(this.line(end)) === depth) end += 1
    return this.push('quote', at, end, depth)
  }

  private readParagraph(at: number): number {
    let end = at + 1
    while (end < this.lines.length && !this.beginsBlock(end)) end += 1
    return this.push('paragraph', at, end)
  }

  /** True where a line does not belong to the paragraph before it. */
  private beginsBlock(at: number): boolean {
    const line = this.line(at)
    return (
      isBlank(line) ||
      quoteDepth(line) > 0 ||
      this.footerEnd(at) > at ||
      diffEnd(this.lines, at) > at ||
      this.dataEnd(at) > at ||
      this.isSignature(at)
    )
  }

  /** The last lines of the paragraph before a quote say whose words follow. */
  private markAttribution(): void {
    const block = this.blocks.at(-1)
    if (block?.kind !== 'paragraph') return
    const { lines } = block
    let end = lines.length
    while (end > 0 && isBlank(lines[end - 1]!)) end -= 1
    if (lines.length - end > 1) return
    const start = attributionStart(lines, 0, end)
    if (start === end) return
    this.blocks.pop()
    if (start > 0) this.blocks.push({ kind: 'paragraph', depth: 0, lines: lines.slice(0, start) })
    this.blocks.push({ kind: 'attribution', depth: 0, lines: lines.slice(start) })
  }

  private isSignature(at: number): boolean {
    const line = this.line(at)
    if (line === '-- ') return true
    return line === '--' && this.signatureEnd(at) - at <= MAX_BARE_SIGNATURE && this.signatureEnds(at)
  }

  private signatureEnds(at: number): boolean {
    const end = this.signatureEnd(at)
    return end === this.lines.length || this.footerEnd(end) > end
  }

  private signatureEnd(at: number): number {
    let end = at + 1
    while (end < this.lines.length) {
      if (quoteDepth(this.line(end)) > 0) return this.beforeAttribution(at + 1, end)
      if (this.line(end) === '-- ' || this.footerEnd(end) > end || diffEnd(this.lines, end) > end) break
      // A bare `--` is looked at only so far: the search must not go to the end for each of them.
      if (this.line(at) === '--' && end - at > MAX_BARE_SIGNATURE) break
      end += 1
    }
    return end
  }

  /** Behind a signature the message goes on with an attribution and a quote. */
  private beforeAttribution(start: number, quote: number): number {
    let end = quote
    while (end > start && isBlank(this.line(end - 1))) end -= 1
    const from = attributionStart(this.lines, start, end)
    return from === end ? quote : from
  }

  /** A line of underscores or hyphens, and below it, up to an empty line, something about a list. */
  private footerEnd(at: number): number {
    if (!/^(?:_{30,}|-{40,}|={40,})\s*$/.test(this.line(at).slice(0, MAX_LOOK))) return at
    let end = at + 1
    while (end < this.lines.length && end <= at + MAX_FOOTER && !isBlank(this.line(end))) end += 1
    const words = this.lines
      .slice(at + 1, end)
      .join('\n')
      .slice(0, 4 * MAX_LOOK)
    return /mailing list|listinfo|mailman|unsubscribe|subscription|\/lists?\//i.test(words) ? end : at
  }

  /** uuencoded data and armour: from their first line to their last. */
  private dataEnd(at: number): number {
    const line = this.line(at).slice(0, MAX_LOOK)
    const isArmour = /^-----BEGIN PGP [A-Z ]{1,30}-----\s*$/.test(line)
    if (!isArmour && !/^begin [0-7]{3,4} \S/.test(line)) return at
    if (line.startsWith('-----BEGIN PGP SIGNED')) return at + 1
    const search = isArmour ? ARMOUR : UUENCODED
    // Where one search found no end, none that begins inside of it does: a thousand beginnings cost one search.
    if (at < (this.searched.get(search) ?? 0)) return at
    let end = at + 1
    while (end < this.lines.length && this.line(end).length <= search.longest) {
      if (search.last.test(this.line(end))) return end + 1
      if (!isArmour && this.line(end) === '') break
      end += 1
    }
    this.searched.set(search, end)
    return at
  }

  private push(kind: TextBlockKind, at: number, end: number, depth = 0): number {
    this.blocks.push({ kind, depth, lines: this.lines.slice(at, end) })
    return end
  }

  private line(at: number): string {
    return this.lines[at] ?? ''
  }
}

const WROTE =
  /\b(?:wrote|writes|said|says|schrieb|schreibt|ecrit|écrit|escribi[oó]|escreveu|scritto|scrive|skrev|schreef|kirjoitti|napisał|napsal|írta)\b|писал|пишет|写道/i

/** Where the words begin that say whose quote follows, no earlier than `floor`; `end` where none do. */
function attributionStart(lines: readonly string[], floor: number, end: number): number {
  const first = Math.max(floor, end - MAX_ATTRIBUTION)
  // A line that opens one (`On Mon, …`) is taken along with those that wrapping made of it.
  for (let start = first; start < end; start += 1) {
    const line = lines[start]!
    if (isBlank(line)) return end - 1 > start ? attributionStart(lines, start + 1, end) : end
    if (OPENING.test(line) && isAttribution(lines, start, end)) return start
  }
  for (let start = end - 1; start >= first; start -= 1) if (isAttribution(lines, start, end)) return start
  return end
}

const OPENING = /^(?:On|Am|Le|El|Il|Em|Op|In message|In article)\s/i

function isAttribution(lines: readonly string[], start: number, end: number): boolean {
  const text = lines.slice(start, end).join(' ').slice(0, MAX_LOOK).trimEnd()
  if (!/[:：]$/.test(text)) return false
  return WROTE.test(text) || (OPENING.test(text) && /@|\d{4}/.test(text))
}

function isBlank(line: string): boolean {
  return line.trim() === ''
}
