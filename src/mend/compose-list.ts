import type { CopiedRun, EditRun, MboxEdit } from './mbox-edit.ts'

/** A run of an entry as it will be: bytes that stay where they are, or others. */
export type PieceRun = (CopiedRun & { readonly stays?: true }) | { readonly bytes: Uint8Array }

/** A part of the list as it will be: an entry, or what stands before the first one of a file. */
export interface Piece {
  /** Index of the file that it is to stand in. */
  readonly file: number
  readonly runs: readonly PieceRun[]
  /** Why it is not as it was; null where all of it stays. */
  readonly why: string | null
}

/** Bytes that stand in no piece, and why. */
export interface Dropped {
  readonly file: number
  readonly start: number
  readonly why: string
}

/** Runs that stay where they are: in their own file, and in its order. */
export const stays = (file: number, start: number, end: number): PieceRun => ({
  origin: 'list',
  file,
  start,
  end,
  stays: true,
})

/**
 * Turns the list as it will be into the edits that make it: whatever stays is not touched.
 *
 * @param sizes - Lengths of the files as they are.
 * @param pieces - In the order of the list; runs that stay come in the order of their file.
 */
export function composeEdits(
  sizes: readonly number[],
  pieces: readonly Piece[],
  dropped: readonly Dropped[],
): MboxEdit[] {
  return sizes.flatMap((size, file) => {
    const edits: MboxEdit[] = []
    let cursor = 0
    let runs: EditRun[] = []
    let whys: string[] = []
    const close = (end: number): void => {
      for (const drop of dropped)
        if (drop.file === file && drop.start >= cursor && drop.start < end) whys.push(drop.why)
      const why = [...new Set(whys)].join(', ')
      if (end > cursor || runs.length > 0) edits.push({ file, start: cursor, end, runs, why })
      runs = []
      whys = []
    }
    for (const piece of pieces) {
      if (piece.file !== file) continue
      for (const run of piece.runs) {
        if ('stays' in run && run.file === file) {
          if (run.end === run.start) continue
          close(run.start)
          cursor = run.end
        } else if ('bytes' in run) {
          if (run.bytes.length > 0) runs.push(run)
          if (piece.why !== null) whys.push(piece.why)
        } else {
          const { origin, start, end } = run
          runs.push({ origin, file: run.file, start, end })
          if (piece.why !== null) whys.push(piece.why)
        }
      }
    }
    close(size)
    return edits
  })
}
