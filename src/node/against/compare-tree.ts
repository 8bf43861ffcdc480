import { existsSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { join } from 'node:path'
import type { PublishedIndex, PublishedPage, TreeReader } from '../../archivers/published-tree.ts'
import { readPage, type PageFacts } from '../verify/read-page.ts'
import { resolveLink } from '../verify/resolve-link.ts'
import { readSiteFile } from '../verify/site-files.ts'
import type { VerifyNote } from '../verify/verify-finding.ts'
import { likeness } from './same-message.ts'
import { readShownPage, type PageMark } from './shown-message.ts'

/** What became of the paths of an old tree. */
export interface TreeComparison {
  /** Files of the old tree that were published. */
  readonly paths: number
  /** Anchors of its index pages. */
  readonly anchors: number
  /** Pages of messages, by what a reader sees there now. */
  readonly pages: Readonly<Record<'same' | 'differs' | 'wrong' | 'withdrawn' | 'missing', number>>
  /** Paths that lead to another address now. */
  readonly redirected: number
}

/** How many steps from stub to stub are followed. */
const MOST_STEPS = 5
/** How many files are compared before a signal gets its turn. */
const FILES_A_TURN = 64

/** What stands at an old path now. */
interface Answer {
  readonly path: string
  readonly bytes: Uint8Array
  /** Null where it is no page. */
  readonly facts: PageFacts | null
  readonly isRedirected: boolean
}

/** Compares a published tree, file by file, with the site that took its place. */
export class TreeComparer {
  readonly #dir: string
  readonly #note: (note: VerifyNote) => void
  /** Where each old path leads on the site; null where nothing answers. */
  readonly #resolved = new Map<string, string | null>()
  readonly #pages = { same: 0, differs: 0, wrong: 0, withdrawn: 0, missing: 0 }
  #paths = 0
  #anchors = 0
  #redirected = 0

  /** @param note - Told of everything that is not as it was. */
  constructor(dir: string, note: (note: VerifyNote) => void) {
    this.#dir = dir
    this.#note = note
  }

  /**
   * Looks up every file of the tree on the site.
   *
   * @param files - Path, and a way to read the bytes as published and, of a `.gz`, unzipped.
   */
  async compare(
    files: readonly OldFile[],
    reader: TreeReader,
    { signal, onProgress }: CompareOptions = {},
  ): Promise<TreeComparison> {
    for (const [index, file] of files.entries()) {
      if (index % FILES_A_TURN === 0) {
        await nextTurn()
        signal?.throwIfAborted()
        onProgress?.(index, files.length)
      }
      const bytes = file.read()
      const old = reader.readFile(file.path, file.unzip(bytes))
      if (old.kind === 'internal') continue
      this.#paths += 1
      if (old.kind === 'page') this.#comparePage(old.page)
      else if (old.kind === 'index') this.#compareIndex(old.index)
      else this.#compareFile(file.path, bytes)
    }
    return {
      paths: this.#paths,
      anchors: this.#anchors,
      pages: { ...this.#pages },
      redirected: this.#redirected,
    }
  }

  #comparePage(page: PublishedPage): void {
    const { path } = page
    const answer = this.#answer(path)
    if (answer === null) {
      this.#pages.missing += 1
      this.#note({
        code: 'old-path-missing',
        path,
        message: `nothing answers at ${path}, where a message stood`,
      })
      return
    }
    if (answer.isRedirected) this.#redirected += 1
    if (answer.facts?.kind === 'tombstone') {
      this.#pages.withdrawn += 1
      return
    }
    const { message } = readShownPage(answer.bytes)
    const result = message === null ? 'wrong' : likeness(page, message)
    this.#pages[result] += 1
    if (result === 'same') return
    const place = answer.path === path ? path : `${path}, which leads to ${answer.path},`
    const was = page.subject === null ? '' : `: it was ${JSON.stringify(page.subject)}`
    const says = {
      differs: `${place} shows the same message, but its text is not what the old page showed${was}`,
      wrong: message === null ? `${place} shows no message${was}` : `${place} shows another message${was}`,
    }
    const code = result === 'wrong' ? 'old-page-wrong' : 'old-page-differs'
    this.#note({ code, path, id: answer.facts?.id ?? null, message: says[result] })
  }

  #compareIndex(old: PublishedIndex): void {
    const { path } = old
    this.#anchors += old.anchors.length
    const answer = this.#answer(path)
    if (answer === null) {
      this.#note({ code: 'old-path-missing', path, message: `nothing answers at ${path}, an index` })
      return
    }
    if (answer.isRedirected) this.#redirected += 1
    const { marks } = readShownPage(answer.bytes)
    const anchors = new Map<string, number>()
    for (const [index, mark] of marks.entries()) {
      if ('anchor' in mark && !anchors.has(mark.anchor)) anchors.set(mark.anchor, index)
    }
    const missing = old.anchors.filter((anchor) => !anchors.has(anchor))
    if (missing.length > 0) {
      const names = missing
        .slice(0, 3)
        .map((anchor) => `#${anchor}`)
        .join(', ')
      const more = missing.length > 3 ? ' and more' : ''
      const message = `${answer.path} lacks ${missing.length} of ${old.anchors.length} anchors: ${names}${more}`
      this.#note({ code: 'old-anchor-missing', path, count: missing.length, message })
    }
    this.#compareRows(old, answer.path, marks, anchors)
  }

  /** Each line must lead where the page that it led to has gone. */
  #compareRows(
    { path, rows }: PublishedIndex,
    now: string,
    marks: readonly PageMark[],
    anchors: ReadonlyMap<string, number>,
  ): void {
    const wrong: string[] = []
    for (const row of rows) {
      const wanted = this.#resolve(row.path)
      const at = row.anchors.map((anchor) => anchors.get(anchor)).find((index) => index !== undefined)
      // A page that is missing is said once, and an anchor too.
      if (wanted === null || at === undefined) continue
      if (!linksAt(marks, at).some((href) => this.#leadsTo(now, href, wanted))) wrong.push(row.path)
    }
    if (wrong.length === 0) return
    const message = `${now} does not lead to ${wrong[0]!} at its old anchor${wrong.length === 1 ? '' : `, nor to ${wrong.length - 1} more`}`
    this.#note({ code: 'old-row-wrong', path, count: wrong.length, message })
  }

  #leadsTo(page: string, href: string, wanted: string): boolean {
    const target = resolveLink(page, href)
    return target.kind === 'inside' && this.#resolve(target.path) === wanted
  }

  #compareFile(path: string, bytes: Uint8Array): void {
    const answer = this.#answer(path)
    if (answer === null) {
      this.#note({ code: 'old-path-missing', path, message: `nothing answers at ${path}` })
      return
    }
    if (answer.isRedirected) this.#redirected += 1
    else if (Buffer.compare(answer.bytes, bytes) !== 0) {
      this.#note({ code: 'old-file-changed', path, message: `${path} has other bytes than in the old tree` })
    }
  }

  #answer(path: string): Answer | null {
    const end = this.#resolve(path)
    if (end === null) return null
    const bytes = readSiteFile(this.#dir, end)
    if (bytes === null || bytes === 'special') return null
    return { path: end, bytes, facts: isPage(end) ? readPage(bytes) : null, isRedirected: end !== path }
  }

  /** Follows stubs from a path to the file that a reader ends at. */
  #resolve(path: string): string | null {
    const known = this.#resolved.get(path)
    if (known !== undefined) return known
    let at: string | null = path
    for (let step = 0; at !== null; step++) {
      const bytes: Uint8Array | null | 'special' = isPage(at) ? readSiteFile(this.#dir, at) : null
      if (!isPage(at)) {
        at = existsSync(join(this.#dir, at)) ? at : null
        break
      }
      const leadsTo: string | null = bytes === null || bytes === 'special' ? null : readPage(bytes).leadsTo
      if (bytes === null || bytes === 'special') at = null
      else if (leadsTo === null) break
      else if (step === MOST_STEPS) at = null
      else {
        const target = resolveLink(at, leadsTo)
        at = target.kind === 'inside' ? target.path : null
      }
    }
    this.#resolved.set(path, at)
    return at
  }
}

/** A file of the old tree. */
export interface OldFile {
  readonly path: string
  readonly read: () => Uint8Array
  readonly unzip: (bytes: Uint8Array) => Uint8Array
}

/** How a comparison is watched and stopped. */
export interface CompareOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** The links at an anchor: those behind it up to the next anchor, and the one before it, for anchors that follow their link. */
function linksAt(marks: readonly PageMark[], at: number): readonly string[] {
  const links: string[] = []
  const before = marks[at - 1]
  if (before !== undefined && 'href' in before) links.push(before.href)
  let isBehindLink = false
  for (let index = at + 1; index < marks.length; index++) {
    const mark = marks[index]!
    if ('href' in mark) {
      links.push(mark.href)
      isBehindLink = true
    } else if (isBehindLink) break
  }
  return links
}

function isPage(path: string): boolean {
  return /\.html?(\.gz)?$/i.test(path)
}
