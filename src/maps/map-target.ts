import { hyperkittyId, hyperkittyPath } from '../archivers/hyperkitty.ts'
import { publicInboxId, publicInboxPath } from '../archivers/public-inbox.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import { parseMessageIdText } from '../message/message-id.ts'
import { strictPath } from './key-spellings.ts'

/** Where pages can stand that a map leads to, beside their current paths: a layout of ours, or another archiver. */
export type MapTarget = 'stable' | 'hyperkitty' | 'public-inbox'
/** Every target, in the order in which they are documented. */
export const MAP_TARGETS: readonly MapTarget[] = ['stable', 'hyperkitty', 'public-inbox']

/**
 * Why a message has no address with another archiver that could be told: `random-id`, HyperKitty makes one up at each
 * import; `duplicate-message-id`, HyperKitty leaves it out, because an earlier message has its Message-ID;
 * `content-id`, public-inbox makes its address from its content, because its Message-ID is missing or taken.
 */
export type NoTargetReason = 'random-id' | 'duplicate-message-id' | 'content-id'

/** Where one message stands at the target: percent-encoded, below the list's address; or why nowhere. */
export type TargetPlace =
  | {
      readonly status: 301
      readonly path: string
      /** The message whose page it is, where that is an exact copy recorded earlier; else null. */
      readonly first: RecordedMessage | null
    }
  | { readonly status: 404; readonly reason: NoTargetReason }
  | { readonly status: 410; readonly reason: 'no-page' }

/**
 * Works out where each message of a list stands at a target, if the list is moved there as it is now.
 *
 * The keys of other archivers are made from the Message-ID as the ledger has it. Of two messages with the same key the one
 * that stands first in the list has the page; an exact copy leads to it.
 */
export function targetPlaces(
  state: LedgerState,
  target: MapTarget,
): (message: RecordedMessage) => TargetPlace {
  const addressOf = ADDRESSES[target]
  const firsts = new Map<string, RecordedMessage>()
  for (const message of state.sequence) {
    const address = message.kind === 'phantom' ? null : addressOf(message)
    if (address !== null && !firsts.has(address.key)) firsts.set(address.key, message)
  }
  return (message) => {
    const address = addressOf(message)
    if (address === null) return target === 'stable' ? NO_PAGE : { status: 404, reason: MISSING[target] }
    const first = firsts.get(address.key) ?? message
    if (first.id === message.id) return { status: 301, path: address.path, first: null }
    if (target === 'stable' || first.digests.content === message.digests.content) {
      const { path } = addressOf(first)!
      return { status: 301, path, first }
    }
    return { status: 404, reason: TAKEN[target] }
  }
}

const NO_PAGE: TargetPlace = { status: 410, reason: 'no-page' }
const MISSING = { hyperkitty: 'random-id', 'public-inbox': 'content-id' } as const
const TAKEN = { hyperkitty: 'duplicate-message-id', 'public-inbox': 'content-id' } as const

/** What only one message can have at the target, and the path that goes with it. */
interface TargetAddress {
  readonly key: string
  readonly path: string
}

const ADDRESSES: Readonly<Record<MapTarget, (message: RecordedMessage) => TargetAddress | null>> = {
  // In our own layout exact copies share a page (docs/identity.md), and every other message has an ID of its own.
  stable: ({ id, path, messageId, digests }) =>
    path === null
      ? null
      : { key: `${digests.content} ${messageId ?? ''}`, path: `m/${id.slice(0, 2)}/${id}.html` },
  hyperkitty: ({ messageId }) => {
    const id = hyperkittyId(fieldOf(messageId))
    return id === null ? null : samePath(hyperkittyPath(id))
  },
  'public-inbox': ({ messageId }) => {
    const id = publicInboxId(fieldOf(messageId))
    return id === '' ? null : samePath(strictPath(publicInboxPath(id)))
  },
}

const samePath = (path: string): TargetAddress => ({ key: path, path })

/** The body of the field that the ledger's Message-ID was read from, one character a byte; empty where there was none. */
function fieldOf(messageId: string | null): string {
  const bytes = messageId === null ? null : parseMessageIdText(messageId)
  return bytes === null ? '' : `<${Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')}>`
}
