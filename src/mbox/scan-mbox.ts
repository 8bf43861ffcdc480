import type { ByteRange, MboxEntry } from './entry.ts'
import type { PlacedObservation } from './file-observations.ts'
import { createMboxScanner } from './scanner.ts'
import type { ScanOptions } from './scanner.ts'

/** The byte ranges of an mbox file, and what was noticed on the way. */
export interface MboxScan {
  /** What stands before the first entry; all of the file if there is none. */
  readonly preamble: ByteRange
  readonly entries: readonly MboxEntry[]
  /** By offset; those of one place in the order in which the scanner reports them. */
  readonly observations: readonly PlacedObservation[]
}

/**
 * Splits a whole mbox file into entries without changing or dropping a byte.
 *
 * `preamble`, then each entry's `fromLine`, `message` and `trailer`, cover the input in order: joined, they are the
 * input. The separator rule decides how many entries there are, and so every number after; use the rule of the archiver
 * that published the list.
 *
 * Never throws on bad mail. For a stream, see {@link createMboxScanner}.
 *
 * @param bytes - The whole file, decompressed.
 *
 * @example
 * const file = utf8('From a@example.org Sat Jan  3 01:05:34 1996\nSubject: hi\n\nhello\n\n')
 * const { entries } = scanMbox(file, { host: nodeHost, separator: 'rfc4155' })
 * entries[0].message // => { start: 44, end: 63 }
 */
export function scanMbox(bytes: Uint8Array, options: ScanOptions): MboxScan {
  const entries: MboxEntry[] = []
  const observations: PlacedObservation[] = []
  const scanner = createMboxScanner({
    ...options,
    sink: {
      fromLine: () => undefined,
      message: () => undefined,
      entry: (entry) => void entries.push(entry),
      observation: (observation, entry) => void observations.push({ ...observation, entry }),
    },
  })
  scanner.push(bytes)
  scanner.end()
  // sorted for determinism: what concerns the whole file is reported at the end, with the place where it began
  observations.sort((a, b) => a.offset - b.offset)
  return { preamble: { start: 0, end: entries[0]?.fromLine.start ?? bytes.length }, entries, observations }
}
