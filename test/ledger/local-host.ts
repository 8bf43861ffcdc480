import { createHash } from 'node:crypto'
import type { Host } from '../../src/mbox/host.ts'

/** A host for these tests, independent of the one that ships. */
export const host: Host = {
  createHash: (algorithm) => {
    const hash = createHash(algorithm)
    return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) }
  },
  hash: (algorithm, bytes) => new Uint8Array(createHash(algorithm).update(bytes).digest()),
  indexOf: (bytes, needle, from) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(needle, from),
}
