import { fstatSync, statSync, type BigIntStats } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { nodeFileOps, readFully } from './file-ops.ts'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'

/** Bytes read in one step; two buffers of this size take turns. */
const CHUNK_BYTES = 1024 * 1024
/** Of a file that has grown, this much of what was read last is read again, to tell growth from an edit. */
const TAIL_BYTES = 4096

/** What tells whether a file is still the one that was read. */
export interface FileIdentity {
  readonly dev: bigint
  readonly ino: bigint
  /** Length when it was opened: exactly so much was read. */
  readonly size: number
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}

/**
 * A file opened for reading, of a length that is fixed at that moment: what is appended later is left
 * for the next run.
 *
 * As a whole it is read ahead while its bytes are worked on; single runs of it are read at once, which for the size of a
 * message takes a fraction of the time of a promise.
 */
export class MboxFile {
  readonly path: string
  /** Null for a pipe or a device, which has no length and can be read once. */
  readonly identity: FileIdentity | null
  private readonly handle: FileHandle
  /** The last bytes that were read, and where they end. */
  private tail: Uint8Array = new Uint8Array(0)
  private tailEnd = 0

  private constructor(path: string, handle: FileHandle, identity: FileIdentity | null) {
    this.path = path
    this.handle = handle
    this.identity = identity
  }

  /** Opens a file. @throws {@link HoldfastError}, exit code 3, where it is a folder or can't be opened. */
  static async open(path: string): Promise<MboxFile> {
    try {
      const handle = await open(path, 'r')
      try {
        const stats = await handle.stat({ bigint: true })
        if (stats.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
        return new MboxFile(path, handle, stats.isFile() ? identityOf(stats) : null)
      } catch (error) {
        await handle.close()
        throw error
      }
    } catch (error) {
      throw fileError(error, 'read', path)
    }
  }

  /**
   * The bytes from `from` to the fixed end, in chunks. A chunk is valid until the next one is asked for:
   * while it is used, the next is read into the other buffer.
   */
  async *chunks(from = 0): AsyncGenerator<Uint8Array, void, undefined> {
    const end = this.identity?.size ?? Number.POSITIVE_INFINITY
    const size = Math.min(CHUNK_BYTES, end - from)
    const buffers = [new Uint8Array(size), new Uint8Array(end - from > size ? size : 0)] as const
    let turn = 0
    let asked = from
    let pending: Promise<number> | null = null
    const ask = (): Promise<number> => {
      const length = Math.min(CHUNK_BYTES, end - asked)
      if (length <= 0) return Promise.resolve(0)
      return this.read(buffers[turn]!, length, this.identity === null ? null : asked)
    }
    try {
      pending = ask()
      for (;;) {
        const got: number = await pending
        pending = null
        if (got === 0) break
        const chunk = buffers[turn]!.subarray(0, got)
        turn = 1 - turn
        asked += got
        this.keepTail(chunk, asked)
        pending = ask()
        // A failed read is thrown when its turn comes, after what was read before it has been used.
        pending.catch(() => undefined)
        yield chunk
      }
      if (this.identity !== null && asked < end) throw changed(this.path, `it has only ${asked} bytes left`)
    } finally {
      // The buffer must not be written to after we are gone, nor the file closed under the read.
      await pending?.catch(() => undefined)
    }
  }

  /** Reads a run of bytes at a place. Fewer than `length` only where the file ends. */
  readAt(position: number, length: number): Uint8Array {
    try {
      return readFully(nodeFileOps, this.handle.fd, length, position)
    } catch (error) {
      throw fileError(error, 'read', this.path)
    }
  }

  /**
   * Throws `changed-while-read` unless the file is what it was when it was opened, or has only grown.
   *
   * Looks at the open file and at what its name leads to now: shrunk, touched, replaced and removed files
   * are changed. Of one that has grown, the last bytes before its old end are compared.
   */
  expectUnchanged(): void {
    if (this.identity === null) return
    const now = this.identityNow()!
    const named = this.look(() => statSync(this.path, { bigint: true }), 'it was moved or removed')
    if (named.dev !== now.dev || named.ino !== now.ino)
      throw changed(this.path, 'it was replaced by another file')
    const problem = changeOf(this.identity, now)
    if (problem !== null) throw changed(this.path, problem)
    if (now.size === this.identity.size) return
    const tail = this.readAt(this.tailEnd - this.tail.length, this.tail.length)
    if (Buffer.compare(tail, this.tail) !== 0)
      throw changed(this.path, 'it has grown, and what stood before its old end is changed')
  }

  /** What the open file is at this moment; null for a pipe. */
  identityNow(): FileIdentity | null {
    return this.identity === null ? null : this.look(() => fstatSync(this.handle.fd, { bigint: true }))
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.handle.close()
  }

  private async read(buffer: Uint8Array, length: number, position: number | null): Promise<number> {
    try {
      return (await this.handle.read(buffer, 0, length, position)).bytesRead
    } catch (error) {
      throw fileError(error, 'read', this.path)
    }
  }

  private look(ask: () => BigIntStats, missing?: string): FileIdentity {
    try {
      return identityOf(ask())
    } catch (error) {
      if (missing !== undefined && systemErrorCode(error) === 'ENOENT') throw changed(this.path, missing)
      throw fileError(error, 'read', this.path)
    }
  }

  private keepTail(chunk: Uint8Array, end: number): void {
    const follows = end - chunk.length === this.tailEnd
    this.tailEnd = end
    if (chunk.length >= TAIL_BYTES || !follows) {
      this.tail = chunk.slice(-TAIL_BYTES)
      return
    }
    const joined = new Uint8Array(this.tail.length + chunk.length)
    joined.set(this.tail)
    joined.set(chunk, this.tail.length)
    this.tail = joined.slice(-TAIL_BYTES)
  }
}

/** What happened to a file between two looks at it, other than growth, or null. */
export function changeOf(before: FileIdentity, now: FileIdentity): string | null {
  if (before.dev !== now.dev || before.ino !== now.ino) return 'it was replaced by another file'
  if (now.size < before.size) return `it had ${before.size} bytes and now has ${now.size}`
  if (now.size > before.size) return null
  return before.mtimeNs === now.mtimeNs && before.ctimeNs === now.ctimeNs ? null : 'it was written to'
}

/** The error for a file that somebody changed, other than by appending, while it was read. */
export function changed(path: string, how: string): HoldfastError {
  return new HoldfastError(
    'changed-while-read',
    3,
    `${printable(path)} was changed while it was read: ${how}`,
    {
      file: path,
      hint: 'run it again when nothing else is working on that file; nothing was written',
    },
  )
}

function identityOf(stats: BigIntStats): FileIdentity {
  const { dev, ino, mtimeNs, ctimeNs } = stats
  return { dev, ino, size: Number(stats.size), mtimeNs, ctimeNs }
}
