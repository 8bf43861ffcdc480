import { MailParser } from 'mailparser'
import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { decodeBase64Text } from './base64-text.ts'
import { MAX_FIELD_CHARS, MAX_HEAD_BYTES, MAX_PARTS } from './message-display.ts'

/** One leaf of a message's MIME tree, in file order. */
export interface MimePart {
  /** Lower case, without parameters; `text/plain` where none was declared (RFC 2046 section 5.1.5: in a digest, `message/rfc822`). */
  readonly contentType: string
  readonly charset: string | null
  readonly disposition: 'inline' | 'attachment'
  /** RFC 3676. */
  readonly flowed: boolean
  readonly delSp: boolean
  /** The content after transfer decoding, before any charset is looked at. */
  readonly bytes: Uint8Array
  /** What a list program appended to a base64 body; empty else. */
  readonly appended: Uint8Array
  /** As its sender wrote it, decoded, or null. */
  readonly fileName: string | null
  /** Without angle brackets, or null. */
  readonly contentId: string | null
  /** False where `bytes` are as they stand because the transfer encoding has a name that nobody knows. */
  readonly decoded: boolean
  /** Which `multipart/alternative` it is in, counted from 1 in the order of their first leaves; 0 for none. */
  readonly alternative: number
  /** How many parts it is in. */
  readonly depth: number
}

/** The node of mailsplit that mailparser builds its tree from: what we read of it. */
interface SplitNode {
  encoding: string | false
  readonly contentType: string | false
  readonly charset: string | false
  readonly disposition: string | false
  readonly filename: string | false
  readonly flowed: boolean
  readonly delSp: boolean
  readonly parentNode: SplitNode | false
  readonly headers: { get(name: string): readonly string[]; getFirst(name: string): string }
}

/** What we use of mailparser 3.9.31 beyond its declared types. A test holds each to what is said here. */
interface MailParserInternals {
  /** Content types that it would decode and join to one text itself. Empty: every leaf is handed out as it is. */
  textTypes: string[]
  /** Called for each MIME node once its head is read. Its result's `headers` are those of the leaf handed out. */
  createNode(node: SplitNode): { readonly headers: unknown }
}

interface FoundNode {
  readonly node: SplitNode
  /** It is text in base64, handed out as it stands in the message. */
  readonly base64: boolean
}

interface HandedOut {
  readonly type: string
  readonly headers: unknown
  readonly content: NodeJS.ReadableStream
  release(): void
}

/** Lean mode: mailparser makes no HTML of text, no text of HTML, and follows no link. */
const LEAN = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipImageLinks: true,
  skipTextLinks: true,
  keepCidLinks: true,
  checksumAlgo: 'sha256',
  // Messages inside the message are handed out whole: whoever shows them takes them apart, to a limit.
  ignoreEmbedded: true,
  maxHeadSize: MAX_HEAD_BYTES,
}

const TRANSFER_ENCODINGS = ['', '7bit', '8bit', 'binary', 'quoted-printable', 'base64']

/** More parts than were allowed. */
export class TooManyPartsError extends Error {
  override readonly name = 'TooManyPartsError'
}

/**
 * Takes a message apart into its MIME leaves with mailparser, which finds the parts and undoes their transfer
 * encodings. The one module that knows mailparser.
 *
 * mailparser's own text is not used: it joins parts, and turns every byte that is not UTF-8 into U+FFFD where
 * no charset is declared. It is told that no type is text, so that it hands out each leaf as bytes, and
 * `charsets/` decodes them. Text in base64 is decoded by us, because list programs append to it.
 *
 * Rejects where mailparser gives up: with a {@link TooManyPartsError} at more than `maxParts` nodes, or a part with
 * a head over {@link MAX_HEAD_BYTES}. At most {@link MAX_MESSAGE_BYTES} may go in. Not used: its dates, ids and
 * references.
 */
