import type { AuditMboxOptions } from '../node/audit-mbox.ts'
import { HoldfastError } from '../node/holdfast-error.ts'
import { acceptCommand } from './accept-command.ts'
import { auditGithub } from './audit-github.ts'
import { auditJson, auditText, exitFor, type PrintedAudit } from './audit-report.ts'
import { ARCHIVER_OPTIONS, archiverChoice, type ArchiverFlags } from './archiver-flags.ts'
import { auditSarif } from './audit-sarif.ts'
import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { expectFiles, LIST_OPTIONS, listOptions, type ListFlags } from './list-options.ts'
import { harmless, harmlessJson } from './terminal.ts'

interface AuditFlags extends ListFlags, ArchiverFlags {
  readonly moves?: boolean
  readonly format?: AuditFormat
}

/** How an audit is printed, the default first. */
const AUDIT_FORMATS = ['text', 'json', 'github', 'sarif', 'html'] as const

type AuditFormat = (typeof AUDIT_FORMATS)[number]

/** `holdfast audit`: compares, and writes nothing. */
export const audit: CommandDefinition<AuditFlags> = {
  name: 'audit',
  summary: 'compare the mbox files with the ledger, and name each edit; writes nothing',
  arguments: '[mbox...]',
  options: [
    ...LIST_OPTIONS,
    'expect',
    'moves',
    'cross-check',
    ...ARCHIVER_OPTIONS,
    'now',
    'keep-order',
    'format',
    'json',
    'strict',
    'quiet',
  ],
  formats: AUDIT_FORMATS,
  besideArchiver: ['archiver-option', 'period', 'timezone', 'now'],
  examples: [
    ['holdfast audit list.mbox', 'what changed since the last run'],
    ['holdfast audit archives/*.mbox --strict --quiet', 'for cron: silent and 0 while all is well'],
    [
      'holdfast audit list.mbox --archiver pipermail',
      'what a full rebuild by Pipermail would do to every link',
    ],
    ['holdfast audit list.mbox --json | jq .renumbering', 'what a rebuild would renumber'],
    ['holdfast audit list.mbox --format html > audit.html', 'a report to send to somebody'],
  ],
  exit: '0 no errors, 1 errors (with --strict: or warnings), 2 usage, 3 a file cannot be read',
  async run(mbox, flags, context) {
    const { terminal } = context
    const { options, progress } = listOptions(mbox, flags, context)
    const printed = await audited(mbox, flags, options)
    progress.clear()
    const code = exitFor(printed.findings, flags.strict)
    const format = flags.json === true ? 'json' : (flags.format ?? 'text')
    if (format !== 'text') {
      terminal.out(await auditDocument(printed, format))
    } else if (flags.quiet !== true || code !== EXIT.ok) {
      terminal.out(auditText(printed, terminal.colors))
      if (flags.quiet !== true) terminal.err(nextStep(printed, mbox, flags))
    } else if (printed.isBaseline) {
      // Whoever asks for silence expects a ledger to be there: one that was lost must not pass for all well.
      terminal.err(`warning: there is no ledger ${harmless(printed.ledger)}, so nothing was compared\n`)
    }
    return code
  },
}

/** The audit as a whole document: data, whatever `--quiet` says. */
async function auditDocument(printed: PrintedAudit, format: Exclude<AuditFormat, 'text'>): Promise<string> {
  if (format === 'json') return `${harmlessJson(auditJson('audit', printed), 2)}\n`
  if (format === 'github') return auditGithub(printed)
  if (format === 'sarif') return auditSarif(printed)
  const { auditHtml } = await import('./audit-html.ts')
  return auditHtml(printed)
}

function nextStep(
  { isBaseline, findings }: PrintedAudit,
  mbox: readonly string[],
  flags: AuditFlags,
): string {
  if (isBaseline) {
    return 'to make the ledger: holdfast record; if an archive is already published, run adopt first: holdfast adopt TREE MBOX... --archiver NAME\n'
  }
  const command = acceptCommand(findings, mbox, flags)
  return command === null ? '' : `if all of this was meant: ${command}\n`
}

async function audited(
  mbox: readonly string[],
  flags: AuditFlags,
  options: AuditMboxOptions,
): Promise<PrintedAudit> {
  const { json, format } = flags
  if (json === true && format !== undefined && format !== 'json') {
    throw new HoldfastError(
      'contradicting-options',
      2,
      `--json and --format ${format} contradict each other`,
      {
        hint: 'leave one of them out',
      },
    )
  }
  const archiver = archiverChoice(flags, audit.besideArchiver)
  if (archiver !== undefined) {
    expectFiles(mbox, 'audit --archiver')
    return await thoroughly(flags, { ...options, archiver })
  }
  // A proof that nothing changed reads everything; what is read again after it failed must be a file.
  const canReadTwice = !mbox.includes('-')
  const quick =
    canReadTwice && flags.moves !== true && flags.crossCheck !== true ? await quickly(options) : null
  return quick ?? (await thoroughly(flags, options))
}

async function quickly(options: AuditMboxOptions): Promise<PrintedAudit | null> {
  const { auditUnchanged } = await import('../node/audit-mbox.ts')
  const quick = await auditUnchanged(options)
  return (
    quick && {
      list: quick.name,
      ledger: quick.location.ledger,
      isBaseline: false,
      edits: [],
      ...quick.result,
    }
  )
}

async function thoroughly(flags: AuditFlags, options: AuditMboxOptions): Promise<PrintedAudit> {
  const { auditMbox } = await import('../node/audit-mbox.ts')
  const { location, name, ledger, result, forecast, edits } = await auditMbox({
    ...options,
    listMoves: flags.moves,
  })
  const { verdict, recorded, present, appended, findings, renumbering } = result
  return {
    list: name,
    ledger: location.ledger,
    isBaseline: ledger === null,
    edits,
    verdict,
    recorded,
    present,
    appended,
    findings,
    renumbering,
    ...(forecast && { forecast }),
  }
}
