import { auditMessages, type AuditResult } from '../audit/audit-messages.ts'
import { fileNotes } from '../audit/file-notes.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import { Replay } from '../ledger/replay.ts'
import type { MboxEdit } from '../mend/mbox-edit.ts'
import type { PresentList } from '../message/present-list.ts'
import type { ListAudit } from './audit-mbox.ts'
import { MAX_ENTRY_BYTES } from './entry-bytes.ts'
import { HoldfastError, printable } from './holdfast-error.ts'
import { mendedFiles, readMendedList, type MendedFile, type RunSources } from './mended-files.ts'
import { nodeHost } from './node-host.ts'

/** What the list would be after a plan, read and audited before anything is written. */
export interface MendPreview {
  readonly files: readonly MendedFile[]
  readonly present: PresentList
  /** The ledger with the plan's records. */
  readonly state: LedgerState
  readonly result: AuditResult
  /** Keys of the findings about files that stand afterwards: open questions stay open. */
  readonly noted: readonly string[]
}

/**
 * Reads the list as a plan would leave it, and audits it against the ledger as the plan would leave that.
 *
 * @throws {@link HoldfastError} `mend-not-proved`, exit code 1, where a message that was as recorded would no longer be so:
 *   then the plan does not what it says, and nothing may be written.
 */
export async function previewMend(
  audit: ListAudit,
  { edits, records }: { readonly edits: readonly MboxEdit[]; readonly records: readonly LedgerRecord[] },
  sources: RunSources,
  signal?: AbortSignal,
): Promise<MendPreview> {
  const { separator, quoting } = audit
  const before = audit.ledger!.state
  const replay = Replay.from(before)
  for (const record of records) {
    const problem = replay.apply(record, null)
    if (problem !== null) throw new TypeError(`${record.type} record: ${problem.message}`)
  }
  const files = mendedFiles(audit.present, edits, sources)
  const present = await readMendedList(files, audit.present, { separator, quoting, signal })
  const open = new Set([...audit.result.scopes.values()].flatMap(({ notes }) => notes))
  const noted = fileNotes(present)
    .map(({ key }) => key)
    .filter((key) => !open.has(key))
  const state = {
    ...replay.state({ lastSum: '', committedBytes: 0, uncommitted: null }),
    noted: new Set(noted),
  }
  const result = await auditMessages({
    state,
    present,
    host: nodeHost,
    readEntry: async ({ file, offset, trailer }) => {
      signal?.throwIfAborted()
      const length = trailer.end - offset
      return length > MAX_ENTRY_BYTES ? null : await files[file]!.read(offset, length)
    },
  })
  expectIntact(audit, { present, state, result })
  return { files, present, state, result, noted }
}

/** Messages that were as recorded must still be so. */
function expectIntact(
  { present, result, ledger, location }: ListAudit,
  after: Pick<MendPreview, 'present' | 'state' | 'result'>,
): void {
  const intactAfter = intactEntries(after.present, after.state, after.result)
  const amended = (seq: number): boolean => {
    const now = after.state.messages[seq]!
    return now.withdrawn !== null || now.digests !== ledger!.state.messages[seq]!.digests
  }
  for (const seq of intactEntries(present, ledger!.state, result)) {
    if (intactAfter.has(seq) || amended(seq)) continue
    const { id } = ledger!.state.messages[seq]!
    throw new HoldfastError(
      'mend-not-proved',
      1,
      `the edit would change message ${id}, which it does not mean; nothing was written`,
      { file: location.files[0], hint: `edit ${printable(location.files[0]!)} by hand, and audit it` },
    )
  }
}

/** `seq` of the entries that stand in the files as they were recorded, to the byte. */
function intactEntries(
  { messages }: PresentList,
  { sequence }: LedgerState,
  { fates }: AuditResult,
): Set<number> {
  const { presentOf } = fates.alignment
  const intact = new Set<number>()
  for (const [r, { seq, digests }] of sequence.entries()) {
    const now = messages[presentOf[r]!]?.digests
    if (now?.raw === digests.raw && now.fromLine === digests.fromLine) intact.add(seq)
  }
  return intact
}
