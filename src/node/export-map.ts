import { MAP_SERVER_FORMATS, type MapFormat, type MapServerFormat } from '../maps/map-format-names.ts'
import { formatMap } from '../maps/map-formats.ts'
import { mapStubs } from '../maps/map-stubs.ts'
import type { MapTarget } from '../maps/map-target.ts'
import { formatServerMap } from '../maps/server-map.ts'
import { UNROUTED_WORDS } from '../maps/server-rules.ts'
import { urlMap, type UrlMap, type UrlStatus } from '../maps/url-map.ts'
import { HoldfastError, printable } from './holdfast-error.ts'
import { openLedger } from './open-ledger.ts'
import { publishPathProblem } from './publish-path.ts'
import { writeWholeFile, writeWholeFolder, type FolderFile } from './write-whole.ts'

/** Which map is made, and where it goes. */
export interface ExportMapOptions {
  /** The path of the ledger. */
  readonly ledger: string
  readonly format: MapFormat
  readonly list?: string | undefined
  /** The sum of a commit that the ledger must hold. */
  readonly expect?: string | undefined
  /** What `to` begins with, in this output alone. Default: `to` is a path. */
  readonly baseUrl?: string | undefined
  /** With a server's format: where the old archive stands, a path or an address. Default: `/`. */
  readonly fromBase?: string | undefined
  /** Where the pages stand that `to` leads to. Default: at their current paths. */
  readonly target?: MapTarget | undefined
  /** The file that is written, or with `stubs` the folder. Default: none; the text is only given back. */
  readonly output?: string | undefined
}

/** A map that was made. */
export interface ExportedMap {
  readonly map: UrlMap
  /** The map as text; null for a format that is a folder. */
  readonly text: string | null
  /** How many rows, rules or pages there are. */
  readonly written: number
  /** Old addresses, percent-encoded, that the format cannot answer. */
  readonly unanswered: readonly UnansweredPath[]
  /** What the hosts of the format would not take of it, a sentence each. */
  readonly notes: readonly string[]
}

/** An old address that a format cannot answer. */
export interface UnansweredPath {
  readonly address: string
  readonly status: UrlStatus
  /** Why, as a sentence without a full stop. */
  readonly why: string
}

/**
 * Makes the map of every path that a ledger ever recorded, in a format, and writes it where `output` says: whole or not
 * at all.
 *
 * @throws {@link HoldfastError} where the ledger is missing, or something cannot be written.
 * @throws {@link LedgerError} where the ledger is damaged.
 *
 * @example
 * const { text } = exportMap({ ledger: 'list.ledger', format: 'csv' })
 * exportMap({ ledger: 'list.ledger', format: 'stubs', output: 'stubs' }).unanswered // paths that no file can answer
 */
export function exportMap(options: ExportMapOptions): ExportedMap {
  const { ledger, format, baseUrl, output } = options
  const opened = openLedger(ledger, options)
  if (opened === null) {
    throw new HoldfastError('ledger-missing', 3, `cannot read ${printable(ledger)}: no such file`, {
      file: ledger,
      hint: 'name the ledger with --ledger; holdfast record makes one',
    })
  }
  const map = urlMap(opened.state, { baseUrl: baseUrl ?? null, target: options.target ?? null })
  if (format === 'stubs') return { map, ...writeStubs(map, output) }
  const made = isServerFormat(format)
    ? forServer(map, format, options.fromBase)
    : asRows(map, formatMap(map, format))
  if (output !== undefined) writeWholeFile(output, made.text)
  return { map, ...made }
}

type Made<Text extends string | null> = Omit<ExportedMap, 'map' | 'text'> & { readonly text: Text }

function isServerFormat(format: MapFormat): format is MapServerFormat {
  return (MAP_SERVER_FORMATS as readonly MapFormat[]).includes(format)
}

function asRows(map: UrlMap, text: string): Made<string> {
  return { text, written: map.rows.length, unanswered: [], notes: [] }
}

function forServer(map: UrlMap, format: MapServerFormat, fromBase: string | undefined): Made<string> {
  const { text, routed, unrouted, notes } = formatServerMap(
    map,
    format,
    fromBase === undefined ? {} : { fromBase },
  )
  const unanswered = unrouted.map(({ address, row, reason }) => ({
    address,
    status: row.status,
    why: row.status === 404 ? row.reason : UNROUTED_WORDS[reason],
  }))
  return { text, written: routed, unanswered, notes }
}

function writeStubs(map: UrlMap, output: string | undefined): Made<null> {
  if (output === undefined) {
    throw new HoldfastError(
      'contradicting-options',
      2,
      'stubs are many files: say where they go with --output',
      {
        hint: 'name a folder that does not exist yet: --output stubs',
      },
    )
  }
  const { stubs, unanswered } = mapStubs(map)
  const files: FolderFile[] = []
  const left = unanswered.map((row) => ({
    address: row.from,
    status: row.status,
    why: row.status === 404 ? row.reason : 'only a server can answer a query or a fragment',
  }))
  for (const { path, html, row } of stubs) {
    const problem = publishPathProblem(path)
    if (problem === null) files.push({ path, text: html })
    else left.push({ address: row.from, status: row.status, why: problem })
  }
  writeWholeFolder(output, files)
  return { text: null, written: files.length, unanswered: left, notes: [] }
}
