import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { strictPath } from '../maps/key-spellings.ts'
import { gonePage, smallPage } from '../maps/map-stubs.ts'
import type { UrlMap, UrlMapRow } from '../maps/url-map.ts'
import { fileError, systemErrorCode } from './holdfast-error.ts'
import { FRONT_PAGE, publishPathProblem } from './publish-path.ts'
import { isZippedPage, plainPage } from './zipped-pages.ts'

/** What an archive answers to a request: everything but the connection. */
export interface ArchiveAnswer {
  readonly status: 200 | 301 | 304 | 404 | 405 | 410
  readonly headers: Readonly<Record<string, string>>
  /** Empty for 301, 304 and 405; whoever answers HEAD leaves it out. */
  readonly body: Uint8Array
}

/** A request, as far as an archive looks at it. */
export interface ArchiveQuestion {
  readonly method: string
  /** The path below the archive's address, as it was sent: percent-encoded, without query, no slash before it. */
  readonly path: string
  /** The `If-None-Match` field, or null. */
  readonly ifNoneMatch: string | null
}

/** Media types by extension. Anything else is a download: a browser must not make a page of what came with mail. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8', htm: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8', mjs: 'text/javascript; charset=utf-8', json: 'application/json',
  txt: 'text/plain; charset=utf-8', log: 'text/plain; charset=utf-8', patch: 'text/plain; charset=utf-8',
  diff: 'text/plain; charset=utf-8', asc: 'text/plain; charset=utf-8', eml: 'text/plain; charset=utf-8', csv: 'text/csv; charset=utf-8',
  xml: 'application/xml', atom: 'application/atom+xml', rss: 'application/rss+xml', gz: 'application/gzip', mbox: 'application/mbox',
  pdf: 'application/pdf', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', ico: 'image/x-icon',
} // prettier-ignore
const OTHER_TYPE = 'application/octet-stream'

/** What {@link answerFrom} answers from. */
export interface ArchivePlace {
  /** The folder of the site, without symbolic links. */
  readonly root: string
  /** Where the archive's address begins on the server: `/`, or a path with a slash at both ends. */
  readonly base: string
  readonly map: UrlMap | null
  /** The map's rows by strictly encoded path. */
  readonly rows: ReadonlyMap<string, UrlMapRow>
  /** Changes a page before it is given out; for the preview that loads itself anew. */
  readonly changePage?: ((html: string) => string) | undefined
}

/**
 * Answers a request from a site's folder and its map: 301 and 410 as the map says, then the files, then 404.
 *
 * Only regular files below the folder are given out, and none that is hidden or lies behind a symbolic link; not the
 * manifest either.
 *
 * @throws HoldfastError where a file is there and cannot be read.
 */
export function answerFrom(
  place: ArchivePlace,
  { method, path, ifNoneMatch }: ArchiveQuestion,
): ArchiveAnswer {
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, headers: { allow: 'GET, HEAD' }, body: new Uint8Array() }
  }
  const row = place.rows.get(strictPath(path))
  if (row?.status === 301) return redirect(targetOf(row.to!, place))
  const file = filePathOf(path)
  const bytes = file === null ? null : readPublicFile(place.root, file)
  if (row?.status === 410) return page(410, plainPage(bytes ?? utf8(gonePage(row.reason))), place)
  if (file === null || bytes === null) {
    const isFolder =
      file !== null && !path.endsWith('/') && readPublicFile(place.root, `${file}/${FRONT_PAGE}`) !== null
    return isFolder
      ? redirect(`${place.base}${strictPath(path)}/`)
      : page(404, utf8(missingPage(place.base)), place)
  }
  if (isZippedPage(file)) return page(200, plainPage(bytes), place, ifNoneMatch)
  const extension = /\.([A-Za-z0-9]+)$/.exec(file)?.[1]?.toLowerCase() ?? ''
  const type = Object.hasOwn(MEDIA_TYPES, extension) ? MEDIA_TYPES[extension]! : OTHER_TYPE
  if (type.startsWith('text/html')) return page(200, bytes, place, ifNoneMatch)
  return given(200, bytes, type, ifNoneMatch)
}

/** With a base URL in the map `to` is an address, else a path below the archive's. */
function targetOf(to: string, { map, base }: ArchivePlace): string {
  return map?.baseUrl == null ? base + to.replace(/^\/+/, '') : to
}

function redirect(location: string): ArchiveAnswer {
  return { status: 301, headers: { location, 'content-length': '0' }, body: new Uint8Array() }
}

function page(
  status: 200 | 404 | 410,
  bytes: Uint8Array,
  place: ArchivePlace,
  ifNoneMatch: string | null = null,
): ArchiveAnswer {
  const shown =
    place.changePage === undefined
      ? bytes
      : Buffer.from(place.changePage(Buffer.from(bytes).toString('latin1')), 'latin1')
  return given(status, shown, MEDIA_TYPES['html']!, ifNoneMatch)
}

function given(
  status: 200 | 404 | 410,
  body: Uint8Array,
  type: string,
  ifNoneMatch: string | null,
): ArchiveAnswer {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers = {
    'content-type': type,
    'content-length': String(body.length),
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  }
  if (status !== 200) return { status, headers, body }
  const known = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) {
    return { status: 304, headers: { etag, 'cache-control': 'no-cache' }, body: new Uint8Array() }
  }
  return { status, headers: { ...headers, etag }, body }
}

/** The file that a path names, decoded; null where it can name none that is published. */
function filePathOf(path: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return null
  }
  const file = decoded === '' || decoded.endsWith('/') ? `${decoded}${FRONT_PAGE}` : decoded
  const isHidden = file.split('/').some((name) => name.startsWith('.'))
  return isHidden || publishPathProblem(file) !== null ? null : file
}

function readPublicFile(root: string, path: string): Uint8Array | null {
  const full = join(root, path)
  try {
    // A folder on the way may be a link too: what it resolves to must be where it stands.
    if (!lstatSync(full).isFile() || realpathSync(full) !== full) return null
    return readFileSync(full)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null
    throw fileError(error, 'read', full)
  }
}

function missingPage(base: string): string {
  return smallPage(
    'Not found',
    '',
    `<p>There is no page at this address.</p>\n<p><a href="${base}">The archive</a></p>`,
  )
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
