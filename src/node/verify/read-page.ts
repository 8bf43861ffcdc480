import { Parser } from 'htmlparser2'
import { plainPage } from '../zipped-pages.ts'

/** What a page of a site says, as far as it can be checked. */
export interface PageFacts {
  /** It calls itself a page of Holdfast. */
  readonly isOurs: boolean
  /** A message's page, the page in place of a withdrawn one, a stub that leads elsewhere, or another page. */
  readonly kind: 'message' | 'tombstone' | 'stub' | 'other'
  /** The stable ID that stands in the head of a message's page or tombstone. */
  readonly id: string | null
  /** Of a stub: where it leads, as it is written. */
  readonly leadsTo: string | null
  /** Every link, as it is written: `href` and `src` of any element, and where a stub leads. */
  readonly links: readonly string[]
  /** Names that a link can end in: `id` of any element, `name` of an `a`. */
  readonly anchors: ReadonlySet<string>
}

/** The class that marks a tombstone: its words depend on the language. Mail may hold elements of any name, but no class. */
const TOMBSTONE = 'tombstone'

/** Reads a page, compressed or not. Never throws: whatever the bytes are, an HTML parser makes something of them. */
export function readPage(bytes: Uint8Array): PageFacts {
  const links: string[] = []
  const anchors = new Set<string>()
  let isOurs = false
  let leadsTo: string | null = null
  let isTombstone = false
  let id: string | null = null
  // Only what stands in `dl.head` counts: mail may hold elements of any name, but no class.
  let headDepth = 0
  let readsId = false
  const parser = new Parser({
    onopentag(name, attributes) {
      const { href, src, class: className } = attributes
      if (href !== undefined) links.push(href)
      if (src !== undefined) links.push(src)
      if (attributes['id'] !== undefined) anchors.add(attributes['id'])
      if (name === 'a' && attributes['name'] !== undefined) anchors.add(attributes['name'])
      if (name === 'meta') {
        const content = attributes['content'] ?? ''
        if (attributes['name']?.toLowerCase() === 'generator' && content === 'Holdfast') isOurs = true
        if (attributes['http-equiv']?.toLowerCase() === 'refresh') {
          leadsTo = /^\s*\d*\s*;\s*url=(.*)$/is.exec(content)?.[1]?.trim() ?? null
          if (leadsTo !== null) links.push(leadsTo)
        }
      }
      if (name === 'article' && hasClass(className, TOMBSTONE)) isTombstone = true
      if (headDepth > 0) headDepth += name === 'dl' ? 1 : 0
      else if (name === 'dl' && hasClass(className, 'head')) headDepth = 1
      if (name === 'code' && headDepth > 0 && id === null) {
        id = ''
        readsId = true
      }
    },
    ontext(text) {
      if (readsId) id = (id ?? '') + text
    },
    onclosetag(name) {
      if (name === 'dl' && headDepth > 0) headDepth -= 1
      if (name === 'code') readsId = false
    },
  })
  parser.end(Buffer.from(plainPage(bytes)).toString('utf8'))
  return { isOurs, kind: kindOf(leadsTo, id, isTombstone), id, leadsTo, links, anchors }
}

function kindOf(leadsTo: string | null, id: string | null, isTombstone: boolean): PageFacts['kind'] {
  if (leadsTo !== null) return 'stub'
  if (id === null) return 'other'
  return isTombstone ? 'tombstone' : 'message'
}

function hasClass(attribute: string | undefined, name: string): boolean {
  return attribute?.split(/\s+/).includes(name) === true
}
