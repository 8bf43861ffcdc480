import { oneLine, unescapeText } from './html-events.ts'
import { readIndexPage } from './index-rows.ts'
import { decodePage, latin1Bytes, latin1Text, NO_ID, readShownId, type ShownId } from './page-bytes.ts'
import { parsePageDate } from './page-dates.ts'
import type { PublishedPage, ReadTreeFile, TreeReader } from './published-tree.ts'
import { folderOf, linkedPath, nameOf } from './tree-paths.ts'
import { readVisibleText } from './visible-text.ts'
import { epochOf } from '../message/utc.ts'

const IS_PAGE =
  /<!--\s?(?:(?:received|isoreceived|sent|isosent|name|email|id|isdeleted)="[^\n"]*"|body="start")\s?-->/i

/**
 * Reads what Hypermail published, from 1.x to 3.0: messages by the comments above their text, index pages by their links.
 *
 * `docs/archivers.md` says which fact is read from which comment.
 */
export const hypermailReader: TreeReader = {
  archiver: 'hypermail',
  ownMark: IS_PAGE,
  readFile: readHypermailFile,
}

/** The clock stands in front. */
const MADE_UP = /@hypermail\.dummy$/i
const HTML_NAME = /\.[sx]?html?$/i
const NUMBERED = /^(\d{3,})\.[sx]?html?$/i
/** Names made of a hash and the date (nonsequential). */
const HASHED = /^[0-9a-f]{16}\.[sx]?html?$/i
const INDEX_NAME = /^(?:date|author|subject|thread|attachment|index|folders)\.[sx]?html?$/i

function readHypermailFile(path: string, bytes: Uint8Array): ReadTreeFile {
  const name = nameOf(path)
  const folders = folderOf(path).split('/')
  if (folders.includes('.meta') || /^\.hm2index|^msgindex$|^\.?gdbm/i.test(name)) return { kind: 'internal' }
  if (folders.some((folder) => folder.startsWith('att-'))) return { kind: 'attachment' }
  if (!HTML_NAME.test(name)) return { kind: 'other' }
  const raw = latin1Text(bytes)
  if (IS_PAGE.test(raw)) return { kind: 'page', page: readMessagePage(path, bytes, raw) }
  const index = readIndexPage(path, decodePage(bytes), { isPage: isPageName })
  return index.rows.length > 0 || INDEX_NAME.test(name) ? { kind: 'index', index } : { kind: 'other' }
}

function isPageName(path: string): boolean {
  return NUMBERED.test(nameOf(path)) || HASHED.test(nameOf(path))
}

function readMessagePage(path: string, bytes: Uint8Array, raw: string): PublishedPage {
  const rawComments = readComments(raw)
  const html = decodePage(bytes, rawComments.get('charset') ?? null)
  const comments = readComments(html)
  const shown = (name: string): string | null => {
    const value = comments.get(name)
    return value === undefined ? null : oneLine(unescapeText(value.replaceAll('&ndash;', '-')))
  }
  const digits = NUMBERED.exec(nameOf(path))?.[1]
  const email = shown('email')
  const sent = dateOf(shown('sent'), comments.get('isosent'))
  const received = dateOf(shown('received'), comments.get('isoreceived'))
  const date = sent.dateText === null && sent.date === null ? received : sent
  const visible = readVisibleText(withoutShownHead(bodyOf(html)))
  const isDeleted = comments.get('isdeleted')
  return {
    path,
    volume: folderOf(path),
    number: digits === undefined ? null : Number(digits),
    ...readId(rawComments.get('id'), rawComments.get('email')),
    author: shown('name'),
    email: email === null ? null : email.replace(ANTISPAM, '@'),
    subject: shown('subject') ?? oneLine(unescapeText(/<title>([^<]*)/i.exec(html)?.[1] ?? '')),
    ...date,
    text: visible.text,
    isDeleted: isDeleted !== undefined && /[1-9]/.test(isDeleted),
    attachments: attachmentsOf(path, visible.links),
  }
}

/** Comments above the text: the first of each name counts. What stands behind the text is mail. */
function readComments(page: string): ReadonlyMap<string, string> {
  const start = page.search(BODY_START)
  const comments = new Map<string, string>()
  for (const { text } of commentsOf(start < 0 ? page : page.slice(0, start))) {
    const [, name, value] = /^\s?([a-z]+)="([^]*)"\s?$/i.exec(text) ?? []
    if (name !== undefined && !comments.has(name.toLowerCase())) comments.set(name.toLowerCase(), value!)
  }
  return comments
}

