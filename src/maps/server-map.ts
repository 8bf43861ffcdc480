import { createHash } from 'node:crypto'
import { apacheMap } from './apache-map.ts'
import { readOldBase } from './base-url.ts'
import { caddyMap } from './caddy-map.ts'
import { commentLines, coverageLines } from './map-comment.ts'
import type { MapServerFormat } from './map-format-names.ts'
import { nginxMap } from './nginx-map.ts'
import { redirectsMap } from './redirects-map.ts'
import type { ServerFormatWriter } from './server-format.ts'
import { serverRules, type UnroutedRow } from './server-rules.ts'
import type { UrlMap } from './url-map.ts'

/** How a server's map is made. */
export interface ServerMapOptions {
  /**
   * Where the old archive's paths stand: a path on the server that gets the map, or an address. Default: `/`.
   * With an address, pages that kept their path but went to another server are redirected too.
   */
  readonly fromBase?: string
}

/** A map as a server takes it, and what it leaves out. */
export interface ServerMap {
  /** The file: comments that say how it is used and what it leaves out, then the map. */
  readonly text: string
  /** How many old addresses it answers. */
  readonly routed: number
  /** Old addresses that it does not answer, in the map's order, each with the reason. */
  readonly unrouted: readonly UnroutedRow[]
  /** What the hosts of the format would not take of it, a sentence each. */
  readonly notes: readonly string[]
}

const WRITERS: Readonly<Record<MapServerFormat, ServerFormatWriter>> = {
  nginx: nginxMap,
  apache: apacheMap,
  caddy: caddyMap,
  redirects: redirectsMap,
}

/**
 * Writes a map for a web server: 301 for what moved, 410 for what was withdrawn, nothing for what stands where it stood.
 *
 * Old paths may hold anything that a sender puts into a Message-ID. Every key is percent-encoded to a fixed set of signs, in
 * the spellings that clients use; the file is read back as the server reads it and compared with what was meant before
 * it is given out. What cannot be routed is in `unrouted` and at the head of the file.
 *
 * @throws TypeError if `fromBase` is neither a path nor an http or https address.
 * @throws Error where the file does not say what was meant: a fault of ours, never of the mail.
 *
 * @example
 * const old = { from: '2001-March/1.html', to: 'm/a.html', id: 'A', messageId: null, status: 301, reason: 'earlier-path' }
 * const map = { list: 'l', baseUrl: null, rows: [old] }
 * formatServerMap(map, 'apache', { fromBase: '/old' }).text.split('\n').at(-2)
 * // => '/old/2001-March/1.html /old/m/a.html'
 */
export function formatServerMap(
  map: UrlMap,
  format: MapServerFormat,
  options: ServerMapOptions = {},
): ServerMap {
  const from = readOldBase(options.fromBase ?? '/')
  if (from === null) {
    throw new TypeError(
      `fromBase must be a path or an http or https address; got ${JSON.stringify(options.fromBase)}`,
    )
  }
  const writer = WRITERS[format]
  const made = serverRules(map, from, writer.limits)
  const { rules, unrouted } = made
  const name = variableName(map.list)
  const pairs = rules.flatMap(({ keys, to }) => keys.map((key) => ({ key, to })))
  const body = writer.write(made, name)
  const gone = rules.filter(({ to }) => to === null).length
  const notes = writer.notes?.(body, pairs.length) ?? []
  const head = commentLines([
    `Old addresses of ${map.list} for ${format}, made by holdfast map.`,
    ...writer.head(name, name.replace(/^holdfast_/, '')),
    ...coverageLines({ moved: rules.length - gone, gone }, unrouted),
    ...notes,
  ])
  const text = head + body
  const read = writer.read(text, name)
  const differs =
    read.length !== pairs.length ||
    pairs.some(({ key, to }, index) => read[index]!.key !== key || read[index]!.to !== to)
  if (differs) throw new Error(`the map does not come back from ${format} as it was meant`)
  return { text, routed: rules.length, unrouted, notes }
}

/**
 * A name that a variable of every server may have; two lists do not have the same one.
 *
 * nginx as it is set up takes names of 46 characters at the most (`variables_hash_bucket_size`), `path_of_holdfast_` included.
 */
function variableName(list: string): string {
  if (/^[a-z0-9-]{1,29}$/.test(list)) return `holdfast_${list.replaceAll('-', '_')}`
  const digest = createHash('sha256').update(list).digest('hex').slice(0, 12)
  return `holdfast_${list
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 16)}_${digest}`
}
