import { findArchiver } from '../archivers/archivers.ts'
import { auditMessages, type AuditResult } from '../audit/audit-messages.ts'
import type { Finding } from '../audit/finding.ts'
import { FINDING_LEVELS } from '../audit/finding-codes.ts'
import { forecastRenumbering } from '../audit/renumbering.ts'
import { wordsFor } from '../audit/words.ts'
import { summarizeLedger, type LedgerSummary } from '../ledger/summarize-ledger.ts'
import { checkExpected } from '../ledger/read-ledger.ts'
import type { Layout, LedgerState } from '../ledger/ledger-state.ts'
import { DEFAULT_QUOTING, type QuotingVariant } from '../mbox/quoting.ts'
import { DEFAULT_SEPARATOR, type SeparatorRule } from '../mbox/separator-rules.ts'
import type { PresentList } from '../message/present-list.ts'
import { prepareArchiver, type ArchiverChoice } from './archiver-forecast.ts'
import { auditArchiver, type ArchiverForecast } from './audit-archiver.ts'
import { crossCheck, type CrossCheckScope } from './cross-check.ts'
import { EntryReader, MAX_ENTRY_BYTES } from './entry-bytes.ts'
import { expectSettings } from './expect-settings.ts'
import { HoldfastError } from './holdfast-error.ts'
import { readLedgerFile } from './ledger-file.ts'
import { openLedger } from './open-ledger.ts'
import { locateList, type ListInput, type ListLocation } from './list-location.ts'
import { expectNoMending } from './mending-intent.ts'
import { nodeHost } from './node-host.ts'
import { proveUnchanged } from './prove-unchanged.ts'
import { readPresentList } from './read-present-list.ts'
import type { ReadFile } from './read-mbox-files.ts'
import { showEdits, type ShownEdit } from './shown-edits.ts'

/** How a list is read and checked. What a ledger fixes must not be said otherwise. */
export interface AuditMboxOptions extends ListInput {
  /** Default: the ledger's; without one that of the archiver of `layout`, else `rfc4155`. */
  readonly separator?: SeparatorRule | undefined
  readonly quoting?: QuotingVariant | undefined
  /** The layout that a new ledger gets. An existing one must not be said otherwise. */
  readonly layout?: Layout | undefined
  /** The sum of a commit that the ledger must hold. */
  readonly expect?: string | undefined
  /** List every move in the renumbering. */
  readonly listMoves?: boolean | undefined
  /** Ask a second reader about all bytes, or about new messages only. Default: it is not asked. */
  readonly crossCheck?: CrossCheckScope | undefined
  /**
   * Forecast what this archiver's full rebuild would do: `renumbering` then speaks of its paths. Period and zone are the
   * ledger's where the choice does not say.
   */
  readonly archiver?: ArchiverChoice | undefined
  /** Show what edits changed, where the cache of a rebuild still holds what was there. Default false. */
  readonly showEdits?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with bytes read and bytes in all, where that is known. */
  readonly onProgress?: ((done: number, total: number | null) => void) | undefined
}

/** An audit of a list's files, with everything that was read for it. */
export interface ListAudit {
  readonly location: ListLocation
  /** The list's name: the ledger's, or the one it would get. */
  readonly name: string
  readonly separator: SeparatorRule
  readonly quoting: QuotingVariant
  /** The ledger's bytes and state; null where there is no ledger yet. */
  readonly ledger: { readonly bytes: Uint8Array; readonly state: LedgerState } | null
  readonly present: PresentList
  readonly files: readonly ReadFile[]
  readonly result: AuditResult
  /** The two sides of findings, where they were asked for and can be known. */
  readonly edits: readonly ShownEdit[]
  /** What the chosen archiver's full rebuild would publish; null where none was chosen. */
  readonly forecast: ArchiverForecast | null
}

/** What an audit tells: the findings, and what they are about, without what was compared, entry by entry. */
export interface ToldAudit extends Pick<ListAudit, 'location' | 'name' | 'separator' | 'quoting' | 'edits'> {
  readonly result: Omit<AuditResult, 'scopes' | 'fates' | 'newIds' | 'createIds'>
}

/** The audit of a list that was proved to be unchanged. */
export interface QuickAudit extends ToldAudit {
  readonly summary: LedgerSummary
}

/**
 * Audits a list: reads its ledger and its files, and compares.
 *
 * @throws {@link HoldfastError} where a file cannot be read or an option contradicts the ledger.
 * @throws {@link LedgerError} where the ledger is damaged, of another list, or cut back.
 *
 * @example
 * const { result } = await auditMbox({ mbox: ['list.mbox'] })
 * for (const { level, ref, message } of result.findings) console.log(level, ref, message)
 */
