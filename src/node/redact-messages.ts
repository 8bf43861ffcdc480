import type { Finding } from '../audit/finding.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import { REDACTED } from '../ledger/recorded-message.ts'
import { searchedText } from '../mend/find-text.ts'
import { QuoteFinder } from '../mend/find-quotes.ts'
import type { MboxEdit } from '../mend/mbox-edit.ts'
import type { Decision } from '../mend/plan-accept.ts'
import { planRedact, type RedactedEntry, type RedactPlan } from '../mend/plan-redact.ts'
import { KEPT_FIELDS, type RedactionWish } from '../mend/redact-message.ts'
import { auditMbox, type ListAudit } from './audit-mbox.ts'
import { carryOut, type ChangedFile } from './carry-out.ts'
import { EntryReader, MAX_ENTRY_BYTES } from './entry-bytes.ts'
import type { FileOps } from './file-ops.ts'
import { HoldfastError, printable } from './holdfast-error.ts'
import type { ListInput } from './list-location.ts'
import { expectMendable } from './expect-mendable.ts'
import { diffOfEdits, type DiffHunk } from './mend-diff.ts'
import { nodeHost } from './node-host.ts'
import { previewMend } from './preview-mend.ts'
import { withLedgerLocked } from './record-mbox.ts'

/** Which messages lose what, and who says so. */
export interface RedactMessagesOptions extends ListInput {
  /** Stable IDs. */
  readonly ids?: readonly string[] | undefined
  /** Message-IDs, with angle brackets or without. Every message that has one of them is meant. */
  readonly messageIds?: readonly string[] | undefined
  /** Names of header fields whose bodies go. */
  readonly fields?: readonly string[] | undefined
  /** Texts that go wherever they stand in the message. */
  readonly texts?: readonly string[] | undefined
  /** The body goes. */
  readonly body?: boolean | undefined
  /** The message is withdrawn, and a stub stays in its place. */
  readonly whole?: boolean | undefined
  readonly decision: Decision
  /** Change the files. Default false: only say what would be done. */
  readonly write?: boolean | undefined
  /** The sum of a commit that the ledger must hold. */
  readonly expect?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, total: number | null) => void) | undefined
  /** For tests that stop it half-way. */
  readonly ops?: FileOps | undefined
}

/** What a redaction did, or would do. */
export interface ListRedaction {
  readonly audit: ListAudit
  readonly entries: readonly RedactedEntry[]
  readonly edits: readonly MboxEdit[]
  readonly diff: readonly DiffHunk[]
  readonly records: readonly LedgerRecord[]
  /** Positions of other messages that quote what goes, or hold one of the texts. */
  readonly quotedBy: readonly number[]
  /** Findings of level error that stand afterwards: other messages whose redaction is undone. */
  readonly remaining: readonly Finding[]
  /** The ledger afterwards. */
  readonly state: LedgerState
  /** Null where nothing was written. */
  readonly written: readonly ChangedFile[] | null
}

/**
 * Takes parts of messages, or whole messages, out of a list's mboxes so that no number and no link moves, and tells the
 * ledger: mbox and ledger together, or not at all. Without `write` nothing is changed.
 *
 * @throws {@link HoldfastError} `no-such-message`, `nothing-to-redact`, `field-not-redactable`, `audit-has-errors`, or why a
 *   file cannot be read or written.
 *
 * @example
 * const { entries, diff } = await redactMessages({
 *   mbox: ['list.mbox'],
 *   messageIds: ['a1@example.org'],
 *   texts: ['ann@example.org'],
 *   decision: { reason: 'asked by Ann', by: 'bob', at: '2026-01-31T12:00:00Z' },
 * })
 */
export async function redactMessages(options: RedactMessagesOptions): Promise<ListRedaction> {
  const wish = wishOf(options)
  return await withLedgerLocked({ ...options, dryRun: options.write !== true }, async () => {
    const audit = await auditMbox(options)
    expectMendable(audit)
    expectNoOtherErrors(audit)
    const reader = new EntryReader(audit.files)
    try {
      const plan = await planRedact({
        state: audit.ledger!.state,
        present: audit.present,
        audit: audit.result,
        host: nodeHost,
        ids: options.ids ?? [],
        messageIds: (options.messageIds ?? []).map(withoutBrackets),
        wish,
        decision: options.decision,
        readEntry: async ({ file, offset, trailer }) => {
          const length = trailer.end - offset
          return length > MAX_ENTRY_BYTES ? null : await reader.read(file, offset, length)
        },
      })
      expectPossible(plan, audit)
      return await carryOutRedaction(audit, plan, wish, reader, options)
    } finally {
      await reader.close()
    }
  })
}

