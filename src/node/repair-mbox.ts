import type { Finding } from '../audit/finding.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import type { Decision } from '../mend/plan-accept.ts'
import type { MboxEdit } from '../mend/mbox-edit.ts'
import { planRepair } from '../mend/plan-repair.ts'
import type { PresentList } from '../message/present-list.ts'
import { auditMbox, type ListAudit } from './audit-mbox.ts'
import { carryOut, type ChangedFile } from './carry-out.ts'
import { EntryReader, MAX_ENTRY_BYTES } from './entry-bytes.ts'
import { expectMendable } from './expect-mendable.ts'
import type { FileOps } from './file-ops.ts'
import type { ListInput } from './list-location.ts'
import { expandMboxArguments } from './mbox-arguments.ts'
import { diffOfEdits, type DiffHunk } from './mend-diff.ts'
import { nodeHost } from './node-host.ts'
import { previewMend } from './preview-mend.ts'
import { readPresentList } from './read-present-list.ts'
import { withLedgerLocked } from './record-mbox.ts'

/** Which list is repaired, and from what. */
export interface RepairMboxOptions extends ListInput {
  /** Backups: mbox files, globs and folders, gzipped or not. */
  readonly from?: readonly string[] | undefined
  /** Take out what was put in between recorded messages. Default false. */
  readonly removeInserted?: boolean | undefined
  /** Who asks, and when, for the records of placeholders and new From_ lines. */
  readonly decision: Omit<Decision, 'reason'>
  /** Change the files. Default false: only say what would be done. */
  readonly write?: boolean | undefined
  /** The sum of a commit that the ledger must hold. */
  readonly expect?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, total: number | null) => void) | undefined
  /** For tests that stop it half-way. */
  readonly ops?: FileOps | undefined
}

/** A finding that the repair leaves, and why. */
export interface Unrepaired {
  readonly finding: Finding
  readonly reason: string
  /** The next step. */
  readonly hint: string
}

/** What a repair did, or would do. */
export interface ListRepair {
  readonly audit: ListAudit
  /** Findings of level error and warning that were there before and are not afterwards. */
  readonly repaired: readonly Finding[]
  readonly unrepaired: readonly Unrepaired[]
  /** Stable IDs of lost messages that get a placeholder. */
  readonly placeholders: readonly string[]
  /** Stable IDs of messages whose From_ line had to be made anew. */
  readonly newFromLines: readonly string[]
  readonly edits: readonly MboxEdit[]
  readonly diff: readonly DiffHunk[]
  readonly records: readonly LedgerRecord[]
  /** The ledger afterwards. */
  readonly state: LedgerState
  /** Null where nothing was written. */
  readonly written: readonly ChangedFile[] | null
}

/**
 * Undoes hand edits of a list's mboxes, as far as the ledger proves what was there: mbox and ledger together, or not at
 * all. Without `write` nothing is changed.
 *
 * @throws {@link HoldfastError} why a file cannot be read or written, or `mend-not-proved`.
 *
 * @example
 * const { repaired, unrepaired } = await repairMbox({
 *   mbox: ['list.mbox'],
 *   from: ['backup/list.mbox.gz'],
 *   decision: { by: 'bob', at: '2026-01-31T12:00:00Z' },
 * })
 */
export async function repairMbox(options: RepairMboxOptions): Promise<ListRepair> {
  return await withLedgerLocked({ ...options, dryRun: options.write !== true }, async () => {
    const audit = await auditMbox(options)
    expectMendable(audit)
    const backup = await readBackup(audit, options)
    const list = new EntryReader(audit.files)
    try {
      const sources = { list, backup: backup?.reader ?? null }
      const plan = await planRepair({
        state: audit.ledger!.state,
        present: audit.present,
        audit: audit.result,
        backup: backup?.present ?? null,
        host: nodeHost,
        removeInserted: options.removeInserted ?? false,
        decision: options.decision,
        readEntry: async ({ file, offset, trailer }) => await readUpTo(list, file, offset, trailer.end),
        readPreamble: async (file, end) => await readUpTo(list, file, 0, end),
      })
      const { edits, records, placeholders, newFromLines } = plan
      const preview = await previewMend(audit, plan, sources, options.signal)
      const result = {
        audit,
        placeholders,
        newFromLines,
        edits,
        records,
        ...compareFindings(audit, preview.result.findings, options),
        diff: await diffOfEdits(audit.present, edits, sources),
      }
      if (options.write !== true || (edits.length === 0 && records.length === 0))
        return { ...result, state: preview.state, written: null }
      const { changed, state } = await carryOut({ audit, ...preview, edits, records }, options)
      return { ...result, state, written: changed }
    } finally {
      await list.close()
      await backup?.reader.close()
    }
  })
}

async function readUpTo(
  reader: EntryReader,
  file: number,
  start: number,
  end: number,
): Promise<Uint8Array | null> {
  return end - start > MAX_ENTRY_BYTES ? null : await reader.read(file, start, end - start)
}

async function readBackup(
  { separator, quoting }: ListAudit,
  { from, signal, keepOrder }: RepairMboxOptions,
): Promise<{ present: PresentList; reader: EntryReader } | null> {
  if (from === undefined || from.length === 0) return null
  const paths = expandMboxArguments(from, { keepOrder: keepOrder ?? false })
  const { list, files } = await readPresentList(paths, { separator, quoting, signal })
  return { present: list, reader: new EntryReader(files) }
}

function compareFindings(
  audit: ListAudit,
  after: readonly Finding[],
  options: RepairMboxOptions,
): { repaired: Finding[]; unrepaired: Unrepaired[] } {
  const isQuestion = ({ level }: Finding): boolean => level !== 'info'
  const left = new Set(after.map(({ ref }) => ref))
  return {
    repaired: audit.result.findings.filter((finding) => isQuestion(finding) && !left.has(finding.ref)),
    unrepaired: after.filter(isQuestion).map((finding) => ({ finding, ...reasonFor(finding, options) })),
  }
}

const PUT_IN: ReadonlySet<string> = new Set(['inserted', 'duplicated', 'replaced', 'preamble'])

function reasonFor(
  { code }: Finding,
  { from, removeInserted }: RepairMboxOptions,
): { reason: string; hint: string } {
  if (code === 'redaction-undone')
    return { reason: 'it must not be brought back', hint: 'run holdfast redact again' }
  if (code === 'empty-file') {
    return {
      reason: 'an empty file holds nothing that could be mended',
      hint: 'leave the file out or restore it from a backup, or say that it was meant: holdfast accept',
    }
  }
  if (PUT_IN.has(code) && removeInserted !== true) {
    return {
      reason: 'what was put in may be wanted',
      hint: 'take it out with --remove-inserted, or say that it was meant: holdfast accept',
    }
  }
  if (from === undefined || from.length === 0) {
    return {
      reason: 'the ledger holds digests and no text: nothing here proves what the bytes were',
      hint: 'name a backup with --from, or say that it was meant: holdfast accept',
    }
  }
  return {
    reason: 'no backup holds the recorded bytes',
    hint: 'name another backup with --from, or say that it was meant: holdfast accept',
  }
}
