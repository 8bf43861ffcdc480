import { recordMessages } from '../ledger/record-messages.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import type { LedgerRecord, RecordOf } from '../ledger/records.ts'
import type { Host } from '../mbox/host.ts'
import { digestMessage } from '../message/digests.ts'
import { parseMessageIdText } from '../message/message-id.ts'
import { derivedId } from '../message/stable-id.ts'
import type { PresentMessage } from '../message/present-message.ts'
import type { TreeFile } from './adopted-records.ts'
import { phantomOf } from './phantom-record.ts'
import { numberOfPath, type ManifestedMessage } from './holdfast-pages.ts'

/** A withdrawn message, as its site still tells of it. */
export interface Tombstone {
  readonly message: ManifestedMessage
  readonly messageId: string | null
  readonly reason: string
  /** ISO 8601, UTC. */
  readonly at: string
}

/** What {@link adoptedSiteRecords} makes records of. */
export interface AdoptedSiteInput {
  /** A ledger of its first record alone. */
  readonly state: LedgerState
  /** Every entry that is recorded, in the order of the list. */
  readonly messages: readonly PresentMessage[]
  /** What the manifest holds of each entry, by position. */
  readonly known: ReadonlyMap<number, ManifestedMessage>
  /** For each entry that is a phantom, the ID of the message that it belongs to. */
  readonly phantoms: ReadonlyMap<number, string>
  /** Paths that open a message but were never its page, with its ID. */
  readonly aliases: readonly { readonly path: string; readonly id: string }[]
  readonly tombstones: readonly Tombstone[]
  /** Pages whose message no entry holds. */
  readonly files: readonly TreeFile[]
  readonly host: Host
  readonly now: number | null
}

/**
 * Makes the records of a lost ledger again from its site: IDs, numbers and paths are those that the manifest holds,
 * earlier paths too; withdrawn messages are withdrawn again, so that their paths stay reserved.
 */
export function adoptedSiteRecords(input: AdoptedSiteInput): LedgerRecord[] {
  const { state, messages, known, phantoms, host, now } = input
  const made = recordMessages(state, messages, { host, now, layout: 'pipermail', layoutPlace: () => null })
  const taken = new Set(
    [...known.values(), ...input.tombstones.map(({ message }) => message)].map(({ id }) => id),
  )
  const seqs = new Map<string, number>()
  const moves: LedgerRecord[] = []
  const entries = made.map((record, index): LedgerRecord => {
    const { position } = messages[index]!
    const old = known.get(position)
    const id = old?.id ?? freeId(record, taken, host)
    taken.add(id)
    seqs.set(id, record.seq)
    const paths = old?.paths ?? []
    const first = firstPlace(paths, old?.number ?? null)
    moves.push(...laterPaths(record.seq, paths, old?.number ?? null))
    const of = phantoms.get(position)
    if (of === undefined || !seqs.has(of)) return { ...record, id, ...first }
    return phantomOf({ ...record, id, ...first }, of)
  })
  const tombs = input.tombstones.flatMap((tombstone, index) =>
    tombRecords(tombstone, made.length + index, host),
  )
  const aliases = input.aliases.flatMap(({ path, id }): LedgerRecord[] => {
    const seq = seqs.get(id)
    return seq === undefined ? [] : [{ type: 'alias', seq, path }]
  })
  const files = input.files.map(({ path, sha256, bytes }): RecordOf<'file'> => {
    return { type: 'file', path, sha256, bytes, of: null, kind: 'page' }
  })
  return [...entries, ...moves, ...tombs, ...aliases, ...files]
}

/** The ID of an entry that the site does not know: not one that the site gave to another message. */
function freeId(
  { id, messageId, content }: RecordOf<'message'>,
  taken: ReadonlySet<string>,
  host: Host,
): string {
  const bytes = messageId === null ? null : parseMessageIdText(messageId)
  let free = id
  for (let k = 0; taken.has(free); k += 1) free = derivedId(host, { messageId: bytes, content, k })
  return free
}

function firstPlace(
  paths: readonly string[],
  number: number | null,
): { number: number | null; path: string | null } {
  const [path] = paths
  if (path === undefined) return { number: null, path: null }
  return { number: paths.length === 1 ? number : numberOfPath(path), path }
}

function laterPaths(seq: number, paths: readonly string[], number: number | null): RecordOf<'path'>[] {
  return paths.slice(1).map((path, index) => {
    const isCurrent = index === paths.length - 2
    return { type: 'path', seq, number: isCurrent ? number : numberOfPath(path), path }
  })
}

/** Of what was withdrawn the site holds no bytes: the digests are those of an empty message. */
function tombRecords({ message, messageId, reason, at }: Tombstone, seq: number, host: Host): LedgerRecord[] {
  const { id, number, paths } = message
  const digests = digestMessage(new Uint8Array(0), { host, quoting: 'mboxo' })
  return [
    {
      type: 'message',
      seq,
      id,
      messageId,
      date: null,
      dateFrom: null,
      ...firstPlace(paths, number),
      ...digests,
    },
    ...laterPaths(seq, paths, number),
    { type: 'withdraw', seq, reason, by: WITHDRAWN_BY, at, codes: [] },
  ]
}

/** Who decided it stood in the ledger that is lost. */
const WITHDRAWN_BY = 'unknown: the ledger was lost'