async function carryOutRedaction(
  audit: ListAudit,
  plan: RedactPlan,
  wish: RedactionWish | null,
  reader: EntryReader,
  options: RedactMessagesOptions,
): Promise<ListRedaction> {
  const { entries, edits, records } = plan
  const preview = await previewMend(audit, plan, { list: reader, backup: null }, options.signal)
  const remaining = preview.result.findings.filter(({ level }) => level === 'error')
  const done = new Set(entries.map(({ id }) => id))
  const wrong = remaining.find(({ code, id }) => code !== 'redaction-undone' || (id !== null && done.has(id)))
  if (wrong !== undefined) {
    throw new HoldfastError(
      'mend-not-proved',
      1,
      `the redaction would leave an error (${wrong.ref}); nothing was written`,
      {
        file: audit.location.files[0],
        hint: 'redact less of it, or the whole message with --whole',
      },
    )
  }
  const result = {
    audit,
    entries,
    edits,
    records,
    remaining,
    diff: await diffOfEdits(audit.present, edits, { list: reader, backup: null }),
    quotedBy: await findQuoting(audit, entries, wish, reader, options.signal),
  }
  if (options.write !== true || (edits.length === 0 && records.length === 0))
    return { ...result, state: preview.state, written: null }
  const { changed, state } = await carryOut(
    { audit, ...preview, edits, records, decision: { ...options.decision, codes: [REDACTED] } },
    options,
  )
  return { ...result, state, written: changed }
}

function wishOf({
  fields,
  texts,
  body,
  whole,
  ids,
  messageIds,
}: RedactMessagesOptions): RedactionWish | null {
  const names = (fields ?? []).map((name) => name.trim().replace(/:$/, '').toLowerCase())
  const hasPart = names.length > 0 || (texts ?? []).length > 0 || body === true
  if ((ids ?? []).length + (messageIds ?? []).length === 0) {
    throw new HoldfastError('nothing-to-redact', 2, 'no message was named', {
      hint: 'name it with --id or --message-id; holdfast scan lists both',
    })
  }
  if (hasPart === (whole === true)) {
    throw new HoldfastError(
      'nothing-to-redact',
      2,
      hasPart ? 'the whole message and parts of it cannot both go' : 'nothing was named that is to go',
      { hint: 'give --field, --text or --body, or --whole alone' },
    )
  }
  const kept = names.find((name) => KEPT_FIELDS.has(name))
  if (kept !== undefined) {
    throw new HoldfastError(
      'field-not-redactable',
      2,
      `the field ${printable(kept)} cannot go: the message's identity, date or text hang on it`,
      { hint: 'use --text for a part of it, or --whole' },
    )
  }
  return whole === true
    ? null
    : { fields: names, texts: (texts ?? []).map(searchedText), body: body === true }
}

function expectNoOtherErrors({ result, location }: ListAudit): void {
  const error = result.findings.find(({ level, code }) => level === 'error' && code !== 'redaction-undone')
  if (error === undefined) return
  throw new HoldfastError(
    'audit-has-errors',
    1,
    `the list is not as it was recorded (${error.ref}): nothing is redacted before that is settled`,
    { file: location.files[0], hint: 'run holdfast audit; then holdfast repair, or holdfast accept' },
  )
}

function expectPossible({ missing, tooLarge }: RedactPlan, { location }: ListAudit): void {
  const [gone] = missing
  if (gone !== undefined) {
    throw new HoldfastError(
      'no-such-message',
      1,
      `${printable(gone)} is no message that stands in this list`,
      {
        file: location.files[0],
        hint: 'holdfast scan lists the messages with their IDs',
      },
    )
  }
  const [large] = tooLarge
  if (large !== undefined) {
    throw new HoldfastError(
      'entry-too-large',
      3,
      `message ${large} is longer than ${MAX_ENTRY_BYTES} bytes, more than can be looked into`,
      { file: location.files[0], hint: 'take its text out with an editor, then holdfast accept' },
    )
  }
}

async function findQuoting(
  { present, result }: ListAudit,
  entries: readonly RedactedEntry[],
  wish: RedactionWish | null,
  reader: EntryReader,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const own = new Set(entries.map(({ position }) => position))
  const read = async (position: number): Promise<Uint8Array> => {
    const { file, message } = present.messages[position]!
    signal?.throwIfAborted()
    return await reader.read(file, message.start, message.end - message.start)
  }
  const finder = new QuoteFinder(wish?.texts ?? [])
  if (wish === null || wish.body) for (const position of own) finder.add(await read(position))
  if (finder.isIdle) return []
  for (const { position } of present.messages) {
    if (own.has(position) || result.fates.present[position]?.fate === 'piece') continue
    finder.look(position, await read(position))
  }
  return finder.positions()
}

function withoutBrackets(messageId: string): string {
  return messageId.startsWith('<') && messageId.endsWith('>') ? messageId.slice(1, -1) : messageId
}
