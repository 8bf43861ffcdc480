import { HoldfastError } from './holdfast-error.ts'

/** The list of what was published, in the site's folder. */
export const MANIFEST_NAME = 'holdfast.manifest.json'
/** Where a run keeps what it is about to publish. Empty or absent between runs. */
export const STAGING_NAME = '.holdfast-staging'
/** Where every path leads that the ledger ever recorded. */
export const MAP_PATH = 'map.json'
/** The page that leads to all others; it changes last. */
export const FRONT_PAGE = 'index.html'

/** The longest name that common file systems take, in bytes. */
const MAX_NAME_BYTES = 255

/**
 * Says what is wrong with a path inside a site, or null if nothing is.
 *
 * A good one is relative, has `/` between its names, none of which is empty, `.`, `..`, longer than 255
 * bytes, or holds a control character or a backslash; and it is not one of our own two names.
 *
 * @example
 * publishPathProblem('m/4U/4UISTGIUA2NZF66PCSPILTGEFHF5VULC.html') // => null
 * publishPathProblem('../etc/passwd') // => 'it climbs out of the folder'
 */
export function publishPathProblem(path: string): string | null {
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return 'it holds a control character or a backslash'
  const names = path.split('/')
  if (names.includes('..')) return 'it climbs out of the folder'
  if (names.includes('') || names.includes('.')) return 'it has an empty name in it'
  if (names.some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES))
    return `a name in it is longer than ${MAX_NAME_BYTES} bytes`
  const first = foldPath(names[0]!)
  if (first === foldPath(MANIFEST_NAME) || first === STAGING_NAME)
    return 'the name is kept for Holdfast itself'
  return null
}

/** Throws `unsafe-path` where {@link publishPathProblem} finds something. */
export function checkPublishPath(path: string): void {
  const problem = publishPathProblem(path)
  if (problem === null) return
  throw new HoldfastError('unsafe-path', 3, `cannot publish at ${JSON.stringify(path)}: ${problem}`, {
    file: path,
    hint: 'look for the record with this path in the ledger',
  })
}

/** The form in which a path meets its twins on file systems that ignore case or Unicode form. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/** The folders above a path inside the site, the outermost first: `a/b/c.html` gives `a`, `a/b`. */
export function foldersAbove(path: string): string[] {
  const names = path.split('/')
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('/'))
}

/** Sorts the deepest path first, equals by code unit. */
export function compareDeepestFirst(a: string, b: string): number {
  const depth = b.split('/').length - a.split('/').length
  return depth !== 0 ? depth : a < b ? -1 : a > b ? 1 : 0
}
