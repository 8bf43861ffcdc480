import { asciiBytes } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import { encodeBase32 } from './base32.ts'
import { parseMessageIdText } from './message-id.ts'

/** 160 bits: 32 characters of base32. */
const ID_BYTES = 20
const LF = 0x0a
const FORM = asciiBytes('holdfast-id-1')

/**
 * The stable ID of the first message that holds a msgid: Mailman 3's Message-ID-Hash, the base32 of its SHA-1.
 *
 * For ordinary ids it is the key that HyperKitty uses in its URLs; `docs/identity.md` lists where they differ.
 *
 * @param messageId - The msgid's bytes, see `readMessageId`.
 *
 * @example
 * stableId(nodeHost, utf8('a1@example.org')) // => '4UISTGIUA2NZF66PCSPILTGEFHF5VULC'
 */
export function stableId(host: Host, messageId: Uint8Array): string {
  return encodeBase32(host.hash('sha1', messageId))
}

/** What the stable ID of a message that cannot go by its msgid alone is made from. */
export interface DerivedIdParts {
  /** The msgid's bytes; empty or null if there is none. */
  readonly messageId: Uint8Array | null
  /** The content digest, base64url. */
  readonly content: string
  /** How many messages recorded earlier have the same msgid and content digest. */
  readonly k: number
}

/**
 * The stable ID of any other message: one without a msgid, or with one that is already held.
 *
 * Base32 of the first 160 bits of SHA-256 over `holdfast-id-1` LF msgid LF content digest LF k, without a final LF.
 *
 * @example
 * const message = utf8('Subject: hi\n\nhello\n')
 * const { content } = digestMessage(message, { host: nodeHost, quoting: 'mboxo' })
 * derivedId(nodeHost, { messageId: null, content, k: 0 }) // => 'INKSLPTEVOY3FHIHFDSVBFXQZLFG7CGL'
 */
export function derivedId(host: Host, { messageId, content, k }: DerivedIdParts): string {
  const id = messageId ?? new Uint8Array()
  const rest = asciiBytes(`\n${content}\n${k}`)
  const bytes = new Uint8Array(FORM.length + 1 + id.length + rest.length)
  bytes.set(FORM)
  bytes[FORM.length] = LF
  bytes.set(id, FORM.length + 1)
  bytes.set(rest, FORM.length + 1 + id.length)
  return encodeBase32(host.hash('sha256', bytes).subarray(0, ID_BYTES))
}

/** What of a message decides its stable ID. */
export interface Identified {
  /** The msgid as the ledger writes it, or null. */
  readonly messageId: string | null
  /** The content digest, base64url. */
  readonly content: string
}

/** Gives stable IDs to messages in the order in which they are recorded. */
export interface IdAssigner {
  /** The ID of the next message that is recorded. It is held from now on. */
  assign(message: Identified): string
}

/**
 * Makes an assigner that knows what was recorded before: every message and phantom, withdrawn ones too.
 *
 * An ID depends only on the message and on those recorded before it, never on its place. The time for one
 * message does not grow with the number of messages that share its msgid.
 *
 * @param known - What the ledger holds, with the msgid and content digest each was recorded with, in order of
 *   recording.
 * @throws TypeError where a `messageId` is no text that `formatMessageId` writes.
 *
 * @example
 * const content = digestMessage(utf8('\n\nhello\n'), { host: nodeHost, quoting: 'mboxo' }).content
 * const ids = createIdAssigner(nodeHost)
 * ids.assign({ messageId: 'a1@example.org', content }) // => '4UISTGIUA2NZF66PCSPILTGEFHF5VULC'
 * ids.assign({ messageId: 'a1@example.org', content }) // => 'BBMUZHZ45T333DJ4HCCWSMVSV5DOQXT2'
 */
export function createIdAssigner(
  host: Host,
  known: Iterable<Identified & { readonly id: string }> = [],
): IdAssigner {
  const heldIds = new Set<string>()
  const heldMessageIds = new Set<string>()
  const nextK = new Map<string, number>()

  // A msgid holds no white space, so LF cannot be part of it.
  const keyOf = ({ messageId, content }: Identified): string => `${messageId ?? ''}\n${content}`
  const hold = (message: Identified, id: string): void => {
    heldIds.add(id)
    if (message.messageId !== null) heldMessageIds.add(message.messageId)
    const key = keyOf(message)
    nextK.set(key, (nextK.get(key) ?? 0) + 1)
  }
  for (const message of known) hold(message, message.id)

  return {
    assign(message) {
      const bytes = message.messageId === null ? null : parseMessageIdText(message.messageId)
      if (message.messageId !== null && bytes === null) {
        throw new TypeError(
          `messageId must be text as the ledger writes it; got ${JSON.stringify(message.messageId)}`,
        )
      }
      let id = ''
      if (bytes !== null && bytes.length > 0 && !heldMessageIds.has(message.messageId!))
        id = stableId(host, bytes)
      if (id === '' || heldIds.has(id)) {
        const key = keyOf(message)
        let k = nextK.get(key) ?? 0
        // An accepted edit may have changed what a recorded message counts as, and so left a lower count behind.
        do id = derivedId(host, { messageId: bytes, content: message.content, k: k++ })
        while (heldIds.has(id))
        nextK.set(key, k - 1)
      }
      hold(message, id)
      return id
    },
  }
}
