import type { AdoptionFinding } from '../archivers/adoption-finding.ts'
import type { FindingLevel } from '../audit/finding-codes.ts'
import type { Adoption } from '../node/adopt-archive.ts'
import { shellWord } from './accept-command.ts'
import { REPORT_SCHEMA } from './audit-report.ts'
import { counted, harmless, type Terminal } from './terminal.ts'

/** How the pages of a tree and the entries of its mbox files go together, in numbers. */
interface AdoptionCounts {
  readonly pages: {
    readonly total: number
    readonly id: number
    readonly witness: number
    readonly order: number
    readonly none: number
    /** Of those that show a message: second and later pages of one. */
    readonly copies: number
    readonly orphans: number
  }
  readonly entries: {
    readonly total: number
    readonly withPage: number
    readonly withoutPage: number
    readonly phantoms: number
  }
  readonly files: { readonly copied: number; readonly indexes: number; readonly pages: number }
}

function countsOf({ matches, state }: Adoption): AdoptionCounts {
  const by = (kind: string): number => matches.filter((match) => match.by === kind).length
  const { messages, files } = state
  const withPage = messages.filter(({ path }) => path !== null).length
  const kept = (kind: string | null): number => files.filter((file) => file.kind === kind).length
  return {
    pages: {
      total: matches.length,
      ...{ id: by('id'), witness: by('witness'), order: by('order'), none: by('none') },
      copies: matches.filter(({ isCopy }) => isCopy).length,
      orphans: matches.filter(({ isOrphan }) => isOrphan).length,
    },
    entries: {
      total: messages.length,
      withPage,
      withoutPage: messages.length - withPage,
      phantoms: messages.filter(({ kind }) => kind === 'phantom').length,
    },
    files: { copied: kept(null), indexes: kept('index'), pages: kept('page') },
  }
}

/** The JSON object of an adoption; `schema/adopt.schema.json` describes it. */
export function adoptionJson(adoption: Adoption, dryRun: boolean): object {
  const { archiver, list, ledger, settings, matches, findings, renumbering, state } = adoption
  const { separator, quoting, layout, period, timezone, tzVersion, baseUrl } = settings
  return {
    tool: 'holdfast',
    schema: REPORT_SCHEMA,
    command: 'adopt',
    list,
    archiver,
    ledger,
    dryRun,
    sum: state.lastSum,
    settings: { separator, quoting, layout, period, timezone, tzVersion, baseUrl },
    ...countsOf(adoption),
    // Those by Message-ID are the rule; the others are what somebody may want to look at.
    matches: matches
      .filter(({ by }) => by !== 'id')
      .map(({ page, position, by, witnesses, isCopy }) => ({
        ...{ path: page.path, number: page.number, position },
        ...{
          id: position === null ? null : (state.messages[position]?.id ?? null),
          by,
          witnesses,
          copy: isCopy,
        },
      })),
    findings,
    renumbering,
  }
}

/** A run of findings of one code is shown by its first ones, and counted. */
const SHOWN_OF_A_RUN = 3

/** What an adoption says around its report. */
export interface AdoptionTextOptions {
  readonly tree: string
  readonly mbox: readonly string[]
  readonly dryRun: boolean
}

/** The report for people: what is odd, then what was matched by what, then what comes next. */
export function adoptionText(
  adoption: Adoption,
  { tree, mbox, dryRun }: AdoptionTextOptions,
  colors: Terminal['colors'],
): string {
  const { archiver, list, ledger, settings, findings, renumbering, state } = adoption
  const { pages, entries, files } = countsOf(adoption)
  const isOwn = archiver === 'holdfast'
  const needsBase = isOwn && state.files.length > 0
  const did = dryRun ? 'would adopt' : 'adopted'
  const lines = [
    `${did} ${counted(pages.total, 'page')} of ${archiver} and ${counted(entries.total, 'entry', 'entries')} as ${harmless(list)} in ${harmless(ledger)}`,
    `  pages: ${pages.id} by Message-ID, ${pages.witness} by witnesses, ${pages.order} by order, ${pages.none} without an entry; ${counted(pages.copies, 'copy', 'copies')}, ${counted(pages.orphans, 'orphan')}`,
    `  entries: ${entries.withPage} with a page, ${entries.withoutPage} without, ${counted(entries.phantoms, 'phantom')}`,
    `  files kept: ${files.copied} as they are, ${files.indexes} old indexes, ${files.pages} pages shown from themselves`,
    `  separator ${settings.separator}, quoting ${settings.quoting}, layout ${settings.layout}, period ${settings.period}, zone ${settings.timezone}`,
    ...(!renumbering?.first
      ? []
      : [
          `  a full rebuild by ${archiver} would move ${counted(renumbering.moved, 'page')} and lose ${renumbering.lost}; the first is ${harmless(renumbering.first.from.toString())}${causeText(renumbering.first.cause)}`,
        ]),
    ...(dryRun
      ? []
      : [
          ...(needsBase
            ? [
                `  the site was made over an older archive, whose files are not all on it: the rebuild needs that folder, TREE, too`,
              ]
            : []),
          `next: holdfast rebuild ${mboxWords(mbox)}--ledger ${shellWord(ledger)} ${isOwn ? `${needsBase ? '--base TREE ' : ''}--out ${shellWord(tree)}` : `--base ${shellWord(tree)} --out DIR`}`,
        ]),
  ]
  return `${findingsText(findings, colors)}${lines.join('\n')}\n`
}

const causeText = (cause: { readonly ref: string } | null): string =>
  cause === null ? '' : ` (${harmless(cause.ref)})`

/** More of them are one word: globs and folders were given. */
const MOST_NAMED = 3

function mboxWords(mbox: readonly string[]): string {
  if (mbox.length > MOST_NAMED) return 'MBOX... '
  return mbox.map((name) => `${shellWord(name)} `).join('')
}

function findingsText(findings: readonly AdoptionFinding[], colors: Terminal['colors']): string {
  const codes = new Map<string, AdoptionFinding[]>()
  for (const finding of findings) codes.set(finding.code, [...(codes.get(finding.code) ?? []), finding])
  return [...codes.values()].map((run) => runText(run, colors)).join('')
}

function runText(run: readonly AdoptionFinding[], colors: Terminal['colors']): string {
  const [{ level, code, consequence, hint }] = run as [AdoptionFinding]
  const shown = run.slice(0, SHOWN_OF_A_RUN)
  const rest = run.length - shown.length
  const lines = [
    `${colorOf(level, colors)(`${level} ${code}`)} (${run.length})`,
    ...shown.map(({ message }) => `  ${harmless(message)}`),
    ...(rest > 0 ? [`  … and ${rest} more like it (--json lists all)`] : []),
    `  ${consequence}`,
    ...(hint === '' ? [] : [`  ${colors.dim('hint:')} ${hint}`]),
  ]
  return `${lines.join('\n')}\n\n`
}

function colorOf(level: FindingLevel, colors: Terminal['colors']): (text: string) => string {
  if (level === 'error') return colors.red
  return level === 'warning' ? colors.yellow : colors.cyan
}
