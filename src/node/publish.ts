import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ManifestedMessage } from '../archivers/holdfast-pages.ts'
import { nodeFileOps, readFully, syncFolder, type FileOps } from './file-ops.ts'
import { fileError, systemErrorCode } from './holdfast-error.ts'
import { caseTwins, foreignFiles, noFolder, otherList, pathCollision } from './publish-errors.ts'
import {
  formatManifest,
  readPublishedManifest,
  type ManifestFile,
  type PagesMade,
  type PublishManifest,
} from './publish-manifest.ts'
import {
  checkPublishPath,
  compareDeepestFirst,
  foldersAbove,
  foldPath,
  FRONT_PAGE,
  MANIFEST_NAME,
} from './publish-path.ts'
import { makeFolder, PublishStaging } from './publish-staging.ts'
import { resolveSiteFolder } from './site-folder.ts'

/** How many files are handled before a signal gets its turn. */
const FILES_A_TURN = 64

/** One file of the site that shall stand. */
export interface PlannedFile {
  /** Relative to the site, with `/`. */
  readonly path: string
  readonly bytes: Uint8Array
  /** Copied from an adopted tree under its old name: two of these may differ by case only. */
  readonly kept?: boolean
}

/** What {@link publishSite} needs beside the files. */
export interface PublishOptions {
  readonly list: string
  /** Version of the package, for the manifest. */
  readonly version: string
  /** The `sum` of the ledger's last line. */
  readonly ledgerSum: string
  /** What the pages are made with, for the manifest. */
  readonly pages: PagesMade
  /** Digest of the mail that the pages show, for the manifest. */
  readonly mail: string
  readonly messages: readonly ManifestedMessage[]
  /** What the ledger says beside its messages, for the manifest. */
  readonly records: PublishManifest['records']
  /** Tell what would be done, and write nothing. */
  readonly dryRun?: boolean
  /** Folders that are only to be read, such as the old tree. */
  readonly keepApart?: readonly string[]
  /** Stops the run while it compares; once it has begun to rename, it goes on to the end. */
  readonly signal?: AbortSignal | undefined
  /** Called with the number of files compared so far. */
  readonly onProgress?: ((files: number) => void) | undefined
  readonly ops?: FileOps
}

/** What a run did, or would do. The manifest is not counted. */
export interface PublishResult {
  readonly written: number
  readonly unchanged: number
  readonly removed: number
  /** Bytes of the files written. */
  readonly bytes: number
}

/** A planned file: one small object each, for a list of 50,000 messages has 100,000. */
interface Planned extends ManifestFile {
  readonly kept: boolean
  /** Number of the staged file that waits to be renamed; null where nothing waits, and in a dry run. */
  staged: number | null
  state: 'unchanged' | 'changed' | 'new'
}

/**
 * Makes a folder hold exactly the planned files of ours, and leaves every other file in it alone.
 *
 * First everything is compared with what stands there, and what differs is written whole into a staging
 * folder; until then nothing has changed, so a failure of the plan itself, a full disk or a collision
 * leaves the site as it was. Then, by renames: files at new paths, changed files (the deepest first),
 * the front page, removals, and last the manifest, durably. At every instant each file is whole, and each
 * link on a page that can be reached from the front page resolves. A killed run is healed by the next.
 *
 * A run with nothing new writes nothing, not even a time stamp. Files are 0644, folders 0755. Symbolic
 * links inside the folder are never followed. The caller holds the list's lock.
 *
 * @param plan - The files, in any order, each path once; it may make them one at a time.
 * @throws {@link HoldfastError}: `foreign-file` where a file that is not ours stands in the way and has
 *   other bytes, `path-collision` where two planned paths can't both be files, `other-list`, `unsafe-path`,
 *   `unsafe-folder`, `manifest-damaged`, and whatever the disk says.
 */
export async function publishSite(
  dir: string,
  plan: Iterable<PlannedFile> | AsyncIterable<PlannedFile>,
  options: PublishOptions,
): Promise<PublishResult> {
  const ops = options.ops ?? nodeFileOps
  try {
    const { root, exists } = resolveSiteFolder(dir, { keepApart: options.keepApart ?? [], ops })
    const run = new PublishRun(root, options, ops)
    run.begin(exists)
    try {
      let files = 0
      for await (const file of plan) {
        if (++files % FILES_A_TURN === 0) await nextTurn()
        options.signal?.throwIfAborted()
        run.compare(file)
        options.onProgress?.(files)
      }
      return run.finish()
    } catch (error) {
      run.giveUp()
      throw error
    }
  } catch (error) {
    throw fileError(error, 'publish into', (error as NodeJS.ErrnoException).path ?? dir)
  }
}

