import type { PublishedIndex, PublishedPage } from '../archivers/published-tree.ts'

/** What an archive had at its old addresses beside the pages of recorded messages. */
export interface OldArchive {
  /** The layout `pipermail` was in force at some time: its volumes have index pages of their own. */
  readonly hasVolumes: boolean
  /** The path of each of `files`. */
  readonly paths: ReadonlySet<string>
  /** One after the other, read when it is asked for. */
  readonly files: () => Iterable<OldFile>
}

/** One file of an old archive, and what is made of it. */
export type OldFile =
  | { readonly kind: 'copy'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'index'; readonly path: string; readonly index: PublishedIndex }
  /** The page of a message that no mbox holds. */
  | { readonly kind: 'page'; readonly path: string; readonly page: PublishedPage }
