import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LedgerState } from '../ledger/ledger-state.ts'
import { readUrlMap } from '../maps/map-json.ts'
import { urlMap, type UrlMap, type UrlMapRow } from '../maps/url-map.ts'
import { compareWithTree, type ComparedTree } from './against/compare-with-tree.ts'
import { HoldfastError, printable } from './holdfast-error.ts'
import { openLedger, type OpenedLedger } from './open-ledger.ts'
import { otherList } from './publish-errors.ts'
import { readPublishedManifest, type ManifestFile, type PublishManifest } from './publish-manifest.ts'
import { FRONT_PAGE, MAP_PATH } from './publish-path.ts'
import { checkAnswer, recordedPaths, wantsFile } from './verify/check-answer.ts'
import { compareRebuild } from './verify/compare-rebuild.ts'
import { LinkChecker } from './verify/link-checker.ts'
import { readPage } from './verify/read-page.ts'
import { isPagePath, readSiteFile, siteFiles } from './verify/site-files.ts'
import { verifyFinding, type VerifyFinding, type VerifyNote } from './verify/verify-finding.ts'

/** How many files are read before a signal gets its turn. */
const FILES_A_TURN = 64

/** What {@link verifyArchive} checks against what. */
export interface VerifyArchiveOptions {
  /** The folder of the site. */
  readonly dir: string
  /** The path of the ledger. */
  readonly ledger: string
  /** The list that both must be of. */
  readonly list?: string | undefined
  /** The sum of a commit that the ledger must hold. */
  readonly expect?: string | undefined
  /** Mbox files, globs and folders: build the site again from them, and compare every byte. */
  readonly rebuild?: readonly string[] | undefined
  /** With `rebuild`: the published tree that the ledger was adopted from. */
  readonly base?: string | undefined
  /** The old tree that the site took the place of: look up every path and anchor of it. */
  readonly against?: string | undefined
  /** Take these in the order given instead of sorting them. */
  readonly keepOrder?: boolean | undefined
  /** With `rebuild`: the folder of the theme that the site was published with. */
  readonly theme?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with files checked and files in all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  /** With `rebuild`: called with bytes of the mbox read and bytes in all, where that is known. */
  readonly onRead?: ((done: number, total: number | null) => void) | undefined
  /** With `rebuild`: called with messages shown and messages to show in all. */
  readonly onPages?: ((done: number, total: number) => void) | undefined
}

/** What a verification found. */
export interface ArchiveVerification {
  readonly list: string
  /** The sum of the ledger's last commit. */
  readonly ledgerSum: string
  /** The sum of the commit that the site was published from; null where the manifest does not tell. */
  readonly siteSum: string | null
  /** Number of files that the manifest lists. */
  readonly files: number
  /** Number of recorded paths that a file answers. */
  readonly paths: number
  /** Number of links inside the site. */
  readonly links: number
  /** The site was built again and compared. */
  readonly rebuilt: boolean
  /** What became of the old tree's paths; null where none was named. */
  readonly against: ComparedTree | null
  /** The site as a whole first, then by path in code-unit order. */
  readonly findings: readonly VerifyFinding[]
}

/**
 * Checks a published site against its ledger: that its manifest is whole and of this ledger, that every file is there
 * with its bytes, that every path ever recorded answers as the map says, that every link and anchor on every page leads
 * somewhere, and that no page of ours stands there which the manifest does not list. Writes nothing.
 *
 * Files that are not ours are left alone. Links of pages kept from an old archive are not checked: those pages are
 * published as they were.
 *
 * @throws {@link HoldfastError} where the folder or a file cannot be read, or the site is of another list.
 * @throws {@link LedgerError} where the ledger is damaged.
 *
 * @example
 * const { findings } = await verifyArchive({ dir: 'site', ledger: 'list.ledger', rebuild: ['list.mbox'] })
 * for (const { code, path, message, hint } of findings) console.log(code, path, message, hint)
 */
export async function verifyArchive(options: VerifyArchiveOptions): Promise<ArchiveVerification> {
  const { dir } = options
  const ledger = openLedger(options.ledger, options)
  if (ledger === null) {
    throw new HoldfastError('ledger-missing', 3, `cannot read ${printable(options.ledger)}: no such file`, {
      file: options.ledger,
      hint: 'name the ledger of this site with --ledger',
    })
  }
  const present = siteFiles(dir)
  const manifest = readManifest(dir)
  const verifier = new ArchiveVerifier(options, ledger.state, present, manifest.manifest)
  for (const note of [...manifest.notes, ...sumNotes(dir, ledger, manifest.manifest)]) verifier.note(note)
  await verifier.checkFiles()
  verifier.checkPaths()
  verifier.checkMap()
  verifier.checkLinks()
  verifier.checkForeign()
  const mbox = options.rebuild
  if (mbox !== undefined) {
    const { keepOrder, base, theme, signal, onRead, onPages } = options
    const again = { dir, ledger, mbox, keepOrder, base, theme, signal, onRead, onPages }
    for (const note of await compareRebuild(again, manifest.manifest)) verifier.note(note)
  }
  return verifier.result(await verifier.checkAgainst())
}

