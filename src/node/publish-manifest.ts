import { join } from 'node:path'
import { isListAddress } from '../display/list-post.ts'
import type { ManifestedMessage } from '../archivers/holdfast-pages.ts'
import { beginLedger } from '../ledger/begin-ledger.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import { recordJson, recordProblem } from '../ledger/record-json.ts'
import type { LedgerRecord, RecordOf } from '../ledger/records.ts'
import { nodeFileOps, type FileOps } from './file-ops.ts'
import { SEARCH_ENGINES, type SearchEngine } from '../site/site-model.ts'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'
import { parseUtc } from '../message/utc.ts'
import { SITE_LANGUAGES, type SiteLanguage } from '../site/words/languages.ts'
import { MANIFEST_NAME, publishPathProblem } from './publish-path.ts'

/** The newest format of a manifest that this version reads and the one that it writes. */
const FORMAT = 1

/** One published file. */
export interface ManifestFile {
  readonly path: string
  /** SHA-256 of its bytes, base64url, 43 characters. */
  readonly sha256: string
}

/** A record of the ledger that the rest of a site does not tell: its settings, its layouts, the files that it keeps. */
export type ManifestRecord = RecordOf<'ledger'> | RecordOf<'layout'> | RecordOf<'file'>

/** What the pages of a site were made with, beside ledger and mail: the same again makes the same bytes. */
export interface PagesMade {
  /** Of the pages' own words. */
  readonly language: SiteLanguage
  /** Whether pages show whole mail addresses. */
  readonly addresses: 'obscured' | 'shown'
  /** Where replies go to mail without a List-Post; null: that is for the reader to say. */
  readonly listAddress: string | null
  /** Each message stands beside its page as it lies in the mbox. */
  readonly rawMessages: boolean
  /** Messages are shown whose senders asked not to be archived. */
  readonly ignoreNoArchive: boolean
  readonly search: SearchEngine
  readonly robots: 'index' | 'noindex'
  /** The mail of months and threads stands on the site. */
  readonly downloads: boolean
  /** Digest of the theme (see `readTheme`); null: our own looks. */
  readonly theme: string | null
}

/** What a site says about itself, in `holdfast.manifest.json`. */
export interface PublishManifest {
  /** Version of the package that published. */
  readonly version: string
  readonly list: string
  /** The `sum` of the ledger's last line at that time. */
  readonly ledgerSum: string
  readonly pages: PagesMade
  /** Digest of the mail that the pages show (see `digestOfMail`). */
  readonly mail: string
  /** Sorted by path, by code unit. */
  readonly files: readonly ManifestFile[]
  readonly messages: readonly ManifestedMessage[]
  /** The settings first, as they were in line 1 but for the base URL, which is the one in force. */
  readonly records: readonly [RecordOf<'ledger'>, ...ManifestRecord[]]
}

/** The messages of a ledger as its manifest keeps them. */
export function manifestMessages({ messages }: LedgerState): ManifestedMessage[] {
  return messages.map(({ id, number, paths, of, predicted, date, withdrawn }) => {
    return { id, number, paths, of, predicted, date: withdrawn === null ? null : date }
  })
}

/** The records of a ledger that its manifest repeats. */
export function manifestRecords({ settings, layouts, files }: LedgerState): PublishManifest['records'] {
  const [layout = settings.layout, ...later] = layouts
  return [
    beginLedger({ ...settings, layout }).record,
    ...later.map((next): ManifestRecord => ({ type: 'layout', layout: next })),
    ...files.map(({ kind, ...file }): ManifestRecord => {
      return { type: 'file', ...file, ...(kind === null ? {} : { kind }) }
    }),
  ]
}

/**
 * Writes a manifest as text: one line a file and a message, so that it can be read and diffed.
 *
 * The same manifest always gives the same text: it holds no time and no name of a machine.
 */
export function formatManifest(manifest: PublishManifest): string {
  const head = {
    format: FORMAT,
    version: manifest.version,
    list: manifest.list,
    ledgerSum: manifest.ledgerSum,
    pages: withUsualPages(manifest.pages),
    mail: manifest.mail,
  }
  const start = JSON.stringify(head).slice(0, -1)
  const files = manifest.files.map(({ path, sha256 }) => `\n${JSON.stringify({ path, sha256 })}`)
  const messages = manifest.messages.map((message) => `\n${messageJson(message)}`)
  const records = manifest.records.map((record) => `\n${recordJson(record)}`)
  return `${start},\n"records":[${records.join(',')}\n],\n"files":[${files.join(',')}\n],\n"messages":[${messages.join(',')}\n]}\n`
}

function messageJson({ id, number, paths, of, predicted, date }: ManifestedMessage): string {
  return JSON.stringify({
    ...{ id, number, paths },
    ...(of == null ? {} : { of }),
    ...(predicted === true ? { predicted } : {}),
    ...(date == null ? {} : { date }),
  })
}

/**
 * Reads the manifest of a published folder.
 *
 * @returns Null where there is none: the folder was not published by Holdfast.
 * @throws {@link HoldfastError} `manifest-damaged`, exit code 3, where it is there but can't be trusted:
 *   cut, not ours, of a newer format, or with a path that leads out of the folder.
 */
