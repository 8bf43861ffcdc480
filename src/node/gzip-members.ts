import { constants, crc32, createInflateRaw, type InflateRaw } from 'node:zlib'

/** Output is made in pieces of this size, so a small file that unpacks to a huge one costs no memory. */
const OUTPUT_BYTES = 256 * 1024
/** RFC 1952 section 2.3.1: bits of the flag byte. */
const FHCRC = 2
const FEXTRA = 4
const FNAME = 8
const FCOMMENT = 16
const RESERVED = 0xe0
const TRAILER_BYTES = 8

/** What went wrong in a gzip file, and where in the compressed bytes. */
export interface GzipProblem {
  readonly code: 'gzip-damaged' | 'gzip-truncated' | 'gzip-trailing-bytes'
  /** Offset in the compressed file. */
  readonly compressedOffset: number
  readonly detail: string
}

/** How far a file was decompressed. */
export interface GzipResult {
  readonly problem: GzipProblem | null
  /** Where the deflate data of a damaged member begins in the compressed file, and what came out of it. */
  readonly damagedMember: {
    readonly start: number
    readonly delivered: number
    readonly consumed: number
  } | null
}

/** True if bytes begin as a gzip member does; the name of a file never matters. */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8
}

/**
 * Decompresses a gzip file of any number of members (RFC 1952), piece by piece.
 *
 * Checks what node's own reader passes over or dies of: the CRC and length of each member, a cut end,
 * bytes after the last member (zeros, with which tapes are filled up, are no problem). What could be
 * decompressed is delivered; the first problem ends it.
 *
 * @param input - The compressed file in chunks of any size; a chunk is not used after the next is asked for.
 * @param onBytes - Takes the decompressed bytes; what it throws is thrown here.
 */
export async function readGzipMembers(
  input: AsyncIterator<Uint8Array>,
  onBytes: (bytes: Uint8Array) => void,
): Promise<GzipResult> {
  const source = new ByteSource(input)
  for (let member = 0; ; member++) {
    const start = source.offset
    const header = await readHeader(source, member === 0)
    if (header === 'end') return whole()
    if (header !== 'member') return { problem: { ...header, compressedOffset: start }, damagedMember: null }
    const data = await readDeflate(source, onBytes)
    if (data.end === 'damaged') {
      const { delivered, consumed, start: dataStart } = data
      return {
        problem: {
          code: 'gzip-damaged',
          compressedOffset: dataStart + consumed,
          detail: 'invalid deflate data',
        },
        damagedMember: { start: dataStart, delivered, consumed },
      }
    }
    const trailer = data.end === 'whole' ? await source.take(TRAILER_BYTES) : null
    if (trailer?.length !== TRAILER_BYTES) return cut(source.offset, 'the last member is cut')
    const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER_BYTES)
    const wrong =
      view.getUint32(0, true) !== data.crc
        ? 'CRC of the content does not match'
        : view.getUint32(4, true) !== data.delivered % 2 ** 32
          ? 'length of the content does not match'
          : null
    if (wrong !== null) {
      const problem = {
        code: 'gzip-damaged',
        compressedOffset: source.offset - TRAILER_BYTES,
        detail: wrong,
      } as const
      return { problem, damagedMember: null }
    }
  }
}

/**
 * Decompresses a damaged member once more, byte by byte near the damage, to deliver what was lost inside
 * the call that failed: zlib gives nothing of a step that ends in an error.
 *
 * @param input - The compressed file from where the member's deflate data begins.
 * @param member - What {@link readGzipMembers} said of it; the first `delivered` bytes are not given again.
 */
export async function rescueDamagedMember(
  input: AsyncIterator<Uint8Array>,
  member: { readonly delivered: number; readonly consumed: number },
  onBytes: (bytes: Uint8Array) => void,
): Promise<void> {
  const source = new ByteSource(input)
  let skip = member.delivered
  const inflater = new Inflater((bytes) => {
    const fresh = bytes.subarray(Math.min(skip, bytes.length))
    skip -= bytes.length - fresh.length
    if (fresh.length > 0) onBytes(fresh)
  })
  try {
    while (source.offset < member.consumed) {
      const chunk = await source.chunk()
      if (chunk === null) return
      const part = chunk.subarray(0, member.consumed - source.offset)
      if ((await inflater.write(part)) !== 'more') return
      source.consume(part.length)
    }
    for (let chunk = await source.chunk(); chunk !== null; chunk = await source.chunk()) {
      if ((await inflater.write(chunk.slice(0, 1))) !== 'more') return
      source.consume(1)
    }
  } finally {
    inflater.close()
  }
}

function whole(): GzipResult {
  return { problem: null, damagedMember: null }
}

function cut(compressedOffset: number, detail: string): GzipResult {
  return { problem: { code: 'gzip-truncated', compressedOffset, detail }, damagedMember: null }
}

type HeaderEnd = 'member' | 'end' | { readonly code: GzipProblem['code']; readonly detail: string }

