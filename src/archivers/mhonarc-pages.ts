import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { oneLine, unescapeText } from './html-events.ts'
import { readIndexPage } from './index-rows.ts'
import { decodePage, latin1Bytes, latin1Text, NO_ID, readShownId } from './page-bytes.ts'
import { parsePageDate } from './page-dates.ts'
import type { PublishedPage, ReadTreeFile, TreeReader } from './published-tree.ts'
import { splitMailbox } from './shown-mailbox.ts'
import { folderOf, linkedPath, nameOf } from './tree-paths.ts'
import { readVisibleText } from './visible-text.ts'

const IS_PAGE = /<!--X-(?:Message-Id|Subject|Date|From|From-R13|Head-End|MsgBody|Body-of-Message)(?::|-->)/i

/**
 * Reads what MHonArc published, whatever its files are called: messages by the comments at their start (those of versions
 * before 2.0 too), index pages by their links to messages.
 *
 * `docs/archivers.md` says which fact is read from which comment. Where a site prints no comments, what the page shows counts.
 */
export const mhonarcReader: TreeReader = {
  archiver: 'mhonarc',
  ownMark: IS_PAGE,
  readFile: readMhonarcFile,
}

/** The MD5 of the header section stands in front. */
const MADE_UP = /@NO-ID-FOUND\.mhonarc\.org$/i
const HTML_NAME = /\.(?:[psx]?html?|php\d?|asp)$/i
/** The number stands at the end of the name, whatever is in front. */
const NUMBERED = /(\d{4,})\.[a-z0-9]+$/i
/** `pgp8fV8iP3EnF.pgp`: the kind, random characters, the kind again; older versions count: `jpg00001.jpg`. */
const DERIVED = /^([a-z0-9]{1,4})[\w-]{4,}\.\1$|^[a-z]{2,4}\d{5}\.[a-z0-9]{1,5}$/i
const INDEX_NAME = /^(?:maillist|mail\d*|threads|thrd\d*|index|author|subject|date)\./i
const VERSION = /^\s*<!-- MHonArc v/

