import type { LedgerState } from '../../ledger/ledger-state.ts'
import type { UrlMapRow } from '../../maps/url-map.ts'
import type { PageFacts } from './read-page.ts'
import { resolveLink } from './resolve-link.ts'
import type { VerifyNote } from './verify-finding.ts'

/** The rows of a map that a file can answer: a URL with a query or a fragment is a server's business. */
export function recordedPaths(rows: readonly UrlMapRow[]): ReadonlyMap<string, UrlMapRow> {
  return new Map(
    rows.filter(({ from }) => !/[?#]/.test(from)).map((row) => [decodeURIComponent(row.from), row]),
  )
}

/** Whether something must stand at a path: where a message lost its page to nobody's decision, nothing does. */
export function wantsFile(row: UrlMapRow): boolean {
  return !(row.status === 410 && row.reason === 'no-page')
}

/**
 * Checks that a page answers as the map says: 200 with the page of that message, 410 with its tombstone, 301 with a stub
 * that leads where the map does. An index page or another file of ours at an old URL is left in peace: no stub takes
 * the place of a page.
 */
export function checkAnswer(
  path: string,
  row: UrlMapRow,
  page: PageFacts,
  state: Pick<LedgerState, 'owners'>,
): VerifyNote | null {
  const wrong = (message: string): VerifyNote => ({ code: 'wrong-message', path, id: row.id, message })
  const owners = [row.id, state.owners.get(path)]
  const found = FOUND[page.kind]
  if (row.status === 301) {
    if (page.kind === 'other') return null
    if (page.kind !== 'stub')
      return wrong(`${path} is ${found} ${page.id ?? ''}, but should lead to ${row.to!}`)
    const target = resolveLink(path, page.leadsTo!)
    const wanted = decodeURIComponent(row.to!)
    if (target.kind === 'inside' && target.path === wanted) return null
    return wrong(`${path} leads to ${page.leadsTo!}, but should lead to ${row.to!}`)
  }
  const wanted = row.status === 200 ? 'message' : 'tombstone'
  if (page.kind === wanted && owners.includes(page.id ?? '')) return null
  const should = `${FOUND[wanted]} ${row.id}`
  if (page.kind === 'stub') return wrong(`${path} leads to ${page.leadsTo!}, but should be ${should}`)
  return wrong(`${path} is ${found}${page.id === null ? '' : ` ${page.id}`}, but should be ${should}`)
}

const FOUND: Readonly<Record<PageFacts['kind'], string>> = {
  message: 'the page of message',
  tombstone: 'the page of the withdrawn message',
  stub: 'a page that leads elsewhere',
  other: 'no page of a message',
}
