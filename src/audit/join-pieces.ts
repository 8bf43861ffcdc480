import { joinBytes } from '../mbox/join-bytes.ts'
import { encodeBase64url } from '../message/base64url.ts'
import type { Host } from '../mbox/host.ts'
import type { MessageDigests } from '../message/present-message.ts'

/** The three parts of an entry's bytes. */
export interface EntryBytes {
  readonly fromLine: Uint8Array
  readonly message: Uint8Array
  readonly trailer: Uint8Array
}

const QUOTE = Uint8Array.of(0x3e)
const NOTHING = new Uint8Array()

/**
 * How a message was broken in pieces: its From_ lines lost their `>`, were text that did not separate before, or were put
 * in, with an empty line before each or without.
 */
export type Breaking = 'unquoted' | 'kept' | 'put-in-behind-empty-line' | 'put-in'

/**
 * Whether a host and the entries behind it, joined, are the message that was recorded, and how somebody broke it in pieces
 * then; null where they are not.
 *
 * Three ways to break one are tried: a quoted `>From ` line lost its `>`; a From_ line was already part of
 * the text, but did not count as one; a From_ line was put in, with an empty line before it or without.
 *
 * @param parts - The host first, then the pieces in order.
 * @param digest - Digests a whole message under the ledger's quoting variant.
 */
export function findBreaking(
  recorded: MessageDigests,
  parts: readonly EntryBytes[],
  host: Host,
  digest: (message: Uint8Array) => Pick<MessageDigests, 'raw' | 'head' | 'body'>,
): Breaking | null {
  const join = (glue: (part: EntryBytes, before: EntryBytes) => readonly Uint8Array[]): Uint8Array => {
    const runs: Uint8Array[] = [parts[0]!.message]
    for (let index = 1; index < parts.length; index++) {
      const part = parts[index]!
      runs.push(...glue(part, parts[index - 1]!), part.message)
    }
    return joinBytes(runs)
  }
  const isRaw = (bytes: Uint8Array): boolean => encodeBase64url(host.hash('sha256', bytes)) === recorded.raw
  if (isRaw(join((part, before) => [before.trailer, QUOTE, part.fromLine]))) return 'unquoted'
  if (isRaw(join((_, before) => [before.trailer]))) return 'put-in-behind-empty-line'
  if (isRaw(join(() => [NOTHING]))) return 'put-in'
  const kept = digest(join((part, before) => [before.trailer, part.fromLine]))
  const isKept = kept.raw === recorded.raw || (kept.head === recorded.head && kept.body === recorded.body)
  return isKept ? 'kept' : null
}
