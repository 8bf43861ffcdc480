import type { MessageDisplay } from '../display/message-display.ts'
import type { MessageCollector } from './collect-messages.ts'
import { HeldThreads } from './held-threads.ts'
import type { ListIndex } from './list-index.ts'
import { attachmentsOf, messageBody } from './message-body.ts'
import { messagePageData } from './message-pages.ts'
import type { PagedMessage } from './paged-messages.ts'
import { safeHtml, type SafeHtml } from './safe-html.ts'
import type { SiteFile, SiteModel } from './site-model.ts'
import { attachmentPath, rawPath } from './site-paths.ts'
import { textFile } from './text-file.ts'
import { threadMessageData, threadPageData } from './thread-pages.ts'
import { threadPartOf, type ThreadPart } from './thread-places.ts'

/** How much of a message's text stands on the page of its thread, in UTF-16 code units. */
export const THREAD_MESSAGE_CHARS = 64 * 1024
/** How much rendered text waits at one time for the rest of its thread. */
export const HELD_THREAD_BYTES = 16 * 1024 * 1024

/** A file that comes with a message. */
export interface MessageFile extends SiteFile {
  /** It stands at the path that the ledger recorded. */
  readonly isRecorded: boolean
}

/**
 * Plans what is made of the messages' content: for each message in list order its page, its attachments and its
 * raw bytes, and each page of a thread as soon as its last message was there.
 *
 * Each message is displayed once. What threads still wait for is held as rendered text; where that becomes more
 * than {@link HELD_THREAD_BYTES}, what has waited longest is let go of, and displayed again when its turn comes.
 *
 * @param collector - Takes in what is shown of each message; what it makes of them comes here, too.
 */
export async function* planMessages(
  model: SiteModel,
  list: ListIndex,
  collector: MessageCollector,
): AsyncGenerator<MessageFile, void, undefined> {
  const pieces = piecesOf(model)
  const pageById = new Map(list.paged.map(({ recorded, path }) => [recorded.id, path]))
  const held = new HeldThreads(list, HELD_THREAD_BYTES)
  for (const message of list.paged) {
    const displays = await displaysOf(model, message, pieces)
    if (displays !== null) {
      const again = async (other: PagedMessage) => (await displaysOf(model, other, pieces)) ?? []
      for await (const file of collector.take(message, displays, again)) yield { ...file, isRecorded: false }
    }
    const raw = model.rawOf === null || displays === null ? null : await model.rawOf(message.position)
    const body = (page: string, maxText: number) =>
      displays === null
        ? null
        : messageBody(displays, {
            words: list.words,
            page,
            addresses: model.addresses,
            id: message.recorded.id,
            maxText,
          })
    const data = messagePageData(list, message, {
      display: displays?.[0] ?? null,
      body: body(message.path, Infinity),
      duplicateOfPath: message.duplicateOf === null ? null : (pageById.get(message.duplicateOf) ?? null),
      rawPath: raw === null ? null : rawPath(message.path),
    })
    yield { ...textFile(message.path, list.theme.render('message-page', data)), isRecorded: true }
    for (const file of attachmentFiles(message, displays)) yield { ...file, isRecorded: false }
    if (raw !== null) yield { path: rawPath(message.path), bytes: raw, isRecorded: false }
    const part = threadPartOf(list, message.node)
    held.put(message.node, inThread(model, list, part, message, displays))
    if (!held.isComplete(part)) continue
    const messages: SafeHtml[] = []
    for (const node of part.nodes) {
      const member = list.paged[node]!
      messages.push(
        held.take(node) ?? inThread(model, list, part, member, await displaysOf(model, member, pieces)),
      )
    }
    yield {
      ...textFile(
        part.path,
        list.theme.render(
          'thread-page',
          threadPageData(list, part, messages, collector.threadMbox(part.thread)),
        ),
      ),
      isRecorded: false,
    }
  }
}

/** For each message the positions of the entries that are pieces of its body, in list order. */
function piecesOf(model: SiteModel): ReadonlyMap<string, readonly number[]> {
  const pieces = new Map<string, number[]>()
  for (const [position, { recorded }] of model.messages.entries()) {
    const { of, withdrawn } = recorded
    if (of === null || withdrawn !== null) continue
    const positions = pieces.get(of)
    if (positions === undefined) pieces.set(of, [position])
    else positions.push(position)
  }
  return pieces
}

function displayedTogether(
  { recorded, headline, position }: PagedMessage,
  pieces: ReadonlyMap<string, readonly number[]>,
): readonly number[] {
  return headline === null ? [] : [position, ...(pieces.get(recorded.id) ?? [])]
}

/** The message and its pieces; null where it is withheld. */
async function displaysOf(
  model: SiteModel,
  message: PagedMessage,
  pieces: ReadonlyMap<string, readonly number[]>,
): Promise<readonly MessageDisplay[] | null> {
  const positions = displayedTogether(message, pieces)
  if (positions.length === 0) return null
  const displays: MessageDisplay[] = []
  for (const position of positions) displays.push(await model.displayOf(position))
  return displays
}

function inThread(
  model: SiteModel,
  list: ListIndex,
  part: ThreadPart,
  message: PagedMessage,
  displays: readonly MessageDisplay[] | null,
): SafeHtml {
  const { id } = message.recorded
  const { words } = list
  const options = { words, page: part.path, addresses: model.addresses, id, maxText: THREAD_MESSAGE_CHARS }
  const body = displays === null ? null : messageBody(displays, options)
  return safeHtml(list.theme.render('thread-message', threadMessageData(list, part, message, body)))
}

function* attachmentFiles(
  { recorded }: PagedMessage,
  displays: readonly MessageDisplay[] | null,
): Generator<SiteFile> {
  for (const { parts } of displays ?? []) {
    for (const { fileName, bytes } of attachmentsOf(parts)) {
      yield { path: attachmentPath(recorded.id, fileName), bytes }
    }
  }
}
