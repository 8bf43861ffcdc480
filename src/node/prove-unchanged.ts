import { createSegmentVerifier, type SegmentVerifier } from '../ledger/segments.ts'
import type { LedgerSummary } from '../ledger/summarize-ledger.ts'
import { isAsRecorded } from '../audit/compare.ts'
import { fileNotes } from '../audit/file-notes.ts'
import { scanMbox } from '../mbox/scan-mbox.ts'
import type { MboxObservationCode, Observation } from '../mbox/entry.ts'
import { createPresentReader, type PresentReader } from '../message/present-reader.ts'
import { nodeHost } from './node-host.ts'
import { readMboxFiles, type MboxConsumer, type ReadMboxOptions } from './read-mbox-files.ts'

/** What a proof tells beside that nothing changed. */
export interface UnchangedProof {
  /** The files that are compressed, by their index. */
  readonly compressed: readonly number[]
}

/**
 * Proves with one hash over each segment, and a look at the few entries behind the last one, that the files
 * hold exactly what was recorded.
 *
 * Gives up at the first thing that needs a closer look, such as bytes before a file's first message: that is
 * not yet a finding.
 */
export async function proveUnchanged(
  files: readonly string[],
  summary: LedgerSummary,
  options: Pick<ReadMboxOptions, 'signal' | 'onProgress'>,
): Promise<UnchangedProof | null> {
  if (summary.segments.length === 0) return null
  const prover = new Prover(summary)
  try {
    await readMboxFiles(files, prover, options)
  } catch (error) {
    if (error instanceof NeedsCloserLook) return null
    throw error
  }
  return prover.end() ? { compressed: prover.compressed } : null
}

/** Thrown to stop reading: the answer is already known not to be a simple one. */
class NeedsCloserLook extends Error {}

class Prover implements MboxConsumer {
  readonly compressed: number[] = []
  readonly #summary: LedgerSummary
  readonly #segments: SegmentVerifier
  /** Reads what stands behind the segments. */
  readonly #tail: PresentReader
  /** Bytes that segments still have to cover. */
  #covered: number
  #file = -1
  #isFirstChunk = true
  #readsTail = false
  #name = ''

  constructor(summary: LedgerSummary) {
    this.#summary = summary
    this.#segments = createSegmentVerifier(summary.segments, nodeHost)
    this.#covered = summary.segments.reduce((sum, { bytes }) => sum + bytes, 0)
    const { separator, quoting } = summary.settings
    this.#tail = createPresentReader({ host: nodeHost, separator, quoting })
  }

  beginFile(name: string): void {
    this.#file++
    this.#name = name
    this.#isFirstChunk = true
    this.#readsTail = false
  }

  observe({ code }: Observation<MboxObservationCode>): void {
    if (code !== 'compressed') throw new NeedsCloserLook()
    this.compressed.push(this.#file)
  }

  push(bytes: Uint8Array): void {
    if (this.#isFirstChunk) {
      this.#isFirstChunk = false
      const { separator } = this.#summary.settings
      if (!beginsWithEntry(bytes, separator)) throw new NeedsCloserLook()
    }
    const covered = Math.min(this.#covered, bytes.length)
    if (covered > 0) this.#segments.bytes(bytes.subarray(0, covered))
    this.#covered -= covered
    if (covered === bytes.length) return
    if (!this.#readsTail) {
      this.#readsTail = true
      this.#tail.beginFile(this.#name)
    }
    this.#tail.push(bytes.subarray(covered))
  }

  endFile(): void {
    if (this.#isFirstChunk) throw new NeedsCloserLook() // an empty file
    if (this.#readsTail) this.#tail.endFile()
  }

  /** Whether everything was as recorded. */
  end(): boolean {
    if (this.#covered > 0 || !this.#segments.end().every(Boolean)) return false
    const present = this.#tail.finish()
    const { tail, noted } = this.#summary
    return (
      present.messages.length === tail.length &&
      fileNotes(present).every(({ key }) => noted.has(key)) &&
      present.messages.every((message, index) => isAsRecorded(tail[index]!, message))
    )
  }
}

/** Scanning a little is enough to see whether the first message begins with the first byte. */
const ENOUGH_FOR_A_FROM_LINE = 64 * 1024

function beginsWithEntry(bytes: Uint8Array, separator: LedgerSummary['settings']['separator']): boolean {
  const { entries } = scanMbox(bytes.subarray(0, ENOUGH_FOR_A_FROM_LINE), { host: nodeHost, separator })
  return entries[0]?.fromLine.start === 0
}
