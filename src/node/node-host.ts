import { createHash } from 'node:crypto'
import type { Host } from '../mbox/host.ts'

/** The {@link Host} of Node: its native hash functions and its native byte search. */
export const nodeHost: Host = {
  createHash(algorithm) {
    const hash = createHash(algorithm)
    return {
      update: (bytes) => void hash.update(bytes),
      digest: () => plain(hash.digest()),
    }
  },
  hash: (algorithm, bytes) => plain(createHash(algorithm).update(bytes).digest()),
  indexOf: (bytes, needle, from) => view(bytes).indexOf(needle, from),
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

// A Buffer's slice() shares memory and its toJSON() differs: what leaves here is the plain type that the core names.
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}
