import { LF } from '../mbox/ascii.ts'
import type { MboxEntry, MboxObservationCode, Observation } from '../mbox/entry.ts'
import { parseFromLine } from '../mbox/from-line.ts'
import type { Host } from '../mbox/host.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import { createMboxScanner, type MboxScanner } from '../mbox/scanner.ts'
import type { SeparatorRule } from '../mbox/separator-rules.ts'
import { encodeBase64url } from './base64url.ts'
import { createMessageDigester, type MessageDigester } from './digests.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { HashSink } from './hash-sink.ts'
import { LineSurvey } from './line-survey.ts'
import { MessageNotes, type MessageNote } from './message-notes.ts'
import type { PresentFile, PresentList } from './present-list.ts'
import type { MessageObservationCode, PresentMessage } from './present-message.ts'

/** A From_ line longer than this has no date that is worth reading, in bytes. */
const LONGEST_FROM_LINE = 8192

/** What {@link createPresentReader} needs, and what it may tell on the way. */
export interface PresentReaderOptions {
  readonly host: Host
  readonly separator: SeparatorRule
  readonly quoting: QuotingVariant
  /**
   * Called with each message, in order, once its entry is known not to be the last of its file, or to be it.
   * What the scanner finds out about a whole file comes later: see `keepMessages`.
   */
  readonly onMessage?: (message: PresentMessage) => void
  /**
   * Whether `finish` returns the messages; true if absent. If false, memory stays flat, and what is found at the end of
   * a file (its line ends, its NULs) stands with the file instead of the message.
   */
  readonly keepMessages?: boolean
  /** Called with every byte of the entries in order, From_ lines and trailers too, preambles not: what segments are hashed over. */
  readonly onBytes?: (bytes: Uint8Array) => void
  /** Called at the end of each entry, after its last bytes. */
  readonly onEntryEnd?: (entry: MboxEntry) => void
}

/** Reads the files of a list, one after the other, each in pieces of any size. */
export interface PresentReader {
  /** Begins a file. `compressed` says that the bytes were decompressed on the way. */
  beginFile(name: string, options?: { readonly compressed?: boolean }): void
  /** Takes the file's next bytes. They may be reused by the caller afterwards. */
  push(bytes: Uint8Array): void
  /** Adds what the caller noticed about the file, such as a damaged gzip stream. */
  observe(observation: Observation<MboxObservationCode>): void
  /** Ends the file. */
  endFile(): void
  /** The list as it was read. Nothing may follow. */
  finish(): PresentList
}

/**
 * Makes a reader that turns the bytes of a list's files into the present list: one pass over the bytes, each
 * message digested and looked at while it goes by, none held whole.
 *
 * Never throws on bad mail. Files are given in the order of the list.
 *
 * @throws Error where the calls come in another order than begin, push, end, finish.
 *
 * @example
 * const reader = createPresentReader({ host: nodeHost, separator: 'rfc4155', quoting: 'mboxrd' })
 * reader.beginFile('list.mbox')
 * reader.push(utf8('From a@example.org Mon Mar  2 10:00:00 2015\nMessage-ID: <a1@example.org>\n\nhello\n'))
 * reader.endFile()
 * reader.finish().messages[0].messageId // => 'a1@example.org'
 */
export function createPresentReader(options: PresentReaderOptions): PresentReader {
  return new Reader(options)
}

type AnyObservation = Observation<MboxObservationCode | MessageObservationCode>

/** The file that is being read. */
interface OpenFile {
  readonly name: string
  readonly compressed: boolean
  readonly scanner: MboxScanner
  readonly preamble: HashSink
  readonly observations: Observation<MboxObservationCode>[]
  /** By entry. Once an entry is no longer looked after, what comes late stands with the file. */
  readonly ofEntries: Map<number, AnyObservation[]>
  bytes: number
  /** Complete entries: the index of the one that is being read. */
  count: number
  /** The last complete entry, which may be the last of the file. */
  last: { readonly message: PresentMessage; readonly isUnfinished: boolean } | null
}

class Reader implements PresentReader {
  private readonly options: PresentReaderOptions
  private readonly keeps: boolean
  private readonly digester: MessageDigester
  private readonly files: PresentFile[] = []
  private readonly messages: PresentMessage[] = []
  private readonly fromLine = new GrowingBytes(256)
  private position = 0
  private notes: MessageNotes
  private readonly survey = new LineSurvey()
  private fromLineEndsInLf = false
  private file: OpenFile | null = null

  constructor(options: PresentReaderOptions) {
    this.options = options
    this.keeps = options.keepMessages ?? true
    this.notes = new MessageNotes(options.host)
    this.digester = createMessageDigester({
      host: options.host,
      quoting: options.quoting,
      onHead: (head) => this.notes.head(head),
      onBody: (bytes, start, end) => this.notes.body(bytes, start, end),
    })
  }

  beginFile(name: string, options: { readonly compressed?: boolean } = {}): void {
    if (this.file !== null) throw new Error(`beginFile before the end of ${this.file.name}`)
    const { host, separator } = this.options
    const preamble = new HashSink(host)
    const scanner = createMboxScanner({
      host,
      separator,
      sink: {
        preamble: (bytes) => preamble.add(bytes, 0, bytes.length),
        fromLine: (bytes) => this.addFromLine(bytes),
        message: (bytes) => this.addMessage(bytes),
        entry: (entry, trailer) => this.endEntry(entry, trailer),
        observation: (observation, entry) => this.addObservation(observation, entry),
      },
    })
    this.file = {
      name,
      compressed: options.compressed ?? false,
      scanner,
      preamble,
      observations: [],
      ofEntries: new Map(),
      bytes: 0,
      count: 0,
      last: null,
    }
  }

