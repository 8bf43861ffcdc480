import { constants } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { nodeFileOps, readFully, syncFolder, writeFully, type FileOps } from './file-ops.ts'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'

/** How many bytes at the end are compared to see that nobody else wrote to the ledger meanwhile. */
const TAIL_BYTES = 4096

/** What {@link appendToLedgerFile} writes, and what it expects to find. */
export interface LedgerAppend {
  /** What {@link readLedgerFile} gave, or null where there was no file. */
  readonly read: Uint8Array | null
  /** How many of those bytes are committed, from the start; what follows is cut off. 0 for a new file. */
  readonly committed: number
  /** Whole lines, the last of them a commit. */
  readonly lines: Uint8Array
}

/**
 * Reads a whole ledger.
 *
 * @returns Its bytes, or null where there is no file of this name.
 * @throws {@link HoldfastError}, exit code 3, where it is there but can't be read: never taken for "no ledger".
 */
export function readLedgerFile(path: string, ops: FileOps = nodeFileOps): Uint8Array | null {
  try {
    return ops.readFileSync(path)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' && !linkStandsAt(path, ops)) return null
    throw fileError(error, 'read the ledger', path)
  }
}

/**
 * Adds lines to a ledger, durably, all or nothing: when it returns, they are on the disk.
 *
 * An existing ledger must still be what was read (length and last 4 KiB), else nothing is written. Bytes
 * after `committed` are the remains of a run that was stopped; they are cut off first. If a write fails,
 * the file is cut back to `committed`. If the process is killed half-way, what it wrote has no commit
 * line, and the next run cuts it off. A new ledger is written under another name, made durable and
 * renamed, so that a half one never appears.
 *
 * The caller holds the lock of this ledger (see `acquireLock`).
 *
 * @throws {@link HoldfastError}, exit code 3: `ledger-changed`, or why the write failed.
 */
export function appendToLedgerFile(path: string, append: LedgerAppend, ops: FileOps = nodeFileOps): void {
  try {
    if (append.read === null) create(path, append.lines, ops)
    else extend(path, append.read, append.committed, append.lines, ops)
  } catch (error) {
    throw fileError(error, 'write the ledger', path)
  }
}

function create(path: string, lines: Uint8Array, ops: FileOps): void {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.holdfast-new`)
  removeIfThere(temporary, ops) // of a run that was stopped: its ledger never came to be
  const fd = ops.openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644)
  try {
    try {
      writeFully(ops, fd, lines, 0)
      ops.fsyncSync(fd)
    } finally {
      ops.closeSync(fd)
    }
    if (isThere(path, ops)) throw changed(path, 'it was created while this run was reading')
    ops.renameSync(temporary, path)
  } catch (error) {
    tryTo(() => removeIfThere(temporary, ops))
    throw error
  }
  syncFolder(ops, folder)
}

function extend(path: string, read: Uint8Array, committed: number, lines: Uint8Array, ops: FileOps): void {
  const fd = ops.openSync(path, constants.O_RDWR)
  try {
    expectUnchanged(path, fd, read, ops)
    try {
      if (committed < read.length) ops.ftruncateSync(fd, committed)
      writeFully(ops, fd, lines, committed)
      ops.fsyncSync(fd)
    } catch (error) {
      // A system may have kept a part of what it refused. Should this fail too, the part has no commit line.
      tryTo(() => ops.ftruncateSync(fd, committed))
      tryTo(() => ops.fsyncSync(fd))
      throw error
    }
  } finally {
    ops.closeSync(fd)
  }
}

function expectUnchanged(path: string, fd: number, read: Uint8Array, ops: FileOps): void {
  const size = ops.fstatSync(fd).size
  if (size !== read.length) throw changed(path, `it had ${read.length} bytes and now has ${size}`)
  const from = Math.max(0, read.length - TAIL_BYTES)
  const tail = readFully(ops, fd, read.length - from, from)
  if (!equal(tail, read.subarray(from))) throw changed(path, 'its last lines are others now')
}

function changed(path: string, how: string): HoldfastError {
  return new HoldfastError(
    'ledger-changed',
    3,
    `the ledger ${printable(path)} was changed by somebody else while this run was reading: ${how}`,
    { file: path, hint: 'run it again; nothing was written' },
  )
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function isThere(path: string, ops: FileOps): boolean {
  try {
    ops.lstatSync(path)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false
    throw error
  }
}

function linkStandsAt(path: string, ops: FileOps): boolean {
  try {
    return ops.lstatSync(path).isSymbolicLink()
  } catch {
    return false // nothing is there
  }
}

function removeIfThere(path: string, ops: FileOps): void {
  try {
    ops.unlinkSync(path)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
  }
}

/** Cleaning up after a failure must not hide the failure. */
function tryTo(clean: () => void): void {
  try {
    clean()
  } catch {
    // the error that led here is thrown by the caller
  }
}
