import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFileOps, readFully, writeFully } from './file-ops.ts'
import { fileError, HoldfastError, printable } from './holdfast-error.ts'
import { changed, changeOf, MboxFile } from './mbox-file.ts'
import { readMboxFiles, type ReadFile } from './read-mbox-files.ts'

/**
 * The most that is given of one entry; a longer one gives its first part. A little more than what is displayed,
 * so that whoever displays it sees that it is too long.
 */
export const MAX_ENTRY_BYTES = 33 * 1024 * 1024
/** Plain files kept open at one time; a list of monthly files may have hundreds. */
const OPEN_FILES = 32

/**
 * Reads single entries again, later, from the files that {@link readMboxFiles} has read.
 *
 * A plain file is read at the place. A compressed one is decompressed once, when it is first asked for,
 * into one temporary file that has no name any more and so is gone with the process; memory holds no
 * more than the entry itself. A file that was changed since, other than by appending, is an error.
 *
 * Close it when done.
 *
 * @example
 * const entries = new EntryReader(await readMboxFiles(paths, consumer))
 * const bytes = await entries.read(0, 44, 19)
 * await entries.close()
 */
export class EntryReader {
  private readonly files: readonly ReadFile[]
  /** Least recently used first. */
  private readonly open = new Map<number, MboxFile>()
  /** Where each decompressed file begins in the spool. */
  private readonly spooled = new Map<number, Promise<number>>()
  private spool: { fd: number; end: number; folder: string | null } | null = null
  private turn: Promise<unknown> = Promise.resolve()

  constructor(files: readonly ReadFile[]) {
    this.files = files
  }

  /**
   * The bytes at `offset` of the decompressed file, `length` of them but at most {@link MAX_ENTRY_BYTES}.
   *
   * @param file - Index in the list of files.
   * @throws {@link HoldfastError}: `changed-while-read` where the file no longer is what was read,
   *   `not-seekable` (exit code 2) for standard input and pipes.
   */
  read(file: number, offset: number, length: number): Promise<Uint8Array> {
    // One at a time: reads share file handles that another read might close.
    const result = this.turn.then(() => this.readNow(file, offset, Math.min(length, MAX_ENTRY_BYTES)))
    this.turn = result.catch(() => undefined)
    return result
  }

  /** Closes every file and frees the temporary space. */
  async close(): Promise<void> {
    await this.turn
    for (const file of this.open.values()) await file.close()
    this.open.clear()
    this.spooled.clear()
    if (this.spool === null) return
    closeSync(this.spool.fd)
    removeFolder(this.spool.folder)
    this.spool = null
  }

  private async readNow(file: number, offset: number, length: number): Promise<Uint8Array> {
    const read = this.files[file]
    if (read === undefined) throw new RangeError(`no file ${file} in a list of ${this.files.length}`)
    if (read.identity === null) throw notSeekable(read.path)
    const bytes = read.compressed
      ? await this.readSpooled(file, read, offset, length)
      : (await this.plain(file, read)).readAt(offset, length)
    if (bytes.length < length) throw changed(read.path, 'an entry of it is no longer there')
    return bytes
  }

  private async plain(index: number, read: ReadFile): Promise<MboxFile> {
    let file = this.open.get(index)
    this.open.delete(index)
    file ??= await MboxFile.open(read.path)
    this.open.set(index, file)
    if (this.open.size > OPEN_FILES) {
      const [oldest, old] = this.open.entries().next().value!
      this.open.delete(oldest)
      await old.close()
    }
    const now = file.identityNow()
    const problem = now === null ? 'it is a pipe now' : changeOf(read.identity!, now)
    if (problem !== null) throw changed(read.path, problem)
    return file
  }

  private async readSpooled(
    index: number,
    read: ReadFile,
    offset: number,
    length: number,
  ): Promise<Uint8Array> {
    let start = this.spooled.get(index)
    if (start === undefined) {
      start = this.decompress(read)
      this.spooled.set(index, start)
    }
    const from = await start
    const inside = Math.max(0, Math.min(length, read.bytes - offset))
    return readFully(nodeFileOps, this.spool!.fd, inside, from + offset)
  }

  private async decompress(read: ReadFile): Promise<number> {
    this.spool ??= openSpool()
    const spool = this.spool
    const start = spool.end
    const push = (bytes: Uint8Array): void => {
      try {
        writeFully(nodeFileOps, spool.fd, bytes, spool.end)
      } catch (error) {
        throw fileError(error, 'unpack a compressed mbox into', tmpdir())
      }
      spool.end += bytes.length
    }
    const [now] = await readMboxFiles([read.path], {
      beginFile: ignore,
      push,
      observe: ignore,
      endFile: ignore,
    })
    const problem = now?.identity == null ? 'it is a pipe now' : changeOf(read.identity!, now.identity)
    if (problem !== null) throw changed(read.path, problem)
    return start
  }
}

/** A temporary file that only this process can see; where the system allows, it has no name from the start on. */
function openSpool(): { fd: number; end: number; folder: string | null } {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
    const fd = openSync(join(folder, 'unpacked'), 'wx+', 0o600)
    const isNameless = process.platform !== 'win32'
    if (isNameless) removeFolder(folder)
    return { fd, end: 0, folder: isNameless ? null : folder }
  } catch (error) {
    throw fileError(error, 'make a temporary file in', tmpdir())
  }
}

function removeFolder(folder: string | null): void {
  if (folder !== null) rmSync(folder, { recursive: true, force: true })
}

function notSeekable(path: string): HoldfastError {
  const name = path === '-' ? 'standard input' : printable(path)
  return new HoldfastError(
    'not-seekable',
    2,
    `${name} can be read once only, and this needs to read it again`,
    {
      file: path,
      hint: 'save it as a file first',
    },
  )
}

function ignore(): void {
  // only the bytes are wanted
}
