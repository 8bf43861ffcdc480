import type { AuditResult } from '../audit/audit-messages.ts'

/** What was accepted, by the entries that the findings speak of. */
export interface DecidedFindings {
  /** Accepted codes by recorded position. */
  readonly byRecorded: ReadonlyMap<number, ReadonlySet<string>>
  /** Accepted codes by present position. */
  readonly byPresent: ReadonlyMap<number, ReadonlySet<string>>
  /** Codes of all findings, accepted or not, by recorded position. */
  readonly reported: ReadonlyMap<number, ReadonlySet<string>>
  /** Keys of accepted file notes. */
  readonly notes: ReadonlySet<string>
}

/**
 * Looks up what accepted findings speak of.
 *
 * What one host swallowed, or one message was broken into, is one decision: accepting one of those findings
 * accepts the others of the same host.
 *
 * @param refs - Refs of findings of this audit.
 * @throws {@link TypeError} where a ref is none of the audit's.
 */
export function findDecided(audit: AuditResult, refs: Iterable<string>): DecidedFindings {
  const { fates, findings, scopes } = audit
  const { recordedOf } = fates.alignment
  const codes = new Map(findings.map(({ ref, code }) => [ref, code]))
  const accepted = new Set<string>()
  const hosts = new Set<number>()
  for (const ref of refs) {
    const code = codes.get(ref)
    if (code === undefined)
      throw new TypeError(`refs must be refs of the audit's findings; got ${JSON.stringify(ref)}`)
    accepted.add(ref)
    const scope = scopes.get(ref)!
    if (code === 'merged') hosts.add(recordedOf[scope.present[0]!]!)
    if (code === 'split') hosts.add(scope.recorded[0]!)
  }

  const byRecorded = new Map<number, Set<string>>()
  const byPresent = new Map<number, Set<string>>()
  const reported = new Map<number, Set<string>>()
  const notes = new Set<string>()
  for (const { ref, code } of findings) {
    const scope = scopes.get(ref)!
    const host =
      code === 'merged' ? recordedOf[scope.present[0]!]! : code === 'split' ? scope.recorded[0]! : -1
    const isAccepted = accepted.has(ref) || hosts.has(host)
    const recorded = new Set(scope.recorded)
    if (host !== -1) recorded.add(host)
    for (const r of recorded) {
      addTo(reported, r, code)
      if (isAccepted) addTo(byRecorded, r, code)
    }
    if (!isAccepted) continue
    for (const p of scope.present) addTo(byPresent, p, code)
    for (const key of [...scope.notes, ...scope.newNotes]) notes.add(key)
  }
  return { byRecorded, byPresent, reported, notes }
}

function addTo(map: Map<number, Set<string>>, key: number, code: string): void {
  const codes = map.get(key)
  if (codes) codes.add(code)
  else map.set(key, new Set([code]))
}
