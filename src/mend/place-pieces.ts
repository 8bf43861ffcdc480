import type { Fates } from '../audit/fates.ts'
import { asciiBytes } from '../mbox/ascii.ts'
import { SEPARATOR_TRAITS, type SeparatorRule } from '../mbox/separator-rules.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { stays, type Piece, type PieceRun } from './compose-list.ts'

/** What stands for a recorded message afterwards. */
export interface Standing {
  /** In file order. Runs of the list itself stay where they are, unless the message is moved. */
  readonly runs: readonly PieceRun[]
  readonly why: string | null
  /** The backup's entry that it is, if it comes from one. */
  readonly backup: PresentMessage | null
  /** How its runs end, where they are a part of an entry. */
  readonly end?: TextEnd
}

/** How an entry ends: with an empty line, with a line end only, or inside a line. */
export type TextEnd = 'empty-line' | 'line' | 'open'

/** What {@link placePieces} puts in order. */
export interface PlacingInput {
  readonly present: PresentList
  readonly fates: Fates
  /** By recorded position; null where nothing stands. */
  readonly standing: readonly (Standing | null)[]
  /** Present positions of entries that stand nowhere, or as a part of another. */
  readonly gone: ReadonlySet<number>
  /** Files whose first bytes, before the first entry, go or become an entry. */
  readonly gonePreambles: ReadonlySet<number>
  readonly separator: SeparatorRule
  /** Number of files that the backups have. */
  readonly backupFiles: number
}

/**
 * Puts a list in the order that the ledger recorded: each recorded message behind the one before it, what is not recorded
 * behind what it stands behind now.
 *
 * A message that comes back stands in the file of the one before it, or where the backup has it, if that fits.
 */
export function placePieces(input: PlacingInput): Piece[] {
  const placer = new PiecePlacer(input)
  placer.place()
  return placer.pieces
}

class PiecePlacer {
  readonly pieces: Piece[] = []
  readonly #input: PlacingInput
  /** The next present entry that is no recorded message, or one out of order. */
  #next = 0
  #file = 0
  /** How what was placed last in its file ends. */
  #end: { readonly file: number; readonly text: TextEnd; readonly at: number } | null = null
  readonly #preambles = new Set<number>()

  /** By recorded position: the file of the next message behind it that stays where it is. */
  readonly #nextFiles: readonly number[]

  constructor(input: PlacingInput) {
    this.#input = input
    const { present, fates, standing } = input
    const { presentOf, moved } = fates.alignment
    let next = present.files.length - 1
    const files = standing.map(() => next)
    for (let r = standing.length - 1; r >= 0; r--) {
      files[r] = next
      const p = presentOf[r]!
      if (p !== -1 && moved[r] === 0 && standing[r] !== null) next = present.messages[p]!.file
    }
    this.#nextFiles = files
  }

  place(): void {
    const { fates, standing, present } = this.#input
    const { presentOf, moved } = fates.alignment
    for (const [r, piece] of standing.entries()) {
      if (piece === null) continue
      const p = presentOf[r]!
      const isAnchor = p !== -1 && moved[r] === 0
      if (isAnchor) this.#placeOthers(p)
      if (isAnchor) this.#enter(present.messages[p]!.file)
      const file = isAnchor ? present.messages[p]!.file : this.#fileFor(r, piece)
      const stayed = piece.runs.find((run) => 'stays' in run)
      const isFromPreamble = p === -1 && stayed !== undefined && 'file' in stayed
      this.#put(isFromPreamble ? stayed.file : file, piece, isAnchor || p === -1)
      if (isAnchor) this.#next = p + 1
    }
    this.#placeOthers(present.messages.length)
    this.#enter(present.files.length - 1)
  }

