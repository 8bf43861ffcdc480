import type { Finding } from '../audit/finding.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import { Replay } from '../ledger/replay.ts'
import { planAccept, type Decision } from '../mend/plan-accept.ts'
import { auditMbox, type ListAudit } from './audit-mbox.ts'
import { hashSegments } from './hash-segments.ts'
import { HoldfastError } from './holdfast-error.ts'
import { pathsOfList } from './paths-of-list.ts'
import { expectReadable, withLedgerLocked, writeRecords, type RecordMboxOptions } from './record-mbox.ts'

/** Which findings are accepted, and who says so. */
export interface AcceptFindingsOptions extends RecordMboxOptions {
  /** Refs of single findings. */
  readonly findings?: readonly string[] | undefined
  /** Every error and warning. */
  readonly all?: boolean | undefined
  /** With a loss among them: the number of messages that are really gone. */
  readonly loss?: number | undefined
  readonly decision: Decision
}

/** What was accepted, and the ledger after it. */
export interface ListAcceptance {
  readonly audit: ListAudit
  readonly accepted: readonly Finding[]
  /** The ledger afterwards. */
  readonly state: LedgerState
  /** What was added to the ledger, without the commit. */
  readonly records: readonly LedgerRecord[]
}

/**
 * Audits a list again and records that findings were meant.
 *
 * All or nothing: if one of the refs is no finding of this audit, or a loss is not confirmed by its number,
 * nothing is written.
 *
 * @throws {@link HoldfastError} `no-such-finding`, `loss-not-confirmed` (exit code 1), or why a file cannot be
 *   read or written.
 *
 * @example
 * await acceptFindings({
 *   mbox: ['list.mbox'],
 *   findings: ['deleted:4UISTGIUA2NZF66PCSPILTGEFHF5VULC'],
 *   decision: { reason: 'spam', by: 'ann', at: '2026-01-31T12:00:00Z' },
 * })
 */
export async function acceptFindings(options: AcceptFindingsOptions): Promise<ListAcceptance> {
  return await withLedgerLocked(options, async () => {
    const audit = await auditMbox(options)
    expectReadable(audit)
    if (audit.ledger === null) {
      throw new HoldfastError(
        'ledger-missing',
        3,
        `there is no ledger ${audit.location.ledger}: nothing was recorded yet`,
        {
          file: audit.location.ledger,
          hint: 'record the list first: holdfast record',
        },
      )
    }
    const { state } = audit.ledger
    const accepted = chooseFindings(audit, options)
    const { placing } = await pathsOfList(audit, state, { ...options, adds: accepted.length > 0 })
    const plan = planAccept({
      state,
      present: audit.present,
      audit: audit.result,
      refs: accepted.map(({ ref }) => ref),
      decision: options.decision,
      ...placing,
      ...(options.now === undefined ? {} : { now: Date.parse(options.now) / 1000 }),
    })
    if (accepted.length === 0) return { audit, accepted, state, records: [] }
    const records = [...plan.records, ...(await segmentsAfter(audit, plan.records, options))]
    const codes = [...new Set(accepted.map(({ code }) => code))].sort() // sorted for determinism
    const decision = { ...options.decision, codes }
    return { audit, accepted, records, state: writeRecords(audit, records, plan.noted, options, decision) }
  })
}

async function segmentsAfter(
  { ledger, location, present }: ListAudit,
  records: readonly LedgerRecord[],
  options: AcceptFindingsOptions,
): Promise<LedgerRecord[]> {
  const replay = Replay.from(ledger!.state)
  for (const record of records) {
    const problem = replay.apply(record, null)
    if (problem !== null) throw new TypeError(`${record.type} record: ${problem.message}`)
  }
  const after = replay.state({ lastSum: '', committedBytes: 0, uncommitted: null })
  return await hashSegments(location.files, present, after, options)
}

function chooseFindings(
  { result }: ListAudit,
  { findings, all, loss }: AcceptFindingsOptions,
): readonly Finding[] {
  const chosen =
    all === true
      ? result.findings.filter(({ level }) => level !== 'info')
      : (findings ?? []).map((ref) => {
          const finding = result.findings.find((candidate) => candidate.ref === ref)
          if (finding) return finding
          throw new HoldfastError(
            'no-such-finding',
            1,
            `${ref} is no finding of this list any more; nothing was accepted`,
            {
              hint: 'run holdfast audit again and take a ref from there',
            },
          )
        })
  const undone = all === true && chosen.find(({ code }) => code === 'redaction-undone')
  if (undone) {
    throw new HoldfastError(
      'redaction-undone',
      1,
      `what was redacted is back (${undone.ref}), and --all does not accept that; nothing was accepted`,
      {
        hint: `redact it again with holdfast redact; to show it again, name the finding: --finding ${undone.ref}`,
      },
    )
  }
  const lost = chosen.find(({ code }) => code === 'loss')
  if (lost && lost.count !== loss) {
    const given = loss === undefined ? 'this was not confirmed' : `--loss says ${loss}`
    throw new HoldfastError(
      'loss-not-confirmed',
      1,
      `${lost.count} recorded messages are missing at once, and ${given}; nothing was accepted`,
      { hint: `if they are really gone, add --loss ${lost.count}` },
    )
  }
  return chosen
}
