import { constants, existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as z from 'zod'
import { nodeFileOps, syncFolder, writeFully, type FileOps } from './file-ops.ts'
import { HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'

const digest = z.object({ size: z.number(), sha256: z.string() })

const INTENT = z.object({
  format: z.literal('holdfast-mending'),
  version: z.literal(1),
  files: z.array(
    z.object({
      /** The mbox. */
      path: z.string(),
      /** What it is to be, written whole beside it. */
      mended: z.string(),
      /** What it was, kept. */
      backup: z.string(),
      before: digest,
      after: digest,
    }),
  ),
  ledger: z
    .object({
      /** The `sum` of the last commit before, and its end. */
      lastSum: z.string(),
      committed: z.number(),
      /** What is to be appended. */
      lines: z.string(),
    })
    .nullable(),
})

/**
 * What a run is about to do to mboxes and ledger. It stands beside the ledger from the moment when everything is written
 * until everything is in its place, so that a run that is stopped between is finished by the next one.
 */
export type MendingIntent = z.infer<typeof INTENT>
/** One mbox of an intent. */
export type MendedPath = MendingIntent['files'][number]

/** Where the intent of a ledger's list stands. */
export function intentPathOf(ledger: string): string {
  return `${ledger}.mending`
}

/**
 * Reads the intent that a stopped run left, or null where there is none.
 *
 * @throws {@link HoldfastError} `mending-interrupted`, exit code 3, where it cannot be read.
 */
export function readIntent(ledger: string, ops: FileOps = nodeFileOps): MendingIntent | null {
  const path = intentPathOf(ledger)
  let text: string
  try {
    text = Buffer.from(ops.readFileSync(path)).toString('utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
  try {
    return INTENT.parse(JSON.parse(text))
  } catch (cause) {
    throw interrupted(ledger, `${printable(path)} cannot be read`, {
      hint: 'compare each mbox with the copy that is kept beside it as NAME.before-…, then remove that file',
      cause,
    })
  }
}

/** Writes an intent, durably, whole or not at all. */
export function writeIntent(ledger: string, intent: MendingIntent, ops: FileOps): void {
  const path = intentPathOf(ledger)
  const temporary = join(dirname(path), `.${basename(path)}.holdfast-new`)
  removeIfThere(temporary, ops)
  const fd = ops.openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    writeFully(ops, fd, Buffer.from(`${JSON.stringify(intent, null, 2)}\n`), null)
    ops.fsyncSync(fd)
  } finally {
    ops.closeSync(fd)
  }
  ops.renameSync(temporary, path)
  syncFolder(ops, dirname(path))
}

/** Removes an intent: what it says is done, or is not going to be. */
export function removeIntent(ledger: string, ops: FileOps): void {
  removeIfThere(intentPathOf(ledger), ops)
  syncFolder(ops, dirname(ledger))
}

/**
 * Refuses to look at a list whose mending was stopped half-way: mbox and ledger may not fit each other at this moment.
 *
 * @throws {@link HoldfastError} `mending-interrupted`, exit code 3.
 */
export function expectNoMending(ledger: string): void {
  if (!existsSync(intentPathOf(ledger))) return
  throw interrupted(ledger, 'a run that was mending this list was stopped, or is still at work', {
    hint: 'run holdfast record, repair --write or redact --write: each first brings it to its end',
  })
}

/** The error for a mending that was stopped. */
export function interrupted(
  ledger: string,
  fact: string,
  details: { readonly hint: string; readonly cause?: unknown },
): HoldfastError {
  return new HoldfastError('mending-interrupted', 3, fact, { file: intentPathOf(ledger), ...details })
}

/** Removes a file; one that is not there is no error. */
export function removeIfThere(path: string, ops: FileOps): void {
  try {
    ops.unlinkSync(path)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
  }
}
