import { oneLine, readHtml } from './html-events.ts'
import type { IndexRow, PublishedIndex } from './published-tree.ts'
import { linkedPath } from './tree-paths.ts'

/** What an index page says of an archiver: which links are rows, and what its comments tell. */
export interface IndexGrammar {
  /** Whether a path in the tree is that of a message's page. */
  isPage(path: string): boolean
  /** What a comment says of the row behind it; null for any other comment. */
  readComment?(comment: string): { readonly epoch: number; readonly depth: number } | null
}

/** A row in the making. */
interface OpenRow {
  readonly path: string
  readonly anchors: string[]
  readonly told: { readonly epoch: number; readonly depth: number } | null
  /** How many lists are open around it. */
  readonly nesting: number
  subject: string
  /** Text of the first emphasis behind the link, and what follows it on the line. */
  emphasis: string | null
  rest: string
}

const LISTS: ReadonlySet<string> = new Set(['ul', 'ol', 'dl', 'blockquote'])
const EMPHASIS: ReadonlySet<string> = new Set(['i', 'em'])
/** Where a line of an index begins. */
const LINE_STARTS: ReadonlySet<string> = new Set(['li', 'dt', 'tr', 'hr', 'p'])

/**
 * Reads an index page: each link to a message's page is a row, with the anchors on its line, its subject (the text of the
 * link), its author (the emphasis behind it), and its depth, by the archiver's comments or by the lists around it.
 *
 * Two links to one page on one line are one row. Anchors that stand at no row are in `anchors` alone.
 */
export function readIndexPage(path: string, html: string, grammar: IndexGrammar): PublishedIndex {
  const rows: OpenRow[] = []
  const anchors = new Set<string>()
  let title = ''
  let row: OpenRow | null = null
  let pending: string[] = []
  let told: OpenRow['told'] = null
  let nesting = 0
  let isNewLine = true
  let into: 'title' | 'subject' | 'emphasis' | 'rest' | null = null

  readHtml(html, {
    open(name, attributes) {
      if (name === 'title') into = 'title'
      if (LISTS.has(name)) nesting += 1
      if (LINE_STARTS.has(name)) {
        pending = []
        isNewLine = true
        if (into === 'rest') into = null
      }
      const named = [attributes.get('id'), name === 'a' ? attributes.get('name') : undefined]
      const names = [...new Set(named.filter((anchor) => anchor !== undefined && anchor !== ''))] as string[]
      for (const anchor of names) anchors.add(anchor)
      const href = name === 'a' ? attributes.get('href') : undefined
      const target = href === undefined ? null : linkedPath(path, href)
      if (target !== null && grammar.isPage(target)) {
        if (row?.path !== target || isNewLine) {
          row = { path: target, anchors: pending, told, nesting, subject: '', emphasis: null, rest: '' }
          rows.push(row)
          into = 'subject'
        }
        pending = []
        told = null
        isNewLine = false
      }
      if (names.length > 0) (isNewLine || row === null ? pending : row.anchors).push(...names)
      if (EMPHASIS.has(name) && row !== null && row.emphasis === null && into !== 'subject') {
        row.emphasis = ''
        into = 'emphasis'
      }
    },
    close(name) {
      if (LISTS.has(name)) {
        nesting = Math.max(0, nesting - 1)
        isNewLine = true
      }
      if (name === 'a' && into === 'subject') into = null
      if (EMPHASIS.has(name) && into === 'emphasis') into = 'rest'
      if ((name === 'li' && into === 'rest') || (name === 'title' && into === 'title')) into = null
    },
    text(text) {
      if (into === 'title') title += text
      else if (row === null || into === null) return
      else if (into === 'subject') row.subject += text
      else if (into === 'emphasis') row.emphasis = (row.emphasis ?? '') + text
      else row.rest += text
    },
    comment(text) {
      told = grammar.readComment?.(text) ?? told
    },
  })
  const outermost = rows.reduce((least, { nesting }) => Math.min(least, nesting), Infinity)
  return {
    path,
    title: oneLine(title),
    rows: rows.map((open) => finishRow(open, outermost)),
    anchors: [...anchors],
  }
}

function finishRow(row: OpenRow, outermost: number): IndexRow {
  return {
    path: row.path,
    anchors: [...new Set(row.anchors)],
    subject: oneLine(row.subject),
    author: authorOf(row),
    epoch: row.told?.epoch ?? null,
    depth: row.told?.depth ?? row.nesting - outermost,
  }
}

/** `<em>Author</em>`, or MHonArc's `<em>From</em>: Author`; a date that stands there is no author. */
function authorOf({ emphasis, rest }: OpenRow): string | null {
  const label = /^\s*:([^]*)$/.exec(rest)
  const author = oneLine(label?.[1] ?? emphasis ?? '')
  return author === null || /\d:\d\d|\b(?:19|20)\d\d\b/.test(author) ? null : author
}
