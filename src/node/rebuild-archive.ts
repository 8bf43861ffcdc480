import { isListAddress } from '../display/list-post.ts'
import { LedgerError } from '../ledger/ledger-error.ts'
import type { LedgerState } from '../ledger/ledger-state.ts'
import { formatMapJson } from '../maps/map-json.ts'
import { urlMap } from '../maps/url-map.ts'
import type { OldArchive } from '../site/old-archive.ts'
import { hasPage } from '../site/paged-messages.ts'
import { planSite } from '../site/plan-site.ts'
import type { SiteFile } from '../site/site-model.ts'
import { BUILT_IN_THEME, type SiteTheme } from '../site/site-theme.ts'
import { auditMbox, type ListAudit } from './audit-mbox.ts'
import { EntryReader } from './entry-bytes.ts'
import { HoldfastError, printable } from './holdfast-error.ts'
import { digestOfMail, openListDisplays, placesOf, type PlacedList } from './list-displays.ts'
import { openOldTree } from './old-tree.ts'
import { packageVersion } from './package-version.ts'
import type { PagefindPackage } from './pagefind-index.ts'
import { otherList } from './publish-errors.ts'
import { MAP_PATH } from './publish-path.ts'
import { publishSite, type PublishResult } from './publish.ts'
import {
  manifestMessages,
  manifestRecords,
  readPublishedManifest,
  type PagesMade,
  withUsualPages,
} from './publish-manifest.ts'
import { inThemeFolder } from './theme-problem.ts'
import { siteModelOfList, type PageOptions } from './site-model-of-list.ts'
import { recordAudited, withLedgerLocked, type ListRecording, type RecordMboxOptions } from './record-mbox.ts'
import { publishNothing, recordNothing } from './rebuild-unchanged.ts'
import { resolveSiteFolder } from './site-folder.ts'
import { withZippedPages } from './zipped-pages.ts'
import { prepareSearch, type SiteSearch } from './site-search.ts'

/** How an archive is rebuilt. */
export interface RebuildArchiveOptions extends RecordMboxOptions, PageOptions {
  /** The folder that the site is written to. */
  readonly out: string
  /** The published tree that the ledger was adopted from. It is only read. */
  readonly base?: string | undefined
  /** The folder of a theme; default: our own looks. */
  readonly theme?: string | undefined
  /**
   * With the search `pagefind`: that package, where the caller has loaded it; default: it is imported. Null leaves out
   * the files that it makes, as a site needs that is compared and not read.
   */
  readonly pagefind?: PagefindPackage | null | undefined
  readonly signal?: AbortSignal | undefined
  readonly dryRun?: boolean | undefined
}

/** What a rebuild did, or would do. */
export interface ArchiveRebuild {
  readonly recording: ListRecording
  /** Null where the audit refused. */
  readonly published: PublishResult | null
  /** Number of pages that show a message. */
  readonly pages: number
  /** The site was published with another theme before: every page is made anew. */
  readonly isOtherTheme: boolean
}

/**
 * Audits a list, records what is new, and makes the folder hold its site: pages, index, `map.json`.
 *
 * Refuses while the audit has errors that nobody accepted; then nothing is written. The ledger is on the disk
 * before the first page is. What is already there is left as it is, to the time stamp. With `cache`, no page is made
 * where ledger, mail and site are proved to be as the last run left them.
 *
 * @throws {@link HoldfastError} where something cannot be read or written, where raw messages are asked for while
 *   addresses are obscured, and where the search is `pagefind` and that is not installed.
 *
 * @example
 * const { recording, published } = await rebuildArchive({ mbox: ['list.mbox'], out: 'site' })
 * console.log(recording.refused ? 'refused' : `${published.written} files written`)
 */
