import type { SiteFile } from '../site-model.ts'

/** A message as an index of another program takes it in. Plain text in every field; no address that pages obscure. */
export interface FullTextRecord {
  /** Of its page. */
  readonly path: string
  readonly subject: string
  readonly author: string
  /** Null where none is known. */
  readonly date: string | null
  /** The key of its year: `2001`, or `undated`. */
  readonly year: string
  /** Its own words; see `searchText`. */
  readonly text: string
  /** Of the pages of the site: nobody knows that of the mail. */
  readonly language: string
}

/** An index that another program makes. It is given every message that can be found, in list order. */
export interface FullTextIndex {
  readonly add: (record: FullTextRecord) => Promise<void>
  /**
   * The files of the index, once, after the last message.
   *
   * @param sha256 - Of all that it was given, in hex: with the same one, an index that stands may stay.
   */
  readonly files: (sha256: string) => AsyncIterable<SiteFile>
}
