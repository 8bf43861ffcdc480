import { HoldfastError } from '../node/holdfast-error.ts'
import { REPORT_SCHEMA } from './audit-report.ts'
import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { listOptions, type ListFlags } from './list-options.ts'
import { counted, harmless, harmlessJson } from './terminal.ts'

interface AcceptFlags extends ListFlags {
  readonly finding?: readonly string[]
  readonly all?: boolean
  readonly reason: string
  readonly by: string
  readonly loss?: number
}

/** `holdfast accept`: says that findings were meant. */
export const accept: CommandDefinition<AcceptFlags> = {
  name: 'accept',
  summary: 'say that findings were meant: the ledger takes the decision, with reason and name',
  arguments: '[mbox...]',
  options: [
    'ledger',
    'list',
    'config',
    'finding',
    'all',
    'loss',
    'reason',
    'by',
    'now',
    'expect',
    'keep-order',
    'dry-run',
    'json',
    'quiet',
  ],
  examples: [
    ["holdfast accept list.mbox --all --reason 'spam removed' --by ann", 'every error and warning'],
    [
      "holdfast accept list.mbox --finding deleted:4UIS… --reason 'court order' --by ann",
      'one finding, by its ref',
    ],
    [
      "holdfast accept list.mbox --all --loss 120 --reason 'lost in a crash' --by ann",
      'with a loss, by its number',
    ],
  ],
  exit: '0 accepted (or nothing to accept), 1 refused, 2 usage, 3 a file cannot be read or written',
  async run(mbox, flags, context) {
    const { terminal, clock } = context
    const { options, progress } = listOptions(mbox, flags, context)
    if ((flags.all === true) === (flags.finding !== undefined)) {
      throw new HoldfastError(
        'contradicting-options',
        2,
        'say which findings: --all, or --finding with a ref',
        {
          hint: 'holdfast audit prints the ref of each finding with --json',
        },
      )
    }
    const { acceptFindings } = await import('../node/accept-findings.ts')
    const { audit, accepted, records, state } = await acceptFindings({
      ...options,
      findings: flags.finding,
      all: flags.all,
      loss: flags.loss,
      decision: { reason: flags.reason, by: flags.by, at: clock() },
    })
    progress.clear()
    const isDry = flags.dryRun === true
    if (flags.json === true) {
      const json = {
        tool: 'holdfast',
        schema: REPORT_SCHEMA,
        command: 'accept',
        list: audit.name,
        dryRun: isDry,
        ledger: audit.location.ledger,
        accepted: accepted.map(({ ref, code, level, count }) => ({ ref, code, level, count })),
        records: records.length,
        sum: state.lastSum,
      }
      terminal.out(`${harmlessJson(json, 2)}\n`)
    } else if (flags.quiet !== true) {
      const ledger = harmless(audit.location.ledger)
      if (accepted.length === 0) terminal.out(`nothing to accept in ${harmless(audit.name)}\n`)
      else {
        for (const { ref } of accepted) terminal.out(`${isDry ? 'would accept' : 'accepted'} ${ref}\n`)
        terminal.out(
          `${counted(accepted.length, 'finding')}, ${counted(records.length, 'record')} ${isDry ? 'for' : 'in'} ${ledger}\n`,
        )
      }
    }
    return EXIT.ok
  },
}
