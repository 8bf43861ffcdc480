import { stat } from 'node:fs/promises'
import type { MboxObservationCode, Observation } from '../mbox/entry.ts'
import { isGzip, readGzipMembers, rescueDamagedMember } from './gzip-members.ts'
import { fileError, HoldfastError, printable } from './holdfast-error.ts'
import { STDIN_ARGUMENT } from './mbox-arguments.ts'
import { MboxFile, type FileIdentity } from './mbox-file.ts'

/**
 * The most that one compressed file may unpack to: 1 TiB. Memory stays flat before that; the limit is
 * there because a file of 1 GiB, made for it, would otherwise keep a machine busy for hours.
 */
export const MAX_DECOMPRESSED_BYTES = 2 ** 40

/** Takes the files of a list, one after another. Byte runs are valid during the call only. */
export interface MboxConsumer {
  /** A file begins. `name` is the path as it was given. */
  beginFile(name: string, options: { readonly compressed: boolean }): void
  /** Its next bytes, decompressed. */
  push(bytes: Uint8Array): void
  /** Something about the current file that only shows while it is decompressed. */
  observe(observation: Observation<MboxObservationCode>): void
  /** The file is complete. */
  endFile(): void
}

/** How {@link readMboxFiles} reads. */
export interface ReadMboxOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the bytes read from the disk so far, and with how many there are; null: a pipe does not say. */
  readonly onProgress?: ((done: number, total: number | null) => void) | undefined
  /** What `-` stands for. Default: standard input. */
  readonly stdin?: AsyncIterable<Uint8Array>
  /** Default: {@link MAX_DECOMPRESSED_BYTES}. */
  readonly maxDecompressedBytes?: number
}

/** One file as it was read. */
export interface ReadFile {
  readonly path: string
  readonly compressed: boolean
  /** Bytes after decompression. */
  readonly bytes: number
  /** Null for a pipe. */
  readonly identity: FileIdentity | null
}

/**
 * Reads mbox files in the given order, as one list, and pushes their bytes into a consumer.
 *
 * Each file has a fixed length, taken when it is opened; what a mail server appends meanwhile is left for
 * the next run. Whether a file is compressed is told by its first bytes, never by its name. A compressed
 * file may have any number of members; damage, a cut end and bytes after the end are observations, and
 * what could be decompressed before is delivered. Memory does not grow with the size of a file.
 *
 * @throws {@link HoldfastError}, exit code 3: a file that can't be read, `changed-while-read` where one
 *   was changed other than by appending, `decompressed-too-large`. What the consumer throws, and the
 *   reason of the signal, come through as they are.
 */
export async function readMboxFiles(
  paths: readonly string[],
  consumer: MboxConsumer,
  options: ReadMboxOptions = {},
): Promise<ReadFile[]> {
  const total = await totalSize(paths)
  let done = 0
  const progress = (bytes: number): void => {
    options.signal?.throwIfAborted()
    done += bytes
    options.onProgress?.(done, total)
  }
  const files: ReadFile[] = []
  for (const path of paths) {
    options.signal?.throwIfAborted()
    if (path === STDIN_ARGUMENT) {
      const stdin = counted(options.stdin ?? process.stdin, progress)
      files.push({ path, identity: null, ...(await readOne(path, stdin, null, consumer, options)) })
      continue
    }
    const file = await MboxFile.open(path)
    try {
      const read = await readOne(path, counted(file.chunks(), progress), file, consumer, options)
      file.expectUnchanged()
      files.push({ path, identity: file.identity, ...read })
    } finally {
      await file.close()
    }
  }
  return files
}

async function readOne(
  name: string,
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  file: MboxFile | null,
  consumer: MboxConsumer,
  options: ReadMboxOptions,
): Promise<{ compressed: boolean; bytes: number }> {
  const limit = options.maxDecompressedBytes ?? MAX_DECOMPRESSED_BYTES
  let bytes = 0
  try {
    const head = await readHead(chunks)
    const compressed = isGzip(head)
    consumer.beginFile(name, { compressed })
    if (!compressed) {
      for await (const chunk of withHead(head, chunks)) {
        bytes += chunk.length
        consumer.push(chunk)
      }
    } else {
      const deliver = (piece: Uint8Array): void => {
        options.signal?.throwIfAborted()
        bytes += piece.length
        if (bytes > limit) throw tooLarge(name, limit)
        consumer.push(piece)
      }
      consumer.observe({ code: 'compressed', offset: 0, line: null })
      const { problem, damagedMember } = await readGzipMembers(withHead(head, chunks), deliver)
      if (damagedMember !== null && file?.identity != null) {
        const again = file.chunks(damagedMember.start)
        await rescueDamagedMember(again, damagedMember, deliver).finally(() => again.return())
      }
      if (problem !== null) {
        const detail = `${problem.detail} (compressed byte ${problem.compressedOffset})`
        consumer.observe({ code: problem.code, offset: bytes, line: null, detail })
      }
    }
    consumer.endFile()
    return { compressed, bytes }
  } catch (error) {
    throw fileError(error, 'read', name)
  } finally {
    await chunks.return()
  }
}

/** Enough of a file to tell what it is: a pipe may give a byte at a time. */
async function readHead(chunks: AsyncIterator<Uint8Array, void>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0)
  while (head.length < 3) {
    const next = await chunks.next()
    if (next.done === true) break
    if (head.length === 0) {
      head = next.value.length >= 3 ? next.value : next.value.slice()
    } else {
      const joined = new Uint8Array(head.length + next.value.length)
      joined.set(head)
      joined.set(next.value, head.length)
      head = joined
    }
  }
  return head
}

async function* withHead(
  head: Uint8Array,
  chunks: AsyncIterator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  progress: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    progress(chunk.length)
    yield chunk
  }
}

/** Also finds a missing file before hours are spent on those before it. */
async function totalSize(paths: readonly string[]): Promise<number | null> {
  let total: number | null = 0
  for (const path of paths) {
    if (path === STDIN_ARGUMENT) {
      total = null
      continue
    }
    try {
      const stats = await stat(path)
      total = total === null || !stats.isFile() ? null : total + stats.size
    } catch (error) {
      throw fileError(error, 'read', path)
    }
  }
  return total
}

function tooLarge(name: string, limit: number): HoldfastError {
  return new HoldfastError('decompressed-too-large', 3, `${printable(name)} unpacks to more than ${limit} bytes, the most that one compressed file may hold`, {
    file: name,
    hint: 'unpack it elsewhere and look at what it is',
  }) // prettier-ignore
}