function readManifest(dir: string): { manifest: PublishManifest | null; notes: readonly VerifyNote[] } {
  try {
    const manifest = readPublishedManifest(dir)
    const message = 'the site has no manifest'
    return { manifest, notes: manifest === null ? [{ code: 'manifest-missing', message }] : [] }
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== 'manifest-damaged') throw error
    return { manifest: null, notes: [{ code: 'manifest-unreadable', message: error.message }] }
  }
}

function sumNotes(
  dir: string,
  { state }: OpenedLedger,
  manifest: PublishManifest | null,
): readonly VerifyNote[] {
  if (manifest === null) return []
  const { list, ledgerSum } = manifest
  if (list !== state.settings.list) throw otherList(dir, list, state.settings.list)
  if (ledgerSum === state.lastSum) return []
  const known = state.commits.indexOf(ledgerSum)
  if (known === -1) {
    const message = `the site was published from the commit ${ledgerSum}, which the ledger does not hold`
    return [{ code: 'ledger-unknown', message }]
  }
  const later = state.commits.length - 1 - known
  const message = `the ledger has ${later === 1 ? '1 commit' : `${later} commits`} that the site was not built from`
  return [{ code: 'site-outdated', message }]
}

class ArchiveVerifier {
  readonly #options: VerifyArchiveOptions
  readonly #state: LedgerState
  readonly #map: UrlMap
  readonly #rows: ReadonlyMap<string, UrlMapRow>
  readonly #present: readonly string[]
  readonly #files: readonly ManifestFile[]
  readonly #manifest: PublishManifest | null
  readonly #links: LinkChecker
  readonly #findings = new Map<string, VerifyFinding>()
  /** Files that are missing, and said so. */
  readonly #missing = new Set<string>()
  readonly #answered = new Set<string>()

  constructor(
    options: VerifyArchiveOptions,
    state: LedgerState,
    present: readonly string[],
    manifest: PublishManifest | null,
  ) {
    this.#options = options
    this.#state = state
    this.#map = urlMap(state)
    this.#rows = recordedPaths(this.#map.rows)
    this.#present = present
    this.#manifest = manifest
    // Without a manifest every page that is there is looked at, as far as it can be.
    this.#files = manifest?.files ?? []
    this.#links = new LinkChecker(new Set(present))
  }

