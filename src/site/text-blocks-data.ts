import { linkRanges } from '../display/link-ranges.ts'
import type { TextPart } from '../display/message-display.ts'
import { readTextBlocks, type TextBlock, type TextBlockKind } from '../display/text-blocks.ts'
import type { PageLabels, SiteWords } from './words/site-words.ts'
import type { TextBlockData, TextRun } from './body-data.ts'

/** How many blocks of a text are told apart; what follows is one block. Each is an element of the page. */
export const MAX_TEXT_BLOCKS = 2_000
/** Deeper quotes look like these. */
const MAX_SHOWN_QUOTES = 4

/** What a block is, for those who do not see it. */
const LABELS: Readonly<Partial<Record<TextBlockKind, keyof PageLabels>>> = {
  signature: 'signature',
  footer: 'listFooter',
  diff: 'patch',
}
const FIXED_WIDTH: ReadonlySet<TextBlockKind> = new Set(['diff', 'preformatted'])

/** In what words, and how, text is shown. */
interface BlockOptions {
  readonly words: SiteWords
  readonly addresses: 'obscured' | 'shown'
}

/**
 * Cuts a text part into blocks for a page: what was written, quotes by depth, the signature, the list's footer,
 * patches line by line, with links. The texts of all blocks are the text.
 */
export function textBlocksData({ text, flavour }: TextPart, options: BlockOptions): readonly TextBlockData[] {
  if (flavour === 'source' || flavour === 'report') {
    const kind = flavour === 'source' ? 'fixed source' : 'fixed'
    return [{ kind, label: null, isQuote: false, hasGap: false, runs: [{ text, href: null, mark: null }] }]
  }
  const blocks = withoutExcess(readTextBlocks(text))
  return blocks.map((block, index) => blockData(block, index + 1 === blocks.length, options))
}

function withoutExcess(blocks: readonly TextBlock[]): readonly TextBlock[] {
  if (blocks.length <= MAX_TEXT_BLOCKS) return blocks
  const lines = blocks.slice(MAX_TEXT_BLOCKS - 1).flatMap((block) => block.lines)
  return [...blocks.slice(0, MAX_TEXT_BLOCKS - 1), { kind: 'preformatted', depth: 0, lines }]
}

function blockData({ kind, depth, lines }: TextBlock, isLast: boolean, options: BlockOptions): TextBlockData {
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
    hasGap,
    runs: kind === 'diff' ? diffRuns(text.split('\n')) : linkedRuns(text, options),
  }
}

function linkedRuns(text: string, options: { readonly addresses: 'obscured' | 'shown' }): readonly TextRun[] {
  const runs: TextRun[] = []
  let done = 0
  for (const { start, end, href, label } of linkRanges(text, options)) {
    if (start > done) runs.push({ text: text.slice(done, start), href: null, mark: null })
    runs.push({ text: label, href, mark: null })
    done = end
  }
  if (done < text.length) runs.push({ text: text.slice(done), href: null, mark: null })
  return runs
}

/** Lines of a patch; those that look alike are one run. */
function diffRuns(lines: readonly string[]): readonly TextRun[] {
  const runs: { text: string; href: null; mark: TextRun['mark'] }[] = []
  for (const [index, line] of lines.entries()) {
    const mark = diffMark(line)
    const text = index + 1 === lines.length ? line : `${line}\n`
    const last = runs.at(-1)
    if (last?.mark === mark) last.text += text
    else runs.push({ text, href: null, mark })
  }
  return runs
}

function diffMark(line: string): TextRun['mark'] {
  if (/^(?:diff |Index: |\+\+\+ |--- |\*\*\* |@@)/.test(line)) return 'place'
  if (line.startsWith('+')) return 'added'
  if (line.startsWith('-')) return 'removed'
  return null
}