export async function auditMbox(options: AuditMboxOptions): Promise<ListAudit> {
  const location = locateList(options)
  expectNoMending(location.ledger)
  const ledger = openLedger(location.ledger, { list: options.list, expect: options.expect })
  if (ledger === null && options.expect !== undefined) {
    throw new HoldfastError(
      'ledger-missing',
      1,
      `there is no ledger ${location.ledger}, but a commit of it was expected`,
      {
        hint: 'restore the ledger from a copy',
      },
    )
  }
  if (ledger) expectSettings(options, ledger.state.settings, ['separator', 'quoting'])
  const separator = ledger?.state.settings.separator ?? options.separator ?? separatorOf(options.layout)
  const quoting = ledger?.state.settings.quoting ?? options.quoting ?? DEFAULT_QUOTING
  const { signal, onProgress } = options
  const archiver = options.archiver && prepareArchiver(options.archiver, ledger?.state.settings)
  const { list: present, files } = await readPresentList(location.files, {
    separator,
    quoting,
    signal,
    onProgress,
  })
  const reader = new EntryReader(files)
  try {
    const audited = await auditMessages({
      state: ledger?.state ?? null,
      present,
      host: nodeHost,
      quoting,
      listMoves: options.listMoves ?? false,
      readEntry: async ({ file, offset, trailer }) => {
        signal?.throwIfAborted()
        const length = trailer.end - offset
        return length > MAX_ENTRY_BYTES ? null : reader.read(file, offset, length)
      },
    })
    const scope = options.crossCheck
    const result =
      scope === undefined
        ? audited
        : await crossCheck({ scope, present, files, reader, result: audited, signal })
    const withArchiver =
      archiver &&
      (await auditArchiver(archiver, {
        state: ledger?.state ?? null,
        present,
        reader,
        result,
        listMoves: options.listMoves ?? false,
        signal,
      }))
    const edits =
      ledger !== null && options.showEdits === true
        ? await showEdits(result.findings, { state: ledger.state, present, reader, ledger: location.ledger })
        : []
    return {
      location,
      edits,
      name: ledger?.state.settings.list ?? location.name,
      separator,
      quoting,
      ledger,
      present,
      files,
      result: withArchiver?.result ?? result,
      forecast: withArchiver?.forecast ?? null,
    }
  } finally {
    await reader.close()
  }
}

/** The rule that finds the messages which a layout's archiver finds. */
function separatorOf(layout: Layout = 'stable'): SeparatorRule {
  return findArchiver(layout)?.separator ?? DEFAULT_SEPARATOR
}

/**
 * Proves that a list is unchanged by its segments, without looking at single messages.
 *
 * @returns What can be said then; null where it is not unchanged, or cannot be proved so: then
 *   {@link auditMbox} has the answer.
 */
export async function auditUnchanged(options: AuditMboxOptions): Promise<QuickAudit | null> {
  const location = locateList(options)
  expectNoMending(location.ledger)
  const bytes = readLedgerFile(location.ledger)
  if (bytes === null) return null
  const { list, expect } = options
  const summary = summarizeLedger(bytes, nodeHost, list === undefined ? {} : { list })
  if (expect !== undefined) checkExpected(summary, expect)
  expectSettings(options, summary.settings, ['separator', 'quoting'])
  const proof = await proveUnchanged(location.files, summary, options)
  if (proof === null) return null
  const { separator, quoting } = summary.settings
  const result = unchangedResult(summary.live, location.files, proof.compressed)
  return { location, name: summary.settings.list, separator, quoting, result, edits: [], summary }
}

/** What the audit of an unchanged list finds: which of its files are compressed, and nothing else. */
function unchangedResult(
  live: number,
  files: readonly string[],
  compressed: readonly number[],
): QuickAudit['result'] {
  const nothing = { messageId: null, recorded: null, present: null, following: 0, detail: null }
  const findings = compressed.map((file): Finding => ({
    ref: `compressed:${file}`,
    code: 'compressed',
    level: FINDING_LEVELS.compressed,
    count: 1,
    id: null,
    messageId: null,
    recorded: null,
    present: { position: 0, file: files[file]!, offset: 0, line: null },
    ...wordsFor('compressed', { count: 1, ...nothing }),
  }))
  return {
    verdict: 'unchanged',
    recorded: live,
    present: live,
    appended: 0,
    findings,
    renumbering: noRenumbering(),
  }
}

/** The renumbering of a list in which nothing moved. */
function noRenumbering(): AuditResult['renumbering'] {
  return forecastRenumbering({
    archiver: 'position',
    ids: [],
    presentOf: new Int32Array(),
    recordedPlaces: [],
    presentPlaces: [],
    causeAt: () => null,
    listMoves: false,
  })
}