export async function rebuildArchive(options: RebuildArchiveOptions): Promise<ArchiveRebuild> {
  return await withLedgerLocked(options, async () => {
    // A folder that cannot be published into is said before anything is recorded.
    const keepApart = options.base === undefined ? [] : [options.base]
    resolveSiteFolder(options.out, { keepApart })
    const { theme, digest } = await themeOf(options)
    const pages = pagesMade(options, digest)
    const untouched = options.cache === true ? await recordNothing(options, pages) : null
    if (untouched !== null) {
      const { recording, mail } = untouched
      const nothing = publishNothing(options.out, { state: recording.state!, pages, mail })
      if (nothing !== null) return rebuilt(recording, nothing)
    }
    const openSearch = await prepareSearch(pages.search, options.pagefind, options.out)
    const { recording, list, old, mail } = await recordForSite(options)
    if (recording.refused) return { recording, published: null, pages: 0, isOtherTheme: false }
    const state = recording.state!
    const nothing = options.cache === true ? publishNothing(options.out, { state, pages, mail }) : null
    if (nothing !== null) return rebuilt(recording, nothing)
    const files = [mapFile(state)]
    const before = readPublishedManifest(options.out)?.pages.theme
    const reader = new EntryReader(list.files)
    const displays = openListDisplays(list, options)
    let search: SiteSearch | null = null
    try {
      search = await openSearch()
      const looks = { files, theme, old, search: search.search }
      const model = await siteModelOfList(list.entries, state, reader, displays, looks, options)
      const published = await publishSite(options.out, withZippedPages(planSite(model)), {
        list: state.settings.list,
        version: packageVersion(),
        ledgerSum: state.lastSum,
        pages,
        mail,
        // Asked for when all pages are made.
        get messages() {
          return manifestMessages(state)
        },
        records: manifestRecords(state),
        dryRun: options.dryRun ?? false,
        keepApart,
        signal: options.signal,
      })
      displays.sweep()
      const isOtherTheme = before !== undefined && before !== digest
      return { ...rebuilt(recording, published), isOtherTheme }
    } catch (error) {
      // An interrupt ends the process of Pagefind too: what was stopped is not a failure of its.
      options.signal?.throwIfAborted()
      throw afterRecording(inThemeFolder(error, options.theme ?? ''), recording, options)
    } finally {
      await search?.close()
      await displays.close()
      await reader.close()
    }
  })
}

/** Says with an error that what was new is in the ledger: only the pages are missing. */
function afterRecording(
  error: unknown,
  { audit, added, completed, moved }: ListRecording,
  { dryRun }: RebuildArchiveOptions,
): unknown {
  if (!(error instanceof HoldfastError) || dryRun === true || added + completed + moved === 0) return error
  const { code, exitCode, message, file, offset, hint } = error
  const done = `what was new is recorded in ${printable(audit.location.ledger)}; the next run makes its pages`
  return new HoldfastError(code, exitCode, message, {
    file: file ?? undefined,
    offset: offset ?? undefined,
    hint: hint === null ? done : `${hint}; ${done}`,
    cause: error,
  })
}

function rebuilt(recording: ListRecording, published: PublishResult): ArchiveRebuild {
  const pages = recording.state!.sequence.filter(hasPage).length
  return { recording, published, pages, isOtherTheme: false }
}

/** The compiler of templates is loaded for those alone who bring some. */
async function themeOf({
  theme,
}: RebuildArchiveOptions): Promise<{ readonly theme: SiteTheme; readonly digest: string | null }> {
  if (theme === undefined) return { theme: BUILT_IN_THEME, digest: null }
  const { readTheme } = await import('./read-theme.ts')
  return readTheme(theme)
}

/** What is left of a list that was audited and recorded, for its site. */
interface RecordedList {
  readonly recording: ListRecording
  readonly list: PlacedList
  readonly old: OldArchive
  readonly mail: string
}

/**
 * Audits and records. A function of its own, so that what the audit held of each entry is gone before the first page is
 * made: a list's digests as they were read and as they were recorded before weigh more than all that its site needs.
 */
