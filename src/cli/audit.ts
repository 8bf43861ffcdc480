import { auditMbox, auditUnchanged, noRenumbering } from '../node/audit-mbox.ts'
import { wordsFor } from '../audit/words.ts'
import { acceptCommand, auditJson, auditText, exitFor, type PrintedAudit } from './audit-report.ts'
import type { CommandDefinition } from './command.ts'
import { listOptions, type ListFlags } from './list-options.ts'

interface AuditFlags extends ListFlags {
  readonly moves?: boolean
  readonly format: 'text' | 'json'
}

/** `holdfast audit`: compares, and writes nothing. */
export const audit: CommandDefinition<AuditFlags> = {
  name: 'audit',
  summary: 'compare the mbox files with the ledger, and name each edit; writes nothing',
  arguments: '<mbox...>',
  options: [
    'ledger',
    'list',
    'separator',
    'quoting',
    'expect',
    'moves',
    'keep-order',
    'format',
    'json',
    'strict',
    'quiet',
  ],
  examples: [
    ['holdfast audit list.mbox', 'what changed since the last run'],
    ['holdfast audit archives/*.mbox --strict --quiet', 'for cron: silent and 0 while all is well'],
    ['holdfast audit list.mbox --json | jq .renumbering', 'what a rebuild would renumber'],
  ],
  exit: '0 no errors, 1 errors (with --strict: or warnings), 2 usage, 3 a file cannot be read',
  async run(mbox, flags, context) {
    const { terminal } = context
    const { options, progress } = listOptions(mbox, flags, context)
    const printed =
      (flags.moves === true ? null : await quickly(mbox, options)) ?? (await thoroughly(mbox, flags, options))
    progress.clear()
    const wantsJson = flags.json === true || flags.format === 'json'
    const code = exitFor(printed.findings, flags.strict)
    if (wantsJson) terminal.out(`${JSON.stringify(auditJson('audit', printed), null, 2)}\n`)
    else if (flags.quiet !== true || code !== 0) {
      terminal.out(auditText(printed, terminal.colors))
      const command = printed.isBaseline ? null : acceptCommand(printed, flags.ledger)
      if (command !== null && flags.quiet !== true) terminal.err(`if all of this was meant: ${command}\n`)
      if (printed.isBaseline && flags.quiet !== true) {
        terminal.err(
          'to make the ledger: holdfast record; if an archive is already published, run adopt first\n',
        )
      }
    }
    return code
  },
}

type Options = Parameters<typeof auditMbox>[0]

async function quickly(mbox: readonly string[], options: Options): Promise<PrintedAudit | null> {
  const quick = await auditUnchanged(options)
  if (quick === null) return null
  const { location, name, summary, compressed } = quick
  const words = wordsFor('compressed', {
    count: 1,
    messageId: null,
    recorded: null,
    present: null,
    following: 0,
    detail: null,
  })
  return {
    list: name,
    ledger: location.ledger,
    mbox,
    isBaseline: false,
    verdict: 'unchanged',
    recorded: summary.live,
    present: summary.live,
    appended: 0,
    findings: compressed.map((file) => ({
      ref: `compressed:${file}`,
      code: 'compressed',
      level: 'info',
      count: 1,
      id: null,
      messageId: null,
      recorded: null,
      present: { position: 0, file: location.files[file]!, offset: 0, line: null },
      ...words,
    })),
    renumbering: noRenumbering(),
  }
}

async function thoroughly(
  mbox: readonly string[],
  flags: AuditFlags,
  options: Options,
): Promise<PrintedAudit> {
  const { location, name, ledger, result } = await auditMbox({ ...options, listMoves: flags.moves })
  const { verdict, recorded, present, appended, findings, renumbering } = result
  return {
    list: name,
    ledger: location.ledger,
    mbox,
    isBaseline: ledger === null,
    verdict,
    recorded,
    present,
    appended,
    findings,
    renumbering,
  }
}