export async function readMimeParts(message: Uint8Array, maxParts = MAX_PARTS): Promise<MimePart[]> {
  const config = { ...LEAN, maxChildNodes: maxParts }
  const parser = new MailParser(config) as unknown as MailParserInternals & NodeJS.ReadWriteStream
  const nodes = new Map<unknown, FoundNode>()
  const parts: MimePart[] = []
  const alternatives = new Map<SplitNode, number>()
  parser.textTypes = []
  const createNode = parser.createNode.bind(parser)
  parser.createNode = (node) => {
    const base64 = node.encoding === 'base64' && isText(node.contentType)
    if (base64) node.encoding = false
    const created = createNode(node)
    nodes.set(created.headers, { node, base64 })
    return created
  }
  await new Promise<void>((resolve, reject) => {
    parser.on('error', (error: Error) => reject(namedError(error)))
    parser.on('end', resolve)
    parser.on('data', (handedOut: unknown) => {
      const leaf = handedOut as HandedOut
      if (leaf.type !== 'attachment') return
      const chunks: Buffer[] = []
      leaf.content.on('error', reject)
      leaf.content.on('data', (chunk: Buffer) => chunks.push(chunk))
      leaf.content.on('end', () => {
        const found = nodes.get(leaf.headers)
        if (found !== undefined) parts.push(toPart(found, Buffer.concat(chunks), alternatives))
        leaf.release()
      })
    })
    parser.end(Buffer.from(message.buffer, message.byteOffset, message.byteLength))
  })
  return parts
}

function toPart(
  { node, base64 }: FoundNode,
  content: Uint8Array,
  alternatives: Map<SplitNode, number>,
): MimePart {
  const decoded = base64 ? decodeBase64Text(content) : { bytes: content, rest: new Uint8Array(0) }
  const { depth, alternative } = placeInTree(node, alternatives)
  return {
    contentType: typeOf(node),
    charset: node.charset || null,
    // RFC 2183 section 2.8: an unknown disposition is an attachment.
    disposition: node.disposition === false || node.disposition === 'inline' ? 'inline' : 'attachment',
    flowed: node.flowed,
    delSp: node.delSp,
    bytes: decoded.bytes,
    appended: decoded.rest,
    fileName: fileName(node),
    contentId: contentId(node),
    decoded: base64 || TRANSFER_ENCODINGS.includes(node.encoding || ''),
    alternative,
    depth,
  }
}

function isText(contentType: string | false): boolean {
  return contentType === false || contentType.startsWith('text/')
}

function typeOf(node: SplitNode): string {
  const isInDigest = node.parentNode !== false && node.parentNode.contentType === 'multipart/digest'
  if (isInDigest && node.headers.get('Content-Type').length === 0) return 'message/rfc822'
  return node.contentType || 'text/plain'
}

function placeInTree(
  leaf: SplitNode,
  alternatives: Map<SplitNode, number>,
): { readonly depth: number; readonly alternative: number } {
  let depth = 0
  let alternative = 0
  for (let node = leaf.parentNode; node !== false; node = node.parentNode) {
    depth += 1
    if (alternative > 0 || node.contentType !== 'multipart/alternative') continue
    alternative = alternatives.get(node) ?? alternatives.size + 1
    alternatives.set(node, alternative)
  }
  return { depth, alternative }
}

/** mailsplit has read words and parameters; raw 8-bit names it gives one character a byte. */
function fileName({ filename }: SplitNode): string | null {
  if (filename === false || filename === '') return null
  const text = /^[\0-\xff]*$/.test(filename)
    ? decodeHeaderText(Buffer.from(filename, 'latin1')).text
    : filename
  return text.slice(0, MAX_FIELD_CHARS)
}

function contentId(node: SplitNode): string | null {
  const id = node.headers.getFirst('Content-Id').slice(0, MAX_FIELD_CHARS).trim().replace(/^<|>$/g, '')
  return id === '' ? null : id
}

/** mailsplit marks both of its limits with one code; the words tell them apart, and a test holds them. */
function namedError(error: Error): Error {
  return error.message.includes('child nodes') ? new TooManyPartsError(error.message) : error
}
