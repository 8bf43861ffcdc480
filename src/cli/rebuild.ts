import { rebuildArchive, type ArchiveRebuild } from '../node/rebuild-archive.ts'
import { acceptCommand, auditJson, auditText, exitFor } from './audit-report.ts'
import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { listOptions, type ListFlags } from './list-options.ts'
import { printedAudit, recordingJson, recordingText } from './record-report.ts'
import { harmless } from './terminal.ts'

interface RebuildFlags extends ListFlags {
  readonly out: string
}

/** `holdfast rebuild`: the main job. */
export const rebuild: CommandDefinition<RebuildFlags> = {
  name: 'rebuild',
  summary: 'audit the list, record what is new, and write the HTML archive',
  arguments: '<mbox...>',
  options: [
    'out',
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
    ['holdfast rebuild list.mbox --out site', 'the archive of one list'],
    ['holdfast rebuild archives/*.mbox --list my-list --out site', 'a list in several files'],
    ['holdfast rebuild list.mbox --out site --dry-run', 'say what would be written'],
  ],
  exit: '0 rebuilt, 1 refused because of errors, 2 usage, 3 a file cannot be read or written',
  async run(mbox, flags, context) {
    const { terminal } = context
    const { options, progress } = listOptions(mbox, flags, context)
    const result = await rebuildArchive({ ...options, out: flags.out })
    progress.clear()
    const { recording, published, pages } = result
    const printed = printedAudit(recording, mbox)
    if (flags.json === true) {
      const json = {
        ...auditJson('rebuild', printed),
        ...recordingJson(recording),
        out: flags.out,
        pages,
        published,
      }
      terminal.out(`${JSON.stringify(json, null, 2)}\n`)
    } else if (recording.refused || flags.quiet !== true) {
      if (
        recording.refused ||
        (!recording.isBaseline && printed.findings.some(({ code }) => code !== 'appended'))
      ) {
        terminal.out(auditText(printed, terminal.colors))
      }
      if (recording.refused) {
        terminal.err('nothing was recorded, and no page was touched\n')
        terminal.err(`if all of this was meant: ${acceptCommand(printed, flags.ledger) ?? ''}\n`)
      } else {
        terminal.out(recordingText(recording, flags.dryRun === true))
        terminal.out(publishedText(result, flags))
      }
    }
    return recording.refused ? EXIT.findings : exitFor(printed.findings, flags.strict)
  },
}

function publishedText({ published, pages }: ArchiveRebuild, { out, dryRun }: RebuildFlags): string {
  if (published === null) return ''
  const { written, unchanged, removed } = published
  const did = dryRun === true ? 'would write' : 'wrote'
  const site = harmless(out)
  const front = site.endsWith('/') ? `${site}index.html` : `${site}/index.html`
  return `${did} ${written} files in ${site}, ${unchanged} unchanged, ${removed} removed; ${pages} message pages\nopen ${front}\n`
}
