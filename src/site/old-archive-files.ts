import type { PublishedIndex } from '../archivers/published-tree.ts'
import type { ListIndex } from './list-index.ts'
import {
  folderOf,
  leadingIndexes,
  pathIn,
  readIndexName,
  VOLUME_INDEXES,
  volumeOf,
  type IndexName,
} from './old-index-names.ts'
import type { OldArchive } from './old-archive.ts'
import type { OldFrontData, OldIndexPageData, OldRowsData } from './old-page-data.ts'
import { oldPageData } from './old-page.ts'
import { OldRows } from './old-rows.ts'
import type { PageLink } from './page-data.ts'
import { pageFrame } from './page-frame.ts'
import { relativeHref } from './relative-href.ts'
import type { SiteFile, SiteModel } from './site-model.ts'
import { FRONT_PAGE } from './site-paths.ts'
import { textFile } from './text-file.ts'
import type { SiteWords } from './words/site-words.ts'

/** The element of every page's own content. */
const OUR_ANCHOR = 'content'

/**
 * Plans what stands at the old addresses of an archive that are not those of messages: index pages made anew from what the
 * old ones list, with every anchor; the pages of messages that no mbox holds; copies of everything else.
 *
 * Each index of a folder also lists the messages of the folder that it did not list before, at its end. In the layout
 * `pipermail`, a volume without indexes gets them.
 */
export class OldArchiveFiles {
  readonly #model: SiteModel
  readonly #old: OldArchive
  readonly #list: ListIndex
  readonly #rows: OldRows
  /** Folders of volumes without a file of the old archive, too. */
  readonly #volumes: ReadonlySet<string>
  /** The paths of each series of index pages, by the number of the page. */
  readonly #series = new Map<string, { readonly path: string; readonly page: number }[]>()
  /** For each series the messages that its pages list. */
  readonly #listed = new Map<string, Set<number>>()
  #front: OldRowsData | null = null

