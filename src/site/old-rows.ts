import type { IndexRow } from '../archivers/published-tree.ts'
import { obscureAddress, obscureText } from '../display/obscure-address.ts'
import { depthInThread, groupMessages } from './index-sections.ts'
import type { ListIndex } from './list-index.ts'
import { anchorOf, folderOf } from './old-index-names.ts'
import type { OldRowData } from './old-page-data.ts'
import { MAX_SHOWN_DEPTH } from './page-data.ts'
import { shownAuthor, shownSubject } from './page-frame.ts'
import { hasPage, type PagedMessage } from './paged-messages.ts'
import { relativeHref } from './relative-href.ts'
import type { ListedMessage, SiteModel } from './site-model.ts'
import { FRONT_PAGE, type IndexView } from './site-paths.ts'
import { monthOf } from './utc-dates.ts'

/** A recorded path with its message. */
interface NumberedPath {
  readonly path: string
  readonly message: ListedMessage
}

/** Makes the lines of index pages under old addresses: where each old address leads now, and what was added since. */
export class OldRows {
  readonly #model: SiteModel
  readonly #list: ListIndex
  readonly #byId: ReadonlyMap<string, ListedMessage>
  readonly #byPath = new Map<string, ListedMessage>()
  readonly #byFolder = new Map<string, NumberedPath[]>()

  /** @param folders - Those with index pages under old addresses. */
  constructor(model: SiteModel, list: ListIndex, folders: ReadonlySet<string>) {
    this.#model = model
    this.#list = list
    this.#byId = new Map(model.messages.map((message) => [message.recorded.id, message]))
    for (const message of model.messages) {
      const { paths, aliases } = message.recorded
      for (const path of [...paths, ...aliases]) if (!this.#byPath.has(path)) this.#byPath.set(path, message)
      for (const path of paths) {
        if (!folders.has(folderOf(path)) || anchorOf(path) === null) continue
        const numbered = this.#byFolder.get(folderOf(path))
        if (numbered === undefined) this.#byFolder.set(folderOf(path), [{ path, message }])
        else numbered.push({ path, message })
      }
    }
  }

  /** The message that an old address belongs to. */
  messageAt(path: string): ListedMessage | null {
    return this.#byPath.get(path) ?? null
  }

  /** A line of an old index page: it leads to where the message is now. */
  oldRow(page: string, { path, anchors, subject, author, depth }: IndexRow): OldRowData {
    const place = { anchors, depth: Math.min(depth, MAX_SHOWN_DEPTH) }
    const isObscured = this.#model.addresses === 'obscured'
    const words = {
      label:
        subject === null ? this.#list.words.labels.noSubject : isObscured ? obscureText(subject) : subject,
      detail: author !== null && isObscured ? obscureAddress(author) : author,
    }
    const message = this.messageAt(path)
    if (message !== null) return { ...place, ...this.#target(page, path, message, words) }
    const isThere = path !== FRONT_PAGE && this.#model.old?.paths.has(path) === true
    return { ...place, ...words, href: isThere ? relativeHref(page, path) : null }
  }

  /**
   * Lines for the messages of a folder that an index does not list: those with a page in the order of the index, then
   * those that were withdrawn since.
   *
   * @param listed - `seq` of the messages that it lists.
   * @param anchors - Names that are taken on the page.
   */
  addedRows(
    page: string,
    view: IndexView,
    listed: ReadonlySet<number>,
    anchors: ReadonlySet<string>,
  ): readonly OldRowData[] {
    const missing = new Map<number, NumberedPath>()
    for (const numbered of this.#byFolder.get(folderOf(page)) ?? []) {
      const { seq, kind } = numbered.message.recorded
      // Of several paths in the folder the first is the one that links know.
      if (kind === 'message' && !listed.has(seq) && !missing.has(seq)) missing.set(seq, numbered)
    }
    if (missing.size === 0) return []
    const paged = this.#list.byDate.filter(({ recorded }) => missing.has(recorded.seq))
    const period = { period: monthOf(null), messages: paged, months: [] }
    const groups = groupMessages(view, period, this.#list)
    const ordered = groups.flatMap(({ messages }) => messages)
    const others = [...missing.values()].filter(({ message }) => !hasPage(message.recorded))
    const row = ({ path, message }: NumberedPath, depth: number): OldRowData => {
      const anchor = anchorOf(path)!
      const words = {
        label: shownSubject(this.#list.words, message),
        detail: shownAuthor(this.#list.words, message),
      }
      return {
        anchors: anchors.has(anchor) ? [] : [anchor],
        depth,
        ...this.#target(page, path, message, words),
      }
    }
    return [
      ...ordered.map((message) => row(missing.get(message.recorded.seq)!, this.#depth(view, message))),
      ...others.map((numbered) => row(numbered, 0)),
    ]
  }

  #depth(view: IndexView, { node }: PagedMessage): number {
    return view === 'thread' ? Math.min(depthInThread(this.#list.threads, node), MAX_SHOWN_DEPTH) : 0
  }

  #target(
    page: string,
    path: string,
    message: ListedMessage,
    words: Pick<OldRowData, 'label' | 'detail'>,
  ): Pick<OldRowData, 'href' | 'label' | 'detail'> {
    const { recorded, duplicateOf } = message
    const home = recorded.of ?? (recorded.path === null ? duplicateOf : null)
    const owner = home === null ? message : (this.#byId.get(home) ?? message)
    if (recorded.withdrawn !== null || owner.recorded.withdrawn !== null) {
      return { href: relativeHref(page, path), label: this.#list.words.labels.withdrawnSubject, detail: null }
    }
    if (owner.recorded.path === null) return { ...words, href: null }
    const href = relativeHref(page, owner.recorded.path)
    if (recorded.kind !== 'message') return { ...words, href }
    return {
      href,
      label: shownSubject(this.#list.words, owner),
      detail: shownAuthor(this.#list.words, owner),
    }
  }
}
