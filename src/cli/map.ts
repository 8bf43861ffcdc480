import { MAP_FORMATS, type MapFormat } from '../maps/map-format-names.ts'
import type { MapTarget } from '../maps/map-target.ts'
import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { expectLedger } from './list-options.ts'
import { counted, harmless } from './terminal.ts'

interface MapFlags {
  readonly ledger?: string
  readonly list?: string
  readonly expect?: string
  readonly format?: MapFormat
  readonly target?: MapTarget
  readonly baseUrl?: string
  readonly fromBase?: string
  readonly output?: string
  readonly quiet?: boolean
}

/** `holdfast map`: where every old URL leads. */
export const map: CommandDefinition<MapFlags> = {
  name: 'map',
  summary: 'give out where every path leads that the ledger ever recorded',
  arguments: '',
  options: [
    'ledger',
    'list',
    'config',
    'format',
    'target',
    'base-url',
    'from-base',
    'output',
    'expect',
    'quiet',
  ],
  formats: MAP_FORMATS,
  examples: [
    ['holdfast map --ledger list.ledger', 'JSON, as map.json on the site'],
    ['holdfast map --ledger list.ledger --format csv --output map.csv', 'for a spreadsheet'],
    [
      'holdfast map --ledger list.ledger --format nginx --from-base /pipermail/list/ --output list.map',
      '301 and 410 for a web server (docs/redirects.md)',
    ],
    [
      'holdfast map --ledger list.ledger --target hyperkitty --base-url https://lists.example.org/archives/list/list@example.org/ --format apache',
      'for a list that moves to Mailman 3',
    ],
    [
      'holdfast map --ledger list.ledger --format stubs --output old --base-url https://lists.example.org/',
      'pages for the old server that lead to the new one',
    ],
  ],
  exit: '0 given out, 1 the ledger lacks the commit that was expected, 2 usage, 3 a file cannot be read or written',
  async run(_, flags, { terminal }) {
    const ledger = expectLedger(flags.ledger)
    const { exportMap } = await import('../node/export-map.ts')
    const { text, written, unanswered, notes } = exportMap({
      ...flags,
      ledger,
      format: flags.format ?? 'json',
    })
    const { output } = flags
    if (output === undefined) terminal.out(text ?? '')
    else if (flags.quiet !== true) {
      const what = counted(written, text === null ? 'page' : 'path')
      terminal.err(`wrote ${what} to ${harmless(output)}\n`)
    }
    for (const note of notes) terminal.err(`note: ${note}\n`)
    if (unanswered.length > 0) {
      const paths = unanswered
        .slice(0, SHOWN)
        .map(({ address, why }) => `  ${harmless(address)}: ${harmless(why)}\n`)
      const more = unanswered.length > SHOWN ? `  … and ${unanswered.length - SHOWN} more\n` : ''
      terminal.err(`left out ${counted(unanswered.length, 'path')}:\n${paths.join('')}${more}`)
    }
    return EXIT.ok
  },
}

/** How many paths are named that are left out; a server's map lists all of them at its head. */
const SHOWN = 20
