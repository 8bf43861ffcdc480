// The package has no types of its own. Only what is used here.
declare module 'mbox-reader' {
  /** One message as mbox-reader gives it. */
  export interface MboxReaderMessage {
    /** The first word of the From_ line. */
    readonly returnPath: string
    /** What stands between the From_ line and the next: LF line ends, one `>` taken from `>From `. */
    readonly content: Buffer
    /** Bytes read so far; runs ahead of the message. */
    readonly readSize: number
  }

  /** Splits a stream at every line that begins `From `. */
  export function mboxReader(source: import('node:stream').Readable): AsyncIterable<MboxReaderMessage>
}
