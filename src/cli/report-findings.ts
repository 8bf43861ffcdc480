import type { Finding } from '../audit/finding.ts'
import type { FindingLevel } from '../audit/finding-codes.ts'
import type { ShownEdit } from '../node/shown-edits.ts'
import { counted, harmless, type Terminal } from './terminal.ts'

/** A run of findings of one code is shown by its first ones, and counted. */
const SHOWN_OF_A_RUN = 2

/** What stands around the findings. */
export interface FindingsContext {
  /** The ledger's path: the place of what is no longer in any file. */
  readonly ledger: string
  /** The two sides of findings, where they are known. */
  readonly edits?: readonly ShownEdit[]
}

/**
 * Writes findings for people: place, level and code; then fact, consequence and hint, a line each.
 *
 * Runs of the same code are grouped. What comes from mail is made harmless for a terminal.
 */
export function reportFindings(
  findings: readonly Finding[],
  context: FindingsContext,
  colors: Terminal['colors'],
): string {
  return runsOf(findings)
    .map((run) => reportRun(run, context, colors))
    .join('\n')
}

function runsOf(findings: readonly Finding[]): Finding[][] {
  const runs: Finding[][] = []
  for (const finding of findings) {
    const run = runs.at(-1)
    if (run?.[0]?.code === finding.code && run[0].level === finding.level) run.push(finding)
    else runs.push([finding])
  }
  return runs
}

function reportRun(run: readonly Finding[], context: FindingsContext, colors: Terminal['colors']): string {
  const shown = run.length > SHOWN_OF_A_RUN + 1 ? run.slice(0, SHOWN_OF_A_RUN) : run
  const isWhole = run.length === shown.length
  const lines = shown.flatMap((finding, index) => [
    `${placeOf(finding, context)}: ${colorOf(finding.level, colors)(`${finding.level} ${finding.code}`)}`,
    `  ${harmless(finding.message)}`,
    ...sidesOf(finding, context, colors),
    ...(isWhole && index === shown.length - 1 ? adviceOf(finding, colors) : []),
  ])
  if (!isWhole) {
    // Said of the last one: what would move behind the first is counted there too.
    const end = run.at(-1)!
    lines.push(`  … and ${run.length - shown.length} more like it, the last at ${placeOf(end, context)}:`)
    lines.push(`  ${harmless(end.message)}`, ...adviceOf(end, colors))
  }
  return lines.join('\n') + '\n'
}

/** What went and what came, as a diff shows it. */
function sidesOf({ ref }: Finding, { edits }: FindingsContext, colors: Terminal['colors']): string[] {
  const edit = edits?.find((other) => other.ref === ref)
  if (edit === undefined) return []
  const more = edit.more === 0 ? [] : [colors.dim(`    … ${counted(edit.more, 'more line')}`)]
  return [
    ...edit.lines.map(({ sign, text }) => {
      const line = `    ${sign} ${harmless(text)}`.trimEnd()
      return sign === '-' ? colors.red(line) : colors.green(line)
    }),
    ...more,
  ]
}

function adviceOf({ consequence, hint }: Finding, colors: Terminal['colors']): string[] {
  return [
    ...(consequence === '' ? [] : [`  ${harmless(consequence)}`]),
    ...(hint === '' ? [] : [`  ${colors.dim('hint:')} ${harmless(hint)}`]),
  ]
}

function placeOf(finding: Finding, { ledger }: FindingsContext): string {
  const { present, recorded } = finding
  if (present === null) return `${harmless(ledger)} (message ${recorded?.position ?? '?'})`
  const line = present.line === null ? '' : `:${present.line}`
  return `${harmless(present.file)}${line} (byte ${present.offset})`
}

function colorOf(level: FindingLevel, colors: Terminal['colors']): (text: string) => string {
  if (level === 'error') return colors.red
  return level === 'warning' ? colors.yellow : colors.cyan
}

/** How many findings of each level, in words: `2 errors, 1 warning`. */
export function countFindings(findings: readonly { readonly level: FindingLevel }[]): string {
  const count = (level: FindingLevel): number => findings.filter((finding) => finding.level === level).length
  const parts = [
    [count('error'), 'error', 'errors'],
    [count('warning'), 'warning', 'warnings'],
  ] as const
  const words = parts.filter(([n]) => n > 0).map(([n, one, many]) => `${n} ${n === 1 ? one : many}`)
  return words.length > 0 ? words.join(', ') : 'no finding'
}
