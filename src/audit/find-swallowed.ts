import { encodeBase64url } from '../message/base64url.ts'
import { formatMessageId, readMessageId } from '../message/message-id.ts'
import { readHeaderFields } from '../message/header-fields.ts'
import type { Host } from '../mbox/host.ts'
import type { Alignable } from './align.ts'

const LF = 10
const CR = 13
const COLON = 58

/** A host with more places that look like a header section than this is searched by Message-ID alone. */
const MOST_DIGEST_STARTS = 64

/** What {@link findSwallowed} found in a host. */
export interface Swallowed {
  /** For each message asked for, the offset of its head in the host's message, or null. */
  readonly offsets: readonly (number | null)[]
  /** For each message asked for, the offset where what stands before its head ends, with or without a broken From_ line. */
  readonly boundaries: readonly (number | null)[]
  /** What stands before the first one found is the host as it was recorded, to the byte. */
  readonly hostIntact: boolean
}

/**
 * Looks for recorded messages inside the message before them: what is left when a From_ line, or the empty
 * line that the separator rule asks for, was taken away or damaged.
 *
 * A message is found by its Message-ID in a header section of its own, or by its `raw` digest.
 *
 * @param hostMessage - The host's bytes, From_ line and trailer left out.
 * @param hostRaw - The host's recorded `raw` digest.
 * @param missing - The recorded messages that followed the host and stand nowhere now, in order.
 */
export function findSwallowed(
  hostMessage: Uint8Array,
  hostRaw: string,
  missing: readonly Alignable[],
  host: Host,
): Swallowed {
  const starts = findHeadStarts(hostMessage)
  const digestOf = (from: number, to: number): string =>
    encodeBase64url(host.hash('sha256', hostMessage.subarray(from, withoutTrailer(hostMessage, from, to))))
  const hasRaw = (raw: string, start: number, index: number): boolean => {
    if (starts.length > MOST_DIGEST_STARTS) return false
    for (let next = index + 1; next < starts.length; next++) {
      if (digestOf(start, starts[next]!.boundary) === raw) return true
    }
    return encodeBase64url(host.hash('sha256', hostMessage.subarray(start))) === raw
  }

  const byMessageId = findMessageIds(hostMessage, starts)

  const offsets: (number | null)[] = []
  const boundaries: (number | null)[] = []
  let from = 0
  let boundary: number | null = null
  for (const { messageId, digests } of missing) {
    const index =
      messageId === null
        ? starts.findIndex(({ head }, at) => at >= from && hasRaw(digests.raw, head, at))
        : (byMessageId.get(messageId)?.find((at) => at >= from) ?? -1)
    offsets.push(index === -1 ? null : starts[index]!.head)
    boundaries.push(index === -1 ? null : starts[index]!.boundary)
    if (index === -1) continue
    boundary ??= starts[index]!.boundary
    from = index + 1
  }
  const hostIntact =
    boundary !== null &&
    (digestOf(0, boundary) === hostRaw ||
      encodeBase64url(host.hash('sha256', hostMessage.subarray(0, boundary))) === hostRaw)
  return { offsets, boundaries, hostIntact }
}

/** Where a header section begins, and where the message before it ends: the remains of a From_ line belong to neither. */
interface HeadStart {
  readonly head: number
  readonly boundary: number
}

function findHeadStarts(bytes: Uint8Array): HeadStart[] {
  const starts: HeadStart[] = []
  let inHead = true
  let previous = 0
  let previousIsEmpty = false
  for (let line = 0; line < bytes.length;) {
    const next = nextLine(bytes, line)
    const isField = isFieldLine(bytes, line, next)
    const continues = inHead && line > 0 && (bytes[line] === 32 || bytes[line] === 9)
    if (isField && !inHead && line > 0) {
      starts.push({ head: line, boundary: previousIsEmpty ? line : previous })
      inHead = true
    } else if (!isField && !continues) {
      inHead = false
    }
    previous = line
    previousIsEmpty = isEmptyLine(bytes, line, next)
    line = next
  }
  return starts
}

function nextLine(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(LF, from)
  return end === -1 ? bytes.length : end + 1
}

function isEmptyLine(bytes: Uint8Array, start: number, next: number): boolean {
  return next - start === 1 || (next - start === 2 && bytes[start] === CR)
}

/** RFC 5322 section 2.2: a field name is printable ASCII without the colon that ends it. */
function isFieldLine(bytes: Uint8Array, start: number, next: number): boolean {
  for (let at = start; at < next; at++) {
    const byte = bytes[at]!
    if (byte === COLON) return at > start
    if (byte < 33 || byte > 126) return false
  }
  return false
}

function withoutTrailer(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 2 || bytes[to - 1] !== LF) return to
  if (bytes[to - 2] === LF) return to - 1
  return bytes[to - 2] === CR && bytes[to - 3] === LF ? to - 2 : to
}

/** The header sections that hold a Message-ID, by it. None is read past the next one: hostile mail has many. */
function findMessageIds(bytes: Uint8Array, starts: readonly HeadStart[]): Map<string, number[]> {
  const byMessageId = new Map<string, number[]>()
  for (const [index, { head }] of starts.entries()) {
    const section = bytes.subarray(head, starts[index + 1]?.head)
    const id = readMessageId(section, readHeaderFields(section).fields)
    if (id === null) continue
    const messageId = formatMessageId(id)
    const places = byMessageId.get(messageId)
    if (places) places.push(index)
    else byMessageId.set(messageId, [index])
  }
  return byMessageId
}
