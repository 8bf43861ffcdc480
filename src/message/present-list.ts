import type { MboxObservationCode, Observation } from '../mbox/entry.ts'
import type { PresentMessage } from './present-message.ts'

/** One file of the list as it was read. */
export interface PresentFile {
  /** The name as the user gave it. */
  readonly name: string
  /** Length in bytes after decompression. */
  readonly bytes: number
  readonly compressed: boolean
  /** Number of entries in it. */
  readonly entries: number
  /** SHA-256 of the bytes before its first entry, base64url, 22 characters; null where there are none. */
  readonly preamble: string | null
  /** What was noticed outside of any entry, in file order. */
  readonly observations: readonly Observation<MboxObservationCode>[]
}

/** The list as its files hold it now: the other side of every audit. */
export interface PresentList {
  readonly files: readonly PresentFile[]
  /** The entries in order, over all files. */
  readonly messages: readonly PresentMessage[]
}