function readMhonarcFile(path: string, bytes: Uint8Array): ReadTreeFile {
  const name = nameOf(path)
  if (/^\.mhonarc\.(?:db|lck)$|^mhonarc\.db$/i.test(name)) return { kind: 'internal' }
  if (!HTML_NAME.test(name)) return DERIVED.test(name) ? { kind: 'attachment' } : { kind: 'other' }
  const raw = latin1Text(bytes)
  if (IS_PAGE.test(raw)) return { kind: 'page', page: readMessagePage(path, raw, decodePage(bytes)) }
  const html = decodePage(bytes)
  if (NUMBERED.test(name) && /href\s*=\s*["']?[\w.-]*#\d{4,}/i.test(html)) {
    return { kind: 'page', page: readMessagePage(path, raw, html) }
  }
  const index = readIndexPage(path, html, {
    isPage: (target) => NUMBERED.test(nameOf(target)) && HTML_NAME.test(nameOf(target)),
  })
  const isIndex = index.rows.length > 0 || VERSION.test(raw) || INDEX_NAME.test(name)
  return isIndex ? { kind: 'index', index } : { kind: 'other' }
}

function readMessagePage(path: string, raw: string, html: string): PublishedPage {
  const comments = readComments(raw)
  const fields = readShownFields(html)
  const first = (...names: readonly string[]): string | null =>
    names.map((name) => comments.get(name)?.[0] ?? null).find((value) => value !== null) ?? null
  const hidden = first('from-r13')
  const from = textOf(hidden === null ? first('from') : rot13(hidden)) ?? fields.get('from') ?? null
  const id = first('message-id')
  const shownId = /^<[^<>]*>$/.exec(fields.get('message-id') ?? '')?.[0]
  const idBytes = id === null ? (shownId === undefined ? null : Buffer.from(shownId)) : latin1Bytes(id)
  const dateText = fields.get('date') ?? oneLine(first('date') ?? '')
  const visible = readVisibleText(bodyOf(html))
  const derived = (comments.get('derived') ?? []).map((link) => linkedPath(path, link))
  const linked = visible.links
    .filter((link) => !/^(?:[a-z][a-z0-9+.-]*:)?\/|^[a-z][a-z0-9+.-]*:/i.test(link.trim()))
    .map((link) => linkedPath(path, link))
    .filter((link) => link !== null && !HTML_NAME.test(nameOf(link)) && DERIVED.test(nameOf(link)))
  return {
    path,
    volume: folderOf(path),
    number: numberOf(path),
    ...(idBytes === null ? NO_ID : readShownId(idBytes, MADE_UP)),
    ...(from === null ? { author: null, email: null } : splitMailbox(from)),
    subject: textOf(first('subject')) ?? fields.get('subject') ?? titleOf(html),
    date: dateText === null ? null : parsePageDate(dateText),
    dateText,
    text: visible.text,
    isDeleted: false,
    attachments: [...new Set([...derived, ...linked].filter((link) => link !== null))],
  }
}

/** The number at the end of a file's name. */
function numberOf(path: string): number | null {
  const digits = NUMBERED.exec(nameOf(path))?.[1]
  return digits === undefined ? null : Number(digits)
}

/**
 * The comments above the page: name in lower case without `X-`, and each value. Only `-`, `&` and `<` are encoded there.
 *
 * @param raw - One character a byte: values may be in any charset.
 */
function readComments(raw: string): ReadonlyMap<string, string[]> {
  const end = raw.search(/<!--X-(?:Head-End|Body-Begin|MsgBody|Head-of-Message|Body-of-Message)-->/i)
  const comments = new Map<string, string[]>()
  const head = end < 0 ? raw : raw.slice(0, end)
  for (const line of head.split('\n')) {
    const comment = /^\s*<!--X-([A-Za-z0-9-]+):\s([^]*)$/.exec(line)
    const close = comment?.[2]!.lastIndexOf('-->') ?? -1
    if (comment === null || close < 0) continue
    const name = comment[1]!.toLowerCase()
    const value = comment[2]!.slice(0, close).trim()
    const plain = value.replace(/&#(\d{1,3});/g, (_, code: string) =>
      String.fromCharCode(Number(code) & 0xff),
    )
    const values = comments.get(name)
    if (values === undefined) comments.set(name, [plain])
    else values.push(plain)
  }
  return comments
}

/** MHonArc's own rot13: letters by 13 places, and `@` and `[` among the capitals, which are then 28. */
function rot13(text: string): string {
  return text
    .replace(/[a-z]/g, (letter) => String.fromCharCode(0x61 + ((letter.charCodeAt(0) - 0x61 + 13) % 26)))
    .replace(/[@-[]/g, (letter) => String.fromCharCode(0x40 + ((letter.charCodeAt(0) - 0x40 + 14) % 28)))
}

function textOf(value: string | null): string | null {
  return value === null ? null : oneLine(decodeHeaderText(latin1Bytes(value)).text)
}

function titleOf(html: string): string | null {
  return oneLine(unescapeText(/<title>([^<]*)/i.exec(html)?.[1] ?? ''))
}

/** The fields that the page shows of the message's head, a line each: `From: Name <address>`. */
function readShownFields(html: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  const ends = ['X-Head-of-Message-End', 'X-Head-Body-Sep-Begin', 'X-Body-of-Message']
  const region = between(html, ['X-Head-of-Message'], ends)
  const lines = readVisibleText(region?.text ?? '').text.split('\n')
  // Of a page that is cut off, nobody knows how much of the last line is missing.
  if (region?.isWhole === false) lines.pop()
  for (const line of lines) {
    const field = /^([A-Za-z][\w-]*) ?:([^]*)$/.exec(line)
    const value = field === null ? null : oneLine(field[2]!)
    const name = field?.[1]!.toLowerCase()
    if (value !== null && name !== undefined && !fields.has(name)) fields.set(name, value)
  }
  return fields
}

const BODY_STARTS = [
  ...['X-Body-of-Message', 'X-Head-Body-Sep-End', 'X-Head-of-Message-End', 'X-Subject-Header-End'],
  ...['X-MsgBody', 'X-Head-End'],
]
const BODY_ENDS = [
  ...['X-Body-of-Message-End', 'X-MsgBody-End', 'X-Follow-Ups', 'X-References', 'X-BotPNI'],
  'X-User-Footer',
]

/** The text between its marks; where one is lost, from or to the nearest other one; without any, what the page shows. */
function bodyOf(html: string): string {
  return between(html, BODY_STARTS, BODY_ENDS)?.text ?? html
}

/** What stands between the first mark of `starts` that is there, and the last of the first mark of `ends` behind it. */
function between(
  html: string,
  starts: readonly string[],
  ends: readonly string[],
): { readonly text: string; readonly isWhole: boolean } | null {
  const mark = starts.map((name) => `<!--${name}-->`).find((comment) => html.includes(comment))
  if (mark === undefined) return null
  const start = html.indexOf(mark) + mark.length
  for (const name of ends) {
    const end = html.lastIndexOf(`<!--${name}-->`)
    if (end >= start) return { text: html.slice(start, end), isWhole: true }
  }
  return { text: html.slice(start), isWhole: false }
}