  constructor(model: SiteModel, old: OldArchive, list: ListIndex) {
    this.#model = model
    this.#old = old
    this.#list = list
    const paths = old.hasVolumes ? model.messages.flatMap(({ recorded }) => recorded.paths) : []
    this.#volumes = new Set(paths.map(volumeOf).filter((volume) => volume !== null))
    const folders = new Set([...this.#volumes, ...[...old.paths].map(folderOf)])
    this.#rows = new OldRows(model, list, folders)
    for (const path of old.paths) {
      const name = readIndexName(path)
      if (name === null || path === FRONT_PAGE) continue
      const pages = this.#series.get(name.series)
      if (pages === undefined) this.#series.set(name.series, [{ path, page: name.page }])
      else pages.push({ path, page: name.page })
    }
    // sorted for determinism: a page's number comes once
    for (const pages of this.#series.values()) pages.sort((a, b) => a.page - b.page)
  }

  /** Every file but the front page, which takes what {@link front} has to say. */
  *files(): Generator<SiteFile> {
    const ends: { readonly index: PublishedIndex; readonly name: IndexName }[] = []
    for (const file of this.#old.files()) {
      if (file.kind === 'copy') {
        if (file.path !== FRONT_PAGE) yield { ...kept(file.path), bytes: file.bytes }
      } else if (file.kind === 'page') {
        yield this.#page(
          file.path,
          this.#list.theme.render('old-page', oldPageData(this.#list, this.#model, file.path, file.page)),
        )
      } else if (file.path === FRONT_PAGE) {
        this.#front = this.#oldRows(FRONT_PAGE, file.index)
      } else {
        const name = readIndexName(file.path)
        if (name !== null) this.#note(name.series, file.index)
        const pages = name === null ? [] : this.#series.get(name.series)!
        if (name === null || pages.at(-1)?.path !== file.path) yield this.#indexPage(file.index, name, [])
        else if (pages.length === 1) yield this.#lastPage(file.index, name)
        // The last page of an index lists what no page of it does: all others come first.
        else ends.push({ index: file.index, name })
      }
    }
    for (const { index, name } of ends) yield this.#lastPage(index, name)
    for (const volume of this.#volumes) {
      for (const file of VOLUME_INDEXES) {
        const path = pathIn(volume, file)
        if (!this.#old.paths.has(path)) yield this.#volumeIndex(volume, path)
      }
    }
  }

  /** What the front page shows of the old archive; complete once {@link files} has come to its end. */
  front(): OldFrontData | null {
    const folders = new Set(this.#list.byDate.map(({ path }) => folderOf(path)))
    for (const path of [...this.#old.paths].sort()) folders.add(folderOf(path)) // sorted for determinism
    const indexes = [...folders].flatMap((folder): PageLink[] => {
      const pages = leadingIndexes(folder, (path) => this.#isIndex(path))
      const shown = folder === '' ? pages : pages.slice(0, 1)
      return shown.map((path) => ({
        href: relativeHref(FRONT_PAGE, path),
        label: folder === '' ? path : folder,
      }))
    })
    return indexes.length === 0 && this.#front === null ? null : { index: this.#front, indexes }
  }

  #isIndex(path: string): boolean {
    if (this.#old.paths.has(path)) return true
    const folder = folderOf(path)
    return this.#volumes.has(folder) && VOLUME_INDEXES.includes(path.slice(folder.length + 1))
  }

  #note(series: string, { rows }: PublishedIndex): void {
    const listed = this.#listed.get(series) ?? new Set()
    this.#listed.set(series, listed)
    for (const { path } of rows) {
      const message = this.#rows.messageAt(path)
      if (message !== null) listed.add(message.recorded.seq)
    }
  }

  #oldRows(path: string, { rows, anchors }: PublishedIndex): OldRowsData | null {
    const placed = new Set([...rows.flatMap((row) => row.anchors), OUR_ANCHOR])
    const others = anchors.filter((anchor) => !placed.has(anchor))
    if (rows.length === 0 && others.length === 0) return null
    const known = new Set<string>([OUR_ANCHOR])
    const withAnchors = rows.map((row) => {
      // An anchor that stands twice is where a browser finds it first.
      const own = row.anchors.filter((anchor) => !known.has(anchor))
      for (const anchor of own) known.add(anchor)
      return this.#rows.oldRow(path, { ...row, anchors: own })
    })
    return { anchors: others, rows: withAnchors }
  }

  #lastPage(index: PublishedIndex, name: IndexName): SiteFile {
    const listed = this.#listed.get(name.series)!
    this.#listed.delete(name.series)
    const anchors = new Set([...index.anchors, OUR_ANCHOR])
    return this.#indexPage(index, name, this.#rows.addedRows(index.path, name.view, listed, anchors))
  }

  #indexPage(index: PublishedIndex, name: IndexName | null, added: OldRowsData['rows']): SiteFile {
    const { path, title } = index
    const old = this.#oldRows(path, index) ?? { anchors: [], rows: [] }
    const rows = { anchors: old.anchors, rows: [...old.rows, ...added] }
    return this.#page(
      path,
      this.#list.theme.render('old-index-page', this.#data(path, title ?? path, name, rows)),
    )
  }

  #volumeIndex(volume: string, path: string): SiteFile {
    const name = readIndexName(path)!
    const rows = this.#rows.addedRows(path, name.view, new Set(), new Set([OUR_ANCHOR]))
    const { words } = this.#list
    const heading = words.periodBy(volume, words.views[name.view])
    const data = this.#data(path, heading, name, { anchors: [], rows })
    return this.#page(path, this.#list.theme.render('old-index-page', data))
  }

  #data(path: string, heading: string, name: IndexName | null, index: OldRowsData): OldIndexPageData {
    const others = leadingIndexes(folderOf(path), (other) => this.#isIndex(other))
    const parts = name === null ? [] : (this.#series.get(name.series) ?? []).map((part) => part.path)
    const beside = [...new Set([...others, ...(parts.length > 1 ? parts : [])])].map((other) => ({
      href: other === path ? null : relativeHref(path, other),
      label: labelOf(other, this.#list.words),
    }))
    return {
      ...pageFrame(this.#list, path, heading),
      heading,
      summary: this.#list.words.messages(index.rows.length),
      beside: beside.length > 1 ? beside : [],
      index,
    }
  }

  #page(path: string, html: string): SiteFile {
    return { ...textFile(path, html), ...kept(path) }
  }
}

/** Under its old name: it may differ from another by case only. */
function kept(path: string): { readonly path: string; readonly kept: true } {
  return { path, kept: true }
}

function labelOf(path: string, words: SiteWords): string {
  const { page, view } = readIndexName(path)!
  return page === 1 ? words.views[view] : words.withPart(words.views[view], words.number(page))
}
