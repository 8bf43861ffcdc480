import type { Finding } from '../audit/finding.ts'
import type { FindingLevel } from '../audit/finding-codes.ts'
import type { PrintedAudit } from './audit-report.ts'
import { harmless } from './terminal.ts'

const COMMANDS: Readonly<Record<FindingLevel, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
}

/**
 * An audit as workflow commands of GitHub Actions: each finding becomes an annotation at its file and line.
 *
 * What stands in no file any more is placed at the ledger. No text of a mail can end a command or begin another.
 */
export function auditGithub(audit: PrintedAudit): string {
  return audit.findings.map((finding) => `${annotation(finding, audit)}\n`).join('')
}

function annotation(finding: Finding, { ledger }: PrintedAudit): string {
  const { level, code, present, message, consequence, hint } = finding
  const place = present === null ? { file: ledger } : { file: present.file, line: present.line ?? undefined }
  const properties = Object.entries({ ...place, title: `holdfast ${code}` })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${inProperty(String(value))}`]))
    .join(',')
  const lines = [message, consequence, hint === '' ? '' : `hint: ${hint}`].filter((line) => line !== '')
  return `::${COMMANDS[level]} ${properties}::${lines.map(inData).join('%0A')}`
}

function inData(text: string): string {
  return harmless(text.replaceAll('%', '%25'))
}

function inProperty(text: string): string {
  return inData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
