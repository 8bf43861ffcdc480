import { isAsRecorded } from '../audit/compare.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import type { RecordOf } from '../ledger/records.ts'
import { createSegmenter, SEGMENT_BYTES, type SegmentSpan } from '../ledger/segments.ts'
import type { PresentList } from '../message/present-list.ts'
import { nodeHost } from './node-host.ts'
import { readMboxFiles, type MboxConsumer, type ReadMboxOptions } from './read-mbox-files.ts'

/**
 * Makes the segments that the ledger does not have yet, by reading the files once more.
 *
 * Only entries that are what the ledger says are put into segments: an unaccepted change must not be sealed
 * in. Where the sequence is not what the files hold, there are none until somebody has decided.
 *
 * @param state - The ledger with everything that this run records.
 */
export async function hashSegments(
  files: readonly string[],
  present: PresentList,
  state: LedgerState,
  options: Pick<ReadMboxOptions, 'signal'>,
): Promise<RecordOf<'segment'>[]> {
  const { sequence, segments } = state
  const lastCovered = segments.at(-1)?.last
  const start = lastCovered === undefined ? 0 : sequence.findIndex(({ seq }) => seq === lastCovered) + 1
  const first = present.messages[start]
  if (first === undefined || !hasFullSegment(present, start)) return []

  const spans: SegmentSpan[] = []
  const segmenter = createSegmenter({
    host: nodeHost,
    onSegment: (span) => spans.push(span),
    position: start,
  })
  const feeder = new EntryFeeder(present, start, segmenter)
  await readMboxFiles(files.slice(first.file), feeder, options)

  const isRecorded = (position: number): boolean => {
    const recorded = sequence[position]
    const message = present.messages[position]
    return recorded !== undefined && message !== undefined && isAsRecorded(recorded, message)
  }
  const records: RecordOf<'segment'>[] = []
  for (let position = 0; position < start; position++) if (!isRecorded(position)) return []
  for (const { first, last, bytes, sha256 } of spans) {
    for (let position = first; position <= last; position++) if (!isRecorded(position)) return records
    records.push({ type: 'segment', first: sequence[first]!.seq, last: sequence[last]!.seq, bytes, sha256 })
  }
  return records
}

/** Whether the entries from `start` on, without the last, fill a segment. */
function hasFullSegment({ messages }: PresentList, start: number): boolean {
  let bytes = 0
  for (let position = start; position < messages.length - 1; position++) {
    const { offset, trailer } = messages[position]!
    bytes += trailer.end - offset
    if (bytes >= SEGMENT_BYTES) return true
  }
  return false
}

/** Cuts the bytes of the files at the entries' known borders. */
class EntryFeeder implements MboxConsumer {
  readonly #present: PresentList
  readonly #segmenter: ReturnType<typeof createSegmenter>
  #next: number
  #file: number
  #offset = 0

  constructor(present: PresentList, start: number, segmenter: ReturnType<typeof createSegmenter>) {
    this.#present = present
    this.#segmenter = segmenter
    this.#next = start
    this.#file = present.messages[start]!.file - 1
  }

  beginFile(): void {
    this.#file++
    this.#offset = 0
  }

  push(bytes: Uint8Array): void {
    const end = this.#offset + bytes.length
    for (;;) {
      const entry = this.#present.messages[this.#next]
      if (entry?.file !== this.#file || entry.offset >= end) break
      const from = Math.max(entry.offset, this.#offset) - this.#offset
      const to = Math.min(entry.trailer.end, end) - this.#offset
      if (to > from) this.#segmenter.bytes(bytes.subarray(from, to))
      if (entry.trailer.end > end) break
      this.#segmenter.entry()
      this.#next++
    }
    this.#offset = end
  }

  observe(): void {
    // what there is to notice was noticed when the list was read
  }

  endFile(): void {
    // an entry never goes over the end of its file
  }
}
