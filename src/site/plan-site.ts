import { byMonth, inDateOrder, monthPath, type PagedMessage } from './date-order.ts'
import { STYLE_SHEET } from './compiled-templates.ts'
import { frontPageData, monthPageData } from './index-pages.ts'
import { messagePageData, redirectPageData, tombstonePageData } from './message-pages.ts'
import { FRONT_PAGE } from './page-frame.ts'
import { renderPage } from './render-page.ts'
import type { ListedMessage, SiteFile, SiteModel } from './site-model.ts'

/**
 * Plans the site: every file of it, path and bytes, one after the other. Pure: the same model gives the same
 * files in the same order, and nothing is read or written.
 *
 * - the page of each message at its recorded path;
 * - a tombstone at every path of a withdrawn message;
 * - a stub at every earlier path and alias that leads to a page elsewhere: a moved message's, a phantom's, a
 *   duplicate's;
 * - the index by date: `index.html` and `date/YYYY/MM.html`;
 * - the stylesheet, and the model's own files.
 *
 * No path comes twice: recorded pages win over tombstones, these over the index, the stylesheet and the model's
 * files, and these over stubs. Paths are those of the ledger as they stand; publishing refuses unsafe ones.
 *
 * @example
 * for (const { path, bytes } of planSite(model)) write(path, bytes)
 */
export function* planSite(model: SiteModel): Generator<SiteFile, void, undefined> {
  const taken = new Set<string>()
  for (const file of everyFile(model)) {
    if (taken.has(file.path)) continue
    taken.add(file.path)
    yield file
  }
}

function* everyFile(model: SiteModel): Generator<SiteFile, void, undefined> {
  const ordered = inDateOrder(model.messages)
  yield* messagePages(model, ordered)
  yield* tombstones(model)
  yield* indexPages(model, ordered)
  yield file(STYLE_SHEET.path, STYLE_SHEET.text)
  yield* model.files
  yield* stubs(model)
}

function* messagePages(model: SiteModel, ordered: readonly PagedMessage[]): Generator<SiteFile> {
  const byId = messagesById(model)
  const phantoms = new Map<string, ListedMessage[]>()
  for (const message of model.messages) {
    const { of, withdrawn } = message.recorded
    if (of === null || withdrawn !== null) continue
    const pieces = phantoms.get(of)
    if (pieces === undefined) phantoms.set(of, [message])
    else pieces.push(message)
  }
  for (const [place, message] of ordered.entries()) {
    const data = messagePageData(model, message, {
      previous: ordered[place - 1],
      next: ordered[place + 1],
      phantoms: phantoms.get(message.recorded.id) ?? [],
      duplicateOfPath: message.duplicateOf === null ? null : pageOf(byId, message.duplicateOf),
    })
    yield file(message.path, renderPage('message-page', data))
  }
}

function* tombstones(model: SiteModel): Generator<SiteFile> {
  for (const { recorded } of model.messages) {
    if (recorded.withdrawn === null) continue
    for (const path of pathsOf(recorded)) {
      const data = tombstonePageData(model, recorded, recorded.withdrawn, path)
      yield file(path, renderPage('tombstone-page', data))
    }
  }
}

function* indexPages(model: SiteModel, ordered: readonly PagedMessage[]): Generator<SiteFile> {
  const months = byMonth(ordered)
  yield file(FRONT_PAGE, renderPage('front-page', frontPageData(model, ordered, months)))
  for (const [place, month] of months.entries()) {
    const around = { previous: months[place - 1], next: months[place + 1] }
    yield file(monthPath(month.month), renderPage('month-page', monthPageData(model, month, around)))
  }
}

function* stubs(model: SiteModel): Generator<SiteFile> {
  const byId = messagesById(model)
  for (const { recorded, duplicateOf } of model.messages) {
    if (recorded.withdrawn !== null) continue
    const home = recorded.of ?? (recorded.path === null ? duplicateOf : recorded.id)
    const owner = home === null ? undefined : byId.get(home)
    if (owner === undefined) continue
    for (const path of pathsOf(recorded)) {
      if (path === owner.recorded.path) continue
      const { withdrawn } = owner.recorded
      if (withdrawn !== null) {
        yield file(
          path,
          renderPage('tombstone-page', tombstonePageData(model, owner.recorded, withdrawn, path)),
        )
      } else if (owner.recorded.path !== null) {
        yield file(path, renderPage('redirect-page', redirectPageData(model, path, owner.recorded.path)))
      }
    }
  }
}

/** Every path that ever opened the message and can be a file: an alias with a query or a fragment cannot. */
function pathsOf(recorded: ListedMessage['recorded']): readonly string[] {
  return [...recorded.paths, ...recorded.aliases.filter((alias) => !/[?#]/.test(alias))]
}

function pageOf(byId: ReadonlyMap<string, ListedMessage>, id: string): string | null {
  const recorded = byId.get(id)?.recorded
  return recorded?.withdrawn === null ? recorded.path : null
}

function messagesById(model: SiteModel): ReadonlyMap<string, ListedMessage> {
  return new Map(model.messages.map((message) => [message.recorded.id, message]))
}

function file(path: string, text: string): SiteFile {
  return { path, bytes: new TextEncoder().encode(text) }
}