/** What stands between `<!--` and the next `-->`, and where it ends. No value holds `--`. */
function* commentsOf(page: string): Generator<{ readonly text: string; readonly end: number }> {
  for (let at = page.indexOf('<!--'); at >= 0;) {
    const end = page.indexOf('-->', at + 4)
    if (end < 0) return
    yield { text: page.slice(at + 4, end), end: end + 3 }
    at = page.indexOf('<!--', end + 3)
  }
}

/** How sites write the `@` that they hide: Hypermail's default, and what others chose. */
const ANTISPAM = /_at_| at |\(at\)|\[at\]/i

/**
 * Only the first `@` of an ID is hidden, so an ID with an `@` in it is whole, unless the page hides that of the address.
 * Where a value holds `--`, which no comment may, each of its `-` is written `&ndash;`.
 */
function readId(value: string | undefined, email: string | undefined): ShownId {
  if (value === undefined) return NO_ID
  const plain = latin1Text(latin1Bytes(unescapeText(value.replaceAll('&ndash;', '-'))))
  const at = plain.indexOf('@')
  const isHidden = at < 0 || (email !== undefined && !/@|&#(?:64|x40);/i.test(email) && ANTISPAM.test(email))
  if (!isHidden) return readShownId(latin1Bytes(plain), MADE_UP)
  // A left side may hold `_at_`, a host never does.
  const hidden = [...plain.slice(0, at < 0 ? undefined : at).matchAll(new RegExp(ANTISPAM, 'gi'))].at(-1)
  if (hidden === undefined) return readShownId(latin1Bytes(plain), MADE_UP)
  const whole = `${plain.slice(0, hidden.index)}@${plain.slice(hidden.index + hidden[0].length)}`
  return readShownId(latin1Bytes(whole), MADE_UP)
}

/** A date as mail wrote it, by its own zone; else by the comment that holds it in UTC, `YYYYMMDDhhmmss`. */
function dateOf(
  dateText: string | null,
  iso: string | undefined,
): { date: number | null; dateText: string | null } {
  const own = dateText === null ? null : parsePageDate(dateText)
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/
    .exec(iso ?? '')
    ?.slice(1)
    .map(Number)
  if (own !== null || parts === undefined) return { date: own, dateText }
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number]
  return { date: epochOf(year, month, day, hour, minute, second), dateText }
}

const BODY_START = /<!--\s?body="start"\s?-->/i
const HEAD_COMMENT =
  /^\s?(?:(?:iso)?(?:received|sent)|name|email|subject|id|charset|inreplyto|isdeleted|expires)="/i
const BODY_END = /<!--\s?body="end"\s?-->/gi

/** HTML mail stands in the page as it is, so the last end mark is the real one. */
function bodyOf(html: string): string {
  const start = BODY_START.exec(html)
  const end = [...html.matchAll(BODY_END)].at(-1)
  if (start === null) {
    const head = [...commentsOf(end === undefined ? html : html.slice(0, end.index))]
    return html.slice(head.findLast(({ text }) => HEAD_COMMENT.test(text))?.end ?? 0, end?.index)
  }
  const from = start.index + start[0].length
  return html.slice(from, end === undefined || end.index < from ? undefined : end.index)
}

/** The message's head, and the note when it was received, stand inside the marks since version 2.2. */
const SHOWN_HEAD = /<address\b[^>]{0,200}\bclass=["']?headers\b/i
const SHOWN_FOOT = /<(span|p)\b[^>]{0,200}\b(?:id|class)=["']?received\b/gi

/** Leaves these two out where they are whole: without its closing tag, such an element would hide the text. */
function withoutShownHead(body: string): string {
  const foot = [...body.matchAll(SHOWN_FOOT)].at(-1)
  const above = foot === undefined ? body : withoutElement(body, foot.index, `</${foot[1]!}>`)
  const head = above.search(SHOWN_HEAD)
  return head < 0 ? above : withoutElement(above, head, '</address>')
}

function withoutElement(html: string, start: number, close: string): string {
  const end = html.indexOf(close, start)
  return end < 0 ? html : html.slice(0, start) + html.slice(end + close.length)
}

function attachmentsOf(path: string, links: readonly string[]): string[] {
  const paths = links
    .filter((link) => /(?:^|\/)att-[^/]+\/./.test(link))
    .map((link) =>
      linkedPath(path, link.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/[^]*\/(?=att-[^/]+\/[^/]*$)/i, '')),
    )
  return [...new Set(paths.filter((found) => found !== null))]
}
