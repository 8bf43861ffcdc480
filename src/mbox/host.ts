/** An incremental hash: feed it with `update`, end it with `digest`, once. */
export interface Hash {
  /** Adds bytes. The array may be reused by the caller afterwards. */
  update(bytes: Uint8Array): void
  /** The digest of everything added. The hash cannot be used after that. */
  digest(): Uint8Array
}

/** The hash functions that the core asks of its host. */
export type HashAlgorithm = 'sha1' | 'sha256'

/**
 * What the pure core needs from the machine it runs on: hash functions and a fast byte search.
 *
 * The folders `mbox`, `message`, `ledger` and `audit` import nothing of Node, so that they also run in
 * a browser. `node/` supplies a native host as `nodeHost`.
 */
export interface Host {
  /** Begins an incremental hash. */
  createHash(algorithm: HashAlgorithm): Hash
  /** Hashes one run of bytes. */
  hash(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array
  /** The first index of `needle` in `bytes` at or after `from`, or -1. An empty needle is not allowed. */
  indexOf(bytes: Uint8Array, needle: Uint8Array, from: number): number
}
