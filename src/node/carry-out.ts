import { createHash } from 'node:crypto'
import { constants, statSync, type BigIntStats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { appendRecords, type AppendOptions } from '../ledger/append-records.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import { Replay } from '../ledger/replay.ts'
import type { LedgerRecord } from '../ledger/records.ts'
import type { MboxEdit } from '../mend/mbox-edit.ts'
import type { PresentList } from '../message/present-list.ts'
import type { ListAudit } from './audit-mbox.ts'
import { nodeFileOps, readFully, syncFolder, writeFully, type FileOps } from './file-ops.ts'
import { completeMending } from './finish-mending.ts'
import { hashFile, type FileDigest } from './hash-file.ts'
import { hashSegments } from './hash-segments.ts'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'
import { changed, type FileIdentity } from './mbox-file.ts'
import { lockMbox, unlockMbox } from './mbox-lock.ts'
import type { MendedFile } from './mended-files.ts'
import { removeIfThere, writeIntent, type MendedPath, type MendingIntent } from './mending-intent.ts'
import { nodeHost } from './node-host.ts'

/** A plan that was proved, ready to be carried out. */
export interface ProvedMend {
  readonly audit: ListAudit
  readonly edits: readonly MboxEdit[]
  readonly records: readonly LedgerRecord[]
  /** Keys of the findings about files that stand afterwards. */
  readonly noted: readonly string[]
  /** The files as they will be, by index in the list. */
  readonly files: readonly MendedFile[]
  /** The list as it will be. */
  readonly present: PresentList
  readonly decision?: AppendOptions['decision']
}

/** How {@link carryOut} works. */
export interface CarryOutOptions {
  readonly signal?: AbortSignal | undefined
  readonly ops?: FileOps | undefined
}

/** A file that was changed, and where what it held before is kept. */
export interface ChangedFile {
  readonly file: string
  readonly backup: string
}

/**
 * Writes the edited mboxes and the records that belong to them: both, or neither. The caller holds the ledger's lock.
 *
 * Each new mbox is written whole beside the old one, with its owner and mode, and made durable. Then, with the lock files
 * held by which mail programs know that an mbox is in use (`MBOX.lock`), and only if no byte came or went since it was read:
 * the old one is kept under a second name, what is going to be done is written down beside the ledger, the new ones are
 * renamed into their places, and the ledger gets its lines. Stopped anywhere, either nothing was changed, or the next
 * run that takes the ledger's lock finishes it.
 *
 * @throws {@link HoldfastError}: `mbox-locked`, `changed-while-read`, `backup-taken`, or why a write failed; exit code 3.
 */
export async function carryOut(
  mend: ProvedMend,
  options: CarryOutOptions = {},
): Promise<{ readonly changed: ChangedFile[]; readonly state: LedgerState }> {
  const ops = options.ops ?? nodeFileOps
  const touched = [...new Set(mend.edits.map(({ file }) => file))].sort((a, b) => a - b)
  const written: WrittenFile[] = []
  const locks: string[] = []
  let hasIntent = false
  try {
    for (const file of touched) written.push(await writeMended(mend, file, ops))
    const { lines, state } = await ledgerLines(mend, written, options)
    for (const { path } of written) locks.push(lockMbox(path, ops))
    for (const { path, identity } of written) expectSame(path, identity)
    for (const one of written) keepBackup(one, ops)
    const intent = intentOf(mend, written, lines)
    writeIntent(mend.audit.location.ledger, intent, ops)
    hasIntent = true
    for (const { mended, path } of written) ops.renameSync(mended, path)
    // Before the intent goes: whoever finishes a run that was killed here frees its locks too.
    for (const lock of locks.splice(0)) unlockMbox(lock, ops)
    completeMending(mend.audit.location.ledger, intent, ops)
    return { changed: written.map(({ name, backup }) => ({ file: name, backup })), state }
  } catch (error) {
    if (!hasIntent) for (const { mended } of written) tryTo(() => removeIfThere(mended, ops))
    throw fileError(error, 'mend', written.at(-1)?.name ?? mend.audit.location.files[0]!)
  } finally {
    for (const lock of locks) tryTo(() => unlockMbox(lock, ops))
  }
}

interface WrittenFile extends MendedPath {
  /** Index in the list. */
  readonly file: number
  /** As the user named it. */
  readonly name: string
  /** What was read. */
  readonly identity: FileIdentity
}

async function writeMended({ audit, files }: ProvedMend, file: number, ops: FileOps): Promise<WrittenFile> {
  const name = audit.location.files[file]!
  const path = ops.realpathSync(name)
  const identity = audit.files[file]!.identity!
  expectSame(path, identity)
  const stats = statSync(path, { bigint: true })
  const mended = join(dirname(path), `.${basename(path)}.holdfast-mended`)
  removeIfThere(mended, ops) // of a run that was stopped before it had said what it was going to do
  const fd = ops.openSync(mended, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    const hash = createHash('sha256')
    let size = 0
    for await (const chunk of files[file]!.chunks()) {
      hash.update(chunk)
      writeFully(ops, fd, chunk, size)
      size += chunk.length
    }
    keepOwner(fd, stats, ops)
    ops.fsyncSync(fd)
    const before = hashFile(path, ops)!
    const backup = `${path}.before-${before.sha256.slice(0, 8)}`
    return { file, name, path, identity, mended, backup, before, after: { size, sha256: hash.digest('hex') } }
  } catch (error) {
    tryTo(() => removeIfThere(mended, ops))
    throw error
  } finally {
    ops.closeSync(fd)
  }
}

function keepOwner(fd: number, { uid, gid, mode }: BigIntStats, ops: FileOps): void {
  const own = ops.fstatSync(fd)
  if (own.uid !== Number(uid) || own.gid !== Number(gid)) ops.fchownSync(fd, Number(uid), Number(gid))
  ops.fchmodSync(fd, Number(mode) & 0o7777)
}

async function ledgerLines(
  { audit, records, noted, decision, present }: ProvedMend,
  written: readonly WrittenFile[],
  { signal }: CarryOutOptions,
): Promise<{ lines: Uint8Array | null; state: LedgerState }> {
  const { bytes, state } = audit.ledger!
  if (records.length === 0 && sameKeys(noted, state.noted)) return { lines: null, state }
  const replay = Replay.from(state)
  for (const record of records) replay.apply(record, null)
  const paths = audit.location.files.map(
    (name, index) => written.find(({ file }) => file === index)?.mended ?? name,
  )
  const after = replay.state({ lastSum: '', committedBytes: 0, uncommitted: null })
  const segments = await hashSegments(paths, present, after, { signal })
  const appended = appendRecords(state, [...records, ...segments], {
    host: nodeHost,
    before: bytes.subarray(0, state.committedBytes),
    noted,
    ...(decision === undefined ? {} : { decision }),
  })
  return { lines: appended.bytes, state: appended.state }
}

function sameKeys(keys: readonly string[], noted: ReadonlySet<string>): boolean {
  return new Set(keys).size === noted.size && keys.every((key) => noted.has(key))
}

function expectSame(path: string, before: Omit<FileIdentity, 'ctimeNs'>): void {
  const now = statSync(path, { bigint: true })
  const isSame =
    now.dev === before.dev &&
    now.ino === before.ino &&
    Number(now.size) === before.size &&
    now.mtimeNs === before.mtimeNs
  if (!isSame) throw changed(path, 'it was written to, or replaced')
}

/** Keeps what the mbox holds now under a second name. A copy of just these bytes may be there already. */
function keepBackup({ path, backup, before }: WrittenFile, ops: FileOps): void {
  try {
    ops.linkSync(path, backup)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EEXIST') {
      if (isSame(hashFile(backup, ops), before)) return
      throw new HoldfastError(
        'backup-taken',
        3,
        `cannot keep a copy: ${printable(backup)} is something else`,
        {
          file: backup,
          hint: 'move that file away, and run it again; nothing was written',
        },
      )
    }
    // Some file systems know no second name for a file.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error
    copyWhole(path, backup, ops)
  }
  syncFolder(ops, dirname(backup))
}

