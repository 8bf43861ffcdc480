import { auditMessages, type AuditResult } from '../../src/audit/audit-messages.ts'
import { fileNotes } from '../../src/audit/file-notes.ts'
import { appendRecords } from '../../src/ledger/append-records.ts'
import type { LedgerState } from '../../src/ledger/ledger-state.ts'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { recordMessages } from '../../src/ledger/record-messages.ts'
import { LEDGER_FORMAT, LEDGER_VERSION, type LedgerRecord } from '../../src/ledger/records.ts'
import type { QuotingVariant } from '../../src/mbox/quoting.ts'
import type { SeparatorRule } from '../../src/mbox/separator-rules.ts'
import { planAccept } from '../../src/mend/plan-accept.ts'
import { createPresentReader } from '../../src/message/present-reader.ts'
import type { PresentList } from '../../src/message/present-list.ts'
import { nodeHost } from '../../src/node/node-host.ts'

/** A list in memory: what the files hold, and the files. */
export interface ListInMemory {
  readonly files: readonly Uint8Array[]
  readonly present: PresentList
}

/** A ledger in memory. */
export interface LedgerInMemory {
  readonly bytes: Uint8Array
  readonly state: LedgerState
}

/** The rule and variant that a test reads with. */
export interface Reading {
  readonly separator?: SeparatorRule
  readonly quoting?: QuotingVariant
}

export function readList(
  files: readonly Uint8Array[],
  { separator = 'rfc4155', quoting = 'mboxo' }: Reading = {},
): ListInMemory {
  const reader = createPresentReader({ host: nodeHost, separator, quoting })
  for (const [index, bytes] of files.entries()) {
    reader.beginFile(`part-${index}.mbox`)
    reader.push(bytes)
    reader.endFile()
  }
  return { files, present: reader.finish() }
}

/** A ledger made from a list in its first run. */
export function recordList(
  list: ListInMemory,
  { separator = 'rfc4155', quoting = 'mboxo' }: Reading = {},
): LedgerInMemory {
  const settings: LedgerRecord = {
    type: 'ledger',
    format: LEDGER_FORMAT,
    version: LEDGER_VERSION,
    list: 'test',
    separator,
    quoting,
    layout: 'stable',
    period: 'month',
    timezone: 'UTC',
    tzVersion: null,
    baseUrl: null,
  }
  const empty = append(null, [settings], [])
  return recordNew(
    empty,
    list,
    list.present.messages.filter(({ open }) => !open).map(({ position }) => position),
  )
}

/** Appends records to a ledger, and reads it back as a later run would. */
function append(
  ledger: LedgerInMemory | null,
  records: readonly LedgerRecord[],
  noted: readonly string[],
): LedgerInMemory {
  const before = ledger?.bytes ?? new Uint8Array()
  const { bytes } = appendRecords(ledger?.state ?? null, records, { host: nodeHost, before, noted })
  const joined = new Uint8Array(before.length + bytes.length)
  joined.set(before)
  joined.set(bytes, before.length)
  return { bytes: joined, state: readLedger(joined, nodeHost) }
}

/** Records entries of the list as new messages at its end. */
export function recordNew(
  ledger: LedgerInMemory,
  list: ListInMemory,
  positions: readonly number[],
): LedgerInMemory {
  const messages = positions.map((position) => list.present.messages[position]!)
  const records = recordMessages(ledger.state, messages, { host: nodeHost })
  return append(
    ledger,
    records,
    fileNotes(list.present).map(({ key }) => key),
  )
}

export function auditList(ledger: LedgerInMemory | null, list: ListInMemory): Promise<AuditResult> {
  return auditMessages({
    state: ledger?.state ?? null,
    present: list.present,
    host: nodeHost,
    listMoves: true,
    readEntry: ({ file, offset, trailer }) =>
      Promise.resolve(list.files[file]!.subarray(offset, trailer.end)),
  })
}

/** Accepts every error and warning of an audit. */
export function acceptAll(ledger: LedgerInMemory, list: ListInMemory, audit: AuditResult): LedgerInMemory {
  const refs = audit.findings.filter(({ level }) => level !== 'info').map(({ ref }) => ref)
  return acceptSome(ledger, list, audit, refs)
}

/** Accepts findings by their refs. */
export function acceptSome(
  ledger: LedgerInMemory,
  list: ListInMemory,
  audit: AuditResult,
  refs: readonly string[],
): LedgerInMemory {
  const decision = { reason: 'a test', by: 'tester', at: '2026-01-01T00:00:00Z' }
  const plan = planAccept({ state: ledger.state, present: list.present, audit, refs, decision })
  return append(ledger, plan.records, plan.noted)
}