class PublishRun {
  private readonly root: string
  private readonly options: PublishOptions
  private readonly ops: FileOps
  private readonly staging: PublishStaging
  private readonly isDry: boolean
  /** Paths of the last manifest. */
  private published = new Set<string>()
  /** Paths that a killed run may have created. */
  private pending = new Set<string>()
  private readonly files: Planned[] = []
  private readonly collisions: string[] = []
  /** By folded path of each planned file, and of each folder above one. */
  private readonly folded = new Map<string, Planned>()
  private readonly foldedFolders = new Map<string, string>()
  private readonly knownFolders = new Set<string>()
  private hasCaseTwins = false
  private bytes = 0

  constructor(root: string, options: PublishOptions, ops: FileOps) {
    this.root = root
    this.options = options
    this.ops = ops
    this.staging = new PublishStaging(root, ops)
    this.isDry = options.dryRun === true
  }

  /** Reads what the last run left, and clears away what a killed one did. */
  begin(exists: boolean): void {
    if (!exists) {
      if (!this.isDry) this.makeRoot(this.root)
      return
    }
    const manifest = readPublishedManifest(this.root, this.ops)
    const pending = this.staging.readPending()
    for (const list of [manifest?.list, pending?.list]) {
      if (list !== undefined && list !== this.options.list)
        throw otherList(this.root, list, this.options.list)
    }
    this.published = new Set(manifest?.files.map((file) => file.path))
    this.pending = new Set(pending?.paths)
    if (!this.isDry) this.staging.sweep()
  }

  /** Compares one planned file with what stands at its path, and stages it if it differs. */
  compare(file: PlannedFile): void {
    const { path, bytes } = file
    const sha256 = createHash('sha256').update(bytes).digest('base64url')
    const planned: Planned = { path, sha256, kept: file.kept === true, staged: null, state: 'unchanged' }
    this.checkTwins(planned)
    this.files.push(planned)
    const stats = this.foldersExist(path) ? this.lstat(join(this.root, path)) : null
    if (stats !== null && this.holds(path, stats, bytes)) return
    const isOurs = this.published.has(path) || this.pending.has(path)
    if (stats !== null && !(isOurs && stats.isFile())) {
      this.collisions.push(path)
      return
    }
    this.bytes += bytes.length
    planned.state = stats === null ? 'new' : 'changed'
    if (!this.isDry && this.collisions.length === 0) planned.staged = this.staging.stage(bytes)
  }

  /** Renames everything to its place. */
  finish(): PublishResult {
    this.checkFoldersAgainstFiles()
    if (this.collisions.length > 0) throw foreignFiles(this.root, this.collisions)
    const planned = new Set(this.files.map((file) => file.path))
    // Paths that only a killed run knew are looked at too, for the folders that it may have left empty.
    const leaving = [...new Set([...this.published, ...this.pending])].filter((path) => !planned.has(path))
    leaving.sort(compareDeepestFirst) // sorted for determinism
    const removals = leaving.filter((path) => this.isOursToRemove(path))
    const waiting = this.files.filter(({ state }) => state !== 'unchanged')
    const result = {
      written: waiting.length,
      unchanged: this.files.length - waiting.length,
      removed: removals.length,
      bytes: this.bytes,
    }
    if (this.isDry) return result
    this.apply(waiting, leaving, new Set(removals))
    return result
  }

  /** After a failure: nothing staged is left, if the disk allows. The journal stays if it is needed. */
  giveUp(): void {
    if (this.isDry) return
    try {
      this.staging.sweep()
    } catch {
      // The failure that led here is what the user has to know; the next run sweeps again.
    }
  }

  private apply(
    waiting: readonly Planned[],
    leaving: readonly string[],
    removals: ReadonlySet<string>,
  ): void {
    const manifest = this.manifestBytes()
    const old = this.lstat(join(this.root, MANIFEST_NAME))
    const hasNewManifest = old === null || !this.sameBytes(MANIFEST_NAME, old, manifest)
    if (waiting.length > 0 || leaving.length > 0 || hasNewManifest) {
      const created = waiting.filter(({ state }) => state === 'new').map(({ path }) => path)
      const paths = [...new Set([...this.pending, ...created])].filter((path) => !this.published.has(path))
      this.staging.writePending({ list: this.options.list, paths: paths.toSorted() })
      if (this.hasCaseTwins && !this.staging.isCaseSensitive()) throw caseTwins(this.root)
      for (const file of inPublishOrder(waiting)) this.moveIn(file)
      for (const path of leaving) this.remove(path, removals.has(path))
      if (hasNewManifest) {
        this.ops.renameSync(this.staging.stageDurably(manifest), join(this.root, MANIFEST_NAME))
        syncFolder(this.ops, this.root)
      }
    }
    this.staging.close()
  }