  note(note: VerifyNote): void {
    const finding = verifyFinding(note)
    if (!this.#findings.has(finding.ref)) this.#findings.set(finding.ref, finding)
  }

  /** Every file of the manifest, its bytes, and what stands on it if it is a page. */
  async checkFiles(): Promise<void> {
    const { dir, signal, onProgress } = this.#options
    const listed = new Map(this.#files.map(({ path, sha256 }) => [path, sha256]))
    const unlisted = this.#manifest === null ? this.#present.filter((path) => this.#rows.has(path)) : []
    const paths = [...listed.keys(), ...unlisted]
    for (const [index, path] of paths.entries()) {
      if (index % FILES_A_TURN === 0) {
        await nextTurn()
        signal?.throwIfAborted()
        onProgress?.(index, paths.length)
      }
      const bytes = readSiteFile(dir, path)
      if (bytes === null) this.#noteMissing(path)
      else if (bytes === 'special') {
        this.#missing.add(path)
        this.#noteChanged(path, 'is no regular file')
      } else this.#checkFile(path, bytes, listed.get(path))
    }
  }

  #checkFile(path: string, bytes: Uint8Array, sha256: string | undefined): void {
    const isSame = sha256 === undefined || createHash('sha256').update(bytes).digest('base64url') === sha256
    if (!isSame) this.#noteChanged(path, 'has other bytes than when it was published')
    const row = this.#rows.get(path)
    if (row !== undefined) this.#answered.add(path)
    if (!isPagePath(path) && row === undefined) return
    const page = readPage(bytes)
    if (row !== undefined) {
      const wrong = checkAnswer(path, row, page, this.#state)
      if (wrong !== null) this.note(wrong)
    }
    // What was copied from an old archive is published as it was.
    if (page.isOurs || !this.#state.filePaths.has(path)) this.#links.add(path, page)
  }

  /** Recorded paths that no file of the manifest answers. */
  checkPaths(): void {
    const present = new Set(this.#present)
    for (const [path, row] of this.#rows) {
      if (this.#answered.has(path) || this.#missing.has(path) || !wantsFile(row)) continue
      if (present.has(path)) this.#noteMissing(path, `${path} is not listed in the manifest`)
      else this.#noteMissing(path)
    }
    this.#checkKept(present)
  }

  /** Files of an old archive: each is there, and what is a copy has the bytes that were recorded. */
  #checkKept(present: ReadonlySet<string>): void {
    const listed = new Map(this.#files.map(({ path, sha256 }) => [path, sha256]))
    for (const { path, sha256, kind } of this.#state.files) {
      const published = listed.get(path)
      if (published === undefined) {
        if (!present.has(path)) this.#noteMissing(path)
        else if (this.#manifest !== null) this.#noteMissing(path, `${path} is not listed in the manifest`)
      } else if (kind === null && path !== FRONT_PAGE && published !== sha256) {
        this.#noteChanged(path, 'has other bytes than in the old archive')
      }
    }
  }

  checkMap(): void {
    const bytes = readSiteFile(this.#options.dir, MAP_PATH)
    if (this.#missing.has(MAP_PATH)) return
    if (bytes === null || bytes === 'special') {
      this.note({ code: 'map-differs', path: MAP_PATH, message: `${MAP_PATH} is not there` })
      return
    }
    const read = readUrlMap(Buffer.from(bytes).toString('utf8'))
    const difference = read.ok
      ? mapDifference(read.map, urlMap(this.#state, { baseUrl: read.map.baseUrl }))
      : read.problems[0]!
    if (difference === null) return
    this.note({ code: 'map-differs', path: MAP_PATH, message: `${MAP_PATH}: ${difference}` })
  }

  checkLinks(): void {
    for (const note of this.#links.findings(this.#options.dir, this.#missing)) this.note(note)
  }

  /** Pages that call themselves ours, and are not listed. */
  checkForeign(): void {
    if (this.#manifest === null) return
    const listed = new Set(this.#files.map(({ path }) => path))
    for (const path of this.#present) {
      if (listed.has(path) || !isPagePath(path)) continue
      const bytes = readSiteFile(this.#options.dir, path)
      if (bytes === null || bytes === 'special') continue
      const { isOurs, id } = readPage(bytes)
      if (!isOurs) continue
      const message = `${path} is a page made by Holdfast, but the manifest does not list it`
      this.note({ code: 'foreign-page', path, id, message })
    }
  }

  /** Every path and anchor of the old tree. */
  async checkAgainst(): Promise<ComparedTree | null> {
    const { dir, against, signal, onProgress } = this.#options
    if (against === undefined) return null
    const compared = { dir, tree: against, layouts: this.#state.layouts }
    return await compareWithTree(compared, (note) => this.note(note), { signal, onProgress })
  }

  result(against: ComparedTree | null): ArchiveVerification {
    const { settings, lastSum } = this.#state
    // Sorted for determinism: by path in code units; those of one path in the order of the checks.
    const findings = [...this.#findings.values()].sort((a, b) => {
      const [left, right] = [a.path ?? '', b.path ?? '']
      return left < right ? -1 : left > right ? 1 : 0
    })
    return {
      list: settings.list,
      ledgerSum: lastSum,
      siteSum: this.#manifest?.ledgerSum ?? null,
      files: this.#files.length,
      paths: this.#rows.size,
      links: this.#links.links,
      rebuilt: this.#options.rebuild !== undefined,
      against,
      findings,
    }
  }

  #noteMissing(path: string, message = `${path} is not there`): void {
    this.#missing.add(path)
    const row = this.#rows.get(path)
    const code = row !== undefined || isPagePath(path) ? 'page-missing' : 'file-missing'
    this.note({ code, path, id: row?.id ?? null, message })
  }

  #noteChanged(path: string, what: string): void {
    const row = this.#rows.get(path)
    const code = row !== undefined || isPagePath(path) ? 'page-changed' : 'file-changed'
    this.note({ code, path, id: row?.id ?? null, message: `${path} ${what}` })
  }
}

function isSameRow(a: UrlMapRow, b: UrlMapRow): boolean {
  const keys = ['from', 'to', 'id', 'messageId', 'status', 'reason'] as const
  return keys.every((key) => a[key] === b[key])
}

/** The first difference between the map on the site and the ledger's, in words. */
function mapDifference(found: UrlMap, wanted: UrlMap): string | null {
  if (found.list !== wanted.list) return `it is the map of the list ${JSON.stringify(found.list)}`
  const length = Math.max(found.rows.length, wanted.rows.length)
  for (let index = 0; index < length; index++) {
    const [row, other] = [found.rows[index], wanted.rows[index]]
    if (row !== undefined && other !== undefined && isSameRow(row, other)) continue
    if (row === undefined || (other !== undefined && other.from < row.from)) {
      return `it has no row for ${other!.from}`
    }
    if (other === undefined || row.from < other.from)
      return `it has a row for ${row.from}, which was never recorded`
    return `its row for ${row.from} says ${row.status} ${row.to ?? ''}, the ledger ${other.status} ${other.to ?? ''}`
  }
  return null
}
