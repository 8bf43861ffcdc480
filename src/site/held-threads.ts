import type { ListIndex } from './list-index.ts'
import { safeHtml, type SafeHtml } from './safe-html.ts'
import type { ThreadPart } from './thread-places.ts'

/**
 * Messages that were rendered for the page of their thread and wait for the rest of it: at most so many
 * bytes of UTF-8; of more, what has waited longest is let go of.
 */
export class HeldThreads {
  private readonly maxBytes: number
  /** By node, the longest waiting first. */
  private readonly waiting = new Map<number, Buffer>()
  private readonly isDone: Uint8Array
  private bytes = 0

  constructor({ paged }: ListIndex, maxBytes: number) {
    this.maxBytes = maxBytes
    this.isDone = new Uint8Array(paged.length)
  }

  /** Takes in a message. */
  put(node: number, html: SafeHtml): void {
    this.isDone[node] = 1
    const held = Buffer.from(html)
    this.waiting.set(node, held)
    this.bytes += held.length
    for (const oldest of this.waiting.keys()) {
      if (this.bytes <= this.maxBytes) break
      this.take(oldest)
    }
  }

  /** Whether every message of a page was put in, held or not. */
  isComplete({ nodes }: ThreadPart): boolean {
    return nodes.every((node) => this.isDone[node] === 1)
  }

  /** Gives a message out; undefined where it was let go of. */
  take(node: number): SafeHtml | undefined {
    const held = this.waiting.get(node)
    if (held === undefined) return undefined
    this.waiting.delete(node)
    this.bytes -= held.length
    return safeHtml(held.toString())
  }
}
