import type { ScannedFinding, ScannedMessage } from '../node/scan-mbox-files.ts'
import { ARCHIVER_OPTIONS, archiverChoice, type ArchiverFlags } from './archiver-flags.ts'
import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { expectFiles, listOptions, type ListFlags } from './list-options.ts'
import { counted, harmless, harmlessJson, type Terminal } from './terminal.ts'

/** `holdfast scan`: the messages of mbox files, one a line. */
export const scan: CommandDefinition<ListFlags & ArchiverFlags> = {
  name: 'scan',
  summary: 'list the messages of mbox files, and what is odd about them; writes nothing',
  arguments: '<mbox...>',
  options: ['separator', 'quoting', 'now', ...ARCHIVER_OPTIONS, 'keep-order', 'json', 'quiet'],
  besideArchiver: ['archiver-option', 'period', 'timezone'],
  examples: [
    ['holdfast scan list.mbox', 'position, place, date, sender and subject of each message'],
    ['holdfast scan list.mbox --separator any', 'split as Pipermail, MHonArc and HyperKitty do'],
    [
      'holdfast scan list.mbox --archiver pipermail --timezone Europe/Berlin',
      'the page that a full rebuild by Pipermail would give each message',
    ],
    ['holdfast scan list.mbox --json', 'JSON lines with `type` message or finding'],
  ],
  exit: '0 scanned, whatever was noticed; 2 usage, 3 a file cannot be read',
  async run(mbox, flags, context) {
    const { terminal } = context
    expectFiles(mbox, 'scan')
    const { options, progress } = listOptions(mbox, flags, context)
    const { scanMboxFiles } = await import('../node/scan-mbox-files.ts')
    let messages = 0
    let findings = 0
    const archiver = archiverChoice(flags, scan.besideArchiver)
    for await (const item of scanMboxFiles({ ...options, archiver })) {
      progress.clear()
      if (item.type === 'message') messages++
      else findings++
      terminal.out(flags.json === true ? `${harmlessJson(item)}\n` : itemText(item, terminal.colors))
    }
    if (flags.json !== true && flags.quiet !== true) {
      terminal.err(`${counted(messages, 'message')}, ${counted(findings, 'remark')}\n`)
    }
    return EXIT.ok
  },
}

function itemText(item: ScannedMessage | ScannedFinding, colors: Terminal['colors']): string {
  const place = `${harmless(item.file)}${item.line === null ? '' : `:${item.line}`}`
  if (item.type === 'finding') {
    return `  ${colors.yellow(item.code)} ${place} (byte ${item.offset}): ${harmless(item.message)}\n`
  }
  const { position, date, from, subject } = item
  const page = item.path === undefined ? '' : `  ${harmless(item.path ?? `(${item.reason})`)}`
  const when = date?.slice(0, 10) ?? 'no date   '
  return `${position}  ${place}${page}  ${when}  ${harmless(from ?? '(no sender)')}  ${harmless(subject ?? '(no subject)')}\n`
}
