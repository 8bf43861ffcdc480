import { Parser } from 'htmlparser2'

const ELEMENTS = new Set(
  ('a abbr address b bdi bdo big blockquote br caption center cite code dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins ' +
    'kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var').split(' '),
) // prettier-ignore
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'rel'],
  img: ['src', 'alt', 'width', 'height'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
  ol: ['start'],
  li: ['value'],
}

/** What in a fragment of HTML is not on the closed list, by a reader of its own; empty where it is harmless. */
export function harmsOf(html: string): readonly string[] {
  const harms: string[] = []
  let depth = 0
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1
      if (depth > 400) harms.push('depth')
      if (!ELEMENTS.has(name)) harms.push(`<${name}>`)
      for (const [attribute, value] of Object.entries(attributes)) {
        if (attribute !== 'dir' && ATTRIBUTES[name]?.includes(attribute) !== true) harms.push(`${name}[${attribute}]`)
        if (attribute === 'href' && !/^(?:https?:\/\/[^/\\\s]|mailto:)/i.test(value)) harms.push(`href ${value}`)
        if (attribute === 'src' && !/^cid:\d{3,}(?:-[a-z0-9]+)*\.(?:png|jpe?g|gif|webp)$/.test(value)) harms.push(`src ${value}`)
        if (attribute === 'rel' && value !== 'nofollow noopener noreferrer ugc') harms.push(`rel ${value}`)
      }
      if (name === 'a' && attributes['rel'] === undefined) harms.push('a without rel')
    },
    onclosetag: () => (depth -= 1),
    oncomment: (data) => harms.push(`<!--${data}-->`),
    onprocessinginstruction: (name) => harms.push(`<${name}>`),
  }) // prettier-ignore
  parser.write(html)
  parser.end()
  if (/[\0-\x08\x0b-\x1f\x7f-\x9f]/.test(html)) harms.push('control')
  return harms
}
