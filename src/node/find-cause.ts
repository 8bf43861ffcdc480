import type { ForecastRow } from '../archivers/archiver.ts'
import type { Fates } from '../audit/fates.ts'
import type { Finding, FindingScope } from '../audit/finding.ts'
import { isForecastCode, SHIFTING_CODES, type FindingCode } from '../audit/finding-codes.ts'

/** What {@link findCause} looks at. */
export interface CauseInput {
  readonly findings: readonly Finding[]
  readonly scopes: ReadonlyMap<string, FindingScope>
  readonly fates: Fates
  /** By recorded position. */
  readonly before: readonly (string | null)[]
  /** By present position. */
  readonly after: readonly ForecastRow[]
}

/**
 * Finds the finding that made an archiver give a recorded message another path, or none.
 *
 * The cause stands between the last message before it that keeps its path and the message itself, both included: what
 * stands inside the one before may have become a page. Among several, one that takes or gives a number comes first, then
 * the archiver's own, then any edit.
 *
 * @returns Null where nothing in the files says it: the edit was accepted in an earlier run.
 */
export function findCause(
  position: number,
  { findings, scopes, fates, before, after }: CauseInput,
): { readonly code: FindingCode; readonly ref: string } | null {
  const { presentOf } = fates.alignment
  const keeps = (r: number): boolean => {
    const p = presentOf[r]!
    return before[r] !== null && p !== -1 && after[p]?.path === before[r]
  }
  let first = position - 1
  while (first >= 0 && !keeps(first)) first--
  let last = position
  while (last > first && presentOf[last] === -1) last--
  const from = first < 0 ? 0 : presentOf[first]!
  const to = last < 0 ? from : Math.max(from, presentOf[last]!)
  const near = findings.filter(({ ref, present }) => {
    const scope = scopes.get(ref)
    const positions =
      scope === undefined || scope.present.length === 0 ? [present?.position ?? -1] : scope.present
    return (
      scope?.recorded.some((r) => r >= first && r <= position) === true ||
      positions.some((p) => p >= from && p <= to)
    )
  })
  const crash = isStopped(after[presentOf[position]!])
    ? findings.find(({ code }) => code === 'archiver-crash')
    : null
  const cause =
    crash ??
    near.find(({ code }) => SHIFTING_CODES.has(code)) ??
    near.find(({ code }) => isForecastCode(code)) ??
    near.find(({ level }) => level !== 'info')
  return cause === undefined ? null : { code: cause.code, ref: cause.ref }
}

function isStopped(row: ForecastRow | undefined): boolean {
  return row?.reason === 'crash' || row?.reason === 'after-crash' || row?.reason === 'unpublished'
}
