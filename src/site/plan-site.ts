import { MessageCollector } from './collect-messages.ts'
import { ASSETS } from './compiled-templates.ts'
import { authorPages } from './author-pages.ts'
import { frontPageData } from './front-page.ts'
import { indexPages } from './index-pages.ts'
import { indexList, type ListIndex } from './list-index.ts'
import { OldArchiveFiles } from './old-archive-files.ts'
import type { OldFrontData } from './old-page-data.ts'
import type { SiteContext } from './page-frame.ts'
import { planMessages } from './plan-messages.ts'
import { siteWideFiles } from './site-wide-files.ts'
import type { ListedMessage, SiteFile, SiteModel } from './site-model.ts'
import { FRONT_PAGE, INDEX_VIEWS } from './site-paths.ts'
import { redirectPageData, tombstonePageData } from './stand-in-pages.ts'
import { textFile } from './text-file.ts'

/**
 * Plans the site: every file of it, path and bytes, one after the other. Pure: the same model gives the same
 * files in the same order, and nothing is read or written but through the model's own functions.
 *
 * - the page of each message at its recorded path, its attachments, and each thread to read through;
 * - a tombstone at every path of a withdrawn message;
 * - what an old archive had at its addresses beside messages: see {@link OldArchiveFiles};
 * - the front page, the pages of the authors, and the indexes of each month and year by date, thread, author and
 *   subject;
 * - the search page with its script and its index, where the model asks for one;
 * - a stub at every earlier path and alias that leads to a page elsewhere: a moved message's, a phantom's, a
 *   duplicate's;
 * - the stylesheet, the script of the keys, and the model's own files.
 *
 * Messages are displayed one at a time, in list order, and let go of: memory holds the headlines of a list and
 * the threads that are not at their end yet (see {@link planMessages}).
 *
 * No path comes twice: recorded pages win over tombstones, these over files of an old archive, these over
 * attachments, threads, indexes, the stylesheet and the model's files, and these over stubs; the front page is ours. Paths are those of the ledger as they stand;
 * publishing refuses unsafe ones.
 *
 * @example
 * for await (const { path, bytes } of planSite(model)) write(path, bytes)
 */
export async function* planSite(model: SiteModel): AsyncGenerator<SiteFile, void, undefined> {
  const list = indexList(model)
  const tombstones = withdrawnPaths(model, list)
  const taken = new Set<string>()
  const isFree = (path: string): boolean => {
    if (taken.has(path)) return false
    taken.add(path)
    return true
  }
  // Paths that later files have a better right to.
  const { old } = model
  const owned = new Set([...list.paged.map(({ path }) => path), ...tombstones.keys(), ...(old?.paths ?? [])])
  const collector = new MessageCollector(model, list)
  for await (const file of planMessages(model, list, collector)) {
    if (!file.isRecorded && owned.has(file.path)) continue
    if (isFree(file.path)) yield { path: file.path, bytes: file.bytes }
  }
  for (const [path, recorded] of tombstones) {
    if (isFree(path)) yield tombstone(list, recorded, path)
  }
  const oldFiles = old === null ? null : new OldArchiveFiles(model, old, list)
  if (oldFiles !== null) for (const file of oldFiles.files()) if (isFree(file.path)) yield file
  for (const file of listPages(list, oldFiles?.front() ?? null)) if (isFree(file.path)) yield file
  for (const file of [...collector.finish(), ...siteWideFiles(model, list)]) if (isFree(file.path)) yield file
  if (collector.search !== null) {
    for await (const file of collector.search.files()) if (isFree(file.path)) yield file
  }
  const assets = [list.theme.style, ASSETS['keys.js']].map(({ path, text }) => textFile(path, text))
  for (const file of [...assets, ...model.files]) {
    if (isFree(file.path)) yield file
  }
  for (const file of stubs(model, list)) if (isFree(file.path)) yield file
}

/** The path of every tombstone, and the withdrawn message that it speaks of. */
function withdrawnPaths(model: SiteModel, list: ListIndex): ReadonlyMap<string, ListedMessage['recorded']> {
  const pages = new Set(list.paged.map(({ path }) => path))
  const paths = new Map<string, ListedMessage['recorded']>()
  for (const { recorded } of model.messages) {
    if (recorded.withdrawn === null) continue
    for (const path of pathsOf(recorded)) {
      if (!pages.has(path) && !paths.has(path)) paths.set(path, recorded)
    }
  }
  return paths
}

function tombstone(site: SiteContext, recorded: ListedMessage['recorded'], path: string): SiteFile {
  const data = tombstonePageData(site, recorded, recorded.withdrawn!, path)
  return textFile(path, site.theme.render('tombstone-page', data))
}

function* listPages(list: ListIndex, old: OldFrontData | null): Generator<SiteFile> {
  for (const { path, data } of authorPages(list)) yield textFile(path, list.theme.render('index-page', data))
  yield textFile(FRONT_PAGE, list.theme.render('front-page', frontPageData(list, old)))
  for (const periods of [list.months, list.years]) {
    for (const [place, messages] of periods.entries()) {
      const around = { previous: periods[place - 1], next: periods[place + 1] }
      for (const view of INDEX_VIEWS) {
        for (const { path, data } of indexPages(list, view, messages, around)) {
          yield textFile(path, list.theme.render('index-page', data))
        }
      }
    }
  }
}

function* stubs(model: SiteModel, site: SiteContext): Generator<SiteFile> {
  const byId = new Map(model.messages.map((message) => [message.recorded.id, message.recorded]))
  for (const { recorded, duplicateOf } of model.messages) {
    if (recorded.withdrawn !== null) continue
    const home = recorded.of ?? (recorded.path === null ? duplicateOf : recorded.id)
    const owner = home === null ? undefined : byId.get(home)
    if (owner === undefined) continue
    for (const path of pathsOf(recorded)) {
      if (path === owner.path) continue
      if (owner.withdrawn !== null) yield tombstone(site, owner, path)
      else if (owner.path !== null) {
        const data = redirectPageData(site, path, owner.path)
        yield textFile(path, site.theme.render('redirect-page', data))
      }
    }
  }
}

/** Every path that ever opened the message and can be a file: an alias with a query or a fragment cannot. */
function pathsOf(recorded: ListedMessage['recorded']): readonly string[] {
  return [...recorded.paths, ...recorded.aliases.filter((alias) => !/[?#]/.test(alias))]
}
