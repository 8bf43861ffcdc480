import type { LedgerState } from '../ledger/ledger-state.ts'
import type { Host } from '../mbox/host.ts'
import { DEFAULT_QUOTING, type QuotingVariant } from '../mbox/quoting.ts'
import type { PresentList } from '../message/present-list.ts'
import { identityOf } from '../ledger/recorded-message.ts'
import { createIdAssigner, type IdAssigner } from '../message/stable-id.ts'
import { decideFates, type EntryReader, type Fates } from './fates.ts'
import type { Finding, FindingScope } from './finding.ts'
import { SHIFTING_CODES } from './finding-codes.ts'
import { finishFindings } from './finish-findings.ts'
import { draftFindings, type Draft } from './list-findings.ts'
import { forecastRenumbering, type Renumbering } from './renumbering.ts'

/** Whether the list is as it was recorded. */
export type Verdict = 'unchanged' | 'appended' | 'changed'

/** What {@link auditMessages} compares. */
export interface AuditInput {
  /** The replayed ledger; null where nothing has been recorded yet: then there are warnings at most. */
  readonly state: LedgerState | null
  readonly present: PresentList
  /** Reads an entry again; asked only for entries that changed in a way digests do not explain. */
  readonly readEntry: EntryReader
  readonly host: Host
  /** The variant that the digests were made with where there is no ledger yet. */
  readonly quoting?: QuotingVariant
  /** List every move in the renumbering, not only the first. */
  readonly listMoves?: boolean
}

/** The result of an audit. */
export interface AuditResult {
  readonly verdict: Verdict
  /** Number of entries that the ledger's sequence holds. */
  readonly recorded: number
  /** Number of entries in the files. */
  readonly present: number
  /** Number of new messages at the end. */
  readonly appended: number
  /** In file order. */
  readonly findings: readonly Finding[]
  /** What a rebuild that numbers by position would do. */
  readonly renumbering: Renumbering
  /** For each finding by its ref, the entries that it speaks of. */
  readonly scopes: ReadonlyMap<string, FindingScope>
  /** How the present list came from the recorded one, entry by entry. */
  readonly fates: Fates
  /** Stable IDs that entries without a record would get, by present position. */
  readonly newIds: ReadonlyMap<number, string>
  /** Makes an assigner that knows what is recorded: `accept` gives IDs in the order in which it records. */
  readonly createIds: () => IdAssigner
}

/**
 * Compares the list as its files hold it with what the ledger recorded, and names each edit.
 *
 * Every recorded entry is found again, or its end is named; every present entry is one that was recorded,
 * or its origin is named. Findings stand in file order, one for a message and event. Nothing is written,
 * and nothing but the arguments decides the result.
 *
 * Near-linear in the number of messages, also where the file was sorted, reversed or shuffled.
 *
 * @example
 * const { verdict, findings } = await auditMessages({ state, present, readEntry, host })
 * findings.map(({ code, ref }) => `${code} ${ref}`)
 */
export async function auditMessages(input: AuditInput): Promise<AuditResult> {
  const { state, present, host, readEntry } = input
  const recorded = state?.sequence ?? []
  const quoting = state?.settings.quoting ?? input.quoting ?? DEFAULT_QUOTING
  const withdrawn = state?.messages.filter((message) => message.withdrawn !== null) ?? []
  const fates = await decideFates({ recorded, withdrawn, present, quoting, host, readEntry })
  const createIds = (): IdAssigner =>
    createIdAssigner(
      host,
      (state?.messages ?? []).map((message) => ({ id: message.id, ...identityOf(message) })),
    )
  const newIds = assignNewIds(input, fates, createIds)
  const drafts = await draftFindings({ state, present, fates, host, readEntry })
  const { findings, scopes } = finishFindings(drafts, { state, present, fates, newIds })
  const appended = fates.present.filter((fate) => fate?.fate === 'appended' || fate?.fate === 'held').length
  return {
    verdict: drafts.some((draft) => isChange(draft, fates))
      ? 'changed'
      : appended > 0
        ? 'appended'
        : 'unchanged',
    recorded: recorded.length,
    present: present.messages.length,
    appended,
    findings,
    renumbering: forecastRenumbering({
      archiver: 'position',
      ids: recorded.map(({ id }) => id),
      presentOf: fates.alignment.presentOf,
      recordedPlaces: recorded.map((_, position) => position),
      presentPlaces: present.messages.map(({ position, open }) =>
        open && fates.alignment.recordedOf[position] === -1 ? null : position,
      ),
      causeAt: causeFinder(drafts, findings, fates),
      listMoves: input.listMoves ?? false,
    }),
    scopes,
    fates,
    newIds,
    createIds,
  }
}

/** Whether a finding means that what was recorded is no longer so: one on new messages alone does not. */
function isChange({ level, scope, file, present }: Draft, fates: Fates): boolean {
  if (level === 'info') return false
  if (scope.recorded.length > 0) return true
  if (file !== null) return scope.notes.length > 0 || level === 'error'
  return present === null || fates.present[present]?.fate !== 'appended'
}

function assignNewIds(
  { state, present }: AuditInput,
  fates: Fates,
  createIds: () => IdAssigner,
): Map<number, string> {
  const ids = new Map<number, string>()
  if (fates.present.every((fate) => fate === null)) return ids
  const assigner = createIds()
  for (const [p, fate] of fates.present.entries()) {
    if (fate === null) continue
    if (fate.fate === 'restored') {
      ids.set(p, state!.messages[fate.seq]!.id)
      continue
    }
    const { messageId, digests } = present.messages[p]!
    ids.set(p, assigner.assign({ messageId, content: digests.content }))
  }
  return ids
}

/** Finds the finding that shifted a recorded message: the nearest one before it that shifts anything. */
function causeFinder(
  drafts: readonly Draft[],
  findings: readonly Finding[],
  fates: Fates,
): (recordedPosition: number) => { code: Finding['code']; ref: string } | null {
  const nextRecorded = new Int32Array(fates.present.length + 1).fill(fates.recorded.length)
  for (let p = fates.present.length - 1; p >= 0; p--) {
    const r = fates.alignment.recordedOf[p]!
    nextRecorded[p] = r === -1 ? nextRecorded[p + 1]! : r
  }
  const causes = drafts
    .map((draft, index) => ({
      at: draft.code === 'split' ? draft.recorded! : (draft.recorded ?? nextRecorded[draft.present ?? 0]!),
      finding: findings[index]!,
    }))
    .filter(({ finding }) => SHIFTING_CODES.has(finding.code))
    .sort((a, b) => a.at - b.at)
  return (position) => {
    const cause = causes.findLast(({ at }) => at <= position) ?? causes[0]
    return cause ? { code: cause.finding.code, ref: cause.finding.ref } : null
  }
}