function isSame(a: FileDigest | null, b: FileDigest): boolean {
  return a !== null && a.size === b.size && a.sha256 === b.sha256
}

const COPY_BYTES = 1024 * 1024

function copyWhole(from: string, to: string, ops: FileOps): void {
  const temporary = `${to}.holdfast-new`
  removeIfThere(temporary, ops)
  const source = ops.openSync(from, constants.O_RDONLY)
  try {
    const { size, mode } = ops.fstatSync(source)
    const fd = ops.openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    try {
      for (let at = 0; at < size; at += COPY_BYTES)
        writeFully(ops, fd, readFully(ops, source, Math.min(COPY_BYTES, size - at), at), at)
      ops.fchmodSync(fd, mode & 0o7777)
      ops.fsyncSync(fd)
    } finally {
      ops.closeSync(fd)
    }
  } finally {
    ops.closeSync(source)
  }
  ops.renameSync(temporary, to)
}

function intentOf(
  { audit }: ProvedMend,
  written: readonly WrittenFile[],
  lines: Uint8Array | null,
): MendingIntent {
  const { lastSum, committedBytes } = audit.ledger!.state
  return {
    format: 'holdfast-mending',
    version: 1,
    files: written.map(({ path, mended, backup, before, after }) => ({
      path,
      mended,
      backup,
      before,
      after,
    })),
    ledger:
      lines === null
        ? null
        : { lastSum, committed: committedBytes, lines: Buffer.from(lines).toString('utf8') },
  }
}

/** Cleaning up must not hide why it was needed. */
function tryTo(clean: () => void): void {
  try {
    clean()
  } catch {
    // the error that led here is thrown by the caller
  }
}
