import type { Element, ElementContent, Root, RootContent } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { sanitize, type Schema } from 'hast-util-sanitize'
import { toHtml } from 'hast-util-to-html'
import { balanceHtml } from './balance-html.ts'
import { KEPT_ATTRIBUTES, KEPT_ELEMENTS } from './html-tags.ts'
import { htmlText } from './html-text.ts'
import { obscureText } from './obscure-address.ts'
import { obscureHtml } from './obscure-html.ts'
import { visibleText } from './page-text.ts'

/** What decides links and pictures. */
export interface SanitiseOptions {
  /** The file of the message that a Content-ID names, or null: such pictures are named, all others go. */
  readonly pictureOf: (contentId: string) => string | null
  /** Whether mail addresses stay, and links that hold one. */
  readonly showsAddresses: boolean
}

/** HTML that may stand in a page. */
export interface SanitisedHtml {
  readonly html: string
  /** What it says, as plain text. */
  readonly text: string
  /** Elements that stood too deep, or were too many, are left out, and their text kept. */
  readonly simplified: boolean
  /** How many things of other servers were left out. */
  readonly remote: number
  /** File names of the pictures it shows. */
  readonly pictures: ReadonlySet<string>
}

const REL = ['nofollow', 'noopener', 'noreferrer', 'ugc']

/** Names as hast writes them. */
const PROPERTY_OF: ReadonlyMap<string, string> = new Map([
  ['colspan', 'colSpan'],
  ['rowspan', 'rowSpan'],
])

const SCHEMA: Schema = {
  tagNames: [...KEPT_ELEMENTS],
  attributes: {
    '*': [['dir', 'ltr', 'rtl', 'auto']],
    ...Object.fromEntries(
      [...KEPT_ATTRIBUTES].map(([name, attributes]) => [
        name,
        attributes.map((attribute) => PROPERTY_OF.get(attribute) ?? attribute),
      ]),
    ),
    a: ['href', ['rel', ...REL]],
  },
  protocols: { href: ['http', 'https', 'mailto'], src: ['cid'] },
  ancestors: {},
  clobber: [],
  required: {},
  strip: ['script', 'style'],
}

/** Pages head themselves with level 1, and a message among others with level 2. */
const TOP_HEADING = 3

const COUNTS = ['colSpan', 'rowSpan', 'width', 'height', 'start', 'value']
/** The largest number of a kept attribute: wide enough for a picture, too small for a table of a billion cells. */
const MAX_COUNT = 2000

/**
 * Makes HTML of mail harmless: a closed list of elements and attributes, links to `http`, `https` and `mailto`
 * alone, pictures of the same message alone. No style, form, script, SVG, MathML, `id`, `name` or `class`; nothing
 * is loaded from anywhere. What is left out leaves its text, and a picture its alternative text. Headings begin at
 * level 3 and skip none, so that the page around them keeps its outline.
 *
 * The source must be decoded: sanitising comes after decoding, and nothing after it. Deterministic; its work is in
 * proportion to the length. Throws only where the parser gives up (a RangeError).
 *
 * @example
 * sanitiseHtml('<p onclick=x>Hi <img src=http://x.invalid/ alt=there>', { pictureOf: () => null, showsAddresses: false }).html // => '<p>Hi there</p>'
 */
export function sanitiseHtml(source: string, options: SanitiseOptions): SanitisedHtml {
  const { html, simplified, remote } = balanceHtml(source)
  const tree = fromHtml(html, { fragment: true })
  const pictures = new Set<string>()
  const headings: Element[] = []
  rewrite(tree, options, { pictures, headings })
  demote(headings)
  const clean = sanitize(tree, SCHEMA) as Root
  if (!options.showsAddresses) obscureHtml(clean)
  return {
    html: toHtml(clean, { quote: '"', characterReferences: { useNamedReferences: false } }),
    text: htmlText(clean),
    simplified,
    remote,
    pictures,
  }
}

/** What a fragment holds that the rest of it decides about. */
interface Found {
  readonly pictures: Set<string>
  readonly headings: Element[]
}

/** Links and pictures as we want them; the depth of the tree is bounded. */
function rewrite(parent: Root | Element, options: SanitiseOptions, found: Found): void {
  const children: RootContent[] = []
  for (const child of parent.children) {
    // After parsing: character references write controls too.
    if (child.type === 'text') children.push({ type: 'text', value: visibleText(child.value) })
    if (child.type !== 'element') continue
    rewrite(child, options, found)
    if (isHeading(child)) found.headings.push(child)
    if (child.tagName === 'img') children.push(...picture(child, options, found.pictures))
    else if (child.tagName === 'a') children.push(...link(child, options))
    else children.push(child)
    for (const name of COUNTS) if (!isCount(child.properties[name])) child.properties[name] = undefined
  }
  parent.children = children
}

function isHeading({ tagName }: Element): boolean {
  return /^h[1-6]$/.test(tagName)
}

/** Puts headings below those of the page: the highest at {@link TOP_HEADING}, those of the next level one below. */
function demote(headings: readonly Element[]): void {
  const levels = [...new Set(headings.map(({ tagName }) => tagName))].sort() // sorted for determinism: h1 to h6
  for (const heading of headings) {
    heading.tagName = `h${Math.min(TOP_HEADING + levels.indexOf(heading.tagName), 6)}`
  }
}

function picture(
  img: Element,
  { pictureOf }: SanitiseOptions,
  pictures: Set<string>,
): readonly ElementContent[] {
  const { src, alt, width, height } = img.properties
  const text = typeof alt === 'string' ? visibleText(alt) : ''
  const id = typeof src === 'string' ? /^\s*cid:(.*)$/is.exec(src)?.[1] : undefined
  const file = id === undefined ? null : pictureOf(decodedId(id.trim()))
  if (file === null) return text === '' ? [] : [{ type: 'text', value: text }]
  pictures.add(file)
  // The order of the properties is the order of the attributes: placing pictures looks for `<img src=`.
  img.properties = { src: `cid:${file}`, alt: text, width, height }
  return [img]
}

function link(a: Element, options: SanitiseOptions): readonly ElementContent[] {
  const href = cleanHref(a.properties['href'], options)
  if (href === null) return a.children
  a.properties = { href, rel: [...REL] }
  return [a]
}

/** The address of a link as a browser reads it, if it is one that we keep. */
function cleanHref(href: unknown, { showsAddresses }: SanitiseOptions): string | null {
  if (typeof href !== 'string') return null
  // WHATWG URL, section 4.4: controls and blanks around it go, and so do tabs and line ends inside.
  const address = href
    .replace(/^[\0-\x20]+/, '')
    .replace(/[\t\n\r]/g, '')
    .trimEnd()
  if (visibleText(address) !== address) return null
  // A link without its address would lead elsewhere.
  if (!showsAddresses && obscureText(address) !== address) return null
  if (/^https?:\/\/[^/\\\s]/i.test(address)) return address
  return showsAddresses && /^mailto:[^/\\\s]/i.test(address) ? address : null
}

function decodedId(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT
}
