import type { AuditResult } from '../audit/audit-messages.ts'
import type { Finding } from '../audit/finding.ts'
import type { Renumbering } from '../audit/renumbering.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { countFindings, reportFindings } from './report-findings.ts'
import { harmless, type Terminal } from './terminal.ts'

/** Version of the JSON that commands print; it grows only when a field changes its meaning or goes. */
export const REPORT_SCHEMA = 1

/** The part of an audit that is printed. */
export interface PrintedAudit extends Pick<
  AuditResult,
  'verdict' | 'recorded' | 'present' | 'appended' | 'findings' | 'renumbering'
> {
  readonly list: string
  readonly ledger: string
  /** The mbox arguments, for the command that the reader can type next. */
  readonly mbox: readonly string[]
  /** There is no ledger: nothing to compare with. */
  readonly isBaseline: boolean
}

/** The JSON object of an audit; `schema/audit.schema.json` describes it. */
export function auditJson(command: string, audit: PrintedAudit): Readonly<Record<string, unknown>> {
  const { list, verdict, recorded, present, appended, findings, renumbering } = audit
  return {
    tool: 'holdfast',
    schema: REPORT_SCHEMA,
    command,
    list,
    verdict,
    recorded,
    present,
    appended,
    findings,
    renumbering,
  }
}

/** The audit for people: findings, what would move, and what to type next. */
export function auditText(audit: PrintedAudit, colors: Terminal['colors']): string {
  const parts = [
    reportFindings(audit.findings, { ledger: audit.ledger }, colors),
    renumberingText(audit.renumbering),
    verdictText(audit),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** One line on the list as a whole. */
export function verdictText({
  list,
  verdict,
  recorded,
  present,
  appended,
  findings,
  isBaseline,
}: PrintedAudit): string {
  const name = harmless(list)
  if (isBaseline) {
    const words = `${name}: no ledger yet, so there is nothing to compare with; ${present} messages found, ${countFindings(findings)}`
    return `${words}\n`
  }
  const words = {
    unchanged: `unchanged, ${recorded} messages as recorded`,
    appended: `${appended} new at the end, ${recorded} recorded messages unchanged`,
    changed: `changed: ${recorded} messages recorded, ${present} present`,
  }[verdict]
  return `${name}: ${words}; ${countFindings(findings)}\n`
}

function renumberingText({ archiver, moved, lost, gained, first, moves }: Renumbering): string {
  if (first === null) return ''
  const where = archiver === 'position' ? 'numbered by position' : `rebuilt by ${archiver}`
  const to = first.to === null ? 'would have no page' : `would become ${first.to}`
  const cause = first.cause === null ? '' : ` (${first.cause.ref})`
  const lines = [
    `${where}: ${moved} moved, ${lost} lost, ${gained} new; the first is ${first.from}, which ${to}${cause}`,
    ...moves.map(({ id, from, to }) => `  ${from} -> ${to ?? 'nothing'}  ${id}`),
  ]
  return `${lines.join('\n')}\n`
}

/** The command that says that all of it was meant. */
export function acceptCommand(
  { mbox, findings }: PrintedAudit,
  ledgerFlag: string | undefined,
): string | null {
  const open = findings.filter(({ level }) => level !== 'info')
  if (open.length === 0) return null
  const loss = findings.find(({ code }) => code === 'loss')
  const parts = [
    'holdfast accept',
    ...mbox.map(shellQuote),
    ...(ledgerFlag === undefined ? [] : ['--ledger', shellQuote(ledgerFlag)]),
    '--all',
    ...(loss ? [`--loss ${loss.count}`] : []),
    "--reason '…' --by '…'",
  ]
  return parts.join(' ')
}

function shellQuote(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${harmless(word).replaceAll("'", String.raw`'\''`)}'`
}

/** What the findings mean for the exit code. */
export function exitFor(findings: readonly Finding[], strict: boolean | undefined): ExitCode {
  const stops = findings.some(({ level }) => level === 'error' || (strict === true && level === 'warning'))
  return stops ? EXIT.findings : EXIT.ok
}
