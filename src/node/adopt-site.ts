import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { adoptedSiteRecords, type Tombstone } from '../archivers/adopted-site-records.ts'
import { adoptionNotes } from '../archivers/adoption-notes.ts'
import { holdfastReader, publishedMessagesOf, type ManifestedMessage } from '../archivers/holdfast-pages.ts'
import { matchManifest } from '../archivers/match-manifest.ts'
import { matchPages, type PageMatch, type TreeMatching } from '../archivers/match-pages.ts'
import type { TreeEntry } from '../archivers/tree-entry.ts'
import { beginLedger } from '../ledger/begin-ledger.ts'
import { formatUtc } from '../message/utc.ts'
import { readUrlMap } from '../maps/map-json.ts'
import type { UrlMapRow } from '../maps/url-map.ts'
import type { AdoptArchiveOptions, AdoptionPlan } from './adopt-archive.ts'
import { readTreeEntries } from './adopt-entries.ts'
import { readAdoptedMbox, readAdoptedTree, recordable, referenceTime } from './adopt-pages.ts'
import { EntryReader } from './entry-bytes.ts'
import { expectSettings } from './expect-settings.ts'
import { HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'
import type { ListLocation } from './list-location.ts'
import { nodeHost } from './node-host.ts'
import { readPublishedManifest, type PublishManifest } from './publish-manifest.ts'
import type { ReadTree } from './read-tree.ts'
import { expectPagesOf } from './told-tree.ts'

/** Reads our own site and the mbox files, and plans the ledger that the site was made from, as far as the site tells it. */
export async function planFromSite(
  options: AdoptArchiveOptions,
  location: ListLocation,
): Promise<AdoptionPlan> {
  const manifest = readPublishedManifest(options.tree)
  if (manifest === null) {
    expectPagesOf('holdfast', options.tree)
    throw noManifest(options.tree)
  }
  const tree = await readAdoptedTree(options, holdfastReader, location)
  const rows = readMapRows(options.tree)
  const [first, ...repeated] = manifest.records
  expectSettings(options, first, ['separator', 'quoting', 'period', 'timezone'])
  const { separator, quoting, layout, period, timezone, tzVersion } = first
  const { present, files } = await readAdoptedMbox({ ...options, quoting }, separator, location)
  const reader = new EntryReader(files)
  let entries: readonly TreeEntry[]
  try {
    entries = (await readTreeEntries(null, present, reader, options.signal)).entries
  } finally {
    await reader.close()
  }
  const tombstones = tombstonesOf(manifest, rows, tree)
  const gone = new Set(tombstones.map(({ message }) => message.id))
  const live = manifest.messages.filter(({ id }) => !gone.has(id))
  const known = knownEntries(live, entries, tree)
  const matching = matchingOf(live, known)
  const baseUrl = options.baseUrl ?? first.baseUrl
  const list = options.list ?? manifest.list
  const settings = { list, separator, quoting, layout, period, timezone, tzVersion, baseUrl }
  const lost = new Set(
    matching.matches.flatMap(({ page, position }) => (position === null ? [page.path] : [])),
  )
  const records = adoptedSiteRecords({
    state: beginLedger(settings).state,
    messages: recordable(present, matching),
    manifested: manifest.messages,
    known,
    aliases: aliasesOf(rows, tombstones),
    tombstones,
    files: tree.files.filter(({ path }) => lost.has(path)),
    repeated,
    host: nodeHost,
    now: referenceTime(options, present),
  })
  const clock = { period, timezone, strays: [], hasVolumes: false }
  const pieces = new Set([...known].flatMap(([position, { of }]) => (of == null ? [] : [position])))
  const notes = [...adoptionNotes({ matching, entries, pieces, rows: [], clock }), ...tree.notes]
  return { settings, records, follows: manifest.ledgerSum, present, matching, notes, rows: null }
}

function noManifest(folder: string): HoldfastError {
  return new HoldfastError('no-match', 2, `${printable(folder)} holds no site of ours: it has no manifest`, {
    file: folder,
    hint: 'name the folder that holdfast rebuild wrote to, or the archiver that made these pages',
  })
}

interface MapRow {
  readonly path: string
  readonly row: UrlMapRow
}

/** What the site's map says; nothing where it is missing or damaged: then withdrawn messages are not known for such. */
function readMapRows(folder: string): readonly MapRow[] {
  let text: string
  try {
    text = readFileSync(join(folder, 'map.json'), 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw error
  }
  const read = readUrlMap(text)
  return read.ok ? read.map.rows.map((row) => ({ path: decodedPath(row.from), row })) : []
}

/** A map that we wrote holds nothing that cannot be decoded; of another one a row that can't be says nothing. */
function decodedPath(from: string): string {
  try {
    return decodeURIComponent(from)
  } catch {
    return from
  }
}

function tombstonesOf(
  { messages }: PublishManifest,
  rows: readonly MapRow[],
  { pages }: ReadTree,
): Tombstone[] {
  const rowOf = new Map(rows.map(({ path, row }) => [path, row]))
  const dateOf = new Map(pages.map(({ path, date }) => [path, date]))
  return messages.flatMap((message) => {
    const row = rowOf.get(message.paths.at(-1) ?? '')
    if (row?.status !== 410 || row.id !== message.id || row.reason === 'no-page') return []
    const at = formatUtc(dateOf.get(message.paths.at(-1)!) ?? 0)
    return [{ message, messageId: row.messageId, reason: row.reason, at }]
  })
}

/** By stable ID; an entry that was edited since it got its ID, by what its page shows. */
function knownEntries(
  messages: readonly ManifestedMessage[],
  entries: readonly TreeEntry[],
  { pages }: ReadTree,
): Map<number, ManifestedMessage> {
  const known = matchManifest(messages, entries, nodeHost)
  const taken = new Set([...known.values()].map(({ id }) => id))
  const left = new Map(
    messages.flatMap((message) => (taken.has(message.id) ? [] : [[message.paths.at(-1), message] as const])),
  )
  const shown = pages.filter(({ path }) => left.has(path))
  if (shown.length === 0) return known
  for (const { page, position } of matchPages({ pages: shown, indexes: [], texts: [] }, entries).matches) {
    if (position !== null && !known.has(position)) known.set(position, left.get(page.path)!)
  }
  return known
}

/** The map says of every path whose it is; of a withdrawn message those are aliases that were never its page. */
function aliasesOf(
  rows: readonly MapRow[],
  tombstones: readonly Tombstone[],
): { readonly path: string; readonly id: string }[] {
  const pagesOf = new Map(tombstones.map(({ message: { id, paths } }) => [id, paths]))
  return rows.flatMap(({ path, row: { id, reason, status } }) => {
    const isOfTomb = status === 410 && pagesOf.get(id)?.includes(path) === false
    return reason === 'alias' || isOfTomb ? [{ path, id }] : []
  })
}

function matchingOf(
  messages: readonly ManifestedMessage[],
  known: ReadonlyMap<number, ManifestedMessage>,
): TreeMatching {
  const positions = new Map([...known].map(([position, { id }]) => [id, position]))
  const matches = publishedMessagesOf({ messages }).map(({ id, page }): PageMatch => {
    const position = positions.get(id) ?? null
    return {
      ...{ page, position, by: position === null ? 'none' : 'id', witnesses: [], isCopy: false },
      ...{ unmatched: null, contradictions: [], isOrphan: false },
    }
  })
  return { matches, uneven: [] }
}
