import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import type { FullTextIndex, FullTextRecord } from '../site/search/full-text-index.ts'
import { PAGEFIND_INPUT_PATH } from '../site/search/pagefind-search.ts'
import type { SiteFile } from '../site/site-model.ts'
import { fileError, HoldfastError } from './holdfast-error.ts'
import { readPublishedManifest } from './publish-manifest.ts'
import { readSiteFile } from './verify/site-files.ts'

/** Where Pagefind's own files stand in a site. Their bytes are not promised to be the same on every machine. */
export const PAGEFIND_FOLDER = 'pagefind/'
/** Names the version and the index of each language. */
const ENTRY_NAME = 'pagefind-entry.json'
/** What Pagefind has for pages that use its own looks: ours do not. */
const UNUSED = /^pagefind-(?:.*ui|highlight)\./
/** A message without a date sorts before all others. */
const NO_DATE = '0'

/** Where Node tells of every process that is started. */
const STARTED_PROCESSES = 'child_process'
const ENDED = 'its process ended'

/** What is used of the package `pagefind`. */
export interface PagefindPackage {
  readonly createIndex: () => Promise<PagefindCreated>
}

/** An index, or why there is none. */
export interface PagefindCreated {
  readonly errors: readonly string[]
  readonly index?: {
    readonly addCustomRecord: (record: {
      readonly url: string
      readonly content: string
      readonly language: string
      readonly meta: Record<string, string>
      readonly filters: Record<string, string[]>
      readonly sort: Record<string, string>
    }) => Promise<{ readonly errors: readonly string[] }>
    readonly writeFiles: (options: {
      readonly outputPath: string
    }) => Promise<{ readonly errors: readonly string[] }>
    readonly deleteIndex: () => Promise<null>
  }
}

/** An index that has to be closed, whatever happened. */
export interface OpenPagefindIndex extends FullTextIndex {
  readonly close: () => Promise<void>
}

/**
 * Begins an index of Pagefind's for the site in a folder. Pagefind is given each message as it comes, and holds the
 * index in a process of its own; it writes into a temporary folder, from which the files are taken one after the other.
 *
 * Pagefind does not promise the same bytes for the same input. So where the site was made from the same messages by the
 * same version, and stands as its manifest says, its index is given out as it stands.
 *
 * @throws {@link HoldfastError} `search-failed` where Pagefind does not take a message, or ends.
 */
