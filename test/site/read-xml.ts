/** An element of an XML document. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** All text in it. */
  readonly text: string
}

interface Open {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  text: string
}

const NAME = '[A-Za-z_][\\w.:-]*'
const TOKEN = new RegExp(`<(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|</(${NAME})\\s*>|([^<]+)`, 'uy')

/**
 * Reads an XML document as strictly as XML 1.0 asks for, without what our files have no use of: document types,
 * comments, processing instructions, CDATA. Throws where it is not well-formed.
 */
export function readXml(bytes: Uint8Array): XmlElement {
  const document = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  const declaration = '<?xml version="1.0" encoding="utf-8"?>\n'
  if (!document.startsWith(declaration)) throw new Error('no XML declaration')
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(document))
    throw new Error('no XML character')
  const root: Open = { name: '', attributes: new Map(), children: [], text: '' }
  const open: Open[] = [root]
  TOKEN.lastIndex = declaration.length
  while (TOKEN.lastIndex < document.length) {
    const at = TOKEN.lastIndex
    const [, start, attributes, isEmpty, end, text] = TOKEN.exec(document) ?? []
    const last = open.at(-1)!
    if (text !== undefined) {
      if (text.includes(']]>')) throw new Error(`]]> at ${at}`)
      last.text += unescape(text)
    } else if (start !== undefined) {
      const element = { name: start, attributes: readAttributes(attributes!), children: [], text: '' }
      last.children.push(element)
      if (isEmpty === '') open.push(element)
    } else if (end !== undefined) {
      if (last.name !== end) throw new Error(`</${end}> closes <${last.name}>`)
      open.pop()
      open.at(-1)!.text += last.text
    } else throw new Error(`not well-formed at ${at}: ${document.slice(at, at + 40)}`)
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one whole root element')
  return root.children[0]!
}

/** The elements of that name right inside another. */
export function inside({ children }: XmlElement, name: string): XmlElement[] {
  return children.filter((child) => child.name === name)
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name, value] of text.matchAll(new RegExp(`(${NAME})="([^"]*)"`, 'gu'))) {
    if (attributes.has(name!)) throw new Error(`two attributes ${name!}`)
    attributes.set(name!, unescape(value!))
  }
  return attributes
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#13': '\r' }

function unescape(text: string): string {
  return text.replace(/&([^;]*);?/g, (entity, name: string) => {
    const character = ENTITIES[name]
    if (character === undefined || !entity.endsWith(';')) throw new Error(`unknown entity ${entity}`)
    return character
  })
}
