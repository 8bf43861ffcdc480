import { checkExpected, readLedger } from '../ledger/read-ledger.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import { readLedgerFile } from './ledger-file.ts'
import { nodeHost } from './node-host.ts'

/** A ledger as its file holds it. */
export interface OpenedLedger {
  readonly bytes: Uint8Array
  readonly state: LedgerState
}

/** What {@link openLedger} checks beside the ledger itself. */
export interface OpenLedgerOptions {
  /** The list that it must be the ledger of. */
  readonly list?: string | undefined
  /** The sum of a commit that it must hold. */
  readonly expect?: string | undefined
}

/**
 * Reads and replays the ledger at `path`.
 *
 * @returns The ledger, or null where there is none.
 * @throws {@link LedgerError} where it is damaged, of another list, newer than this program, or cut back.
 *
 * @example
 * const ledger = openLedger('list.ledger')
 * const message = ledger?.state.byId.get('4UISTGIUA2NZF66PCSPILTGEFHF5VULC')
 * console.log(message?.path, message?.withdrawn?.reason)
 */
export function openLedger(path: string, options: OpenLedgerOptions = {}): OpenedLedger | null {
  const bytes = readLedgerFile(path)
  if (bytes === null) return null
  const { list, expect } = options
  const state = readLedger(bytes, nodeHost, list === undefined ? {} : { list })
  if (expect !== undefined) checkExpected(state, expect)
  return { bytes, state }
}
