import { readPage, type PageFacts } from './read-page.ts'
import { resolveLink } from './resolve-link.ts'
import { readSiteFile } from './site-files.ts'
import type { VerifyNote } from './verify-finding.ts'

/** Links that lead to one place: the page where the first of them stands, and how many there are. */
interface Wanted {
  readonly page: string
  count: number
}

/**
 * Checks that every link on every page leads to a file of the site, and every anchor to an element.
 *
 * Give it each page once, then ask for the findings: one for each place that links lead to in vain. What is known to be
 * missing or changed for another reason (`known`) is not said again.
 */
export class LinkChecker {
  /** Number of links inside the site. */
  links = 0
  readonly #files: ReadonlySet<string>
  readonly #broken = new Map<string, Wanted & { why: string }>()
  readonly #missing = new Map<string, Wanted>()
  readonly #anchors = new Map<string, Map<string, Wanted>>()

  /** @param files - Every file that stands in the site's folder. */
  constructor(files: ReadonlySet<string>) {
    this.#files = files
  }

  add(page: string, { links, anchors }: PageFacts): void {
    for (const link of links) {
      const target = resolveLink(page, link)
      if (target.kind === 'outside') continue
      this.links += 1
      if (target.kind === 'invalid') {
        const known = this.#broken.get(link)
        if (known === undefined) this.#broken.set(link, { page, count: 1, why: target.why })
        else known.count += 1
      } else if (!this.#files.has(target.path)) {
        want(this.#missing, target.path, page)
      } else if (target.anchor !== null && target.anchor !== 'top') {
        if (target.path === page && anchors.has(target.anchor)) continue
        const wanted = this.#anchors.get(target.path) ?? new Map<string, Wanted>()
        this.#anchors.set(target.path, wanted)
        want(wanted, target.anchor, page)
      }
    }
  }

  /** What was found. Reads again the pages whose anchors were asked for. */
  *findings(dir: string, known: ReadonlySet<string>): Generator<VerifyNote> {
    for (const [link, { page, count, why }] of this.#broken) {
      const message = `${times(count)} leads nowhere: ${JSON.stringify(link)}: ${why}`
      yield { code: 'link-broken', path: page, target: link, count, message }
    }
    for (const [target, { page, count }] of this.#missing) {
      if (known.has(target)) continue
      const message = `${times(count)} leads to ${target}, which is not there`
      yield { code: 'link-broken', path: page, target, count, message }
    }
    for (const [target, wanted] of this.#anchors) {
      const bytes = readSiteFile(dir, target)
      if (bytes === null || bytes === 'special') continue
      const { anchors } = readPage(bytes)
      for (const [anchor, { page, count }] of wanted) {
        if (anchors.has(anchor)) continue
        const place = `${target}#${anchor}`
        const message = `${times(count)} leads to ${place}, but the page has no such anchor`
        yield { code: 'anchor-missing', path: page, target: place, count, message }
      }
    }
  }
}

function want(places: Map<string, Wanted>, place: string, page: string): void {
  const known = places.get(place)
  if (known === undefined) places.set(place, { page, count: 1 })
  else known.count += 1
}

function times(count: number): string {
  return count === 1 ? 'a link' : `each of ${count} links`
}