async function readHeader(source: ByteSource, isFirst: boolean): Promise<HeaderEnd> {
  const head = await source.take(10)
  if (!isFirst) {
    if (head.length === 0) return 'end'
    const looksLikeMember = head[0] === 0x1f && (head.length < 2 || head[1] === 0x8b)
    if (!looksLikeMember) return trailingBytes(source, head)
  }
  if (head.length < 10) return { code: 'gzip-truncated', detail: 'the header of a member is cut' }
  const flags = head[3]!
  if (head[2] !== 8 || (flags & RESERVED) !== 0) {
    return { code: 'gzip-damaged', detail: 'the header of a member is invalid' }
  }
  let isWhole = true
  if ((flags & FEXTRA) !== 0) {
    const size = await source.take(2)
    isWhole = size.length === 2 && (await source.skip(size[0]! + size[1]! * 256))
  }
  if (isWhole && (flags & FNAME) !== 0) isWhole = await source.skipString()
  if (isWhole && (flags & FCOMMENT) !== 0) isWhole = await source.skipString()
  if (isWhole && (flags & FHCRC) !== 0) isWhole = await source.skip(2)
  return isWhole ? 'member' : { code: 'gzip-truncated', detail: 'the header of a member is cut' }
}

async function trailingBytes(source: ByteSource, head: Uint8Array): Promise<HeaderEnd> {
  let count = head.length
  let isZero = head.every((byte) => byte === 0)
  for (let chunk = await source.chunk(); chunk !== null; chunk = await source.chunk()) {
    isZero &&= chunk.every((byte) => byte === 0)
    count += chunk.length
    source.consume(chunk.length)
  }
  return isZero ? 'end' : { code: 'gzip-trailing-bytes', detail: `${count} bytes after the last member` }
}

interface DeflateEnd {
  readonly end: 'whole' | 'cut' | 'damaged'
  readonly start: number
  readonly delivered: number
  readonly consumed: number
  readonly crc: number
}

async function readDeflate(source: ByteSource, onBytes: (bytes: Uint8Array) => void): Promise<DeflateEnd> {
  const start = source.offset
  let delivered = 0
  let crc = 0
  const inflater = new Inflater((bytes) => {
    crc = crc32(bytes, crc)
    delivered += bytes.length
    onBytes(bytes)
  })
  try {
    for (let chunk = await source.chunk(); chunk !== null; chunk = await source.chunk()) {
      const end = await inflater.write(chunk)
      source.consume(inflater.consumed - (source.offset - start))
      if (end !== 'more') return { end, start, delivered, consumed: inflater.consumed, crc }
    }
    return { end: 'cut', start, delivered, consumed: inflater.consumed, crc }
  } finally {
    inflater.close()
  }
}

/** One deflate stream: bytes in, bytes out, and an end that is told instead of thrown. */
class Inflater {
  private readonly stream: InflateRaw
  private readonly deliver: (bytes: Uint8Array) => void
  private failure: unknown = null
  private written = 0

  constructor(deliver: (bytes: Uint8Array) => void) {
    this.deliver = deliver
    this.stream = createInflateRaw({ chunkSize: OUTPUT_BYTES, finishFlush: constants.Z_SYNC_FLUSH })
    this.stream.on('readable', () => this.drain())
    this.stream.on('error', () => {
      // told by the write that was under way
    })
  }

  /** How many compressed bytes were used. */
  get consumed(): number {
    return this.stream.bytesWritten
  }

  async write(bytes: Uint8Array): Promise<'more' | 'whole' | 'damaged'> {
    this.written += bytes.length
    const isDamaged = await new Promise<boolean>((resolve) => {
      const onError = (): void => resolve(true)
      this.stream.once('error', onError)
      this.stream.write(bytes, (error) => {
        this.stream.off('error', onError)
        resolve(error !== null && error !== undefined)
      })
    })
    if (!isDamaged) this.drain()
    if (this.failure !== null) throw this.failure as Error
    if (isDamaged) return 'damaged'
    // zlib takes nothing after the end of the data.
    return this.consumed < this.written ? 'whole' : 'more'
  }

  close(): void {
    this.stream.destroy()
  }

  private drain(): void {
    try {
      for (;;) {
        const bytes = this.stream.read() as Uint8Array | null
        if (bytes === null) return
        this.deliver(bytes)
      }
    } catch (error) {
      this.failure = error
      this.stream.destroy(new Error('the reader of the decompressed bytes gave up'))
    }
  }
}

/** Chunks of a file as one run of bytes with a place in it. */
class ByteSource {
  offset = 0
  private readonly input: AsyncIterator<Uint8Array>
  private rest: Uint8Array = new Uint8Array(0)

  constructor(input: AsyncIterator<Uint8Array>) {
    this.input = input
  }

  /** What is there and not consumed yet, at least one byte, or null at the end. */
  async chunk(): Promise<Uint8Array | null> {
    while (this.rest.length === 0) {
      const next = await this.input.next()
      if (next.done === true) return null
      this.rest = next.value
    }
    return this.rest
  }

  consume(length: number): void {
    this.rest = this.rest.subarray(length)
    this.offset += length
  }

  /** The next bytes, fewer only at the end. */
  async take(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length)
    let done = 0
    while (done < length) {
      const chunk = await this.chunk()
      if (chunk === null) break
      const part = chunk.subarray(0, length - done)
      bytes.set(part, done)
      done += part.length
      this.consume(part.length)
    }
    return bytes.subarray(0, done)
  }

  async skip(length: number): Promise<boolean> {
    return (await this.take(length)).length === length
  }

  /** Passes over a text that ends in a zero byte; false where the file ends before it does. */
  async skipString(): Promise<boolean> {
    for (let chunk = await this.chunk(); chunk !== null; chunk = await this.chunk()) {
      const end = chunk.indexOf(0)
      this.consume(end < 0 ? chunk.length : end + 1)
      if (end >= 0) return true
    }
    return false
  }
}
