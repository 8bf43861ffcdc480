import type { FileKind, LedgerState } from '../ledger/ledger-state.ts'
import { recordMessages } from '../ledger/record-messages.ts'
import type { LedgerRecord, RecordOf } from '../ledger/records.ts'
import type { Host } from '../mbox/host.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { phantomOf } from './phantom-record.ts'
import type { PageMatch } from './match-pages.ts'
import type { PublishedPage } from './published-tree.ts'

/** A file of a published tree that is kept, as its bytes tell. */
export interface TreeFile {
  readonly path: string
  /** Base64url. */
  readonly sha256: string
  readonly bytes: number
  /** What the archiver's reader took it for. */
  readonly kind: 'page' | 'index' | 'other'
}

/** What {@link adoptedRecords} makes records of. */
export interface AdoptedInput {
  /** A ledger of its first record alone. */
  readonly state: LedgerState
  /** Every entry that is recorded, in the order of the list. */
  readonly messages: readonly PresentMessage[]
  readonly matches: readonly PageMatch[]
  /** Positions of entries that are no message. */
  readonly pieces: ReadonlySet<number>
  /** Every file of the tree that is published. */
  readonly files: readonly TreeFile[]
  readonly host: Host
  readonly now: number | null
}

/**
 * Makes the records of an adopted archive: each entry with the number and path of its published page, or none; further
 * pages of a message as aliases; pieces as phantoms of the message before them; every other file.
 *
 * A page whose message no entry holds is a kept file. The path of every page and file is in the records, once.
 */
export function adoptedRecords(input: AdoptedInput): LedgerRecord[] {
  const { state, messages, matches, pieces, host, now } = input
  const pages = new Map<number, PublishedPage>()
  const copies: { readonly position: number; readonly path: string }[] = []
  for (const { page, position, isCopy } of matches) {
    if (position === null) continue
    if (isCopy) copies.push({ position, path: page.path })
    else pages.set(position, page)
  }
  // No path is made: each message has the one that was published, or waits for the next rebuild.
  const made = recordMessages(state, messages, { host, now, layout: 'pipermail', layoutPlace: () => null })
  const seqs = new Map<number, number>()
  const ids = new Map<number, string>()
  let before = null as string | null
  const records = made.map((record, index): LedgerRecord => {
    const { position } = messages[index]!
    const page = pages.get(position)
    const place = { number: page?.number ?? null, path: page?.path ?? null }
    seqs.set(position, record.seq)
    if (pieces.has(position) && before !== null) {
      ids.set(position, before)
      return phantomOf({ ...record, ...place }, before)
    }
    before = record.id
    ids.set(position, record.id)
    return { ...record, ...place }
  })
  const aliases = copies.flatMap(({ position, path }): LedgerRecord[] => {
    const seq = seqs.get(position)
    return seq === undefined ? [] : [{ type: 'alias', seq, path }]
  })
  return [...records, ...aliases, ...fileRecords(input, ids)]
}

/** Every file that is no page of a recorded entry, by path. */
function fileRecords({ matches, files }: AdoptedInput, ids: ReadonlyMap<number, string>): RecordOf<'file'>[] {
  const shown = new Set<string>()
  const owners = new Map<string, string>()
  for (const { page, position } of matches) {
    const id = position === null ? undefined : ids.get(position)
    if (id === undefined) continue
    shown.add(page.path)
    for (const path of page.attachments) if (!owners.has(path)) owners.set(path, id)
  }
  return files
    .filter(({ path }) => !shown.has(path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1)) // sorted for determinism, by code units
    .map(({ path, sha256, bytes, kind }) => ({
      type: 'file',
      path,
      sha256,
      bytes,
      of: kind === 'other' ? (owners.get(path) ?? null) : null,
      ...(kind === 'other' ? {} : { kind: kind satisfies FileKind }),
    }))
}
