import type { Fates } from '../audit/fates.ts'
import type { EntryBytes } from '../audit/join-pieces.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { stays, type PieceRun } from './compose-list.ts'

/** An entry as it is, where it is. */
export function wholeEntry({ file, offset, trailer }: PresentMessage): PieceRun[] {
  return [stays(file, offset, trailer.end)]
}

/** The parts of an entry's bytes. */
export function partsOf(message: PresentMessage, bytes: Uint8Array): EntryBytes {
  const part = ({ start, end }: { start: number; end: number }): Uint8Array =>
    bytes.subarray(start - message.offset, end - message.offset)
  return { fromLine: part(message.fromLine), message: part(message.message), trailer: part(message.trailer) }
}

/** The new bytes of a message between what is the same at both ends. */
export function smallest(
  file: number,
  { message }: PresentMessage,
  old: Uint8Array,
  now: Uint8Array,
): PieceRun[] {
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head++
  let tail = 0
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  return [
    stays(file, message.start, message.start + head),
    { bytes: now.subarray(head, now.length - tail) },
    stays(file, message.end - tail, message.end),
  ]
}

/** A line without its line end. */
export function withoutLineEnd(line: Uint8Array): Uint8Array {
  let end = line.length
  if (end > 0 && line[end - 1] === 10) end -= line[end - 2] === 13 ? 2 : 1
  return line.subarray(0, end)
}

/** Recorded positions of the messages that the entry at `p`, which is recorded position `r`, swallowed. */
export function swallowedBy({ recorded }: Fates, r: number, p: number): number[] {
  const found: number[] = []
  for (let s = r + 1; s < recorded.length; s++) {
    const fate = recorded[s]
    if (fate?.fate === 'merged' && fate.present === p) found.push(s)
    else if (fate?.fate !== 'deleted') break
  }
  return found
}

/** Present positions of the pieces that broke off from the entry at `p`, which is recorded position `r`. */
export function piecesOf({ present }: Fates, r: number, p: number): number[] {
  const found: number[] = []
  for (let piece = p + 1; piece < present.length; piece++) {
    const fate = present[piece]
    if (fate?.fate !== 'piece' || fate.recorded !== r) break
    found.push(piece)
  }
  return found
}

/** How many messages seem to stand inside an entry, behind a From_ line without an empty line before it. */
export function hiddenMessages({ observations }: PresentMessage): number {
  return observations.filter(({ code }) => code === 'unseparated-message').length
}
