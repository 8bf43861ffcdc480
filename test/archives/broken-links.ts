import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { Parser } from 'htmlparser2'

interface Page {
  readonly links: readonly string[]
  readonly anchors: ReadonlySet<string>
}

/**
 * Every link inside a site that leads to no file, or to no anchor of one unless anchors are let be: `page -> link`.
 *
 * With `from`, only pages count that can be reached from that one.
 */
export function brokenLinks(
  root: string,
  { anchors = true, from }: { readonly anchors?: boolean; readonly from?: string } = {},
): string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  )
  const pages = new Map(names.map((name) => [normalize(name), readPage(join(root, name))]))
  const broken: string[] = []
  const reached = new Set(from === undefined ? pages.keys() : [from])
  // A set is walked to its end, what is added on the way too.
  for (const name of reached) {
    for (const link of pages.get(name)!.links) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(link)) continue
      const [path = '', anchor = ''] = link.split('#')
      const target = path === '' ? name : normalize(join(dirname(name), decodeURIComponent(path)))
      if (pages.has(target)) reached.add(target)
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
