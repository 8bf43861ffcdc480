import { linkRanges } from '../display/link-ranges.ts'
import type { TextPart } from '../display/message-display.ts'
import { readTextBlocks, type TextBlock, type TextBlockKind } from '../display/text-blocks.ts'
import type { PageLabels, SiteWords } from './words/site-words.ts'
import type { TextBlockData, TextPieceData, TextRun } from './body-data.ts'
import { softBreaks } from './soft-breaks.ts'

/** How many blocks of a text are told apart; what follows is one block. Each is an element of the page. */
export const MAX_TEXT_BLOCKS = 2_000
/** How many soft line ends of a text are told apart; each is an element of the page too. */
const MAX_SOFT_BREAKS = 2_000
/** A quote of more lines is folded. */
const MAX_OPEN_QUOTE = 12
/** Deeper quotes look like these. */
const MAX_SHOWN_QUOTES = 4

/** What a block is, for those who do not see it. */
const LABELS: Readonly<Partial<Record<TextBlockKind, keyof PageLabels>>> = {
  signature: 'signature',
  footer: 'listFooter',
  diff: 'patch',
  preformatted: 'fixedText',
}
const OWN_WORDS: ReadonlySet<TextBlockKind> = new Set(['paragraph', 'diff', 'preformatted'])
const FIXED_WIDTH: ReadonlySet<TextBlockKind> = new Set(['diff', 'preformatted'])

/** In what words, and how, text is shown. */
interface BlockOptions {
  readonly words: SiteWords
  readonly addresses: 'obscured' | 'shown'
}

/**
 * Cuts a text part into blocks for a page: what was written, quotes by depth, the signature, the list's footer,
 * patches line by line, with links. Long quotes and footers are folded. The texts of all blocks are the text.
 */
export function textPieces({ text, flavour }: TextPart, options: BlockOptions): readonly TextPieceData[] {
  if (flavour === 'source' || flavour === 'report') {
    const kind = flavour === 'source' ? 'fixed source' : 'fixed'
    const block = { kind, label: null, isQuote: false, isWide: false, hasGap: false, runs: [plainRun(text)] }
    return [{ fold: null, blocks: [block] }]
  }
  const blocks = withoutExcess(readTextBlocks(text))
  const budget = { softBreaks: MAX_SOFT_BREAKS }
  return cutIntoPieces(blocks).map((piece) => ({
    fold: foldOf(piece, blocks, options.words),
    blocks: piece.map((block) => blockData(block, block === blocks.at(-1), options, budget)),
  }))
}

/** Quotes that follow one another are one piece, whatever their depth; every other block is one of its own. */
function cutIntoPieces(blocks: readonly TextBlock[]): readonly (readonly TextBlock[])[] {
  const pieces: TextBlock[][] = []
  for (const block of blocks) {
    const last = pieces.at(-1)
    if (block.kind === 'quote' && last?.[0]?.kind === 'quote') last.push(block)
    else pieces.push([block])
  }
  return pieces
}

/** What the switch in front of a piece says; null where it stands open. */
function foldOf(piece: readonly TextBlock[], all: readonly TextBlock[], words: SiteWords): string | null {
  const kind = piece[0]?.kind
  if (kind === 'footer') return words.labels.listFooter
  if (kind !== 'quote') return null
  const lines = piece.reduce((sum, block) => sum + block.lines.length, 0)
  // Where nothing but quotes was sent, there is nothing else to read.
  const isAlone = !all.some(
    (block) => OWN_WORDS.has(block.kind) && block.lines.some((line) => line.trim() !== ''),
  )
  return lines > MAX_OPEN_QUOTE && !isAlone ? words.quotedLines(lines) : null
}

function withoutExcess(blocks: readonly TextBlock[]): readonly TextBlock[] {
  if (blocks.length <= MAX_TEXT_BLOCKS) return blocks
  const lines = blocks.slice(MAX_TEXT_BLOCKS - 1).flatMap((block) => block.lines)
  return [...blocks.slice(0, MAX_TEXT_BLOCKS - 1), { kind: 'preformatted', depth: 0, lines }]
}

