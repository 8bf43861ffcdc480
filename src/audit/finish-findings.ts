import type { Finding, FindingScope } from './finding.ts'
import type { Draft, DraftInput } from './list-findings.ts'
import { wordsFor } from './words.ts'

/** Writes out drafts as findings: refs, places and words. */
export function finishFindings(
  drafts: readonly Draft[],
  input: Pick<DraftInput, 'state' | 'present' | 'fates'> & { readonly newIds: ReadonlyMap<number, string> },
): { findings: Finding[]; scopes: ReadonlyMap<string, FindingScope> } {
  const sequence = input.state?.sequence ?? []
  const following = countFollowing(input)
  const used = new Map<string, number>()
  const scopes = new Map<string, FindingScope>()
  const findings = drafts.map((draft): Finding => {
    const recorded = draft.recorded === null ? null : sequence[draft.recorded]!
    const message = draft.present === null ? null : input.present.messages[draft.present]!
    const onFile = draft.file !== null
    // A piece is an entry of its own; every other finding that has a record speaks of the recorded message.
    const subject = draft.code === 'redaction-undone' ? (recorded?.of ?? recorded?.id) : recorded?.id
    const id = onFile ? null : (subject ?? (message && (input.newIds.get(message.position) ?? null)))
    const base =
      onFile || id === null ? `${draft.code}:${draft.file ?? message?.file ?? 0}` : `${draft.code}:${id}`
    const times = (used.get(base) ?? 0) + 1
    used.set(base, times)
    const ref = times === 1 ? base : `${base}~${times}`
    scopes.set(ref, draft.scope)
    const file = message?.file ?? draft.file
    const place = draft.observation ?? message
    const messageId = onFile ? null : recorded ? recorded.messageId : (message?.messageId ?? null)
    return {
      ref,
      code: draft.code,
      level: draft.level,
      count: draft.count,
      id,
      messageId,
      recorded: recorded && { position: draft.recorded!, path: recorded.path },
      present:
        file === null || input.present.files[file] === undefined
          ? null
          : {
              position: message?.position ?? 0,
              file: input.present.files[file].name,
              offset: place?.offset ?? 0,
              line: place ? place.line : 1,
            },
      ...wordsFor(draft.code, {
        count: draft.count,
        messageId,
        recorded: draft.recorded,
        present: draft.present,
        following: following(draft),
        detail: draft.detail,
      }),
    }
  })
  return { findings, scopes }
}

/** Counts, for each finding, the recorded messages that stand behind its place. */
function countFollowing({ fates }: Pick<DraftInput, 'fates'>): (draft: Draft) => number {
  const { presentOf, recordedOf } = fates.alignment
  const behind = new Int32Array(recordedOf.length + 1)
  for (let p = recordedOf.length - 1; p >= 0; p--) behind[p] = behind[p + 1]! + (recordedOf[p] === -1 ? 0 : 1)
  return ({ code, recorded, present }) => {
    if (code === 'deleted' || code === 'merged') return presentOf.length - 1 - recorded!
    return present === null ? 0 : behind[present + 1]!
  }
}