  private manifestBytes(): Uint8Array {
    const { list, version, ledgerSum, pages, mail, records, messages } = this.options
    const files = this.files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) // sorted for determinism
    return Buffer.from(formatManifest({ list, version, ledgerSum, pages, mail, records, files, messages }))
  }

  private moveIn(file: Planned): void {
    for (const folder of foldersAbove(file.path)) {
      if (this.knownFolders.has(folder)) continue
      makeFolder(this.ops, join(this.root, folder))
      this.knownFolders.add(folder)
    }
    this.ops.renameSync(this.staging.pathOf(file.staged!), join(this.root, file.path))
  }

  private remove(path: string, isThere: boolean): void {
    if (isThere) this.ops.unlinkSync(join(this.root, path))
    for (const folder of foldersAbove(path).toReversed()) {
      try {
        this.ops.rmdirSync(join(this.root, folder))
      } catch (error) {
        const code = systemErrorCode(error)
        if (code === 'ENOENT') continue
        if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EBUSY' || code === 'ENOTDIR') return
        throw error
      }
    }
  }

  private isOursToRemove(path: string): boolean {
    const stats = this.foldersExist(path) ? this.lstat(join(this.root, path)) : null
    if (stats?.isFile() !== true) return false
    // Where case does not count, the old name of a planned file is that file.
    const twin = this.folded.get(foldPath(path))
    const twinStats = twin === undefined ? null : this.lstat(join(this.root, twin.path))
    return twinStats?.ino !== stats.ino || twinStats.dev !== stats.dev
  }

  private holds(path: string, stats: Stats, bytes: Uint8Array): boolean {
    return stats.isFile() && this.sameBytes(path, stats, bytes)
  }

  private sameBytes(path: string, stats: Stats, bytes: Uint8Array): boolean {
    if (stats.size !== bytes.length) return false
    const noFollow = (constants.O_NOFOLLOW as number | undefined) ?? 0 // not on Windows
    const fd = this.ops.openSync(join(this.root, path), constants.O_RDONLY | noFollow)
    try {
      return Buffer.compare(readFully(this.ops, fd, bytes.length, 0), bytes) === 0
    } finally {
      this.ops.closeSync(fd)
    }
  }

  /** Looks at each folder above a path; false if one is not there yet. Never goes through a symbolic link. */
  private foldersExist(path: string): boolean {
    for (const folder of foldersAbove(path)) {
      if (this.knownFolders.has(folder)) continue
      const stats = this.lstat(join(this.root, folder))
      if (stats === null) return false
      if (!stats.isDirectory()) {
        throw noFolder(this.root, path, folder, stats.isSymbolicLink() ? 'a symbolic link' : 'a file')
      }
      this.knownFolders.add(folder)
    }
    return true
  }

  private checkTwins(planned: Planned): void {
    const { path, kept } = planned
    checkPublishPath(path)
    const key = foldPath(path)
    const twin = this.folded.get(key)
    if (twin !== undefined) {
      if (twin.path === path || !(twin.kept && kept)) throw pathCollision(path, twin.path)
      this.hasCaseTwins = true
    }
    this.folded.set(key, planned)
    for (const folder of foldersAbove(path)) this.foldedFolders.set(foldPath(folder), path)
  }

  private checkFoldersAgainstFiles(): void {
    for (const [key, { path }] of this.folded) {
      const below = this.foldedFolders.get(key)
      if (below !== undefined) throw pathCollision(below, path)
    }
  }

  private lstat(path: string): Stats | null {
    try {
      return this.ops.lstatSync(path)
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return null
      throw error
    }
  }

  private makeRoot(path: string): void {
    if (this.lstat(path) !== null) return
    this.makeRoot(dirname(path))
    makeFolder(this.ops, path)
  }
}

/** New files first, so that no link leads nowhere; then changed ones, the deepest first; the front page last. */
function inPublishOrder(waiting: readonly Planned[]): Planned[] {
  const stage = (file: Planned): number => (file.path === FRONT_PAGE ? 2 : file.state === 'new' ? 0 : 1)
  return waiting.toSorted((a, b) => stage(a) - stage(b) || compareDeepestFirst(a.path, b.path))
}
