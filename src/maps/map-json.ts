import type { UrlMap, UrlMapRow, UrlStatus } from './url-map.ts'

/** The version of the format of `map.json`. */
const MAP_SCHEMA = 1

/**
 * Writes a map as JSON: one row a line, keys in a fixed order, so that it can be read, diffed and kept in git.
 * `schema/map.schema.json` describes it.
 *
 * @example
 * const json = formatMapJson({ list: 'garden-talk', baseUrl: null, rows: [] })
 * JSON.parse(json) // => { tool: 'holdfast', schema: 1, kind: 'url-map', list: 'garden-talk', baseUrl: null, rows: [] }
 */
export function formatMapJson(map: UrlMap): string {
  const head = JSON.stringify({
    tool: 'holdfast',
    schema: MAP_SCHEMA,
    kind: 'url-map',
    list: map.list,
    baseUrl: map.baseUrl,
  })
  const rows = map.rows.map(
    ({ from, to, id, messageId, status, reason }) =>
      `\n    ${JSON.stringify({ from, to, id, messageId, status, reason })}`,
  )
  return `${head.slice(0, -1).replace(/^\{/, '{\n  ')},\n  "rows": [${rows.join(',')}${rows.length > 0 ? '\n  ' : ''}]\n}\n`
}

/** What reading a map gives: the map, or every reason why it is none. */
export type ReadUrlMap =
  { readonly ok: true; readonly map: UrlMap } | { readonly ok: false; readonly problems: readonly string[] }

/** How many problems are listed. */
const MAX_PROBLEMS = 20

/**
 * Reads a map that {@link formatMapJson} wrote, and checks it: the format and its version, each row's fields, that
 * 200 leads to itself, 404 and 410 nowhere, that no path comes twice, and the order. Never throws.
 *
 * @example
 * const map = { list: 'garden-talk', baseUrl: null, rows: [] }
 * readUrlMap(formatMapJson(map)) // => { ok: true, map }
 * readUrlMap('{}') // => { ok: false, problems: ['this is no URL map of Holdfast'] }
 */
export function readUrlMap(text: string): ReadUrlMap {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, problems: ['the map is not JSON'] }
  }
  if (!isObject(value) || value['tool'] !== 'holdfast' || value['kind'] !== 'url-map') {
    return { ok: false, problems: ['this is no URL map of Holdfast'] }
  }
  if (value['schema'] !== MAP_SCHEMA) {
    return {
      ok: false,
      problems: [`the map has format ${JSON.stringify(value['schema'])}; this version reads ${MAP_SCHEMA}`],
    }
  }
  const { list, baseUrl, rows } = value
  const problems: string[] = []
  if (typeof list !== 'string') problems.push('list is not a string')
  if (baseUrl !== null && typeof baseUrl !== 'string') problems.push('baseUrl is neither a string nor null')
  if (!Array.isArray(rows)) problems.push('rows is not a list')
  if (
    typeof list !== 'string' ||
    !(baseUrl === null || typeof baseUrl === 'string') ||
    !Array.isArray(rows)
  ) {
    return { ok: false, problems }
  }
  const read: UrlMapRow[] = []
  for (const [index, row] of (rows as readonly unknown[]).entries()) {
    const found = readRow(row, baseUrl)
    if (typeof found === 'string') problems.push(`row ${index}: ${found}`)
    else {
      const before = read.at(-1)
      if (before !== undefined && !(before.from < found.from))
        problems.push(`row ${index}: out of order, or twice`)
      read.push(found)
    }
    if (problems.length >= MAX_PROBLEMS) break
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, map: { list, baseUrl, rows: read } }
}

const STATUSES: readonly unknown[] = [200, 301, 404, 410] satisfies UrlStatus[]
/** What percent-encoding leaves of a path, and the marks of a query and a fragment. */
const ENCODED = /^(?:[A-Za-z0-9\-._~/?#&=]|%[0-9A-F]{2})+$/

function readRow(row: unknown, baseUrl: string | null): UrlMapRow | string {
  if (!isObject(row)) return 'not an object'
  const { from, to, id, messageId, status, reason } = row
  if (typeof from !== 'string' || !ENCODED.test(from)) return 'from is not a percent-encoded path'
  if (typeof id !== 'string' || id === '') return 'id is not a stable ID'
  if (messageId !== null && typeof messageId !== 'string') return 'messageId is neither a string nor null'
  if (!STATUSES.includes(status)) return 'status is none of 200, 301, 404, 410'
  if (typeof reason !== 'string') return 'reason is not a string'
  if (status === 404 || status === 410) {
    return to === null ? { from, to, id, messageId, status, reason } : 'a path without a page leads somewhere'
  }
  const base = baseUrl ?? ''
  if (typeof to !== 'string' || !to.startsWith(base)) return 'to does not begin with the base URL'
  const target = to.slice(base.length)
  if (!ENCODED.test(target)) return 'to is not a percent-encoded path'
  if ((status === 200) !== (target === from)) return '200 must lead to itself, 301 elsewhere'
  return { from, to, id, messageId, status: status as 200 | 301, reason }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
