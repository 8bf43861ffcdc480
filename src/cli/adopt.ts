import { TREE_ARCHIVERS } from '../archivers/published-tree.ts'
import { HoldfastError } from '../node/holdfast-error.ts'
import { adoptionJson, adoptionText } from './adopt-report.ts'
import type { ArchiverFlags } from './archiver-flags.ts'
import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { expectFiles, type ListFlags } from './list-options.ts'
import { Progress } from './progress.ts'
import { harmlessJson } from './terminal.ts'

/** `holdfast adopt`: a ledger from an archive that is already published. */
export const adopt: CommandDefinition<ListFlags & ArchiverFlags> = {
  name: 'adopt',
  summary: 'make a ledger from an archive that is already published, so that no link of it ever breaks',
  arguments: '<tree> [mbox...]',
  options: [
    'archiver',
    'ledger',
    'list',
    'separator',
    'quoting',
    'period',
    'timezone',
    'base-url',
    'now',
    'archiver-option',
    'keep-order',
    'dry-run',
    'json',
    'strict',
    'quiet',
  ],
  archivers: TREE_ARCHIVERS,
  examples: [
    ['holdfast adopt pipermail/list list.mbox --archiver pipermail', "Mailman 2's archive and its mbox"],
    [
      'holdfast adopt tree tree/*.txt.gz --archiver pipermail --list my-list --ledger my-list.ledger',
      'no mbox is left: the monthly texts instead',
    ],
    [
      'holdfast adopt tree list.mbox --archiver mhonarc --dry-run --json',
      'what matches, and what a full rebuild would move; writes nothing',
    ],
    ['holdfast adopt site list.mbox --archiver holdfast', 'the ledger of our own site again, after a loss'],
  ],
  exit: '0 adopted, 1 adopted, but errors are named (with --strict: or warnings), 2 usage, 3 a file cannot be read or written',
  async run(words, flags, context) {
    const { terminal, signal } = context
    const [tree, ...mbox] = words
    if (flags.archiver === undefined) {
      throw new HoldfastError('no-match', 2, "required option '--archiver <name>' not specified", {
        hint: await hintFor(tree!),
      })
    }
    expectFiles(mbox, 'adopt')
    const progress = new Progress(terminal, flags.quiet === true || flags.json === true)
    const steps = {
      tree: progress.step('reading the tree', 'files'),
      mbox: progress.step('reading the mbox', 'bytes'),
    }
    const { adoptArchive } = await import('../node/adopt-archive.ts')
    const { ledger, list, keepOrder, separator, quoting, period, timezone, baseUrl, now, dryRun } = flags
    const adoption = await adoptArchive({
      ...{ tree: tree!, mbox, archiver: flags.archiver, archiverOptions: flags.archiverOption },
      ...{ ledger, list, keepOrder, separator, quoting, period, timezone, baseUrl, now, dryRun },
      signal,
      onProgress: (step, done, total) => {
        if (total !== null) steps[step](done, total)
      },
    })
    progress.clear()
    const stops = adoption.findings.some(
      ({ level }) => level === 'error' || (flags.strict === true && level === 'warning'),
    )
    if (flags.json === true) terminal.out(`${harmlessJson(adoptionJson(adoption, dryRun === true), 2)}\n`)
    else if (flags.quiet !== true || stops) {
      terminal.out(adoptionText(adoption, { tree: tree!, mbox, dryRun: dryRun === true }, terminal.colors))
    }
    return stops ? EXIT.findings : EXIT.ok
  },
}

/** Who seems to have made the pages is said, and not assumed: the choice decides every path of the ledger. */
async function hintFor(tree: string): Promise<string> {
  const { archiverHint } = await import('../node/told-tree.ts')
  return archiverHint(tree, TREE_ARCHIVERS)
}
