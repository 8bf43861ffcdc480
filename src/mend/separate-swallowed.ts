import { encodeBase64url } from '../message/base64url.ts'
import { findSwallowed } from '../audit/find-swallowed.ts'
import type { RecordedMessage } from '../ledger/ledger-state.ts'
import { asciiBytes, CR, LF, UTF8_MARK, startsWithAt } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import { digestMessage } from '../message/digests.ts'
import { readHeaderFields } from '../message/header-fields.ts'
import { formatMessageId, readMessageId } from '../message/message-id.ts'
import { builtFromLine, fromLineCandidates, type FromLineClues } from './from-line-candidates.ts'
import { lineEndOf } from './redact-message.ts'

/** A message that was found inside other bytes, and the From_ line that it gets. */
export interface SeparatedMessage {
  /** Where the bytes before it end: the remains of its From_ line, if there are any, begin here. */
  readonly boundary: number
  /** Where its header section begins. */
  readonly head: number
  /** Without its line end. */
  readonly fromLine: Uint8Array
  /** Its digest is the recorded one; else the line was made anew. */
  readonly isProved: boolean
}

/**
 * Finds recorded messages inside the message that swallowed them, and what their From_ lines were.
 *
 * Null where one of them cannot be found.
 *
 * @param hostMessage - The host's bytes, From_ line and trailer left out.
 */
export function separateSwallowed(
  hostMessage: Uint8Array,
  hostRaw: string,
  swallowed: readonly RecordedMessage[],
  host: Host,
): SeparatedMessage[] | null {
  const { offsets, boundaries } = findSwallowed(hostMessage, hostRaw, swallowed, host)
  const found: SeparatedMessage[] = []
  for (const [index, recorded] of swallowed.entries()) {
    const head = offsets[index]
    const before = boundaries[index]
    if (head == null || before == null) return null
    // Where From_ line and empty line are both gone, the line before the head is text of the host.
    const previous = index === 0 ? hostRaw : swallowed[index - 1]!.digests.raw
    const start = index === 0 ? 0 : found[index - 1]!.head
    const isWholeBefore = (end: number): boolean =>
      endings(hostMessage, start, end).some(
        (stop) => rawOf(hostMessage.subarray(start, stop), host) === previous,
      )
    const remains = before < head ? withoutLineEnd(hostMessage.subarray(before, head)) : null
    const isText =
      remains !== null && !isWholeBefore(before) && (isWholeBefore(head) || !looksLikeFromLine(remains))
    const boundary = isText ? head : before
    const clues = { remains: isText ? null : remains, head: hostMessage.subarray(head), date: recorded.date }
    found.push({ boundary, head, ...findFromLine(clues, recorded, host) })
  }
  return found
}

/**
 * Finds a recorded message in the bytes before the first entry of a file: its From_ line is broken or gone.
 *
 * Null where it is not what stands there.
 */
export function findInPreamble(
  preamble: Uint8Array,
  recorded: RecordedMessage,
  host: Host,
): SeparatedMessage | null {
  const mark = startsWithAt(preamble, UTF8_MARK, 0) ? UTF8_MARK.length : 0
  const line = preamble.indexOf(LF) + 1
  for (const head of [line, mark]) {
    const section = preamble.subarray(head)
    const id = readMessageId(section, readHeaderFields(section).fields)
    const isSame =
      endings(preamble, head, preamble.length).some(
        (end) => rawOf(preamble.subarray(head, end), host) === recorded.digests.raw,
      ) ||
      (id !== null && formatMessageId(id) === recorded.messageId)
    if (!isSame) continue
    const remains = head === mark ? null : withoutLineEnd(preamble.subarray(0, head))
    return {
      boundary: 0,
      head,
      ...findFromLine({ remains, head: section, date: recorded.date }, recorded, host),
    }
  }
  return null
}

/** The From_ line of a message, proved by its digest, or else made anew. */
export function findFromLine(
  clues: FromLineClues,
  { digests }: RecordedMessage,
  host: Host,
): Pick<SeparatedMessage, 'fromLine' | 'isProved'> {
  for (const fromLine of fromLineCandidates(clues)) {
    if (digestOfLine(fromLine, host) === digests.fromLine) return { fromLine, isProved: true }
  }
  return { fromLine: builtFromLine(clues), isProved: false }
}

/** The digest that the ledger keeps of a From_ line. */
export function digestOfLine(fromLine: Uint8Array, host: Host): string {
  return digestMessage(new Uint8Array(), { host, quoting: 'mboxo' }, fromLine).fromLine
}

/** The line ends that may or may not belong to a message: with its trailer and without. */
function endings(bytes: Uint8Array, start: number, end: number): number[] {
  const ends = [end]
  for (let at = end; ends.length < 3 && at > start && bytes[at - 1] === LF; ends.push(at)) {
    at -= bytes[at - 2] === CR ? 2 : 1
  }
  return ends
}

function rawOf(bytes: Uint8Array, host: Host): string {
  return encodeBase64url(host.hash('sha256', bytes))
}

const FROM_LIKE = asciiBytes('From')

function looksLikeFromLine(line: Uint8Array): boolean {
  let at = 0
  while (line[at] === 0x3e) at++
  return startsWithAt(line, FROM_LIKE, at)
}

function withoutLineEnd(line: Uint8Array): Uint8Array {
  const width = line.at(-1) === LF ? lineEndOf(line).length : 0
  return line.subarray(0, line.length - width)
}