function blockData(
  { kind, depth, lines }: TextBlock,
  isLast: boolean,
  options: BlockOptions,
  budget: { softBreaks: number },
): TextBlockData {
  // The blank line between two blocks is shown as a gap, so that no border or colour goes around it.
  const hasGap = !isLast && lines.length > 1 && lines.at(-1)!.trim() === ''
  const text = (hasGap ? lines.slice(0, -1) : lines).join('\n')
  const width = FIXED_WIDTH.has(kind) ? 'fixed' : 'prose'
  const depthClass = kind === 'quote' ? ` q${Math.min(depth, MAX_SHOWN_QUOTES)}` : ''
  const label = LABELS[kind]
  return {
    kind: `${width} ${kind}${depthClass}`,
    label: label === undefined ? null : options.words.labels[label],
    isQuote: kind === 'quote',
    isWide: FIXED_WIDTH.has(kind),
    hasGap,
    runs: kind === 'diff' ? diffRuns(text.split('\n')) : proseRuns(text, kind, options, budget),
  }
}

/** Text with its links, and with its soft line ends where it is prose. */
function proseRuns(
  text: string,
  kind: TextBlockKind,
  options: BlockOptions,
  budget: { softBreaks: number },
): readonly TextRun[] {
  const breaks = kind === 'paragraph' || kind === 'quote' ? breaksIn(text, kind === 'quote', budget) : []
  const runs: TextRun[] = []
  let next = 0
  const addPlain = (start: number, end: number): void => {
    let done = start
    for (let soft = breaks[next]; soft !== undefined && soft.at < end; soft = breaks[(next += 1)]) {
      if (soft.at < done) continue
      if (soft.at > done) runs.push(plainRun(text.slice(done, soft.at)))
      runs.push({ ...plainRun('\n'), isSoft: true, quote: soft.quote === '' ? null : soft.quote })
      done = soft.at + 1 + soft.quote.length
    }
    if (done < end) runs.push(plainRun(text.slice(done, end)))
  }
  let done = 0
  for (const { start, end, href } of linkRanges(text, options)) {
    addPlain(done, start)
    runs.push({ ...plainRun(text.slice(start, end)), href })
    done = end
  }
  addPlain(done, text.length)
  return runs
}

function plainRun(text: string): TextRun {
  return { text, href: null, mark: null, isSoft: false, quote: null }
}

/** Where in a text its soft line ends are, and the quote marks behind them. */
function breaksIn(
  text: string,
  isQuote: boolean,
  budget: { softBreaks: number },
): readonly { readonly at: number; readonly quote: string }[] {
  const lines = text.split('\n')
  const marks = lines.map((line) => (isQuote ? /^(?:> ?)*/.exec(line)![0] : ''))
  const soft = softBreaks(lines.map((line, index) => line.slice(marks[index]!.length)))
  const breaks: { at: number; quote: string }[] = []
  let at = 0
  for (const [index, line] of lines.entries()) {
    if (soft[index] === true && budget.softBreaks > 0) {
      breaks.push({ at: at - 1, quote: marks[index]! })
      budget.softBreaks -= 1
    }
    at += line.length + 1
  }
  return breaks
}

/** Lines of a patch; those that look alike are one run. */
function diffRuns(lines: readonly string[]): readonly TextRun[] {
  const runs: (TextRun & { text: string })[] = []
  for (const [index, line] of lines.entries()) {
    const mark = diffMark(line)
    const text = index + 1 === lines.length ? line : `${line}\n`
    const last = runs.at(-1)
    if (last?.mark === mark) last.text += text
    else runs.push({ ...plainRun(text), mark })
  }
  return runs
}

function diffMark(line: string): TextRun['mark'] {
  if (/^(?:diff |Index: |\+\+\+ |--- |\*\*\* |@@)/.test(line)) return 'place'
  if (line.startsWith('+')) return 'added'
  if (line.startsWith('-')) return 'removed'
  return null
}
