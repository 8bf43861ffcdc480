/**
 * The threads of a list, in typed arrays: at most 52 bytes a message and 36 a ghost, so that 500,000 fit.
 *
 * A node is a number. `0 … count - 1` are the messages, by their index in the array given to `threadMessages`; from
 * `count` on they are ghosts. A thread is a number too, from 0, in the order of the threads' first messages. -1 in an
 * array means "none". The arrays are shared, not copied: read them only.
 *
 * Walk them with `walkThread`, `nextInThread`, `previousInThread`, `childrenOf` and `threadsByLastActivity`.
 */
export interface Threads {
  /** How many messages there are. */
  readonly count: number
  /**
   * Message-ID of each ghost, by `node - count`; null for one known by its replies' subject alone. A ghost is always
   * the root of its thread and has at least two children.
   */
  readonly ghostIds: readonly (string | null)[]
  /** Parent of each node. */
  readonly parentOf: Int32Array
  /** First child of each node: the earliest by date, then position. */
  readonly firstChild: Int32Array
  /** Next child of the same parent, by date, then position; for a root, the root of the next thread. */
  readonly nextSibling: Int32Array
  /** How far each node is from its root; 0 for a root. */
  readonly depthOf: Int32Array
  /** Thread of each node. */
  readonly threadOf: Int32Array
  /** Where each node stands in `walkOrder`. */
  readonly placeOf: Int32Array
  /** All nodes, thread after thread, each parent before its children. */
  readonly walkOrder: Int32Array
  /** Where each thread begins in `walkOrder`; one more at the end. */
  readonly threadStarts: Int32Array
  /** Root of each thread. */
  readonly roots: Int32Array
  /** First message of each thread: its root, or the first child of a ghost. Threads are numbered by its date. */
  readonly firstMessages: Int32Array
  /** The message of each thread that is last by date, then position. */
  readonly lastMessages: Int32Array
  /** Place of each message by date, then position, from 0: a key for every other order. */
  readonly dateRank: Int32Array
  /** For an imposter (a second message with a used Message-ID) the message that had it first, else -1; by message. */
  readonly imposterOf: Int32Array
}
