import type { ListRecording } from '../node/record-mbox.ts'
import { acceptCommand } from './accept-command.ts'
import { auditText, exitFor, type PrintedAudit } from './audit-report.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import type { ListFlags } from './list-options.ts'
import { reportFindings } from './report-findings.ts'
import { counted, harmless, type Terminal } from './terminal.ts'

/** The audit of a recording, ready to be printed. */
export function printedAudit({ audit, isBaseline }: ListRecording): PrintedAudit {
  const { verdict, recorded, present, appended, findings, renumbering } = audit.result
  return {
    list: audit.name,
    ledger: audit.location.ledger,
    isBaseline,
    edits: audit.edits,
    verdict,
    recorded,
    present,
    appended,
    findings,
    renumbering,
  }
}

/** What a recording adds to the JSON of its audit. */
export function recordingJson(
  { refused, isBaseline, added, completed, moved, warnings, state, audit }: ListRecording,
  { dryRun }: ListFlags,
): Readonly<Record<string, unknown>> {
  return {
    refused,
    dryRun: dryRun === true,
    baseline: isBaseline,
    added,
    completed,
    moved,
    layout: state?.settings.layout ?? null,
    warnings,
    ledger: audit.location.ledger,
    sum: state?.lastSum ?? null,
  }
}

/**
 * Tells people what a recording did: first the findings, if there are any that they have not seen, then what was
 * recorded, or what was not and the way out.
 *
 * @param untouched - What a refusal left as it was, such as `nothing was recorded`.
 */
export function reportRecording(
  recording: ListRecording,
  mbox: readonly string[],
  flags: ListFlags,
  { terminal, untouched }: { readonly terminal: Terminal; readonly untouched: string },
): void {
  const printed = printedAudit(recording)
  const { findings } = printed
  const { refused, isBaseline } = recording
  if (refused || (!isBaseline && findings.some(({ code }) => code !== 'appended'))) {
    terminal.out(auditText(printed, terminal.colors))
  }
  if (!refused) {
    const foreign = isBaseline ? findings.filter(({ code }) => code === 'not-an-mbox') : []
    if (foreign.length > 0) terminal.out(`${reportFindings(foreign, printed, terminal.colors)}\n`)
    terminal.out(recordingText(recording, flags.dryRun === true))
    for (const warning of recording.warnings) terminal.err(`warning: ${harmless(warning)}\n`)
    return
  }
  terminal.err(`${untouched}\n`)
  const command = acceptCommand(findings, mbox, flags)
  if (command !== null && flags.quiet !== true) terminal.err(`if all of this was meant: ${command}\n`)
}

/** The exit code after a recording: warnings that no finding says count as warnings. */
export function exitForRecording(
  { refused, audit, warnings }: ListRecording,
  { strict }: ListFlags,
): ExitCode {
  if (refused || (strict === true && warnings.length > 0)) return EXIT.findings
  return exitFor(audit.result.findings, strict)
}

/** A first look finds what may have stood there for years: counts are enough, `scan` lists the places. */
function remarks({ result }: ListRecording['audit']): string[] {
  const counts = new Map<string, number>()
  for (const { level, code, count } of result.findings) {
    if (level !== 'info') counts.set(code, (counts.get(code) ?? 0) + count)
  }
  counts.delete('not-an-mbox') // told in full
  if (counts.size === 0) return []
  const words = [...counts].map(([code, count]) => `${count} ${code}`).join(', ')
  return [`odd, but no reason to stop: ${words} (holdfast scan shows where)`]
}

function recordingText(recording: ListRecording, dryRun: boolean): string {
  const { audit, isBaseline, added, completed, moved, state } = recording
  const ledger = harmless(audit.location.ledger)
  const did = dryRun ? 'would record' : 'recorded'
  const lines: string[] = []
  if (isBaseline) {
    const { separator, quoting } = audit
    const { layout } = state!.settings
    const made = layout === 'stable' ? '' : `, layout ${layout}`
    lines.push(
      `${did} ${counted(added, 'message')} of ${harmless(audit.name)} in ${ledger} (separator ${separator}, quoting ${quoting}${made})`,
      ...remarks(audit),
      'this is the baseline; if an archive is already published, run adopt first: holdfast adopt TREE MBOX... --archiver NAME',
    )
  } else if (added === 0 && completed === 0 && moved === 0) {
    const stand = state?.sequence.length ?? 0
    lines.push(`nothing new; ${counted(stand, 'message stands', 'messages stand')} in ${ledger}`)
  } else {
    const parts = [
      ...(added > 0 ? [counted(added, 'new message')] : []),
      ...(moved > 0 ? [counted(moved, 'new path')] : []),
      ...(completed > 0 ? [`the rest of ${counted(completed, 'message')} that had been unfinished`] : []),
    ]
    lines.push(`${did} ${parts.join(', and ')} in ${ledger}`)
  }
  return `${lines.join('\n')}\n`
}
