import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { oneLine, readHtml } from './html-events.ts'
import { readIndexPage } from './index-rows.ts'
import { decodePage, NO_ID, percentDecode, readShownId, type ShownId } from './page-bytes.ts'
import { parsePageDate } from './page-dates.ts'
import { readMonthlyText } from './pipermail-text.ts'
import type { PublishedPage, ReadTreeFile, TreeReader } from './published-tree.ts'
import { decodePath, folderOf, inFolder, nameOf } from './tree-paths.ts'
import { readVisibleText } from './visible-text.ts'

/** What the Scrubber invents for a message without Message-ID: serial, epoch, process, list and host. */
const MADE_UP = /^mailman\.\d+\.\d+\.\d+\.[^@]*@/

/**
 * Reads what Pipermail published, from Mailman 2.0 to 2.1.39: articles, index pages, the table of contents, monthly text.
 *
 * `docs/archivers.md` says which fact is read from which mark. Tags and attributes may be in either case and any order, and
 * the texts around them in any language; a mark that a site's own template leaves out makes its fact null.
 */
export const pipermailReader: TreeReader = {
  archiver: 'pipermail',
  ownMark: /<!--\s{0,9}(?:begin|end)article\s{0,9}-->/i,
  readFile: readPipermailFile,
}

const BEGIN = /<!--\s{0,9}beginarticle\s{0,9}-->/i
const END = /<!--\s{0,9}endarticle\s{0,9}-->/gi
const ARTICLE = /^(\d{5,})\.html?$/i
const INDEX = /^(?:thread|subject|author|date|index)\.html?$/i
const VOLUME = /^(?:\d{4}(?:q[1-4])?|\d{4}-\p{L}+|Week-of-Mon-\d{8}|\d{8})\.txt$/u

function readPipermailFile(path: string, bytes: Uint8Array): ReadTreeFile {
  const name = nameOf(path)
  const folders = folderOf(path).split('/')
  if (folders.includes('attachments')) return { kind: 'attachment' }
  if (folders.includes('database') || name.startsWith('pipermail.pck')) return { kind: 'internal' }
  if (ARTICLE.test(name)) {
    const page = readArticle(path, decodePage(bytes))
    return page === null ? { kind: 'other' } : { kind: 'page', page }
  }
  if (INDEX.test(name)) {
    const index = readIndexPage(path, decodePage(bytes), {
      isPage: (target) => ARTICLE.test(nameOf(target)),
      readComment: readThreadKey,
    })
    return { kind: 'index', index }
  }
  if (VOLUME.test(name)) return { kind: 'text', text: readMonthlyText(path, bytes, MADE_UP) }
  return { kind: 'other' }
}

/** `DEPTH EPOCH.SEQ-EPOCH.SEQ- `: the last pair is the article's own; before Mailman 2.1.13 without the number. */
function readThreadKey(comment: string): { epoch: number; depth: number } | null {
  const key = /^\s*(\d{1,9}) (?:\d{1,15}(?:\.\d{1,15})?-)*(\d{1,15})(?:\.\d{1,15})?-\s*$/.exec(comment)
  return key === null ? null : { depth: Number(key[1]), epoch: Number(key[2]) }
}

function readArticle(path: string, html: string): PublishedPage | null {
  const { head, body } = splitArticle(html)
  const marks = readMarks(head)
  const made = readMailtos(marks.mailtos)
  const isArticle = body !== null || made !== null || /\b(?:date|thread)\.html#\d/i.test(html)
  if (!isArticle) return null
  const visible = readVisibleText(body ?? '')
  const dateText = marks.date === null ? null : oneLine(marks.date)
  return {
    path,
    volume: folderOf(path),
    number: Number(ARTICLE.exec(nameOf(path))![1]),
    ...(made?.id ?? NO_ID),
    author: oneLine(marks.author ?? ''),
    email: oneLine(marks.email ?? ''),
    subject: made?.subject ?? oneLine(marks.heading ?? marks.title ?? marks.linkTitle ?? ''),
    date: dateText === null ? null : parsePageDate(dateText),
    dateText,
    text: visible.text,
    isDeleted: false,
    attachments: attachmentsOf(path, visible.links),
  }
}

/** What stands before the text of the article, and the text. Without one of the marks, the nearest other sign counts. */
function splitArticle(html: string): { head: string; body: string | null } {
  const begin = BEGIN.exec(html)
  // The text is escaped, so the last mark is the real one even where a site lets HTML mail stand as it is.
  const end = [...html.matchAll(END)].at(-1)
  if (begin !== null) {
    const start = begin.index + begin[0].length
    return {
      head: html.slice(0, begin.index),
      body: html.slice(start, end?.index ?? footerStart(html, start)),
    }
  }
  const pre = html.search(/<pre\b/i)
  if (end === undefined && pre < 0) return { head: html, body: null }
  const start = pre < 0 || (end !== undefined && pre > end.index) ? 0 : pre
  const head = html.slice(0, start === 0 ? end?.index : start)
  if (end === undefined) {
    const looksLikeOne = /\b(?:date|thread)\.html#\d|In-Reply-To=/i.test(head)
    return looksLikeOne
      ? { head, body: html.slice(start, footerStart(html, start)) }
      : { head: html, body: null }
  }
  return { head, body: start === 0 ? '' : html.slice(start, end.index) }
}

