import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeFileOps, writeFully, type FileOps } from './file-ops.ts'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'
import { processLiveness, thisProcess, type ProcessIdentity } from './process-identity.ts'

/** Milliseconds between two looks at a lock that somebody else holds. */
const LOOK_AGAIN = 100
/** How often an unreadable lock is looked at again before it is believed to be damaged. */
const UNREADABLE_LOOKS = 5

/** A lock that this process holds. */
export interface Lock {
  readonly path: string
  /** Gives it back. A second call does nothing. */
  release(): void
}

/** How {@link acquireLock} behaves. */
export interface LockOptions {
  /** Milliseconds to wait for another run to end. Default 0: fail at once. */
  readonly wait?: number
  readonly signal?: AbortSignal | undefined
  readonly ops?: FileOps
}

interface Owner extends ProcessIdentity {
  /** Random, so that no two locks are ever the same. */
  readonly token: string
  /** When it was taken, ISO 8601, for people. */
  readonly since: string
}

/** The lock file of a ledger: `NAME.ledger.lock` beside it. */
export function lockPathOf(ledger: string): string {
  return `${ledger}.lock`
}

/**
 * Takes the exclusive lock at `path`, so that two runs never write to one ledger or site at once.
 *
 * The lock is a small file that names its owner. A lock whose owner was killed, or ran before the host
 * was last started, is free at once; nobody has to remove it. It is given back by `release`, and at the
 * end of the process. After a clean run no file is left.
 *
 * How two runs never both win: the file appears whole, by `link`, which fails if the name is taken. Only
 * who holds the mark of a dead owner (`PATH.TOKEN.taken`, also made by `link`) may replace that owner's
 * lock, and tokens are never used twice, so at most one live process can replace a given lock. If that
 * process dies too, its own token is the next mark in the chain.
 *
 * @throws {@link HoldfastError} `locked`, exit code 3, naming process and host: at once, or after `wait`.
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<Lock> {
  const ops = options.ops ?? nodeFileOps
  const self: Owner = {
    ...thisProcess(),
    token: randomBytes(12).toString('hex'),
    since: new Date().toISOString(),
  }
  const deadline = performance.now() + (options.wait ?? 0)
  let unreadable = 0
  for (;;) {
    options.signal?.throwIfAborted()
    const holder = tryOnce(path, self, ops)
    if (holder === 'mine') return held(path, self, ops)
    if (holder === 'gone') continue
    const looksBroken = holder === 'unreadable' && ++unreadable <= UNREADABLE_LOOKS
    if (!looksBroken && performance.now() >= deadline) throw locked(path, holder)
    await sleep(LOOK_AGAIN * (0.5 + Math.random()), undefined, { signal: options.signal })
  }
}

/** One attempt: `mine`, `gone` (it was freed while we looked: try again), or who holds it. */
function tryOnce(path: string, self: Owner, ops: FileOps): 'mine' | 'gone' | 'unreadable' | Owner {
  const own = `${path}.${self.token}.tmp`
  try {
    writeOwner(own, self, ops)
    try {
      const linked = link(own, path, ops)
      if (linked !== 'taken') return linked
      const holder = readOwner(path, ops)
      if (holder === 'gone' || holder === 'unreadable') return holder
      if (processLiveness(holder) !== 'dead') return holder
      return replaceDead(path, own, holder, ops)
    } finally {
      removeIfThere(own, ops)
    }
  } catch (error) {
    throw fileError(error, 'take the lock', path)
  }
}

/** Replaces the lock of a dead owner, if no other live process is about to do so. */
function replaceDead(path: string, own: string, dead: Owner, ops: FileOps): 'mine' | 'gone' | Owner {
  let last = dead
  for (;;) {
    const mark = markOf(path, last.token)
    const linked = link(own, mark, ops)
    if (linked === 'gone') return 'gone'
    if (linked === 'mine') {
      // The mark may be one that its former holder has finished with: only the lock itself tells.
      const now = readOwner(path, ops)
      if (typeof now === 'object' && now.token === dead.token) {
        ops.renameSync(own, path)
        return 'mine'
      }
      removeIfThere(mark, ops)
      return 'gone'
    }
    const other = readOwner(mark, ops)
    if (typeof other === 'string') return 'gone'
    if (processLiveness(other) !== 'dead') return other
    last = other
  }
}

