import type { AuditResult } from '../audit/audit-messages.ts'
import type { Finding } from '../audit/finding.ts'
import type { Renumbering } from '../audit/renumbering.ts'
import type { ArchiverForecast } from '../node/audit-archiver.ts'
import type { ShownEdit } from '../node/shown-edits.ts'
import { forecastText } from './forecast-report.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { countFindings, reportFindings } from './report-findings.ts'
import { counted, harmless, type Terminal } from './terminal.ts'

/** Version of the JSON that commands print; it grows only when a field changes its meaning or goes. */
export const REPORT_SCHEMA = 1

/** The part of an audit that is printed. */
export interface PrintedAudit extends Pick<
  AuditResult,
  'verdict' | 'recorded' | 'present' | 'appended' | 'findings' | 'renumbering'
> {
  readonly list: string
  readonly ledger: string
  /** There is no ledger: nothing to compare with. */
  readonly isBaseline: boolean
  /** The two sides of findings, where they are known. */
  readonly edits: readonly ShownEdit[]
  /** Where an archiver was chosen: what its full rebuild would publish. */
  readonly forecast?: ArchiverForecast
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
    ...(audit.forecast && { forecast: audit.forecast }),
  }
}

/** The audit for people: findings, what would move, and one line on the list as a whole. */
export function auditText(audit: PrintedAudit, colors: Terminal['colors']): string {
  const { findings, isBaseline, ledger, edits, renumbering } = audit
  // Without a ledger every message is new: one line at the end says so.
  const told = isBaseline ? findings.filter(({ code }) => code !== 'appended') : findings
  const parts = [
    reportFindings(told, { ledger, edits }, colors),
    audit.forecast ? forecastText(audit.forecast) : '',
    renumberingText(renumbering),
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
  const found = countFindings(findings)
  if (isBaseline) {
    return `${name}: no ledger yet, so there is nothing to compare with; ${counted(present, 'message')} found, ${found}\n`
  }
  const words = {
    unchanged: `unchanged, ${counted(recorded, 'message')} as recorded`,
    appended: `${counted(appended, 'new message')} at the end, ${counted(recorded, 'recorded message')} unchanged`,
    changed: `changed: ${counted(recorded, 'message')} recorded, ${present} present`,
  }[verdict]
  return `${name}: ${words}; ${found}\n`
}

function renumberingText({ archiver, moved, lost, gained, first, moves }: Renumbering): string {
  if (first === null) return ''
  const where = archiver === 'position' ? 'numbered by position' : `rebuilt by ${archiver}`
  const what = archiver === 'position' ? 'number' : 'page'
  const to = first.to === null ? `would have no ${what}` : `would become ${first.to}`
  const cause = first.cause === null ? '' : ` (${first.cause.ref})`
  const lines = [
    `${where}: ${moved} moved, ${lost} lost, ${gained} new; the first is ${first.from}, which ${to}${cause}`,
    ...moves.map(({ id, from, to }) => `  ${from} -> ${to ?? 'nothing'}  ${id}`),
  ]
  return `${harmlessRows(lines)}\n`
}

function harmlessRows(lines: readonly string[]): string {
  return lines.map(harmless).join('\n')
}

/** What the findings mean for the exit code. */
export function exitFor(findings: readonly Finding[], strict: boolean | undefined): ExitCode {
  const stops = findings.some(({ level }) => level === 'error' || (strict === true && level === 'warning'))
  return stops ? EXIT.findings : EXIT.ok
}