/** Where the links below an article begin. */
function footerStart(html: string, from: number): number {
  const sign = html.indexOf('<!--threads-->', from)
  if (sign >= 0) return sign
  const pre = [...html.matchAll(/<\/pre\b/gi)].at(-1)?.index ?? -1
  return pre < from ? html.length : pre
}

/** What stands above an article, as it is written. */
interface Marks {
  title: string | null
  heading: string | null
  author: string | null
  email: string | null
  date: string | null
  /** The subject, in the link to its author. */
  linkTitle: string | null
  /** The links that answer the message; they all say the same. */
  readonly mailtos: string[]
}

/** Elements whose text is a mark. */
const MARK_TAGS: ReadonlyMap<string, 'title' | 'heading' | 'author' | 'email' | 'date'> = new Map([
  ['title', 'title'],
  ['h1', 'heading'],
  ['b', 'author'],
  ['strong', 'author'],
  ['a', 'email'],
  ['i', 'date'],
  ['em', 'date'],
])

/**
 * Reads what stands above an article. The first of each mark counts; behind the heading, where a site has put a banner of
 * its own above it. The links in lists are no marks.
 */
function readMarks(head: string): Marks {
  const marks: Marks = { title: null, heading: null, author: null, email: null, date: null, linkTitle: null, mailtos: [] } // prettier-ignore
  let into: { readonly tag: string; text: string } | null = null
  let lists = 0
  readHtml(head, {
    open(name, attributes) {
      if (name === 'ul' || name === 'ol') lists += 1
      const href = attributes.get('href') ?? ''
      const isMail = /^\s*mailto:/i.test(href)
      if (isMail && ID_PARAMETER.test(href)) marks.mailtos.push(href)
      if (isMail && name === 'a') marks.linkTitle ??= attributes.get('title') ?? null
      if (MARK_TAGS.has(name) && lists === 0 && (name !== 'a' || isMail)) into = { tag: name, text: '' }
    },
    close(name) {
      if (name === 'ul' || name === 'ol') lists = Math.max(0, lists - 1)
      if (into?.tag !== name) return
      const mark = MARK_TAGS.get(name)!
      const text = into.text
      into = null
      if (mark === 'date' && !/\d:\d\d/.test(text)) return
      if (mark === 'heading' && marks.heading === null) marks.author = marks.email = marks.date = null
      marks[mark] ??= text
    },
    text(text) {
      if (into !== null) into.text += text
    },
  })
  return marks
}

const ID_PARAMETER = /[?&;]In-Reply-To=/i
const WHOLE_ID = /[?&;]In-Reply-To=(?:%3C|<)[^\s"]{0,2000}?(?:%3E|>)(?:&|$)/i

/** Reads the link whose ID is whole, or else the first. */
function readMailtos(mailtos: readonly string[]): { id: ShownId; subject: string | null } | null {
  const href = mailtos.find((link) => WHOLE_ID.test(link)) ?? mailtos[0]
  return href === undefined ? null : readMailto(href)
}

/**
 * Reads `mailto:LIST?Subject=S&In-Reply-To=I`. S and I are raw bytes of the header, percent-encoded.
 *
 * From Mailman 2.1.10 on, S begins with `Re: ` and I is the message's own ID in its brackets; before, S has no `Re:`, and
 * I is the ID that the message answers, without brackets.
 */
function readMailto(href: string): { id: ShownId; subject: string | null } {
  const query = href.slice(href.indexOf('?') + 1)
  const rawSubject = parameter(query, 'subject')
  const rawId = parameter(query, 'in-reply-to')
  const answers = rawSubject !== null && /^Re(?:%3A|:)/i.test(rawSubject)
  const isOwn = rawId !== null && (answers || /^(?:%3C|<)/i.test(rawId))
  // A lost quotation mark makes the link run on over what follows it: nothing behind a blank is the ID.
  const own = isOwn ? readShownId(percentDecode(/^<?[^\s<>"]*>?/.exec(rawId)![0]), MADE_UP) : NO_ID
  if (rawSubject === null) return { id: own, subject: null }
  const value = percentDecode(answers ? rawSubject.replace(/^Re(?:%3A|:)(?:%20| |\+)?/i, '') : rawSubject)
  return { id: own, subject: oneLine(decodeHeaderText(value).text) }
}

/** Subjects of some packages hold raw `&`: the next parameter begins at `&` and its name. */
function parameter(query: string, name: string): string | null {
  const at = new RegExp(`(?:^|&)(?:amp;)?${name}=`, 'i').exec(query)
  if (at === null) return null
  const rest = query.slice(at.index + at[0].length)
  const next = /&(?:amp;)?(?:subject|in-reply-to|references)=|["\n]/i.exec(rest)
  return next === null ? rest : rest.slice(0, next.index)
}

const ATTACHMENT = /(?:^|\/)(attachments\/\d{8}\/[^?#]+)/

/** Links to what the Scrubber cut off: absolute or relative, the tail is the path below the list's folder. */
function attachmentsOf(path: string, links: readonly string[]): string[] {
  const paths = links.flatMap((link) => {
    const tail = ATTACHMENT.exec(link)?.[1]
    return tail === undefined ? [] : [inFolder(folderOf(folderOf(path)), decodePath(tail))]
  })
  return [...new Set(paths)].filter((found) => !found.split('/').includes('..'))
}