function held(path: string, self: Owner, ops: FileOps): Lock {
  let isHeld = true
  const release = (): void => {
    if (!isHeld) return
    isHeld = false
    process.off('exit', releaseAtExit)
    try {
      const now = readOwner(path, ops)
      // Somebody may have removed the file by hand, and another run may have taken the lock since.
      if (typeof now === 'object' && now.token === self.token) removeIfThere(path, ops)
    } catch (error) {
      throw fileError(error, 'give back the lock', path)
    }
  }
  const releaseAtExit = (): void => {
    try {
      release()
    } catch {
      // A process that is ending can tell nobody; a lock without its owner is free anyway.
    }
  }
  process.on('exit', releaseAtExit)
  try {
    sweep(path, ops)
  } catch {
    // Files that dead runs left are no reason to stop: the next run looks again.
  }
  return { path, release }
}

/**
 * Removes what killed runs left beside the lock. Nobody needs these files while we hold it: a mark is
 * good for a lock that is no longer there, and who misses its `.tmp` makes a new one.
 */
function sweep(path: string, ops: FileOps): void {
  const prefix = `${basename(path)}.`
  for (const name of ops.readdirSync(dirname(path))) {
    if (!name.startsWith(prefix)) continue
    if (/^[0-9a-f]{24}\.(?:taken|tmp)$/.test(name.slice(prefix.length)))
      removeIfThere(join(dirname(path), name), ops)
  }
}

function markOf(path: string, token: string): string {
  return `${path}.${token}.taken`
}

function writeOwner(path: string, owner: Owner, ops: FileOps): void {
  const fd = ops.openSync(path, 'wx', 0o644)
  try {
    writeFully(ops, fd, Buffer.from(`${JSON.stringify(owner)}\n`), null)
  } finally {
    ops.closeSync(fd)
  }
}

function readOwner(path: string, ops: FileOps): Owner | 'gone' | 'unreadable' {
  let text: string
  try {
    text = Buffer.from(ops.readFileSync(path)).toString('utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 'gone'
    throw error
  }
  try {
    const value = JSON.parse(text) as Partial<Owner> | null
    const { token, pid, host } = value ?? {}
    if (typeof host !== 'string' || !Number.isInteger(pid) || !/^[0-9a-f]{24}$/.test(token ?? ''))
      return 'unreadable'
    return { start: null, boot: null, namespace: null, since: '', ...value } as Owner
  } catch {
    return 'unreadable'
  }
}

/** Gives our file a second name, atomically: `taken` if the name is in use, `gone` if our file was swept away. */
function link(own: string, path: string, ops: FileOps): 'mine' | 'taken' | 'gone' {
  try {
    ops.linkSync(own, path)
    return 'mine'
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EEXIST') return 'taken'
    if (code === 'ENOENT') return 'gone'
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error
    return copyIfFree(own, path, ops)
  }
}

/** For file systems without hard links (FAT, some network shares): as exclusive, but not whole at once. */
function copyIfFree(own: string, path: string, ops: FileOps): 'mine' | 'taken' | 'gone' {
  try {
    const bytes = ops.readFileSync(own)
    const fd = ops.openSync(path, 'wx', 0o644)
    try {
      writeFully(ops, fd, bytes, null)
    } finally {
      ops.closeSync(fd)
    }
    return 'mine'
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EEXIST') return 'taken'
    if (code === 'ENOENT') return 'gone'
    throw error
  }
}

function removeIfThere(path: string, ops: FileOps): void {
  try {
    ops.unlinkSync(path)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
  }
}

function locked(path: string, holder: Owner | 'unreadable'): HoldfastError {
  const file = printable(path)
  if (holder === 'unreadable') {
    return new HoldfastError('locked', 3, `${file} is a lock that can't be read`, {
      file: path,
      hint: 'if no other run is at work, remove that file and run again',
    })
  }
  const who = `process ${holder.pid} on ${printable(holder.host)}${holder.since === '' ? '' : `, since ${printable(holder.since)}`}`
  const hint =
    processLiveness(holder) === 'unknown'
      ? `look on ${printable(holder.host)} whether process ${holder.pid} still runs there; if not, remove ${file}`
      : 'wait until it has ended; a lock that a killed run left is freed by itself'
  return new HoldfastError('locked', 3, `another run is at work (${who}): it holds ${file}`, {
    file: path,
    hint,
  })
}
