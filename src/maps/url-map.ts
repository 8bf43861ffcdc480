import { percentEncodePath } from '../charsets/percent-encoding.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import { normalBaseUrl } from './base-url.ts'
import { targetPlaces, type MapTarget, type TargetPlace } from './map-target.ts'

/** What a server answers at an old URL: the page, a redirect, that it was taken away, or that it has no page there. */
export type UrlStatus = 200 | 301 | 404 | 410

/** Where one path that was ever recorded leads. */
export interface UrlMapRow {
  /** The path inside the archive, percent-encoded, without a slash before it. */
  readonly from: string
  /** Where its message stands now: a path like `from`, or an absolute URL where a base URL was given. Null for 404, 410. */
  readonly to: string | null
  /** Stable ID of the message that owns the path. */
  readonly id: string
  /** Its Message-ID as the ledger writes it, or null. */
  readonly messageId: string | null
  readonly status: UrlStatus
  /**
   * Why: `current` for 200; `earlier-path`, `alias`, `phantom` or `duplicate` for 301; for 410 the reason that was
   * given when the message was withdrawn, or `no-page` where a message has lost its page to nobody's decision. For 404,
   * which only another archiver as the target brings, why it has no page there: a {@link NoTargetReason}.
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
  /** Where the pages stand that `to` leads to. Default: null, at their current paths. */
  readonly target?: MapTarget | null
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
  const baseUrl = options.baseUrl == null ? null : normalBaseUrl(options.baseUrl)
  if (baseUrl === null && options.baseUrl != null) {
    throw new TypeError(
      `the base URL must be an absolute http or https URL; got ${JSON.stringify(options.baseUrl)}`,
    )
  }
  const placeOf = options.target == null ? currentPlace : targetPlaces(state, options.target)
  const firsts = firstOfEachContent(state.messages)
  const rows = new Map<string, UrlMapRow>()
  for (const message of state.messages) {
    const owner = ownerOf(message, state, firsts)
    const add = (path: string, kind: 'path' | 'alias') => {
      const row = rowFor(path, kind, message, { owner, place: placeOf(owner), baseUrl })
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

/** What a row leads to. */
interface RowTarget {
  readonly owner: RecordedMessage
  readonly place: TargetPlace
  readonly baseUrl: string | null
}

const currentPlace = ({ path }: RecordedMessage): TargetPlace =>
  path === null ? { status: 410, reason: 'no-page' } : { status: 301, path: encodeUrlPath(path), first: null }

function rowFor(
  path: string,
  kind: 'path' | 'alias',
  message: RecordedMessage,
  { owner, place, baseUrl }: RowTarget,
): UrlMapRow {
  const from = encodeUrlPath(path)
  const named = { from, id: owner.id, messageId: owner.messageId }
  const withdrawn = message.withdrawn ?? owner.withdrawn
  if (withdrawn !== null) return { ...named, to: null, status: 410, reason: withdrawn.reason }
  if (place.status !== 301) return { ...named, to: null, status: place.status, reason: place.reason }
  const to = `${baseUrl ?? ''}${place.path}`
  const page = place.first ?? owner
  const opened = { from, id: page.id, messageId: page.messageId, to }
  if (from === place.path) return { ...opened, status: 200, reason: 'current' }
  const reason =
    message.kind === 'phantom'
      ? 'phantom'
      : message.id !== page.id
        ? 'duplicate'
        : kind === 'alias'
          ? 'alias'
          : 'earlier-path'
  return { ...opened, status: 301, reason }
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
