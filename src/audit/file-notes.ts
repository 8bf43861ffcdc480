import type { MboxObservationCode, Observation } from '../mbox/entry.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { FINDING_LEVELS } from './finding-codes.ts'

/**
 * Something about a file that no message record can hold, such as bytes before its first message.
 *
 * What stood when a run was committed is kept in the ledger by its key, so that only what is new is a
 * finding. Keys name no file: renaming and splitting files is no edit.
 */
export interface FileNote {
  readonly key: string
  /** Index of the file. */
  readonly file: number
  readonly code: MboxObservationCode | 'trailing-whitespace-changed'
  readonly observation: Observation
  /** Present position of the entry it hangs on: the file's first, or for a missing empty line its last. */
  readonly entry: number | null
}

/** Lists what the ledger's next `commit` notes, in file order. Infos are not noted: they never become findings. */
export function fileNotes(present: PresentList): FileNote[] {
  const notes: FileNote[] = []
  let position = 0
  for (const [file, { entries, observations, preamble }] of present.files.entries()) {
    const first = entries > 0 ? present.messages[position]! : null
    for (const observation of observations) {
      if (FINDING_LEVELS[observation.code] === 'info') continue
      const anchor = observation.code === 'preamble' ? (preamble ?? '') : (first?.digests.fromLine ?? '')
      notes.push({
        key: `${observation.code}:${anchor}`,
        file,
        code: observation.code,
        observation,
        entry: first?.position ?? null,
      })
    }
    position += entries
    const last = entries > 0 ? present.messages[position - 1]! : null
    if (last && !last.open && hasNoTrailer(last)) {
      notes.push({
        key: `unseparated-end:${last.digests.fromLine}`,
        file,
        code: 'trailing-whitespace-changed',
        observation: { code: 'trailing-whitespace-changed', offset: last.trailer.start, line: null },
        entry: last.position,
      })
    }
  }
  return notes
}

function hasNoTrailer({ trailer }: PresentMessage): boolean {
  return trailer.start === trailer.end
}
