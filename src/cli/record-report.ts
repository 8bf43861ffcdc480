import type { ListRecording } from '../node/record-mbox.ts'
import type { PrintedAudit } from './audit-report.ts'
import { harmless } from './terminal.ts'

/** The audit of a recording, ready to be printed. */
export function printedAudit({ audit, isBaseline }: ListRecording, mbox: readonly string[]): PrintedAudit {
  const { verdict, recorded, present, appended, findings, renumbering } = audit.result
  return {
    list: audit.name,
    ledger: audit.location.ledger,
    mbox,
    isBaseline,
    verdict,
    recorded,
    present,
    appended,
    findings,
    renumbering,
  }
}

/** What a recording adds to the JSON of its audit. */
export function recordingJson({
  refused,
  isBaseline,
  added,
  completed,
  state,
  audit,
}: ListRecording): object {
  return {
    refused,
    baseline: isBaseline,
    added,
    completed,
    ledger: audit.location.ledger,
    sum: state?.lastSum ?? null,
  }
}

/** A first look finds what may have stood there for years: counts are enough, `scan` lists the places. */
function remarks({ result }: ListRecording['audit']): string[] {
  const counts = new Map<string, number>()
  for (const { level, code, count } of result.findings) {
    if (level !== 'info') counts.set(code, (counts.get(code) ?? 0) + count)
  }
  if (counts.size === 0) return []
  const words = [...counts].map(([code, count]) => `${count} ${code}`).join(', ')
  return [`odd, but no reason to stop: ${words} (holdfast scan shows where)`]
}

/** What a recording did, in words. */
export function recordingText(recording: ListRecording, dryRun: boolean): string {
  const { audit, isBaseline, added, completed, state } = recording
  const ledger = harmless(audit.location.ledger)
  const did = dryRun ? 'would record' : 'recorded'
  const lines: string[] = []
  if (isBaseline) {
    const { separator, quoting } = audit
    lines.push(
      `${did} ${added} messages of ${harmless(audit.name)} in ${ledger} (separator ${separator}, quoting ${quoting})`,
      ...remarks(audit),
      'this is the baseline; if an archive is already published, run adopt first',
    )
  } else if (added === 0 && completed === 0) {
    lines.push(`nothing new; ${state?.sequence.length ?? 0} messages stand in ${ledger}`)
  } else {
    const grown = completed > 0 ? `, and the rest of ${completed} that had been unfinished` : ''
    lines.push(`${did} ${added} new messages in ${ledger}${grown}`)
  }
  return `${lines.join('\n')}\n`
}
