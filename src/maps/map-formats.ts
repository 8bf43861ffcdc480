import { formatMapCsv, readMapCsv } from './map-csv.ts'
import { formatMapJson, readUrlMap } from './map-json.ts'
import type { MapTextFormat } from './map-format-names.ts'
import type { UrlMap, UrlMapRow } from './url-map.ts'

/**
 * Writes a map in a format, reads it back, and compares: what is given out says what the map says.
 *
 * @throws Error where it does not come back as it was: a fault of ours, never of the mail.
 */
export function formatMap(map: UrlMap, format: MapTextFormat): string {
  const text = WRITERS[format](map)
  const rows = READERS[format](text)
  const differs = rows.length !== map.rows.length || rows.some((row, index) => !isSame(row, map.rows[index]!))
  if (differs) throw new Error(`the map does not come back from ${format} as it was written`)
  return text
}

/** The columns of a map, in the order in which every format has them. */
export const MAP_COLUMNS = ['from', 'to', 'id', 'messageId', 'status', 'reason'] as const

const WRITERS: Readonly<Record<MapTextFormat, (map: UrlMap) => string>> = {
  json: formatMapJson,
  ndjson: formatMapNdjson,
  csv: formatMapCsv,
}

const READERS: Readonly<Record<MapTextFormat, (text: string) => readonly Partial<UrlMapRow>[]>> = {
  json: (text) => {
    const read = readUrlMap(text)
    return read.ok ? read.map.rows : []
  },
  ndjson: readMapNdjson,
  csv: readMapCsv,
}

/** One JSON object a row and line, keys in a fixed order, LF behind each. */
export function formatMapNdjson(map: UrlMap): string {
  return map.rows
    .map(
      ({ from, to, id, messageId, status, reason }) =>
        `${JSON.stringify({ from, to, id, messageId, status, reason })}\n`,
    )
    .join('')
}

function readMapNdjson(text: string): readonly Partial<UrlMapRow>[] {
  const lines = text.split('\n')
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Partial<UrlMapRow>)
}

function isSame(a: Partial<UrlMapRow>, b: UrlMapRow): boolean {
  return MAP_COLUMNS.every((column) => a[column] === b[column])
}