export async function openPagefindIndex(pagefind: PagefindPackage, out: string): Promise<OpenPagefindIndex> {
  const service = new PagefindService()
  const { index, errors } = await service.begin(pagefind)
  expectNone(errors)
  if (index === undefined) throw failed('it gave no index')
  return {
    add: async (record) => {
      expectNone((await service.ask(() => index.addCustomRecord(customRecord(record)))).errors)
    },
    files: async function* (sha256) {
      const folder = makeTemporaryFolder()
      try {
        expectNone((await service.ask(() => index.writeFiles({ outputPath: folder }))).errors)
        const entry = readRegular(folder, ENTRY_NAME)
        if (entry === null) throw failed('it wrote no index')
        yield* standingFiles(out, sha256, versionOf(entry)) ?? writtenFiles(folder)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    close: async () => {
      await service.ask(() => index.deleteIndex()).catch(() => undefined)
      service.leave()
    },
  }
}

/** The process that the package starts, once for all indexes. It does not tell when that ends, nor starts another. */
let started: ChildProcess | null = null

/** Asks Pagefind's process, and fails where it ends: the package would wait for its answer for ever. */
class PagefindService {
  private child: ChildProcess | null = null
  private fail: ((error: HoldfastError) => void) | null = null

  async begin(pagefind: PagefindPackage): Promise<PagefindCreated> {
    const onStart = (message: unknown): void => {
      started = (message as { readonly process: ChildProcess }).process
    }
    this.child = started
    return await this.ask(() => {
      subscribe(STARTED_PROCESSES, onStart)
      try {
        return pagefind.createIndex()
      } finally {
        unsubscribe(STARTED_PROCESSES, onStart)
        this.child = started
        this.child?.once('exit', this.onEnd)
      }
    })
  }

  /** What it answers. Its errors hold what it was told: only their first line is ours to show. */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    const { child } = this
    if (child !== null && (child.exitCode !== null || child.signalCode !== null)) throw failed(ENDED)
    return await new Promise<T>((resolve, reject) => {
      this.fail = reject
      question().then(resolve, (error: unknown) => {
        const [line = ''] = String(error).split('\n')
        reject(failed(line, error))
      })
    })
  }

  leave(): void {
    this.child?.off('exit', this.onEnd)
  }

  private readonly onEnd = (): void => this.fail?.(failed(ENDED))
}

function customRecord({ path, subject, author, date, year, text, language }: FullTextRecord) {
  return {
    url: wellFormed(path),
    // Pagefind leaves out what has no word in it, whatever its title says.
    content: wellFormed(/[\p{L}\p{N}]/u.test(text) ? text : `${subject}\n${year}`),
    language,
    meta: {
      title: wellFormed(subject),
      author: wellFormed(author),
      ...(date === null ? {} : { date }),
    },
    filters: { author: [wellFormed(author)], year: [year] },
    sort: { date: date ?? NO_DATE },
  }
}

/** Half of a character is none to Pagefind, which is told in JSON. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString()
}

/** What Pagefind wrote, each file read when it is its turn. */
function* writtenFiles(folder: string): Generator<SiteFile> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !UNUSED.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort() // sorted for determinism
  for (const name of names) {
    yield { path: PAGEFIND_FOLDER + name.split(sep).join('/'), bytes: readFileSync(join(folder, name)) }
  }
}

/** The files of the index that stands, where it was made of the same input and is whole; else null. */
function standingFiles(out: string, sha256: string, version: string): Iterable<SiteFile> | null {
  const listed =
    readPublishedManifest(out)?.files.filter(({ path }) => path.startsWith(PAGEFIND_FOLDER)) ?? []
  const input = readRegular(out, PAGEFIND_INPUT_PATH)
  const entry = readRegular(out, PAGEFIND_FOLDER + ENTRY_NAME)
  if (input === null || entry === null || listed.length === 0) return null
  if (stringIn(input, 'sha256') !== sha256 || versionOf(entry) !== version) return null
  const isWhole = listed.every(({ path, sha256: digest }) => {
    const bytes = readRegular(out, path)
    return bytes !== null && createHash('sha256').update(bytes).digest('base64url') === digest
  })
  return isWhole ? readFiles(out, listed) : null
}

function* readFiles(dir: string, files: readonly { readonly path: string }[]): Generator<SiteFile> {
  for (const { path } of files) yield { path, bytes: readFileSync(join(dir, path)) }
}

function readRegular(dir: string, path: string): Uint8Array | null {
  const bytes = readSiteFile(dir, path)
  return bytes === 'special' ? null : bytes
}

function versionOf(entry: Uint8Array): string {
  return stringIn(entry, 'version') ?? ''
}

/** A field of a JSON object; null where it is no string, or there is no such object. */
function stringIn(json: Uint8Array, field: string): string | null {
  try {
    const value = (JSON.parse(Buffer.from(json).toString()) as Record<string, unknown> | null)?.[field]
    return typeof value === 'string' ? value : null
  } catch {
    return null
  }
}

function makeTemporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'holdfast-pagefind-'))
  } catch (error) {
    throw fileError(error, 'make a temporary folder in', tmpdir())
  }
}

function expectNone(errors: readonly string[]): void {
  if (errors.length > 0) throw failed(errors.join('; '))
}

function failed(why: string, cause?: unknown): HoldfastError {
  return new HoldfastError('search-failed', 3, `Pagefind could not make its index: ${why}`, {
    hint: 'take another version of pagefind, or --search built-in',
    cause,
  })
}
