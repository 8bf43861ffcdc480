import { numberInPath } from '../ledger/number-in-path.ts'
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
import type { ManifestedMessage } from './holdfast-pages.ts'

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
  /** The messages of the manifest, in its order. */
  readonly manifested: readonly ManifestedMessage[]
  /** What the manifest holds of each entry, by position. */
  readonly known: ReadonlyMap<number, ManifestedMessage>
  /** Paths that open a message but were never its page, with its ID. */
  readonly aliases: readonly { readonly path: string; readonly id: string }[]
  readonly tombstones: readonly Tombstone[]
  /** Pages whose message no entry holds. */
  readonly files: readonly TreeFile[]
  /** Records that the manifest repeats: later layouts, files that were kept of an adopted tree. */
  readonly repeated: readonly LedgerRecord[]
  readonly host: Host
  readonly now: number | null
}

/**
 * Makes the records of a lost ledger again from its site: IDs, numbers and paths are those that the manifest holds,
 * earlier paths too; withdrawn messages are withdrawn again, so that their paths stay reserved.
 *
 * Messages are recorded in the order of the manifest, which is that of the lost ledger: anchors of index pages follow from
 * it. What the site does not know comes last.
 */
export function adoptedSiteRecords(input: AdoptedSiteInput): LedgerRecord[] {
  const { state, messages, known, host, now } = input
  const made = recordMessages(state, messages, { host, now, layout: 'pipermail', layoutPlace: () => null })
  const tombs = new Map(input.tombstones.map((tombstone) => [tombstone.message.id, tombstone]))
  const taken = new Set([...[...known.values()].map(({ id }) => id), ...tombs.keys()])
  const indexes = new Map<string, number>()
  for (const [index, record] of made.entries()) {
    const id = known.get(messages[index]!.position)?.id ?? freeId(record, taken, host)
    taken.add(id)
    indexes.set(id, index)
  }
  const seqs = new Map<string, number>()
  const places = new RecordedPlaces()
  const moves: LedgerRecord[] = []
  const ids = new Set([...input.manifested.map(({ id }) => id), ...indexes.keys()])
  const entries = [...ids].flatMap((id): LedgerRecord[] => {
    const seq = seqs.size
    const index = indexes.get(id)
    const tombstone = tombs.get(id)
    if (index === undefined && tombstone === undefined) return []
    seqs.set(id, seq)
    if (index === undefined) return tombRecords(tombstone!, seq, host)
    const { position } = messages[index]!
    const { number = null, paths = [], of = null, predicted = false } = known.get(position) ?? {}
    const after = places.add(position, seq)
    const record = {
      ...made[index]!,
      ...{ seq, id },
      ...firstPlace(paths, number),
      ...(after === null ? {} : { after }),
    }
    moves.push(...laterPaths(seq, paths, number))
    if (of !== null && seqs.has(of))
      return [{ ...phantomOf(record, of), ...(after === null ? {} : { after }) }]
    return [predicted && record.path !== null ? { ...record, predicted } : record]
  })
  const aliases = input.aliases.flatMap(({ path, id }): LedgerRecord[] => {
    const seq = seqs.get(id)
    return seq === undefined ? [] : [{ type: 'alias', seq, path }]
  })
  const files = input.files.map(({ path, sha256, bytes }): RecordOf<'file'> => {
    return { type: 'file', path, sha256, bytes, of: null, kind: 'page' }
  })
  return [...entries, ...moves, ...aliases, ...input.repeated, ...files]
}

/** Where entries stand that were not recorded in the order of the list: somebody moved them or put them in. */
class RecordedPlaces {
  readonly #positions: number[] = []
  readonly #seqs: number[] = []

  /** Gives the `seq` of the entry before this one, -1 for none; null where it stands at the end. */
  add(position: number, seq: number): number | null {
    let low = 0
    for (let high = this.#positions.length; low < high;) {
      const middle = (low + high) >> 1
      if (this.#positions[middle]! < position) low = middle + 1
      else high = middle
    }
    const isLast = low === this.#positions.length
    const before = this.#seqs[low - 1] ?? -1
    this.#positions.splice(low, 0, position)
    this.#seqs.splice(low, 0, seq)
    return isLast ? null : before
  }
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
  return { number: paths.length === 1 ? number : numberInPath(path), path }
}

function laterPaths(seq: number, paths: readonly string[], number: number | null): RecordOf<'path'>[] {
  return paths.slice(1).map((path, index) => {
    const isCurrent = index === paths.length - 2
    return { type: 'path', seq, number: isCurrent ? number : numberInPath(path), path }
  })
}

/** Of what was withdrawn the site holds no bytes: the digests are those of an empty message. */
function tombRecords({ message, messageId, reason, at }: Tombstone, seq: number, host: Host): LedgerRecord[] {
  const { id, number, paths, date = null } = message
  const digests = digestMessage(new Uint8Array(0), { host, quoting: 'mboxo' })
  return [
    {
      type: 'message',
      seq,
      id,
      messageId,
      date,
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
