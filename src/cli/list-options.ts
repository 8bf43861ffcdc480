import type { Layout, Period } from '../ledger/ledger-state.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { RecordMboxOptions } from '../node/record-mbox.ts'
import { HoldfastError } from '../node/holdfast-error.ts'
import type { CommandContext } from './command.ts'
import type { OptionName } from './options.ts'
import { Progress } from './progress.ts'

/** What a command takes that compares a list, or all lists of the configuration, with the ledger. */
export const LIST_OPTIONS = [
  'ledger',
  'list',
  'config',
  'all-lists',
  'separator',
  'quoting',
] as const satisfies readonly OptionName[]

/** What a command takes that gives messages their paths. */
export const LAYOUT_OPTIONS = [
  'layout',
  'relayout',
  'period',
  'timezone',
  'base-url',
] as const satisfies readonly OptionName[]

/** The options that commands on a list share, as commander hands them over. */
export interface ListFlags {
  readonly ledger?: string
  readonly list?: string
  readonly separator?: SeparatorRule
  readonly quoting?: QuotingVariant
  readonly layout?: Layout
  readonly relayout?: Layout
  readonly period?: Period
  readonly timezone?: string
  readonly baseUrl?: string
  readonly now?: string
  readonly expect?: string
  readonly keepOrder?: boolean
  readonly crossCheck?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly strict?: boolean
  readonly quiet?: boolean
}

/**
 * Refuses standard input where a command must go back to what it has read, before anything is written.
 *
 * @throws {@link HoldfastError} `not-seekable`, exit code 2.
 */
export function expectFiles(mbox: readonly string[], command: string): void {
  if (!mbox.includes('-')) return
  throw new HoldfastError(
    'not-seekable',
    2,
    `standard input can be read once only, and ${command} reads twice`,
    {
      hint: 'save it as a file first; audit, record and accept take it as it comes',
    },
  )
}

/**
 * Demands the ledger's path where no mbox tells it.
 *
 * @throws {@link HoldfastError}, exit code 2.
 */
export function expectLedger(ledger: string | undefined): string {
  if (ledger !== undefined) return ledger
  throw new HoldfastError('no-match', 2, "required option '--ledger <file>' not specified", {
    hint: 'name the ledger, or a list of holdfast.config.json with --list',
  })
}

/** What the library is called with, and the progress that it reports to. */
export function listOptions(
  mbox: readonly string[],
  flags: ListFlags,
  { terminal, signal }: CommandContext,
): {
  readonly options: RecordMboxOptions & Required<Pick<RecordMboxOptions, 'crossCheck'>>
  readonly progress: Progress
} {
  const progress = new Progress(terminal, flags.quiet === true || flags.json === true)
  const reading = progress.step('reading', 'bytes')
  return {
    progress,
    options: {
      mbox,
      ledger: flags.ledger,
      list: flags.list,
      separator: flags.separator,
      quoting: flags.quoting,
      layout: flags.layout,
      relayout: flags.relayout,
      period: flags.period,
      timezone: flags.timezone,
      baseUrl: flags.baseUrl,
      now: flags.now,
      expect: flags.expect,
      keepOrder: flags.keepOrder,
      dryRun: flags.dryRun,
      showEdits: flags.json !== true,
      crossCheck: flags.crossCheck === true ? 'all' : undefined,
      signal,
      onProgress: (done, total) => {
        if (total !== null) reading(done, total)
      },
    },
  }
}
