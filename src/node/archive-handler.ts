import { readFileSync, realpathSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { readOldBase } from '../maps/base-url.ts'
import { strictPath } from '../maps/key-spellings.ts'
import { readUrlMap } from '../maps/map-json.ts'
import type { UrlMap, UrlMapRow } from '../maps/url-map.ts'
import { answerFrom, type ArchiveAnswer, type ArchivePlace } from './archive-answers.ts'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'

/** What {@link createArchiveHandler} serves, and where. */
export interface ArchiveHandlerOptions {
  /** The folder of the site. */
  readonly dir: string
  /** Where old URLs lead. Default: `map.json` in the folder, read again whenever a rebuild has changed it. */
  readonly map?: UrlMap | undefined
  /** Where the archive stands on the server, such as `/lists/garden-talk/`. Default: `/`. */
  readonly base?: string | undefined
  /** Changes each page before it is given out. */
  readonly changePage?: ((html: string) => string) | undefined
}

/** Answers requests for an archive: in the terms of `fetch`, and as a listener of `node:http`. */
export interface ArchiveHandler {
  /** For Hono, Deno, Bun, service workers: a Request in, a Response out. Never rejects on what a client sends. */
  (request: Request): Promise<Response>
  /**
   * For `node:http`, Express and Connect. Where `next` is given, requests outside of `base`, and what has no page here,
   * are handed on; else they are answered with 404.
   */
  readonly node: (
    request: IncomingMessage,
    response: ServerResponse,
    next?: (error?: unknown) => void,
  ) => void
}

/**
 * Makes a request handler for an archive: an old URL in; 301, 410 or a page out, as the map says.
 *
 * Only regular files of the folder are given out: nothing hidden, nothing behind a symbolic link, nothing outside, and
 * not the manifest. Pages have an ETag. Files of types that a browser could run are downloads.
 *
 * @throws {@link HoldfastError} where the folder or its map cannot be read.
 * @throws TypeError if `base` is no path.
 *
 * @example
 * const archive = createArchiveHandler({ dir: 'site', base: '/lists/garden-talk/' })
 * createServer(archive.node).listen(8080)
 */
export function createArchiveHandler(options: ArchiveHandlerOptions): ArchiveHandler {
  const place = openPlace(options)
  const respond = ({ method, url, headers: asked }: Request): Response => {
    const { pathname } = new URL(url)
    const { status, headers, body } = answer(place(), method, pathname, asked.get('if-none-match'))
    return new Response(method === 'HEAD' || body.length === 0 ? null : Buffer.from(body), {
      status,
      headers,
    })
  }
  const fetchLike = (request: Request): Promise<Response> => Promise.resolve(request).then(respond)
  const node: ArchiveHandler['node'] = (request, response, next) => {
    let answered: ArchiveAnswer
    try {
      const sent = (request as { readonly originalUrl?: string }).originalUrl ?? request.url ?? '/'
      const [path = '/'] = sent.replace(/^https?:\/\/[^/?#]*/, '').split(/[?#]/)
      answered = answer(place(), request.method ?? 'GET', path, request.headers['if-none-match'] ?? null)
    } catch (error) {
      if (next !== undefined) next(error)
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('The archive cannot be read.\n')
      return
    }
    if (answered.status === 404 && next !== undefined) {
      next()
      return
    }
    response.writeHead(answered.status, answered.headers)
    response.end(request.method === 'HEAD' ? undefined : answered.body)
  }
  return Object.assign(fetchLike, { node })
}

function answer(
  place: ArchivePlace,
  method: string,
  path: string,
  ifNoneMatch: string | null,
): ArchiveAnswer {
  const strict = strictPath(path)
  if (`${strict}/` === place.base)
    return { status: 301, headers: { location: place.base }, body: new Uint8Array() }
  if (strict.startsWith(place.base)) {
    return answerFrom(place, { method, path: strict.slice(place.base.length), ifNoneMatch })
  }
  // What stands elsewhere on the server is nothing of ours: a path that no file has.
  return answerFrom(place, { method: 'GET', path: '..', ifNoneMatch })
}

function openPlace({ dir, map, base, changePage }: ArchiveHandlerOptions): () => ArchivePlace {
  const at = readOldBase(base ?? '/')
  if (at?.host !== null) {
    throw new TypeError(`base must be a path that begins with /; got ${JSON.stringify(base)}`)
  }
  let root: string
  try {
    root = realpathSync(dir)
    if (!statSync(root).isDirectory()) throw notFolder(dir)
  } catch (error) {
    throw fileError(error, 'serve', dir)
  }
  const withMap = (known: UrlMap | null): ArchivePlace => ({
    root,
    base: at.path,
    map: known,
    rows: rowsOf(known),
    changePage,
  })
  if (map !== undefined) {
    const fixed = withMap(map)
    return () => fixed
  }
  const path = join(root, 'map.json')
  let read = readMapFile(path, '')
  let place = withMap(read.map)
  return () => {
    const state = stateOf(path)
    if (state === read.state) return place
    try {
      read = readMapFile(path, state)
      place = withMap(read.map)
    } catch {
      // What is there cannot be read: the map that was, until it can.
      read = { ...read, state }
    }
    return place
  }
}

function rowsOf(map: UrlMap | null): ReadonlyMap<string, UrlMapRow> {
  // A fragment never comes with a request, and a query is cut off.
  const rows = map?.rows.filter(({ from }) => !/[?#]/.test(from)) ?? []
  return new Map(rows.map((row) => [strictPath(row.from), row]))
}

interface MapFile {
  readonly map: UrlMap | null
  /** Changes when the file does. */
  readonly state: string
}

function readMapFile(path: string, state: string): MapFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return { map: null, state }
    throw fileError(error, 'read', path)
  }
  const read = readUrlMap(text)
  if (read.ok) return { map: read.map, state: state === '' ? stateOf(path) : state }
  throw new HoldfastError('damaged-input', 3, `${printable(path)}: ${read.problems[0]!}`, {
    file: path,
    hint: 'rebuild the site, or give the map or the ledger',
  })
}

function stateOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`
}

function notFolder(dir: string): HoldfastError {
  return new HoldfastError('not-a-folder', 3, `cannot serve ${printable(dir)}: it is not a folder`, {
    file: dir,
    hint: 'name the folder of a site, as rebuild --out does',
  })
}
