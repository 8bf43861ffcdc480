import { asciiBytes, FROM, GREATER, latin1, startsWithAt, UTF8_MARK } from '../mbox/ascii.ts'
import { parseFromLine } from '../mbox/from-line.ts'
import { asctime } from '../message/asctime.ts'
import { findField, readHeaderFields, unfoldField } from '../message/header-fields.ts'
import { readDate, readReceived } from '../message/mail-date.ts'
import { formatUtc, parseUtc } from '../message/utc.ts'

/** What is known of a message whose From_ line is broken or gone. */
export interface FromLineClues {
  /** What stands in its place, without its line end; null where nothing does. */
  readonly remains: Uint8Array | null
  /** The message's header section. */
  readonly head: Uint8Array
  /** The recorded date, as the ledger writes it. */
  readonly date: string | null
}

const SENDER_FIELDS = ['return-path', 'x-envelope-from', 'sender', 'from'] as const
/** No honest address is longer. */
const LONGEST_ADDRESS = 320

/** Stands where nobody knows who sent a message. */
const UNKNOWN_SENDER = 'MAILER-DAEMON'

/**
 * From_ lines that a message may have had, the likeliest first: what is left of it without the marks that hide it, with the
 * year that it lost, and lines made of the senders and dates in the head. The caller takes one only if the recorded
 * digest is its own.
 */
export function* fromLineCandidates(clues: FromLineClues): Generator<Uint8Array, void, undefined> {
  const bare = clues.remains === null ? null : unhidden(clues.remains)
  const epochs = epochsOf(clues)
  if (bare !== null) {
    yield bare
    const text = latin1(bare).trimEnd()
    const years = new Set(epochs.flatMap((epoch) => [0, -1, 1].map((by) => yearOf(epoch) + by)))
    for (const year of years) yield asciiBytes(`${text} ${year}`)
  }
  for (const sender of sendersOf(clues, bare)) {
    for (const epoch of epochs) {
      for (const blanks of [' ', '  ']) yield asciiBytes(`From ${sender}${blanks}${asctime(epoch)}`)
    }
  }
}

/** A From_ line made of the head and the recorded date, for a message whose own cannot be found out. */
export function builtFromLine(clues: FromLineClues): Uint8Array {
  const [sender = UNKNOWN_SENDER] = sendersOf({ ...clues, remains: null }, null)
  const recorded = clues.date === null ? null : parseUtc(clues.date)
  return asciiBytes(`From ${sender} ${asctime(recorded ?? epochsOf(clues)[0] ?? 0)}`)
}

/** Without a byte-order mark and without `>` before `From `. */
function unhidden(line: Uint8Array): Uint8Array {
  let at = startsWithAt(line, UTF8_MARK, 0) ? UTF8_MARK.length : 0
  while (line[at] === GREATER) at++
  return startsWithAt(line, FROM, at) ? line.subarray(at) : line
}

function yearOf(epoch: number): number {
  return Number(formatUtc(epoch).slice(0, 4))
}

function epochsOf({ remains, head, date }: FromLineClues): number[] {
  const { fields } = readHeaderFields(head)
  const found: (number | null)[] = [date === null ? null : parseUtc(date)]
  for (const read of [readReceived(head, fields), readDate(head, fields)]) {
    if (read !== null) found.push(read.epoch, read.epoch + (read.offset ?? 0) * 60)
  }
  if (remains !== null) found.push(parseFromLine(unhidden(remains)).date)
  const usable = found.filter((epoch) => epoch !== null && epoch >= 0 && epoch < 4_000_000_000)
  return [...new Set(usable as number[])]
}

function sendersOf({ head }: FromLineClues, bare: Uint8Array | null): string[] {
  const senders: string[] = []
  if (bare !== null && startsWithAt(bare, FROM, 0)) {
    const { start, end } = parseFromLine(bare).sender
    if (end > start) senders.push(latin1(bare, start, end))
  }
  const { fields } = readHeaderFields(head)
  for (const name of SENDER_FIELDS) {
    const field = findField(fields, name)
    if (field === undefined) continue
    const value = latin1(unfoldField(head, field).subarray(0, LONGEST_ADDRESS * 4))
    const address =
      /<([^<>\s]{1,320})>/.exec(value)?.[1] ?? /[^\s<>()",;:]{1,200}@[^\s<>()",;:]{1,200}/.exec(value)?.[0]
    if (address !== undefined) senders.push(address)
  }
  return [...new Set(senders)]
}
