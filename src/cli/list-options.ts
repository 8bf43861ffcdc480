import type { Period } from '../ledger/ledger-state.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { RecordMboxOptions } from '../node/record-mbox.ts'
import type { CommandContext } from './command.ts'
import { Progress } from './progress.ts'

/** The options that commands on a list share, as commander hands them over. */
export interface ListFlags {
  readonly ledger?: string
  readonly list?: string
  readonly separator?: SeparatorRule
  readonly quoting?: QuotingVariant
  readonly period?: Period
  readonly timezone?: string
  readonly baseUrl?: string
  readonly now?: string
  readonly expect?: string
  readonly keepOrder?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly strict?: boolean
  readonly quiet?: boolean
}

/** What the library is called with, and the progress that it reports to. */
export function listOptions(
  mbox: readonly string[],
  flags: ListFlags,
  { terminal, signal }: CommandContext,
): { readonly options: RecordMboxOptions; readonly progress: Progress } {
  const progress = new Progress(terminal, flags.quiet === true || flags.json === true)
  const reading = progress.step('reading')
  return {
    progress,
    options: {
      mbox,
      ledger: flags.ledger,
      list: flags.list,
      separator: flags.separator,
      quoting: flags.quoting,
      period: flags.period,
      timezone: flags.timezone,
      baseUrl: flags.baseUrl,
      now: flags.now,
      expect: flags.expect,
      keepOrder: flags.keepOrder,
      dryRun: flags.dryRun,
      signal,
      onProgress: (done, total) => {
        if (total !== null) reading(done, total)
      },
    },
  }
}
