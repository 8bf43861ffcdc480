/** Why a run could not go on. Codes are never renamed; messages are never parsed. */
export type HoldfastErrorCode =
  // any file
  | 'file-missing'
  | 'permission-denied'
  | 'not-a-file'
  | 'not-a-folder'
  | 'already-exists'
  | 'folder-not-empty'
  | 'disk-full'
  | 'quota-exceeded'
  | 'file-too-large'
  | 'read-only'
  | 'too-many-open-files'
  | 'too-many-links'
  | 'name-too-long'
  | 'busy'
  | 'device-error'
  | 'crosses-file-systems'
  | 'stale-handle'
  | 'address-in-use'
  | 'io-failed'
  // input
  | 'no-match'
  | 'no-mbox-in-folder'
  | 'not-an-mbox'
  | 'changed-while-read'
  | 'decompressed-too-large'
  | 'not-seekable'
  | 'entry-too-large'
  | 'damaged-input'
  | 'display-failed'
  // the list and its ledger
  | 'contradicts-ledger'
  | 'contradicting-options'
  | 'wrong-theme'
  | 'wrong-archiver-option'
  | 'no-such-finding'
  | 'loss-not-confirmed'
  | 'redaction-undone'
  // search
  | 'package-missing'
  | 'search-failed'
  // mending
  | 'no-such-message'
  | 'nothing-to-redact'
  | 'field-not-redactable'
  | 'audit-has-errors'
  | 'compressed-mbox'
  | 'mend-not-proved'
  | 'mending-interrupted'
  | 'mbox-locked'
  | 'backup-taken'
  | 'ledger-missing'
  // the old tree
  | 'base-missing'
  | 'base-differs'
  | 'other-archiver'
  // ledger and lock
  | 'ledger-changed'
  | 'locked'
  // publishing
  | 'unsafe-folder'
  | 'unsafe-path'
  | 'path-collision'
  | 'foreign-file'
  | 'manifest-damaged'
  | 'other-list'

/** The exit codes that a known problem can have; `docs` and `--help` list them. */
export type HoldfastExitCode = 1 | 2 | 3

/** What a {@link HoldfastError} says beside its message. */
export interface HoldfastErrorDetails {
  /** The file or folder it is about. */
  readonly file?: string | undefined
  /** Byte offset in that file. */
  readonly offset?: number | undefined
  /** What the reader can do about it, one sentence without a full stop. */
  readonly hint?: string | undefined
  /** The error of the system below, for a debugger; its words are already in the message. */
  readonly cause?: unknown
}

/**
 * A problem outside of Holdfast: a file, a disk, another run, a wrong argument. Never our own fault.
 *
 * The message is one sentence that holds the path and the reason; `hint` is the next step. The command
 * line prints both without a stack trace and ends with `exitCode`: 1 refused, 2 wrong usage or
 * configuration, 3 an input that can't be read or a write that failed.
 *
 * @example
 * new HoldfastError('disk-full', 3, 'cannot write site/index.html: no space is left on the disk', { file: 'site/index.html' }).exitCode // => 3
 */
export class HoldfastError extends Error {
  override readonly name = 'HoldfastError'
  readonly code: HoldfastErrorCode
  readonly exitCode: HoldfastExitCode
  readonly file: string | null
  readonly offset: number | null
  readonly hint: string | null

  constructor(
    code: HoldfastErrorCode,
    exitCode: HoldfastExitCode,
    message: string,
    details: HoldfastErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.exitCode = exitCode
    this.file = details.file ?? null
    this.offset = details.offset ?? null
    this.hint = details.hint ?? null
  }
}

interface Words {
  readonly code: HoldfastErrorCode
  readonly reason: string
  readonly hint: string
}

const AGAIN = 'run it again: what was finished is kept, and nothing half-written is used'

