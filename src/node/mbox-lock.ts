import { constants } from 'node:fs'
import { hostname } from 'node:os'
import { writeFully, type FileOps } from './file-ops.ts'
import { HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'
import { removeIfThere } from './mending-intent.ts'

/**
 * Takes the lock file of an mbox, `MBOX.lock`, as mail programs do before they append. One that a run of ours left when it
 * was killed on this host is replaced.
 *
 * Locks that mail programs take with fcntl or flock cannot be asked for from here: that the mbox is the same before and
 * after is checked beside this.
 *
 * @returns The lock's path, for {@link unlockMbox}.
 * @throws {@link HoldfastError} `mbox-locked`, exit code 3.
 */
export function lockMbox(path: string, ops: FileOps): string {
  const lock = `${path}.lock`
  for (;;) {
    try {
      const fd = ops.openSync(lock, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644)
      try {
        writeFully(ops, fd, Buffer.from(`${process.pid}\n${ownerLine()}\n`), null)
      } finally {
        ops.closeSync(fd)
      }
      return lock
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error
    }
    if (!isLeftBehind(lock, ops)) {
      throw new HoldfastError('mbox-locked', 3, `${printable(path)} is in use: ${printable(lock)} is there`, {
        file: path,
        hint: 'run it again when the mail program is done; if none is running, remove that file',
      })
    }
    removeIfThere(lock, ops)
  }
}

/** Gives a lock back. */
export function unlockMbox(lock: string, ops: FileOps): void {
  removeIfThere(lock, ops)
}

function ownerLine(): string {
  return `holdfast ${hostname()}`
}

/** Whether a lock is one of ours, from this host, whose process is no more. */
function isLeftBehind(lock: string, ops: FileOps): boolean {
  let text: string
  try {
    text = Buffer.from(ops.readFileSync(lock)).toString('utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return true // it was given back while we looked
    throw error
  }
  const [pid = '', owner] = text.split('\n')
  if (owner !== ownerLine() || !/^\d{1,9}$/.test(pid)) return false
  if (Number(pid) === process.pid) return true // who holds the ledger's lock holds no other
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return systemErrorCode(error) === 'ESRCH'
  }
}
