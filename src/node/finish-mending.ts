import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { nodeFileOps, readFully, syncFolder, writeFully, type FileOps } from './file-ops.ts'
import { hashFile } from './hash-file.ts'
import { fileError, printable, systemErrorCode } from './holdfast-error.ts'
import { appendToLedgerFile, readLedgerFile } from './ledger-file.ts'
import { lockMbox, unlockMbox } from './mbox-lock.ts'
import {
  interrupted,
  readIntent,
  removeIfThere,
  removeIntent,
  type MendedPath,
  type MendingIntent,
} from './mending-intent.ts'
import { openLedger } from './open-ledger.ts'

/** How far a run that was stopped had come with one mbox. */
type Progress = 'done' | 'pending' | 'grown' | 'unwritten' | 'other'

/**
 * Brings to its end what a stopped run was about to do to the mboxes and the ledger of a list; does nothing where there is
 * nothing to finish. The caller holds the ledger's lock.
 *
 * Once one mbox has its new bytes, the others and the ledger get theirs. Where none has and one cannot get them any more,
 * because mail arrived meanwhile, the new bytes are dropped: then nothing was changed.
 *
 * @throws {@link HoldfastError} `mending-interrupted`, exit code 3, where a file is neither what it was nor what it was to be.
 */
export function finishMending(ledger: string, ops: FileOps = nodeFileOps): void {
  const intent = readIntent(ledger, ops)
  if (intent === null) return
  try {
    const progress = intent.files.map((file) => progressOf(file, ops))
    const strange = intent.files[progress.indexOf('other')]
    if (strange !== undefined) throw strangeFile(ledger, strange)
    const hasBegun = progress.includes('done')
    if (!hasBegun && progress.some((state) => state !== 'pending')) {
      for (const { mended } of intent.files) removeIfThere(mended, ops)
      removeIntent(ledger, ops)
      return
    }
    const lost = intent.files[progress.indexOf('unwritten')]
    if (lost !== undefined) throw strangeFile(ledger, lost)
    for (const [index, file] of intent.files.entries()) {
      const lock = lockMbox(file.path, ops)
      try {
        if (progress[index] === 'grown') appendGrowth(file, ops)
        if (progress[index] !== 'done') ops.renameSync(file.mended, file.path)
      } finally {
        unlockMbox(lock, ops)
      }
    }
    completeMending(ledger, intent, ops)
  } catch (error) {
    throw fileError(error, 'finish mending', ledger)
  }
}

/** The steps behind the renames: the ledger gets its lines, and the intent goes. */
export function completeMending(ledger: string, intent: MendingIntent, ops: FileOps): void {
  for (const folder of new Set(intent.files.map(({ path }) => dirname(path)))) syncFolder(ops, folder)
  if (intent.ledger !== null) appendOnce(ledger, intent.ledger, ops)
  removeIntent(ledger, ops)
}

function appendOnce(ledger: string, part: NonNullable<MendingIntent['ledger']>, ops: FileOps): void {
  const lines = Buffer.from(part.lines)
  const read = readLedgerFile(ledger, ops)
  const end = part.committed + lines.length
  if (read !== null && Buffer.compare(read.subarray(part.committed, end), lines) === 0) return
  if (read === null || openLedger(ledger)?.state.lastSum !== part.lastSum) {
    throw interrupted(
      ledger,
      `the ledger ${printable(ledger)} is not the one that the stopped run had read`,
      {
        hint: 'restore the ledger from a copy, then run it again',
      },
    )
  }
  appendToLedgerFile(ledger, { read, committed: part.committed, lines }, ops)
}

function progressOf({ path, mended, before, after }: MendedPath, ops: FileOps): Progress {
  if (hashOrNull(path, ops, after.size)?.sha256 === after.sha256) return 'done'
  const now = hashOrNull(path, ops, before.size)
  if (now?.sha256 !== before.sha256) return 'other'
  if (hashOrNull(mended, ops)?.sha256 !== after.sha256) return 'unwritten'
  return now.size === before.size ? 'pending' : 'grown'
}

function hashOrNull(path: string, ops: FileOps, length?: number): ReturnType<typeof hashFile> {
  try {
    return hashFile(path, ops, length)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Mail that arrived after the run was stopped stands behind the old bytes: it goes behind the new ones. */
function appendGrowth({ path, mended, before, after }: MendedPath, ops: FileOps): void {
  const from = ops.openSync(path, constants.O_RDONLY)
  try {
    const bytes = readFully(ops, from, ops.fstatSync(from).size - before.size, before.size)
    const to = ops.openSync(mended, constants.O_RDWR)
    try {
      writeFully(ops, to, bytes, after.size)
      ops.fsyncSync(to)
    } finally {
      ops.closeSync(to)
    }
  } finally {
    ops.closeSync(from)
  }
}

function strangeFile(ledger: string, { path, backup }: MendedPath): Error {
  return interrupted(
    ledger,
    `a run that was mending ${printable(path)} was stopped, and the file is now neither what it was nor what it was to be`,
    {
      hint: `what it was is kept as ${printable(backup)}: compare the two, then remove ${printable(ledger)}.mending`,
    },
  )
}
