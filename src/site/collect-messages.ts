import { gzipSync } from 'fflate'
import type { MessageDisplay } from '../display/message-display.ts'
import { messageEntry } from './downloads/mbox-entry.ts'
import { monthMboxes, threadMboxes, threadMboxPath } from './downloads/mbox-groups.ts'
import { entryText, feedText, listFeedGroup, threadFeedGroups, type FeedGroup } from './feeds/list-feeds.ts'
import { GroupedPieces, type PieceGroup } from './grouped-pieces.ts'
import type { ListIndex } from './list-index.ts'
import type { PagedMessage } from './paged-messages.ts'
import { listSearch, type ListSearch } from './search/list-search.ts'
import type { SiteFile, SiteModel } from './site-model.ts'
import { textFile } from './text-file.ts'

/** How many bytes of one kind of file wait at one time for the rest of their file. */
export const HELD_PIECE_BYTES = 8 * 1024 * 1024

/** Displays a message and the pieces of its body once more. */
export type DisplayAgain = (message: PagedMessage) => Promise<readonly MessageDisplay[]>

/** Files of one kind, each made of pieces of its messages. */
interface PieceFiles {
  readonly pieces: GroupedPieces<PieceGroup>
  readonly pieceOf: (
    message: PagedMessage,
    displays: readonly MessageDisplay[],
    path: string,
  ) => Promise<Uint8Array>
  readonly bytesOf: (group: PieceGroup, pieces: readonly Uint8Array[]) => Uint8Array
}

/**
 * What a site has beside its pages that is made of the messages' content: the search index, feeds, and mbox downloads.
 * Takes the messages in one after the other, while their pages are made, and gives out each file as soon as its last
 * message was there.
 *
 * What waits is held; where that becomes more than {@link HELD_PIECE_BYTES} of one kind, what has waited longest is let
 * go of, and made again when its turn comes.
 */
export class MessageCollector {
  /** Null where the list has no search. */
  readonly search: ListSearch | null
  private readonly list: ListIndex
  private readonly feeds: readonly FeedGroup[]
  private readonly kinds: readonly PieceFiles[]
  /** Paths of the mboxes of threads. */
  private readonly mboxes: ReadonlySet<string>

  constructor(model: SiteModel, list: ListIndex, heldBytes = HELD_PIECE_BYTES) {
    this.list = list
    this.search = listSearch(model, list)
    const feeds = [[listFeedGroup(list)], threadFeedGroups(list)]
    this.feeds = feeds.flat()
    const mboxes = model.downloads ? [monthMboxes(list), threadMboxes(list)] : []
    this.mboxes = new Set(mboxes[1]?.map(({ path }) => path))
    this.kinds = [
      ...feeds.map((groups) => feedFiles(list, groups, heldBytes)),
      ...mboxFiles(model, list, mboxes, heldBytes),
    ]
  }

  /** Where a thread stands as mbox, if it does. */
  threadMbox(thread: number): string | null {
    const path = threadMboxPath(this.list.threadId(thread))
    return this.mboxes.has(path) ? path : null
  }

  /** Takes in a message that is not withheld, with what is shown of it. */
  async *take(
    message: PagedMessage,
    displays: readonly MessageDisplay[],
    again: DisplayAgain,
  ): AsyncGenerator<SiteFile, void, undefined> {
    await this.search?.add(message, displays)
    for (const { pieces, pieceOf, bytesOf } of this.kinds) {
      const group = pieces.groupOf(message.node)
      if (group === undefined) continue
      if (!pieces.put(message.node, await pieceOf(message, displays, group.path))) continue
      const parts: Uint8Array[] = []
      for (const node of group.nodes) {
        const member = this.list.paged[node]!
        parts.push(pieces.take(node) ?? (await pieceOf(member, await again(member), group.path)))
      }
      yield { path: group.path, bytes: bytesOf(group, parts) }
    }
  }

  /** Files that no message completes: feeds of threads without anything to show, and of a list without messages. */
  *finish(): Generator<SiteFile> {
    for (const group of this.feeds) {
      if (group.nodes.length === 0) yield textFile(group.path, feedText(this.list, group, []))
    }
  }
}

function feedFiles(list: ListIndex, groups: readonly FeedGroup[], heldBytes: number): PieceFiles {
  const feeds = new Map<PieceGroup, FeedGroup>(groups.map((group) => [group, group]))
  return {
    pieces: new GroupedPieces<PieceGroup>(groups, heldBytes),
    pieceOf: (message, displays, path) =>
      Promise.resolve(Buffer.from(entryText(list, message, displays, path))),
    bytesOf: (group, pieces) => {
      const entries = pieces.map((piece) => Buffer.from(piece).toString())
      return Buffer.from(feedText(list, feeds.get(group)!, entries))
    },
  }
}

function mboxFiles(
  model: SiteModel,
  list: ListIndex,
  mboxes: readonly (readonly PieceGroup[])[],
  heldBytes: number,
): readonly PieceFiles[] {
  let last: { readonly node: number; readonly entry: Uint8Array } | null = null
  // A message stands in the file of its month and in that of its thread.
  const pieceOf: PieceFiles['pieceOf'] = async (message, displays) => {
    if (last?.node !== message.node) {
      last = { node: message.node, entry: await messageEntry(model, list, message, displays) }
    }
    return last.entry
  }
  return mboxes.map((groups) => ({
    pieces: new GroupedPieces(groups, heldBytes),
    pieceOf,
    bytesOf: (_, pieces) => zipped(Buffer.concat(pieces)),
  }))
}

/** gzip by fflate, whose bytes do not depend on how Node was built, and without a time. */
function zipped(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: 6, mtime: 0 })
}
