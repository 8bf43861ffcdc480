import { numberInPath } from '../ledger/number-in-path.ts'
import { parseUtc } from '../message/utc.ts'
import { parseMessageIdText } from '../message/message-id.ts'
import { oneLine, readHtml } from './html-events.ts'
import { readIndexPage } from './index-rows.ts'
import { decodePage } from './page-bytes.ts'
import type { PublishedPage, ReadTreeFile, TreeReader } from './published-tree.ts'
import { folderOf, nameOf } from './tree-paths.ts'
import { readVisibleText } from './visible-text.ts'

const GENERATOR = /<meta name="generator" content="Holdfast">/i

/**
 * Reads pages of our own sites, for what they show. What was published is known better from the site's manifest: see
 * {@link publishedMessagesOf}.
 */
export const holdfastReader: TreeReader = { archiver: 'holdfast', ownMark: GENERATOR, readFile: readOwnFile }

/** What the manifest of a site keeps of a message, so that a lost ledger can be made again from the site. */
export interface ManifestedMessage {
  readonly id: string
  readonly number: number | null
  /** Every path it ever had, the oldest first. */
  readonly paths: readonly string[]
  /** Of a phantom: the stable ID of the message that it belongs to. */
  readonly of?: string | null
  /** The first path was computed, not read from a published tree. */
  readonly predicted?: boolean
  /** Of a withdrawn message, which no mbox tells any more: its date, by which months are counted. ISO 8601, UTC. */
  readonly date?: string | null
}

/** A message of a site, as its manifest has it. */
export interface PublishedMessage {
  /** The stable ID. */
  readonly id: string
  /** Of the current path: everything that the manifest does not say is null. */
  readonly page: PublishedPage
  /** Paths that it had before, the oldest first. */
  readonly earlierPaths: readonly string[]
}

/**
 * The messages of a site of ours that have a page, in the order of the manifest, which is that of recording.
 *
 * @example
 * publishedMessagesOf({ messages: [{ id: '4UIS…', number: 4, paths: ['a/000004.html'] }] })[0].page.number // => 4
 */
export function publishedMessagesOf(manifest: {
  readonly messages: readonly ManifestedMessage[]
}): PublishedMessage[] {
  return manifest.messages.flatMap(({ id, number, paths }) => {
    const path = paths.at(-1)
    if (path === undefined) return []
    return [{ id, page: { ...emptyPage(path), number }, earlierPaths: paths.slice(0, -1) }]
  })
}

function emptyPage(path: string): PublishedPage {
  return {
    path,
    volume: folderOf(path),
    number: numberInPath(path),
    messageId: null,
    madeUpId: null,
    author: null,
    email: null,
    subject: null,
    date: null,
    dateText: null,
    text: '',
    isDeleted: false,
    attachments: [],
  }
}

const PAGE = /^(?:[A-Z2-7]{32}|(?:msg)?\d{4,})\.html$/

function readOwnFile(path: string, bytes: Uint8Array): ReadTreeFile {
  const name = nameOf(path)
  if (name === 'holdfast.manifest.json') return { kind: 'internal' }
  if (!name.endsWith('.html')) return { kind: 'other' }
  const html = decodePage(bytes)
  if (!GENERATOR.test(html)) return { kind: 'other' }
  if (!PAGE.test(name)) {
    return {
      kind: 'index',
      index: readIndexPage(path, html, { isPage: (target) => PAGE.test(nameOf(target)) }),
    }
  }
  const facts = readFacts(html)
  if (!facts.fields.has('Permanent ID')) return { kind: 'other' }
  return { kind: 'page', page: pageOf(path, html, facts) }
}

interface OwnFacts {
  heading: string
  /** Subjects have a direction of their own, the heading of a tombstone has none. */
  isSubject: boolean
  /** The moment of `time datetime`. */
  date: number | null
  /** Terms of the head, such as `From`, and what stands beside them. */
  readonly fields: Map<string, string>
}

/** Reads the heading and the lists of class `head`: mail may hold elements of any name, but no class. */
function readFacts(html: string): OwnFacts {
  const facts: OwnFacts = { heading: '', isSubject: false, date: null, fields: new Map() }
  let isHead = false
  let into: 'heading' | 'term' | 'value' | null = null
  let term = ''
  readHtml(html, {
    open(name, attributes) {
      if (name === 'h1' && facts.heading === '') {
        into = 'heading'
        facts.isSubject = attributes.has('dir')
      }
      if (name === 'dl') isHead = attributes.get('class')?.split(/\s+/).includes('head') === true
      if (!isHead) return
      if (name === 'dt') {
        into = 'term'
        term = ''
      }
      if (name === 'dd') {
        into = 'value'
        if (!facts.fields.has(term)) facts.fields.set(term, '')
      }
      if (name === 'time') facts.date ??= parseUtc(attributes.get('datetime') ?? '')
    },
    close(name) {
      if (name === 'dl') isHead = false
      if (name === 'h1' || name === 'dt' || name === 'dd') into = null
    },
    text(text) {
      if (into === 'heading') facts.heading += text
      if (into === 'term') term += text
      if (into === 'value') facts.fields.set(term, (facts.fields.get(term) ?? '') + text)
    },
  })
  return facts
}

function pageOf(path: string, html: string, { heading, isSubject, date, fields }: OwnFacts): PublishedPage {
  const isDeleted = !isSubject && oneLine(heading) === 'Message withdrawn'
  const id = oneLine(fields.get('Message-ID') ?? '')
  const start = html.indexOf('</dl>')
  const end = html.lastIndexOf('<footer class="identity">')
  const text = isDeleted || start < 0 || end < start ? '' : readVisibleText(html.slice(start, end)).text
  return {
    ...emptyPage(path),
    messageId: id === null || parseMessageIdText(id) === null ? null : id,
    author: oneLine(fields.get('From') ?? ''),
    subject: isDeleted ? null : oneLine(heading),
    date,
    dateText: oneLine(fields.get('Date') ?? ''),
    text,
    isDeleted,
  }
}