async function recordForSite(options: RebuildArchiveOptions): Promise<RecordedList> {
  const audit = await auditMbox({ ...options, crossCheck: options.crossCheck ?? 'new' })
  expectSameHistory(audit, options.out)
  expectAdopted(audit, options)
  const kept = audit.ledger && openOldTree(audit.ledger.state, options.base)
  const recording = await recordAudited(audit, { ...options, givesPaths: true })
  const state = recording.refused ? null : recording.state
  const { messages } = audit.present
  const entries = state === null ? [] : placesOf(state, messages, options.base)
  return {
    recording,
    mail: state === null ? '' : digestOfMail(state, messages, options.base),
    list: { entries, files: audit.files, quoting: audit.quoting, ledger: audit.location.ledger },
    old: { ...(kept ?? NO_OLD_TREE), hasVolumes: state?.layouts.includes('pipermail') ?? false },
  }
}

/** The URL map as a file of the site, made when it is its turn. */
function mapFile(state: LedgerState): SiteFile {
  return {
    path: MAP_PATH,
    get bytes() {
      return new TextEncoder().encode(formatMapJson(urlMap(state)))
    },
  }
}

const NO_OLD_TREE: OldArchive = { hasVolumes: false, paths: new Set(), files: () => [] }

/** A base without a ledger is an archive that nobody has adopted yet; a base that holds our map cannot keep it. */
function expectAdopted({ ledger, location }: ListAudit, { base, mbox }: RebuildArchiveOptions): void {
  if (base === undefined) return
  if (ledger === null) {
    const tree = printable(base)
    throw new HoldfastError(
      'ledger-missing',
      2,
      `--base names an archive that is published already, but there is no ledger ${printable(location.ledger)} of it`,
      {
        file: location.ledger,
        hint: `adopt it first: holdfast adopt ${tree} ${mbox.map(printable).join(' ')} --archiver NAME`,
      },
    )
  }
  if (!ledger.state.filePaths.has(MAP_PATH)) return
  throw new HoldfastError(
    'path-collision',
    3,
    `the old archive has a file ${MAP_PATH}, where the new one keeps its URL map`,
    { file: MAP_PATH, hint: 'give it another name in the old tree, and adopt that anew' },
  )
}

/** What the pages will be made with. */
function pagesMade(options: PageOptions, theme: string | null): PagesMade {
  const pages = withUsualPages({ ...options, theme })
  const { listAddress, rawMessages, addresses } = pages
  if (listAddress !== null && !isListAddress(listAddress))
    throw new TypeError(`listAddress must be one bare address; got ${JSON.stringify(listAddress)}`)
  if (!rawMessages || addresses === 'shown') return pages
  throw new HoldfastError(
    'contradicting-options',
    2,
    'raw messages hold whole addresses, and pages obscure them',
    { hint: 'show addresses too (--addresses shown), or leave raw messages out' },
  )
}

/** A site that was made from a ledger which is gone, or from a later one, must not be built over. */
function expectSameHistory({ ledger, location, name }: ListAudit, out: string): void {
  const manifest = readPublishedManifest(out)
  if (manifest === null) return
  if (ledger === null) {
    throw new HoldfastError(
      'ledger-missing',
      1,
      `${printable(out)} holds the site of the list ${printable(manifest.list)}, but there is no ledger ${printable(location.ledger)}`,
      {
        file: location.ledger,
        hint: `restore the ledger from a copy, name it with --ledger, or make it again from the site: holdfast adopt ${printable(out)} MBOX... --archiver holdfast`,
      },
    )
  }
  if (manifest.list !== name) throw otherList(out, manifest.list, name)
  const { ledgerSum } = manifest
  if (ledger.state.commits.includes(ledgerSum)) return
  throw new LedgerError(
    'not-expected',
    `the ledger does not hold the commit ${ledgerSum}, from which ${printable(out)} was published: it was cut back to an earlier one, or is another ledger`,
  )
}
