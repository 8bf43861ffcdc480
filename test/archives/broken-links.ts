import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { Parser } from 'htmlparser2'

interface Page {
  readonly links: readonly string[]
  readonly anchors: ReadonlySet<string>
}

/** Every link inside a site that leads to no file, or to no anchor of one unless anchors are let be: `page -> link`. */
export function brokenLinks(root: string, { anchors = true } = {}): string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  )
  const pages = new Map(names.map((name) => [normalize(name), readPage(join(root, name))]))
  const broken: string[] = []
  for (const [name, { links }] of pages) {
    for (const link of links) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(link)) continue
      const [path = '', anchor = ''] = link.split('#')
      const target = path === '' ? name : normalize(join(dirname(name), decodeURIComponent(path)))
      const page = pages.get(target)
      const resolves = page
        ? !anchors || anchor === '' || page.anchors.has(decodeURIComponent(anchor))
        : existsSync(join(root, target))
      if (!resolves) broken.push(`${name} -> ${link}`)
    }
  }
  return broken
}

function readPage(path: string): Page {
  const links: string[] = []
  const anchors = new Set<string>()
  const parser = new Parser({
    onopentag(tag, { href, src, id, name }) {
      if (href !== undefined && tag !== 'base') links.push(href)
      if (src !== undefined) links.push(src)
      if (id !== undefined) anchors.add(id)
      if (tag === 'a' && name !== undefined) anchors.add(name)
    },
  })
  parser.end(readFileSync(path, 'utf8'))
  return { links, anchors }
}
