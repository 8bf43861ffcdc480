import type { MessageDisplay } from './message-display.ts'
import type { ProblemList } from './problem-list.ts'

/** What a message and the messages inside it share: what is left of their limits, and their problems. */
export interface DisplayRun {
  readonly showsAddresses: boolean
  readonly problems: ProblemList
  /** Parts that may still be taken apart. */
  parts: number
  /** Bytes of embedded messages that may still be taken apart: each level goes over its bytes again. */
  embeddedBytes: number
  /** Attachments so far. */
  attachments: number
  /**
   * Makes a display of a message inside the message.
   *
   * @param depth - How many parts it is in.
   */
  readonly displayEmbedded: (message: Uint8Array, depth: number, run: DisplayRun) => Promise<MessageDisplay>
}
