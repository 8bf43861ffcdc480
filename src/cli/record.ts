import { auditJson } from './audit-report.ts'
import type { CommandDefinition } from './command.ts'
import { LAYOUT_OPTIONS, LIST_OPTIONS, listOptions, type ListFlags } from './list-options.ts'
import { exitForRecording, printedAudit, recordingJson, reportRecording } from './record-report.ts'
import { harmlessJson } from './terminal.ts'

/** `holdfast record`: the ledger step alone. */
export const record: CommandDefinition<ListFlags> = {
  name: 'record',
  summary: 'record new messages in the ledger; refuses while the audit has errors',
  arguments: '[mbox...]',
  options: [
    ...LIST_OPTIONS,
    ...LAYOUT_OPTIONS,
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
    ['holdfast record list.mbox --layout mhonarc', 'with the paths that MHonArc would have given'],
    [
      'holdfast record list/ --list my-list --separator any',
      'a folder of monthly files, split as Pipermail does',
    ],
  ],
  exit: '0 recorded, 1 refused because of errors, 2 usage, 3 a file cannot be read or written',
  async run(mbox, flags, context) {
    const { terminal } = context
    const { options, progress } = listOptions(mbox, flags, context)
    const { recordMbox } = await import('../node/record-mbox.ts')
    const recording = await recordMbox(options)
    progress.clear()
    if (flags.json === true) {
      const json = { ...auditJson('record', printedAudit(recording)), ...recordingJson(recording, flags) }
      terminal.out(`${harmlessJson(json, 2)}\n`)
    } else if (recording.refused || flags.quiet !== true) {
      reportRecording(recording, mbox, flags, { terminal, untouched: 'nothing was recorded' })
    }
    return exitForRecording(recording, flags)
  },
}
