import { pathToFileURL } from 'node:url'
import { isAbsolute } from 'node:path'
import type { Finding } from '../audit/finding.ts'
import type { FindingLevel } from '../audit/finding-codes.ts'
import { packageVersion } from '../node/package-version.ts'
import type { PrintedAudit } from './audit-report.ts'
import { harmlessJson } from './terminal.ts'

const LEVELS: Readonly<Record<FindingLevel, string>> = { error: 'error', warning: 'warning', info: 'note' }

/**
 * An audit as SARIF 2.1.0 (OASIS, 27 March 2020), which code scanning services open. One result a finding; the finding's
 * `ref` is its fingerprint, so that a service knows it again after other lines moved it.
 *
 * What stands in no file any more is placed at the ledger.
 */
export function auditSarif(audit: PrintedAudit): string {
  const codes = [...new Set(audit.findings.map(({ code }) => code))].sort() // sorted for determinism
  const results = audit.findings.map((finding) => ({
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: LEVELS[finding.level],
    message: { text: textOf(finding) },
    locations: [{ physicalLocation: placeOf(finding, audit) }],
    partialFingerprints: { 'holdfastRef/v1': finding.ref },
    properties: { list: audit.list, id: finding.id, messageId: finding.messageId, count: finding.count },
  }))
  const sarif = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'holdfast', version: packageVersion(), rules: codes.map((id) => ({ id })) } },
        automationDetails: { id: `holdfast/${audit.list}/` },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  }
  return `${harmlessJson(sarif, 2)}\n`
}

function textOf({ message, consequence, hint }: Finding): string {
  return [message, consequence, hint === '' ? '' : `Hint: ${hint}`].filter((line) => line !== '').join('\n')
}

function placeOf({ present }: Finding, { ledger }: PrintedAudit): object {
  if (present === null) return { artifactLocation: { uri: uriOf(ledger) } }
  const { file, offset, line } = present
  // A region without a length is a place between two bytes.
  const region =
    line === null
      ? { byteOffset: offset, byteLength: 0 }
      : { startLine: line, byteOffset: offset, byteLength: 0 }
  return { artifactLocation: { uri: uriOf(file) }, region }
}

/** A path as a URI (RFC 3986): relative ones stay relative to where the audit was run. */
function uriOf(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href
  return path.split('/').map(encodeURIComponent).join('/')
}
