import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { expectFiles, listOptions, type ListFlags } from './list-options.ts'
import { diffJson, mendJsonHead, printDiff, printWritten } from './mend-report.ts'
import { counted, harmless, harmlessJson } from './terminal.ts'

interface RepairFlags extends ListFlags {
  readonly from?: readonly string[]
  readonly removeInserted?: boolean
  readonly write?: boolean
}

/** `holdfast repair`: undoes hand edits of the mbox, as far as the ledger proves what was there. */
export const repair: CommandDefinition<RepairFlags> = {
  name: 'repair',
  summary: 'undo hand edits of the mbox, as far as the ledger and backups prove what was there',
  arguments: '[mbox...]',
  options: [
    'ledger',
    'list',
    'config',
    'from',
    'remove-inserted',
    'expect',
    'keep-order',
    'write',
    'json',
    'quiet',
  ],
  examples: [
    ['holdfast repair list.mbox', 'show what can be undone without a backup'],
    ['holdfast repair list.mbox --from backup/list.mbox.gz --write', 'bring back what is missing or edited'],
    ['holdfast repair list.mbox --remove-inserted --write', 'take out what was put in, too'],
  ],
  exit: '0 all as recorded, then or now; 1 something is left; 2 usage; 3 a file cannot be read or written',
  async run(mbox, flags, context) {
    const { terminal, clock } = context
    expectFiles([...mbox, ...(flags.from ?? [])], 'repair')
    const { options, progress } = listOptions(mbox, flags, context)
    const { repairMbox } = await import('../node/repair-mbox.ts')
    const done = await repairMbox({
      ...options,
      from: flags.from,
      removeInserted: flags.removeInserted,
      decision: { by: 'holdfast repair', at: clock() },
      write: flags.write,
    })
    progress.clear()
    const isLeft = done.unrepaired.some(({ finding }) => finding.level === 'error')
    if (flags.json === true) {
      const json = {
        ...mendJsonHead('repair', done),
        repaired: done.repaired.map(({ ref, code, level }) => ({ ref, code, level })),
        unrepaired: done.unrepaired.map(({ finding: { ref, code, level }, reason, hint }) => ({
          ref,
          code,
          level,
          reason,
          hint,
        })),
        placeholders: done.placeholders,
        newFromLines: done.newFromLines,
        records: done.records.length,
        diff: diffJson(done.diff),
      }
      terminal.out(`${harmlessJson(json, 2)}\n`)
    } else if (flags.quiet !== true) {
      printDiff(done.diff, terminal)
      for (const id of done.placeholders) terminal.out(`a placeholder stands for the lost message ${id}\n`)
      for (const id of done.newFromLines)
        terminal.out(`the From_ line of ${id} is new: the old one is lost\n`)
      const verb = done.written === null ? 'would be repaired' : 'repaired'
      terminal.out(`${counted(done.repaired.length, 'finding')} ${verb}, ${done.unrepaired.length} left\n`)
      for (const { finding, reason, hint } of done.unrepaired)
        terminal.out(`${harmless(finding.ref)}: ${reason}\n  hint: ${hint}\n`)
      printWritten(done.written, done.edits.length, terminal)
    }
    return isLeft ? EXIT.findings : EXIT.ok
  },
}