  push(bytes: Uint8Array): void {
    const file = this.openFile()
    file.bytes += bytes.length
    file.scanner.push(bytes)
  }

  observe(observation: Observation<MboxObservationCode>): void {
    this.openFile().observations.push(observation)
  }

  endFile(): void {
    const file = this.openFile()
    file.scanner.end()
    this.handOn(file, true)
    for (const observations of file.ofEntries.values()) observations.sort(byOffset)
    this.files.push({
      name: file.name,
      bytes: file.bytes,
      compressed: file.compressed,
      entries: file.count,
      preamble: file.preamble.size === 0 ? null : encodeBase64url(file.preamble.digest(), 16),
      observations: file.observations.sort(byOffset),
    })
    this.file = null
  }

  finish(): PresentList {
    if (this.file !== null) throw new Error(`finish before the end of ${this.file.name}`)
    return { files: this.files, messages: this.messages }
  }

  private addFromLine(bytes: Uint8Array): void {
    const room = LONGEST_FROM_LINE + 1 - this.fromLine.length
    this.fromLine.add(bytes, 0, Math.min(bytes.length, room))
    this.fromLineEndsInLf = bytes[bytes.length - 1] === LF
    this.digester.fromLine(bytes)
    this.options.onBytes?.(bytes)
  }

  private addMessage(bytes: Uint8Array): void {
    this.digester.update(bytes)
    this.survey.add(bytes)
    this.options.onBytes?.(bytes)
  }

  private endEntry(entry: MboxEntry, trailer: Uint8Array): void {
    const file = this.openFile()
    if (trailer.length > 0) this.options.onBytes?.(trailer)
    this.handOn(file, false)

    const { digests, bodyStart, hasEmptyLine } = this.digester.end()
    const { notes, survey } = this
    survey.end()
    const observations = observationsOf(file, file.count)
    for (const note of notes.notes(bodyStart, survey.lines, digests.size > 0))
      observations.push(placed(note, entry))
    if (survey.longLineAt >= 0) {
      observations.push(
        placed({ code: 'long-line', offset: survey.longLineAt, lines: survey.longLine }, entry),
      )
    }
    observations.sort(byOffset)

    const hasMessage = entry.message.end > entry.message.start
    const endsWithNewline =
      trailer.length > 0 || (hasMessage ? survey.endsWithNewline : this.fromLineEndsInLf)
    const message: PresentMessage = {
      position: this.position,
      file: this.files.length,
      offset: entry.fromLine.start,
      line: entry.line,
      fromLine: entry.fromLine,
      message: entry.message,
      trailer: entry.trailer,
      messageId: notes.messageId,
      dates: { date: notes.date, received: notes.received, fromLine: this.fromLineDate() },
      digests,
      endsWithNewline,
      open: false,
      noArchive: notes.noArchive,
      lineEndings: survey.lineEndings,
      observations,
    }
    const lacksEmptyLine = !hasEmptyLine && trailer.length === 0
    const isUnfinished = lacksEmptyLine || (!endsWithNewline && notes.messageId === null)
    file.last = { message, isUnfinished }
    file.count += 1
    this.position += 1
    this.fromLine.clear()
    this.notes = new MessageNotes(this.options.host)
    survey.reset()
    this.options.onEntryEnd?.(entry)
  }

  /** Hands the last complete entry on, now that it is known whether it is the last of its file. */
  private handOn(file: OpenFile, isLastOfFile: boolean): void {
    if (file.last === null) return
    const { message, isUnfinished } = file.last
    const finished = isLastOfFile && isUnfinished ? { ...message, open: true } : message
    file.last = null
    if (this.keeps) this.messages.push(finished)
    else file.ofEntries.delete(file.count - 1)
    this.options.onMessage?.(finished)
  }

  private addObservation(observation: Observation<MboxObservationCode>, entry: number | null): void {
    const file = this.openFile()
    if (entry === null || (entry < file.count && !file.ofEntries.has(entry)))
      file.observations.push(observation)
    else observationsOf(file, entry).push(observation)
  }

  private fromLineDate(): number | null {
    const line = this.fromLine.bytes.subarray(0, this.fromLine.length)
    return line.length > LONGEST_FROM_LINE ? null : parseFromLine(line).date
  }

  private openFile(): OpenFile {
    if (this.file === null) throw new Error('no file was begun')
    return this.file
  }
}

function observationsOf(file: OpenFile, entry: number): AnyObservation[] {
  let observations = file.ofEntries.get(entry)
  if (observations === undefined) file.ofEntries.set(entry, (observations = []))
  return observations
}

function placed({ code, offset, lines, detail }: MessageNote, entry: MboxEntry): AnyObservation {
  const place =
    offset < 0
      ? { offset: entry.fromLine.start, line: entry.line }
      : { offset: entry.message.start + offset, line: entry.line + 1 + lines }
  return { code, ...place, ...(detail === undefined ? {} : { detail }) }
}

// sorted for determinism: stable, so that what stands at one place keeps the order in which it was noticed
function byOffset(a: AnyObservation, b: AnyObservation): number {
  return a.offset - b.offset
}
