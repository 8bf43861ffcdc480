import { percentEncodePath } from '../charsets/percent-encoding.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'

/** What a server answers at an old URL: the page, a redirect, or that it was taken away. */
export type UrlStatus = 200 | 301 | 410

/** Where one path that was ever recorded leads. */
export interface UrlMapRow {
  /** The path inside the archive, percent-encoded, without a slash before it. */
  readonly from: string
  /** Where its message stands now: a path like `from`, or an absolute URL where a base URL was given. Null for 410. */
  readonly to: string | null
  /** Stable ID of the message that owns the path. */
  readonly id: string
  /** Its Message-ID as the ledger writes it, or null. */
  readonly messageId: string | null
  readonly status: UrlStatus
  /**
   * Why: `current` for 200; `earlier-path`, `alias`, `phantom` or `duplicate` for 301; for 410 the reason that was
   * given when the message was withdrawn, or `no-page` where a message has lost its page to nobody's decision.
   */
  readonly reason: string
}

/** The URL map of a list. */
export interface UrlMap {
  readonly list: string
  /** What `to` begins with, or null where it is a path. Ends in a slash. */
  readonly baseUrl: string | null
  /** One row a path, sorted by `from` in code-unit order. */
  readonly rows: readonly UrlMapRow[]
}

/** How a map is made. */
export interface UrlMapOptions {
  /** Where the archive now stands: `to` becomes an absolute URL. Default: null, `to` is a path. */
  readonly baseUrl?: string | null
}

/**
 * Makes the map of every path that a ledger ever recorded.
 *
 * A current path answers 200 and leads to itself; earlier paths and aliases lead to the current one with 301, a
 * phantom's to the message that it belongs to, an exact duplicate's to the first of its kind. All paths of a
 * withdrawn message answer 410. A path is one row, whoever had it: a current page wins, then the earlier record.
 *
 * @throws TypeError if the base URL is no absolute http or https URL.
 *
 * @example
 * const gone = urlMap(state).rows.filter(({ status }) => status === 410)
 * gone.map(({ from, reason }) => `${from}: ${reason}`)
 */
export function urlMap(state: LedgerState, options: UrlMapOptions = {}): UrlMap {
  const baseUrl = normalBaseUrl(options.baseUrl ?? null)
  const firsts = firstOfEachContent(state.messages)
  const rows = new Map<string, UrlMapRow>()
  for (const message of state.messages) {
    const owner = ownerOf(message, state, firsts)
    const add = (path: string, kind: 'path' | 'alias') => {
      const row = rowFor(path, kind, message, owner, baseUrl)
      const present = rows.get(row.from)
      if (present === undefined || (row.status === 200 && present.status !== 200)) rows.set(row.from, row)
    }
    for (const path of message.paths) add(path, 'path')
    for (const alias of message.aliases) add(alias, 'alias')
  }
  // Sorted for determinism: code units.
  const sorted = [...rows.values()].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  return { list: state.settings.list, baseUrl, rows: sorted }
}

function rowFor(
  path: string,
  kind: 'path' | 'alias',
  message: RecordedMessage,
  owner: RecordedMessage,
  baseUrl: string | null,
): UrlMapRow {
  const from = encodeUrlPath(path)
  const named = { from, id: owner.id, messageId: owner.messageId }
  const withdrawn = message.withdrawn ?? owner.withdrawn
  if (withdrawn !== null) return { ...named, to: null, status: 410, reason: withdrawn.reason }
  if (owner.path === null) return { ...named, to: null, status: 410, reason: 'no-page' }
  const target = encodeUrlPath(owner.path)
  const to = `${baseUrl ?? ''}${target}`
  if (from === target) return { ...named, to, status: 200, reason: 'current' }
  const reason =
    message.kind === 'phantom'
      ? 'phantom'
      : message.id !== owner.id
        ? 'duplicate'
        : kind === 'alias'
          ? 'alias'
          : 'earlier-path'
  return { ...named, to, status: 301, reason }
}

/** The message whose page a path of this one opens. */
function ownerOf(
  message: RecordedMessage,
  state: LedgerState,
  firsts: ReadonlyMap<string, RecordedMessage>,
): RecordedMessage {
  if (message.of !== null) return state.byId.get(message.of) ?? message
  if (message.path !== null || message.withdrawn !== null) return message
  return firsts.get(contentKey(message)) ?? message
}

function firstOfEachContent(messages: readonly RecordedMessage[]): ReadonlyMap<string, RecordedMessage> {
  const firsts = new Map<string, RecordedMessage>()
  for (const message of messages) {
    if (message.kind === 'phantom' || message.path === null || message.withdrawn !== null) continue
    const key = contentKey(message)
    if (!firsts.has(key)) firsts.set(key, message)
  }
  return firsts
}

function contentKey(message: RecordedMessage): string {
  return `${message.digests.content} ${message.messageId ?? ''}`
}

/** An alias may be a URL with a query or a fragment: their marks stay, everything else is encoded. */
function encodeUrlPath(path: string): string {
  const [, file, rest] = /^([^?#]*)(.*)$/s.exec(path)!
  return percentEncodePath(file!) + rest!.replace(/[^?#&=]+/g, (piece) => percentEncodePath(piece))
}

function normalBaseUrl(baseUrl: string | null): string | null {
  if (baseUrl === null) return null
  const problem = `the base URL must be an absolute http or https URL; got ${JSON.stringify(baseUrl)}`
  if (!URL.canParse(baseUrl)) throw new TypeError(problem)
  const url = new URL(baseUrl)
  if (!/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') throw new TypeError(problem)
  return url.href.endsWith('/') ? url.href : `${url.href}/`
}
