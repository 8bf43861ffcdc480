import * as fs from 'node:fs'

/**
 * The file operations with which Holdfast writes: the one place where they are listed.
 *
 * Production passes {@link nodeFileOps}; a test passes its own to fail or to stop at the n-th call.
 * They are synchronous: for many small files that takes a fifth of the time of promises, and a step
 * is then either done or not when a signal arrives.
 */
export interface FileOps {
  openSync(path: string, flags: number | string, mode?: number): number
  readSync(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number
  writeSync(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number
  fstatSync(fd: number): fs.Stats
  fchmodSync(fd: number, mode: number): void
  fchownSync(fd: number, uid: number, gid: number): void
  ftruncateSync(fd: number, length: number): void
  fsyncSync(fd: number): void
  closeSync(fd: number): void
  lstatSync(path: string): fs.Stats
  realpathSync(path: string): string
  readFileSync(path: string): Uint8Array
  readdirSync(path: string): string[]
  mkdirSync(path: string, mode: number): void
  chmodSync(path: string, mode: number): void
  linkSync(existing: string, path: string): void
  renameSync(from: string, to: string): void
  unlinkSync(path: string): void
  rmdirSync(path: string): void
}

/** The real file system. */
export const nodeFileOps: FileOps = {
  openSync: (path, flags, mode) => fs.openSync(path, flags, mode),
  readSync: (fd, buffer, offset, length, position) => fs.readSync(fd, buffer, offset, length, position),
  writeSync: (fd, buffer, offset, length, position) => fs.writeSync(fd, buffer, offset, length, position),
  fstatSync: (fd) => fs.fstatSync(fd),
  fchmodSync: (fd, mode) => fs.fchmodSync(fd, mode),
  fchownSync: (fd, uid, gid) => fs.fchownSync(fd, uid, gid),
  ftruncateSync: (fd, length) => fs.ftruncateSync(fd, length),
  fsyncSync: (fd) => fs.fsyncSync(fd),
  closeSync: (fd) => fs.closeSync(fd),
  lstatSync: (path) => fs.lstatSync(path),
  realpathSync: (path) => fs.realpathSync(path),
  readFileSync: (path) => fs.readFileSync(path),
  readdirSync: (path) => fs.readdirSync(path),
  mkdirSync: (path, mode) => {
    fs.mkdirSync(path, { mode })
  },
  chmodSync: (path, mode) => fs.chmodSync(path, mode),
  linkSync: (existing, path) => fs.linkSync(existing, path),
  renameSync: (from, to) => fs.renameSync(from, to),
  unlinkSync: (path) => fs.unlinkSync(path),
  rmdirSync: (path) => fs.rmdirSync(path),
}

/** The operations of {@link FileOps} that change something on the disk. */
export const MUTATING_OPS = [
  'openSync',
  'writeSync',
  'fchmodSync',
  'fchownSync',
  'ftruncateSync',
  'fsyncSync',
  'closeSync',
  'mkdirSync',
  'chmodSync',
  'linkSync',
  'renameSync',
  'unlinkSync',
  'rmdirSync',
] as const satisfies readonly (keyof FileOps)[]

/** Writes every byte, however often the system takes only a part. `position` null: at the file's own place. */
export function writeFully(ops: FileOps, fd: number, bytes: Uint8Array, position: number | null): void {
  let done = 0
  while (done < bytes.length) {
    const at = position === null ? null : position + done
    done += ops.writeSync(fd, bytes, done, bytes.length - done, at)
  }
}

/** Reads up to `length` bytes from `position`; fewer only where the file ends. */
export function readFully(ops: FileOps, fd: number, length: number, position: number): Uint8Array {
  const buffer = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const got = ops.readSync(fd, buffer, done, length - done, position + done)
    if (got === 0) break
    done += got
  }
  return buffer.subarray(0, done)
}

/** Makes a folder's entries durable. Systems that can't sync a folder (Windows) are left to their own ways. */
export function syncFolder(ops: FileOps, folder: string): void {
  let fd: number
  try {
    fd = ops.openSync(folder, fs.constants.O_RDONLY)
  } catch (error) {
    if (process.platform === 'win32') return
    throw error
  }
  try {
    ops.fsyncSync(fd)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    // Some file systems (FUSE, CIFS) do not know the call for folders; nothing more can be done there.
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'EBADF') throw error
  } finally {
    ops.closeSync(fd)
  }
}
