import type { Hash, Host } from '../mbox/host.ts'
import { encodeBase64url } from '../message/base64url.ts'

/** A segment ends at the first entry border at which it holds this many bytes: 8 MiB. */
export const SEGMENT_BYTES = 8 * 1024 * 1024

/** A segment by positions in the list instead of by `seq`: what the bytes alone tell. */
export interface SegmentSpan {
  /** Position of its first entry, and of its last one. */
  readonly first: number
  readonly last: number
  readonly bytes: number
  /** SHA-256 of the entries' bytes, base64url. */
  readonly sha256: string
}

/** Cuts the entries of a list into segments. */
export interface Segmenter {
  /** A piece of the current entry: From_ line, message and trailer, in order. Preambles are no entry. */
  bytes(piece: Uint8Array): void
  /** The current entry is complete. */
  entry(): void
}

/** What a segmenter needs. */
export interface SegmenterOptions {
  readonly host: Host
  /** Receives each segment, in list order. */
  readonly onSegment: (segment: SegmentSpan) => void
  /** Position of the first entry that is fed: where the segments that still hold end. 0 if left out. */
  readonly position?: number
  /** For tests; {@link SEGMENT_BYTES} if left out. */
  readonly size?: number
}

/**
 * Makes a segmenter: fed with the joined entries of a list, over all its files, it reports the segments.
 *
 * A full segment is reported when the entry behind it ends, so never one that holds the last entry,
 * which may still grow. How the bytes are cut into pieces does not matter.
 */
export function createSegmenter(options: SegmenterOptions): Segmenter {
  const { host, onSegment, size = SEGMENT_BYTES } = options
  let position = options.position ?? 0
  let first = position
  let length = 0
  let hash = host.createHash('sha256')
  let full: SegmentSpan | null = null
  return {
    bytes(piece) {
      hash.update(piece)
      length += piece.length
    },
    entry() {
      if (full !== null) onSegment(full)
      full = null
      position += 1
      if (length < size) return
      full = { first, last: position - 1, bytes: length, sha256: encodeBase64url(hash.digest()) }
      first = position
      length = 0
      hash = host.createHash('sha256')
    },
  }
}

/** Checks recorded segments against the bytes of a list. */
export interface SegmentVerifier {
  /** The next piece of the joined entries, preambles out. Pieces may be of any length. */
  bytes(piece: Uint8Array): void
  /** No more bytes. For each segment, in order: whether these are its bytes. */
  end(): readonly boolean[]
}

/**
 * Makes a verifier for the segments of a ledger.
 *
 * It needs no entry borders: equal bytes have equal borders. After an edit that keeps a segment's length
 * the later segments can still hold; after any other edit they do not.
 *
 * @param segments - In list order, from the start of the list.
 */
export function createSegmentVerifier(
  segments: readonly Pick<SegmentSpan, 'bytes' | 'sha256'>[],
  host: Host,
): SegmentVerifier {
  const results: boolean[] = []
  let hash: Hash | null = null
  let left = 0
  const close = (): void => {
    // A recorded length of 0 is no segment, but it must not stop the walk either.
    while (hash !== null && left === 0) {
      results.push(encodeBase64url(hash.digest()) === segments[results.length]!.sha256)
      open()
    }
  }
  const open = (): void => {
    const segment = segments[results.length]
    hash = segment === undefined ? null : host.createHash('sha256')
    left = segment?.bytes ?? 0
  }
  open()
  close()
  return {
    bytes(piece) {
      for (let at = 0; hash !== null && at < piece.length;) {
        const end = Math.min(piece.length, at + left)
        hash.update(piece.subarray(at, end))
        left -= end - at
        at = end
        close()
      }
    },
    end: () => segments.map((_, index) => results[index] ?? false),
  }
}