export function readPublishedManifest(dir: string, ops: FileOps = nodeFileOps): PublishManifest | null {
  const path = join(dir, MANIFEST_NAME)
  let text: string
  try {
    if (!ops.lstatSync(path).isFile()) throw damaged(path, 'it is no regular file')
    text = Buffer.from(ops.readFileSync(path)).toString('utf8')
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw fileError(error, 'read', path)
  }
  return parseManifest(text, path)
}

function parseManifest(text: string, path: string): PublishManifest {
  const value = parseObject(text, path)
  if (typeof value['format'] === 'number' && value['format'] > FORMAT) {
    throw new HoldfastError('manifest-damaged', 3, `${printable(path)} has format ${value['format']}; this version reads up to ${FORMAT}`, {
      file: path,
      hint: 'use the version of Holdfast that published this site, or a newer one',
    }) // prettier-ignore
  }
  const { version, list, ledgerSum, pages, mail, records, files, messages } = value
  const isWhole =
    value['format'] === FORMAT &&
    typeof version === 'string' &&
    typeof list === 'string' &&
    typeof ledgerSum === 'string' &&
    isPagesMade(pages) &&
    typeof mail === 'string' &&
    isManifestRecords(records) &&
    Array.isArray(files) &&
    files.every(isManifestFile) &&
    Array.isArray(messages) &&
    messages.every(isManifestedMessage)
  if (!isWhole) throw damaged(path, 'a field is missing or of the wrong kind')
  for (const file of files) checkListedPath(file.path, path)
  return { version, list, ledgerSum, pages: withUsualPages(pages), mail, records, files, messages }
}

/** Parses a file of ours that must hold one JSON object. */
export function parseObject(text: string, path: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw damaged(path, 'it is cut or was edited')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw damaged(path, 'it holds no object')
  return value as Record<string, unknown>
}

/** A path that a manifest claims to own must be one that we could have published. */
export function checkListedPath(listed: string, path: string): void {
  const problem = publishPathProblem(listed)
  if (problem !== null) throw damaged(path, `it lists ${JSON.stringify(listed)}: ${problem}`)
}

/** The error for a file of ours in the site that can't be trusted. */
export function damaged(path: string, why: string): HoldfastError {
  return new HoldfastError('manifest-damaged', 3, `cannot use ${printable(path)}: ${why}`, {
    file: path,
    hint: 'bring it back from a backup, or publish into a new folder',
  })
}

/** Whether the pages of two runs are made with the same. */
export function samePages(a: PagesMade, b: PagesMade): boolean {
  return JSON.stringify(withUsualPages(a)) === JSON.stringify(withUsualPages(b))
}

function isPagesMade(value: unknown): value is PagesMade {
  if (typeof value !== 'object' || value === null) return false
  const pages = value as Partial<PagesMade>
  const { listAddress } = pages
  return (
    SITE_LANGUAGES.some((known) => known === pages.language) &&
    (pages.addresses === 'obscured' || pages.addresses === 'shown') &&
    (listAddress === null || (typeof listAddress === 'string' && isListAddress(listAddress))) &&
    SEARCH_ENGINES.some((known) => known === pages.search) &&
    (pages.robots === 'index' || pages.robots === 'noindex') &&
    [pages.rawMessages, pages.ignoreNoArchive, pages.downloads].every((flag) => typeof flag === 'boolean') &&
    (pages.theme === null || typeof pages.theme === 'string')
  )
}

/** What pages are made with where nobody says otherwise, in the order in which a manifest has it. */
const USUAL_PAGES: PagesMade = {
  language: 'en',
  addresses: 'obscured',
  listAddress: null,
  rawMessages: false,
  ignoreNoArchive: false,
  search: 'built-in',
  robots: 'index',
  downloads: true,
  theme: null,
}

/** What pages are made with, said whole: the usual where nothing is said. The same whatever order the caller's object has. */
export function withUsualPages(said: {
  readonly [Name in keyof PagesMade]?: PagesMade[Name] | undefined
}): PagesMade {
  const names = Object.keys(USUAL_PAGES) as (keyof PagesMade)[]
  const pages: Record<string, unknown> = {}
  for (const name of names) pages[name] = said[name] ?? USUAL_PAGES[name]
  return pages as unknown as PagesMade
}

function isManifestRecords(value: unknown): value is PublishManifest['records'] {
  if (!Array.isArray(value) || !value.every((record) => recordProblem(record) === null)) return false
  const [first, ...rest] = (value as LedgerRecord[]).map(({ type }) => type)
  return first === 'ledger' && rest.every((type) => type === 'layout' || type === 'file')
}

function isManifestFile(value: unknown): value is ManifestFile {
  if (typeof value !== 'object' || value === null) return false
  const { path, sha256 } = value as Partial<ManifestFile>
  return typeof path === 'string' && typeof sha256 === 'string'
}

function isManifestedMessage(value: unknown): value is ManifestedMessage {
  if (typeof value !== 'object' || value === null) return false
  const { id, number, paths, of = null, predicted = false, date = null } = value as Partial<ManifestedMessage>
  const isNumber = number === null || Number.isSafeInteger(number)
  const isOf = of === null || typeof of === 'string'
  return (
    typeof id === 'string' &&
    isNumber &&
    Array.isArray(paths) &&
    paths.every((p) => typeof p === 'string') &&
    isOf &&
    typeof predicted === 'boolean' &&
    (date === null || (typeof date === 'string' && parseUtc(date) !== null))
  )
}
