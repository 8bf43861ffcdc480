import type { MapFormat } from '../maps/map-format-names.ts'
import { formatMap } from '../maps/map-formats.ts'
import { mapStubs } from '../maps/map-stubs.ts'
import { urlMap, type UrlMap } from '../maps/url-map.ts'
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
  /** The file that is written, or with `stubs` the folder. Default: none; the text is only given back. */
  readonly output?: string | undefined
}

/** A map that was made. */
export interface ExportedMap {
  readonly map: UrlMap
  /** The map as text; null for a format that is a folder. */
  readonly text: string | null
  /** Number of pages written. */
  readonly stubs: number
  /** Old paths, percent-encoded, that no file can answer: with a query, a fragment, or a name that no disk takes. */
  readonly unanswered: readonly string[]
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
  const map = urlMap(opened.state, { baseUrl: baseUrl ?? null })
  if (format !== 'stubs') {
    const text = formatMap(map, format)
    if (output !== undefined) writeWholeFile(output, text)
    return { map, text, stubs: 0, unanswered: [] }
  }
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
  const refused = unanswered.map(({ from }) => from)
  for (const { path, html } of stubs) {
    if (publishPathProblem(path) === null) files.push({ path, text: html })
    else refused.push(encodeURI(path))
  }
  writeWholeFolder(output, files)
  return { map, text: null, stubs: files.length, unanswered: refused }
}