  /** Entries that are not recorded, up to the present position `end`. */
  #placeOthers(end: number): void {
    const { present, fates, gone } = this.#input
    for (; this.#next < end; this.#next++) {
      const p = this.#next
      if (gone.has(p) || fates.alignment.recordedOf[p] !== -1) continue
      const message = present.messages[p]!
      this.#enter(message.file)
      const runs = [stays(message.file, message.offset, message.trailer.end)]
      this.#put(message.file, { runs, why: null, backup: null }, true)
    }
  }

  /** Preambles stand before whatever stays in their file. */
  #enter(file: number): void {
    const { present, gonePreambles } = this.#input
    for (let f = this.#file; f <= file; f++) {
      if (this.#preambles.has(f)) continue
      this.#preambles.add(f)
      const first = present.messages.find((message) => message.file === f)
      const end = first?.offset ?? present.files[f]!.bytes
      if (end === 0 || gonePreambles.has(f)) continue
      this.pieces.push({ file: f, runs: [stays(f, 0, end)], why: null })
      this.#end = { file: f, text: 'empty-line', at: end }
    }
    this.#file = Math.max(this.#file, file)
  }

  /** Where a message that does not stay is put: not before what stands before it, nor behind what stands behind it. */
  #fileFor(r: number, { backup }: Standing): number {
    const { present, backupFiles } = this.#input
    if (backup === null || backupFiles !== present.files.length) return this.#file
    return Math.max(this.#file, Math.min(backup.file, this.#nextFiles[r]!))
  }

  #put(file: number, { runs, why, backup, end }: Standing, isInPlace: boolean): void {
    if (file > this.#file || !this.#preambles.has(file)) this.#enter(file)
    const { present, separator } = this.#input
    const first = runs[0]!
    const follows =
      isInPlace &&
      'stays' in first &&
      this.#end?.file === file &&
      this.#end.at === first.start &&
      entryAt(present, file, first.start)?.offset === first.start
    const before: PieceRun[] = follows ? [] : this.#separation(file, separator)
    const placed = isInPlace
      ? runs
      : runs.map((run): PieceRun =>
          'bytes' in run ? run : { origin: run.origin, file: run.file, start: run.start, end: run.end },
        )
    const reason = isInPlace ? (before.length > 0 ? 'an empty line' : null) : 'back to its place'
    this.pieces.push({ file, runs: [...before, ...placed], why: why ?? reason })
    const { text, at } = endOf(runs, backup, present)
    this.#end = { file, text: end ?? text, at: isInPlace ? at : -1 }
  }

  /** What must stand between the entry before and one that is put behind it, so that its From_ line separates. */
  #separation(file: number, separator: SeparatorRule): PieceRun[] {
    if (this.#end === null || this.#end.file !== file || this.#end.text === 'empty-line') return []
    const needsEmptyLine = SEPARATOR_TRAITS[separator].needsBlankLineBefore
    const lines = this.#end.text === 'open' ? (needsEmptyLine ? 2 : 1) : needsEmptyLine ? 1 : 0
    return lines === 0 ? [] : [{ bytes: asciiBytes('\n'.repeat(lines)) }]
  }
}

function endOf(
  runs: readonly PieceRun[],
  backup: PresentMessage | null,
  present: PresentList,
): { readonly text: TextEnd; readonly at: number } {
  const last = runs.at(-1)!
  if ('bytes' in last) {
    const ends = last.bytes.at(-1) === 10
    const isEmpty = ends && (last.bytes.length === 1 || last.bytes.at(-2) === 10 || last.bytes.at(-3) === 10)
    return { text: isEmpty ? 'empty-line' : ends ? 'line' : 'open', at: -1 }
  }
  if (last.origin === 'backup') return { text: backup === null ? 'empty-line' : textEnd(backup), at: -1 }
  const message = entryAt(present, last.file, last.end - 1)
  if (message === undefined) return { text: 'line', at: last.end }
  return { text: last.end === message.trailer.end ? textEnd(message) : 'line', at: last.end }
}

function textEnd({ trailer, endsWithNewline }: PresentMessage): TextEnd {
  if (trailer.end > trailer.start) return 'empty-line'
  return endsWithNewline ? 'line' : 'open'
}

/** The entry that holds a byte; entries stand in the order of files and offsets. */
function entryAt({ messages }: PresentList, file: number, offset: number): PresentMessage | undefined {
  let low = 0
  let high = messages.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const at = messages[middle]!
    if (at.file < file || (at.file === file && at.offset <= offset)) low = middle
    else high = middle - 1
  }
  const found = messages[low]
  return found?.file === file && found.offset <= offset ? found : undefined
}
