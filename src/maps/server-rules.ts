import type { OldBase } from './base-url.ts'
import { browserPath, lowerHexPath, strictPath } from './key-spellings.ts'
import type { UrlMap, UrlMapRow } from './url-map.ts'

/** The longest path that is a key, in bytes and strictly encoded: with its target it fits every server's lines. */
export const MAX_KEY_BYTES = 900

/** What a server is to do with an old address. */
export interface ServerRule {
  /** The path in each spelling that is asked for, the strict one first; never empty. */
  readonly keys: readonly string[]
  /** Where it leads, ASCII without quotes, blanks, `$`, `{` and `}`; null: it is gone, 410. */
  readonly to: string | null
}

/** Why a server's map does not answer an old address. {@link UNROUTED_WORDS} has the sentence for each. */
export type UnroutedReason =
  | 'fragment'
  | 'query'
  | 'too-long'
  | 'nul'
  | 'above-root'
  | 'line-too-long'
  | 'page-stands-there'
  | 'same-address'
  | 'unsafe-target'
  | 'no-target'
  | 'no-410'

/** The sentence for each reason. */
export const UNROUTED_WORDS: Readonly<Record<UnroutedReason, string>> = {
  fragment: 'clients keep what stands behind # to themselves',
  query: 'the map is asked for paths without their query',
  'too-long': `the path is longer than ${MAX_KEY_BYTES} bytes`,
  nul: 'the server refuses %00',
  'above-root': 'the server refuses a path that climbs above its root',
  'line-too-long': 'path and target are longer than a line of the map may be',
  'page-stands-there': 'a page of the archive stands at this address now',
  'same-address': 'another path of the map is the same address',
  'unsafe-target': 'the target would lead to another server',
  'no-target': 'its message has no page there',
  'no-410': 'the format cannot say that a page is gone; the page that says so answers',
}

/** An old address that the map does not answer. */
export interface UnroutedRow {
  /** The address on the old server, strictly encoded. */
  readonly address: string
  readonly row: UrlMapRow
  readonly reason: UnroutedReason
}

/** What one server can be told. */
export interface ServerLimits {
  /** Whether the server tells `%3c` from `%3C`: then keys are spelled with both. */
  readonly tellsHexCase: boolean
  readonly says410: boolean
  /** Why the server cannot be asked for this path, or null. */
  readonly refuses: (key: string) => UnroutedReason | null
  /** Whether this spelling of a key means itself, and no pattern. */
  readonly isLiteral: (key: string) => boolean
  /** The longest key and target together, in bytes. */
  readonly maxPairBytes: number
}

/** The rules of a map, and what they leave out. */
export interface ServerRules {
  readonly rules: readonly ServerRule[]
  readonly unrouted: readonly UnroutedRow[]
  /** Paths at which pages of the archive stand on the same server, strictly encoded. */
  readonly standing: ReadonlySet<string>
}

/**
 * Makes the rules of a server from a map: for each old path its keys and where it leads.
 *
 * A page that still stands at its old address needs no rule. It does where path and server are the same; where `from` is a
 * path only, the old server is taken for that of the base URL. No key is an address at which a page of the archive
 * stands: that would send readers of one message to another.
 */
export function serverRules(map: UrlMap, from: OldBase, limits: ServerLimits): ServerRules {
  const base = map.baseUrl === null ? null : new URL(map.baseUrl)
  const isSameServer = base === null || from.host === null || base.host === from.host
  const origin = base?.origin ?? ''
  const root = base === null ? from.path : strictPath(base.pathname)
  const targetOf = ({ to }: UrlMapRow): string | null =>
    to === null ? null : root + strictPath(to.slice(map.baseUrl?.length ?? 0))

  const standing = new Set<string>()
  if (isSameServer) {
    for (const row of map.rows) {
      const target = targetOf(row)
      if (target !== null) standing.add(target)
    }
  }
  const rules: ServerRule[] = []
  const unrouted: UnroutedRow[] = []
  const taken = new Set<string>()
  for (const row of map.rows) {
    const [path, marks] = splitMarks(row.from)
    const key = from.path + strictPath(path)
    const target = targetOf(row)
    if (isSameServer && marks === '' && key === target) continue
    const keys = spellings(key, limits)
    const to = target === null ? null : origin + target
    const reason =
      row.status === 404 ? 'no-target'
      : marks.includes('#') ? 'fragment'
      : marks !== '' ? 'query'
      : standing.has(key) ? 'page-stands-there'
      : taken.has(key) ? 'same-address'
      : target?.startsWith('//') === true ? 'unsafe-target'
      : to === null && !limits.says410 ? 'no-410'
      : key.length > MAX_KEY_BYTES ? 'too-long'
      : key.length + (to?.length ?? 0) > limits.maxPairBytes ? 'line-too-long'
      : limits.refuses(key) // prettier-ignore
    if (reason !== null) unrouted.push({ address: key + marks, row, reason })
    else {
      taken.add(key)
      rules.push({ keys, to })
    }
  }
  return { rules, unrouted, standing }
}

/** The file part of a URL, and its query and fragment with their marks. */
function splitMarks(url: string): readonly [path: string, marks: string] {
  const at = url.search(/[?#]/)
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)]
}

function spellings(key: string, limits: ServerLimits): string[] {
  if (!key.includes('%')) return [key]
  const both = [key, browserPath(key)]
  const all = limits.tellsHexCase ? [...both, ...both.map(lowerHexPath)] : both
  return [...new Set(all)].filter((spelling) => limits.isLiteral(spelling))
}