const WORDS: Readonly<Record<string, Words>> = {
  ENOENT: { code: 'file-missing', reason: 'no such file or folder', hint: 'check the spelling and the working folder' },
  EACCES: { code: 'permission-denied', reason: 'permission denied', hint: 'give this user access to it, or run as the user who owns it' },
  EPERM: { code: 'permission-denied', reason: 'the system does not allow it', hint: 'look for an immutable flag, a mount option or a security policy' },
  EISDIR: { code: 'not-a-file', reason: 'it is a folder', hint: 'name a file, or move the folder away' },
  ENOTDIR: { code: 'not-a-folder', reason: 'a part of the path is a file, not a folder', hint: 'check the path' },
  EEXIST: { code: 'already-exists', reason: 'it is already there', hint: 'move it away, or choose another name' },
  ENOTEMPTY: { code: 'folder-not-empty', reason: 'the folder is not empty', hint: 'look at what is in it' },
  ENOSPC: { code: 'disk-full', reason: 'no space is left on the disk', hint: `free some space, then ${AGAIN}` },
  EDQUOT: { code: 'quota-exceeded', reason: 'the disk quota is used up', hint: `raise the quota or free some space, then ${AGAIN}` },
  EFBIG: { code: 'file-too-large', reason: 'the file would be larger than the system allows', hint: 'look at ulimit -f and at the file system' },
  EROFS: { code: 'read-only', reason: 'the file system is read-only', hint: 'write elsewhere, or mount it for writing' },
  EMFILE: { code: 'too-many-open-files', reason: 'this process may not open more files', hint: 'raise the limit (ulimit -n)' },
  ENFILE: { code: 'too-many-open-files', reason: 'the system has too many open files', hint: 'close other programs, or raise fs.file-max' },
  ELOOP: { code: 'too-many-links', reason: 'a symbolic link stands there, or leads round in a circle', hint: 'name the file itself' },
  ENAMETOOLONG: { code: 'name-too-long', reason: 'the name is longer than the file system allows', hint: 'choose a shorter folder' },
  EBUSY: { code: 'busy', reason: 'another program has it in use', hint: 'run again when that program has ended' },
  ETXTBSY: { code: 'busy', reason: 'another program has it in use', hint: 'run again when that program has ended' },
  EADDRINUSE: { code: 'address-in-use', reason: 'another program listens there', hint: 'choose another --port, or 0 for any that is free' },
  EADDRNOTAVAIL: { code: 'address-in-use', reason: 'this machine has no such address', hint: 'leave --host out to listen on 127.0.0.1' },
  EIO: { code: 'device-error', reason: 'the device reported an error', hint: 'look at the kernel log and at the disk; keep a copy of what is still readable' },
  EXDEV: { code: 'crosses-file-systems', reason: 'another file system is mounted inside the folder', hint: 'choose a folder that lies on one file system' },
  ESTALE: { code: 'stale-handle', reason: 'the network file system no longer knows the file', hint: 'run it again; if it stays so, mount the file system anew' },
} // prettier-ignore

/** True for an error that a system call gave, with its name in `code` (`ENOENT`, `ENOSPC`, …). */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string'
}

/** The system's name of an error (`ENOENT`, …), or null. Never throws. */
export function systemErrorCode(error: unknown): string | null {
  return isSystemError(error) ? error.code : null
}

/**
 * Makes one clear sentence of a failed file operation: what was tried, on which path, why it failed.
 *
 * A {@link HoldfastError} is given back as it is, so that a path is never wrapped twice. An error that is
 * not the system's (a broken invariant, an abort) is given back as it is too: throw what this returns.
 *
 * @param error - What the file operation threw.
 * @param action - A verb for the sentence: `read`, `write`, `remove`, `list`.
 * @param path - As the user knows it.
 * @returns The error to throw; exit code 3.
 *
 * @example
 * const full = Object.assign(new Error(), { code: 'ENOSPC' })
 * fileError(full, 'write', 'a.ledger') // message: 'cannot write a.ledger: no space is left on the disk'
 */
export function fileError(error: unknown, action: string, path: string): unknown {
  if (error instanceof HoldfastError || !isSystemError(error)) return error
  if (error.name === 'AbortError') return error
  const words = WORDS[error.code]
  const reason = words?.reason ?? `the system answered ${error.code}`
  return new HoldfastError(words?.code ?? 'io-failed', 3, `cannot ${action} ${printable(path)}: ${reason}`, {
    file: path,
    hint: words?.hint,
    cause: error,
  })
}

/** A path as it may be printed: control characters, which could steer a terminal, are shown as `\xNN`. */
export function printable(path: string): string {
  return path.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}
