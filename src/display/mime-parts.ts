import { MailParser } from 'mailparser'
import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { decodeBase64Text } from './base64-text.ts'

/** One leaf of a message's MIME tree, in file order. */
export interface MimePart {
  /** Lower case, without parameters; `text/plain` where none was declared. */
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
  /** Of the first part of an embedded message: its fields for display, one a line; else empty. */
  readonly embeddedHead: string
}

/** The node of mailsplit that mailparser builds its tree from: what we read of it. */
interface SplitNode {
  encoding: string | false
  readonly contentType: string | false
  readonly charset: string | false
  readonly disposition: string | false
  readonly flowed: boolean
  readonly delSp: boolean
  readonly parentNode: SplitNode | false
  readonly headers: { getList(): readonly { readonly key: string; readonly line: string }[] }
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
  // Digests and forwarded messages are text to read, unless they were attached as files.
  defaultInlineEmbedded: true,
}

const EMBEDDED_FIELDS = ['from', 'to', 'cc', 'date', 'subject']

/**
 * Takes a message apart into its MIME leaves with mailparser, which finds the parts and undoes their transfer
 * encodings. The one module that knows mailparser.
 *
 * mailparser's own text is not used: it joins parts, and turns every byte that is not UTF-8 into U+FFFD where
 * no charset is declared. It is told that no type is text, so that it hands out each leaf as bytes, and
 * `charsets/` decodes them. Text in base64 is decoded by us, because list programs append to it.
 *
 * Rejects where mailparser gives up: more than 1,000 nodes, a head over 1 MiB. At most 32 MiB may go in. Not
 * used: its dates, ids and references.
 */
export async function readMimeParts(message: Uint8Array): Promise<MimePart[]> {
  const parser = new MailParser(LEAN) as unknown as MailParserInternals & NodeJS.ReadWriteStream
  const nodes = new Map<unknown, FoundNode>()
  const parts: MimePart[] = []
  const opened = new Set<SplitNode>()
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
    parser.on('error', reject)
    parser.on('end', resolve)
    parser.on('data', (handedOut: unknown) => {
      const leaf = handedOut as HandedOut
      if (leaf.type !== 'attachment') return
      const chunks: Buffer[] = []
      leaf.content.on('error', reject)
      leaf.content.on('data', (chunk: Buffer) => chunks.push(chunk))
      leaf.content.on('end', () => {
        const found = nodes.get(leaf.headers)
        if (found !== undefined) parts.push(toPart(found, Buffer.concat(chunks), opened))
        leaf.release()
      })
    })
    parser.end(Buffer.from(message.buffer, message.byteOffset, message.byteLength))
  })
  return parts
}

function toPart({ node, base64 }: FoundNode, content: Uint8Array, opened: Set<SplitNode>): MimePart {
  const decoded = base64 ? decodeBase64Text(content) : { bytes: content, rest: new Uint8Array(0) }
  return {
    contentType: node.contentType || 'text/plain',
    charset: node.charset || null,
    // RFC 2183 section 2.8: an unknown disposition is an attachment.
    disposition: node.disposition === false || node.disposition === 'inline' ? 'inline' : 'attachment',
    flowed: node.flowed,
    delSp: node.delSp,
    bytes: decoded.bytes,
    appended: decoded.rest,
    embeddedHead: embeddedHead(node, opened),
  }
}

function isText(contentType: string | false): boolean {
  return contentType === false || contentType.startsWith('text/')
}

/** The fields of the embedded message that this leaf opens, if it opens one. */
function embeddedHead(leaf: SplitNode, opened: Set<SplitNode>): string {
  let node = leaf
  while (node.parentNode !== false && node.parentNode.contentType !== 'message/rfc822') node = node.parentNode
  if (node.parentNode === false || opened.has(node)) return ''
  opened.add(node)
  return node.headers
    .getList()
    .filter(({ key }) => EMBEDDED_FIELDS.includes(key))
    .map(({ line }) => decodeHeaderText(Buffer.from(line, 'latin1')).text)
    .join('\n')
}
