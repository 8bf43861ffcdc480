import type { UrlMap, UrlMapRow } from './url-map.ts'

/** A page that stands at an old path and leads to the new one. */
export interface MapStub {
  /** Inside the archive, not percent-encoded. */
  readonly path: string
  readonly html: string
  /** The row that it answers. */
  readonly row: UrlMapRow
}

/** The stubs of a map, and the rows that no file can answer. */
export interface MapStubs {
  readonly stubs: readonly MapStub[]
  /** URLs with a query or a fragment, which only a server can answer, and those whose message has no page there. */
  readonly unanswered: readonly UrlMapRow[]
}

/**
 * Makes an HTML page for each row that leads elsewhere, for servers that can do nothing but give files: a page with a
 * refresh and a canonical link for 301, one that says that the message is gone for 410.
 *
 * A current path (200) needs none, unless the archive now stands under another address (`baseUrl`): then it leads there.
 * Nothing but percent-encoded targets and the reason of a withdrawal, escaped, stands on them.
 */
export function mapStubs(map: UrlMap): MapStubs {
  const stubs: MapStub[] = []
  const unanswered: UrlMapRow[] = []
  for (const row of map.rows) {
    if (row.status === 200 && map.baseUrl === null) continue
    if (row.status === 404 || /[?#]/.test(row.from)) {
      unanswered.push(row)
      continue
    }
    const path = decodeURIComponent(row.from)
    stubs.push({
      path,
      row,
      html: row.to === null ? gonePage(row.reason) : leadingPage(hrefFrom(path, row.to, map)),
    })
  }
  return { stubs, unanswered }
}

/** The way from a stub to its target: as it is where it is an address, up to the root and down where it is a path. */
function hrefFrom(path: string, to: string, { baseUrl }: UrlMap): string {
  return baseUrl === null ? '../'.repeat(path.split('/').length - 1) + to : to
}

function leadingPage(href: string): string {
  const target = escapeHtml(href)
  return smallPage(
    'Moved',
    `<link rel="canonical" href="${target}">\n<meta http-equiv="refresh" content="0; url=${target}">\n`,
    `<p>This page has moved <a href="${target}">to its permanent address</a>.</p>`,
  )
}

/** A page that says that a message was taken out, and why. */
export function gonePage(reason: string): string {
  return smallPage(
    'Gone',
    '',
    `<p>This message was taken out of the archive.</p>\n<p>${escapeHtml(reason)}</p>`,
  )
}

/**
 * A small page for an address that has none of its own. It loads nothing.
 *
 * @param head - Further lines of its head, as markup; `body` is markup too.
 */
export function smallPage(title: string, head: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${head}</head>
<body>
${body}
</body>
</html>
`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '{': '&#123;', '=': '&#61;',
} // prettier-ignore

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'{=]/g, (sign) => ENTITIES[sign]!)
}
