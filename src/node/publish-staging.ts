import { constants } from 'node:fs'
import { join } from 'node:path'
import { syncFolder, writeFully, type FileOps } from './file-ops.ts'
import { systemErrorCode } from './holdfast-error.ts'
import { checkListedPath, damaged, parseObject } from './publish-manifest.ts'
import { STAGING_NAME } from './publish-path.ts'

/** Names the paths that a run is about to create, so that the next run knows them for ours if this one is killed. */
const JOURNAL_NAME = 'pending.json'
const JOURNAL_FORMAT = 1
const FILE_MODE = 0o644
const FOLDER_MODE = 0o755

/** What a killed run was about to publish. */
export interface PendingPaths {
  readonly list: string
  readonly paths: readonly string[]
}

/**
 * The folder inside the site where a run writes each file whole before it renames it to its place.
 *
 * One folder, and not a temporary name beside each page, so that what a killed run leaves is found and
 * removed without a walk through the whole site, and no web page is ever beside half a page. It lies
 * inside the site because a rename must not cross file systems.
 */
export class PublishStaging {
  private readonly root: string
  private readonly folder: string
  private readonly ops: FileOps
  private isReady = false
  private count = 0

  constructor(root: string, ops: FileOps) {
    this.root = root
    this.folder = join(root, STAGING_NAME)
    this.ops = ops
  }

  /** Reads the journal of a run that was killed. Null where the last run ended in order. */
  readPending(): PendingPaths | null {
    const path = join(this.folder, JOURNAL_NAME)
    let text: string
    try {
      if (!this.ops.lstatSync(this.folder).isDirectory()) throw damaged(this.folder, 'it is no folder')
      text = Buffer.from(this.ops.readFileSync(path)).toString('utf8')
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return null
      throw error
    }
    const { format, list, paths } = parseObject(text, path)
    const isWhole = Array.isArray(paths) && paths.every((p) => typeof p === 'string')
    if (format !== JOURNAL_FORMAT || typeof list !== 'string' || !isWhole) {
      throw damaged(path, 'a field is missing or of the wrong kind')
    }
    for (const listed of paths) checkListedPath(listed, path)
    return { list, paths }
  }

  /** Writes a file into the folder, whole and readable for all whatever the umask. Returns its number. */
  stage(bytes: Uint8Array): number {
    this.prepare()
    const number = this.count++
    this.write(this.pathOf(number), bytes, false)
    return number
  }

  /** Where the file with a number stands. */
  pathOf(number: number): string {
    return join(this.folder, `${number.toString(36)}.tmp`)
  }

  /** Makes the journal durable. From here on, the next run knows the new paths. */
  writePending(pending: PendingPaths): void {
    this.prepare()
    const text = JSON.stringify({ format: JOURNAL_FORMAT, list: pending.list, paths: pending.paths })
    const temporary = join(this.folder, 'pending.tmp')
    this.write(temporary, Buffer.from(`${text}\n`), true)
    this.ops.renameSync(temporary, join(this.folder, JOURNAL_NAME))
    syncFolder(this.ops, this.folder)
    syncFolder(this.ops, this.root)
  }

  /** Writes a file durably into the folder. Returns where it stands. */
  stageDurably(bytes: Uint8Array): string {
    this.prepare()
    const path = join(this.folder, 'durable.tmp')
    this.write(path, bytes, true)
    return path
  }

  /** True if two names that differ by case only are two files here. */
  isCaseSensitive(): boolean {
    try {
      this.ops.lstatSync(join(this.folder, JOURNAL_NAME.toUpperCase()))
      return false
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return true
      throw error
    }
  }

  /** Removes what was staged and not published; the journal stays, for its paths may be in the site already. */
  sweep(): void {
    let names: string[]
    try {
      names = this.ops.readdirSync(this.folder)
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return
      throw error
    }
    for (const name of names) if (name.endsWith('.tmp')) this.ops.unlinkSync(join(this.folder, name))
    if (!names.includes(JOURNAL_NAME)) this.removeFolder()
    this.isReady = false
  }

  /** Ends the run: everything is in its place. */
  close(): void {
    this.sweep()
    try {
      this.ops.unlinkSync(join(this.folder, JOURNAL_NAME))
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return
      throw error
    }
    this.removeFolder()
  }

  private prepare(): void {
    if (this.isReady) return
    makeFolder(this.ops, this.folder)
    this.isReady = true
  }

  private write(path: string, bytes: Uint8Array, durable: boolean): void {
    const { O_WRONLY, O_CREAT, O_EXCL } = constants
    const fd = this.ops.openSync(path, O_WRONLY | O_CREAT | O_EXCL, FILE_MODE)
    try {
      writeFully(this.ops, fd, bytes, null)
      this.ops.fchmodSync(fd, FILE_MODE) // open() takes the umask off
      if (durable) this.ops.fsyncSync(fd)
    } finally {
      this.ops.closeSync(fd)
    }
  }

  private removeFolder(): void {
    try {
      this.ops.rmdirSync(this.folder)
    } catch (error) {
      const code = systemErrorCode(error)
      // Something that is not ours lies in it: it stays.
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error
    }
  }
}

/** Makes one folder, open to all readers whatever the umask. True if it was not there before. */
export function makeFolder(ops: FileOps, path: string): boolean {
  try {
    ops.mkdirSync(path, FOLDER_MODE)
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST' && ops.lstatSync(path).isDirectory()) return false
    throw error
  }
  ops.chmodSync(path, FOLDER_MODE)
  return true
}
