/** A file that is made of pieces of several messages, such as the messages of a month. */
export interface PieceGroup {
  readonly path: string
  /** The nodes of its messages, in the order of the file. */
  readonly nodes: readonly number[]
}

/**
 * Pieces of messages that wait for the rest of their file: at most so many bytes; of more, what has waited longest is
 * let go of.
 */
export class GroupedPieces<Group extends PieceGroup> {
  private readonly maxBytes: number
  private readonly groups = new Map<number, Group>()
  private readonly left = new Map<Group, number>()
  /** By node, the longest waiting first. */
  private readonly waiting = new Map<number, Uint8Array>()
  private bytes = 0

  /** @param groups - A node stands in one of them at most. */
  constructor(groups: Iterable<Group>, maxBytes: number) {
    this.maxBytes = maxBytes
    for (const group of groups) {
      this.left.set(group, group.nodes.length)
      for (const node of group.nodes) this.groups.set(node, group)
    }
  }

  /** The file that a message stands in, if it stands in one. */
  groupOf(node: number): Group | undefined {
    return this.groups.get(node)
  }

  /** Takes in the piece of a message, once. Returns true where nothing of its file is missing any more. */
  put(node: number, piece: Uint8Array): boolean {
    const group = this.groups.get(node)!
    this.waiting.set(node, piece)
    this.bytes += piece.length
    for (const oldest of this.waiting.keys()) {
      if (this.bytes <= this.maxBytes) break
      this.take(oldest)
    }
    const left = this.left.get(group)! - 1
    this.left.set(group, left)
    return left === 0
  }

  /** Gives a piece out; undefined where it was let go of. */
  take(node: number): Uint8Array | undefined {
    const piece = this.waiting.get(node)
    if (piece === undefined) return undefined
    this.waiting.delete(node)
    this.bytes -= piece.length
    return piece
  }
}
