import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { readFully, type FileOps } from './file-ops.ts'

const CHUNK_BYTES = 1024 * 1024

/** What a file holds: its length, and the SHA-256 of its first bytes. */
export interface FileDigest {
  readonly size: number
  /** SHA-256, hexadecimal. */
  readonly sha256: string
}

/**
 * The digest of a file's first `length` bytes, of all of it if left out; `size` is its whole length.
 *
 * Null where it is shorter than that.
 */
export function hashFile(path: string, ops: FileOps, length?: number): FileDigest | null {
  const fd = ops.openSync(path, constants.O_RDONLY)
  try {
    const { size } = ops.fstatSync(fd)
    const end = length ?? size
    if (end > size) return null
    const hash = createHash('sha256')
    for (let at = 0; at < end; at += CHUNK_BYTES)
      hash.update(readFully(ops, fd, Math.min(CHUNK_BYTES, end - at), at))
    return { size, sha256: hash.digest('hex') }
  } finally {
    ops.closeSync(fd)
  }
}
