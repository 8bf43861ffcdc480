import { recordMbox } from '../node/record-mbox.ts'
import { acceptCommand, auditJson, auditText, exitFor } from './audit-report.ts'
import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { listOptions, type ListFlags } from './list-options.ts'
import { printedAudit, recordingJson, recordingText } from './record-report.ts'

/** `holdfast record`: the ledger step alone. */
export const record: CommandDefinition<ListFlags> = {
  name: 'record',
  summary: 'record new messages in the ledger; refuses while the audit has errors',
  arguments: '<mbox...>',
  options: [
    'ledger',
    'list',
    'separator',
    'quoting',
    'period',
    'timezone',
    'base-url',
    'now',
    'expect',
    'keep-order',
    'dry-run',
    'json',
    'strict',
    'quiet',
  ],
  examples: [
    ['holdfast record list.mbox', 'make the ledger, or record what is new'],
    ['holdfast record list.mbox --dry-run', 'say what would be recorded'],
    [
      'holdfast record list/ --list my-list --separator any',
      'a folder of monthly files, split as Pipermail does',
    ],
  ],
  exit: '0 recorded, 1 refused because of errors, 2 usage, 3 a file cannot be read or written',
  async run(mbox, flags, context) {
    const { terminal } = context
    const { options, progress } = listOptions(mbox, flags, context)
    const recording = await recordMbox(options)
    progress.clear()
    const printed = printedAudit(recording, mbox)
    if (flags.json === true) {
      const json = { ...auditJson('record', printed), ...recordingJson(recording) }
      terminal.out(`${JSON.stringify(json, null, 2)}\n`)
    } else if (recording.refused || flags.quiet !== true) {
      if (
        recording.refused ||
        (!recording.isBaseline && printed.findings.some(({ code }) => code !== 'appended'))
      ) {
        terminal.out(auditText(printed, terminal.colors))
      }
      if (recording.refused) {
        terminal.err('nothing was recorded\n')
        terminal.err(`if all of this was meant: ${acceptCommand(printed, flags.ledger) ?? ''}\n`)
      } else terminal.out(recordingText(recording, flags.dryRun === true))
    }
    return recording.refused ? EXIT.findings : exitFor(printed.findings, flags.strict)
  },
}
