import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileError } from '../holdfast-error.ts'
import type { OpenedLedger } from '../open-ledger.ts'
import { PAGEFIND_FOLDER } from '../pagefind-index.ts'
import { formatManifest, readPublishedManifest, type PublishManifest } from '../publish-manifest.ts'
import { MANIFEST_NAME } from '../publish-path.ts'
import { rebuildArchive } from '../rebuild-archive.ts'
import { readSiteFile } from './site-files.ts'
import type { VerifyNote } from './verify-finding.ts'

/** What {@link compareRebuild} builds from. */
export interface CompareRebuildOptions {
  readonly dir: string
  readonly ledger: OpenedLedger
  readonly mbox: readonly string[]
  readonly keepOrder?: boolean | undefined
  /** The published tree that the ledger was adopted from. */
  readonly base?: string | undefined
  /** The folder of the theme that the site was published with; default: our own looks. */
  readonly theme?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onRead?: ((done: number, total: number | null) => void) | undefined
  readonly onPages?: ((done: number, total: number) => void) | undefined
}

/**
 * Builds the site again in a temporary folder, from a copy of the ledger and the mbox, and compares every byte with the
 * published one. Writes nothing beside the temporary folder, which is gone afterwards.
 *
 * What Pagefind made is left out on both sides: its bytes are not promised, but the sum of what it was given is one of
 * the files that are compared.
 */
export async function compareRebuild(
  options: CompareRebuildOptions,
  manifest: PublishManifest | null,
): Promise<VerifyNote[]> {
  const { theme: published = null, ...pages } = manifest?.pages ?? {}
  const other = await otherTheme(options.theme, published)
  if (manifest !== null && other !== null) return [{ code: 'rebuild-differs', message: other }]
  const folder = makeTemporaryFolder()
  try {
    const copy = join(folder, 'copy.ledger')
    const out = join(folder, 'site')
    writeFileSync(copy, options.ledger.bytes)
    const { mbox, keepOrder, base, signal, onRead, onPages } = options
    const { recording, published } = await rebuildArchive({
      mbox,
      keepOrder,
      base,
      signal,
      onProgress: onRead,
      onPages,
      ledger: copy,
      list: options.ledger.state.settings.list,
      out,
      ...pages,
      theme: options.theme,
      pagefind: null,
    })
    const { result } = recording.audit
    if (published === null || recording.added > 0 || recording.completed > 0) {
      const { recorded, present, findings } = result
      const errors = findings.filter(({ level }) => level === 'error').length
      const message = `the mbox is not as recorded: ${recorded} messages recorded, ${present} present, ${errors} errors`
      return [{ code: 'mbox-differs', message }]
    }
    return compareSites(options.dir, out, manifest)
  } catch (error) {
    throw fileError(error, 'build again in', folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How the theme that was named is another one than that of the site, in words; null where it is the same. */
async function otherTheme(folder: string | undefined, published: string | null): Promise<string | null> {
  const digest = folder === undefined ? null : (await import('../read-theme.ts')).readTheme(folder).digest
  if (digest === published) return null
  const named = (theme: string | null) => (theme === null ? 'no theme' : `the theme ${theme}`)
  const hint = published === null ? 'leave --theme out' : 'name its folder, as it was then, with --theme'
  return `the site was published with ${named(published)}, and is compared with ${named(digest)}: ${hint}`
}

function makeTemporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'holdfast-verify-'))
  } catch (error) {
    throw fileError(error, 'make a temporary folder in', tmpdir())
  }
}

function compareSites(dir: string, again: string, published: PublishManifest | null): VerifyNote[] {
  const manifest = published && withoutPagefind(published)
  const rebuilt = readPublishedManifest(again)!
  const paths = new Set(rebuilt.files.map(({ path }) => path))
  const notes: VerifyNote[] = []
  const differs = (path: string, what: string, offset?: number): void => {
    const message = `${path} ${what}`
    notes.push({ code: 'rebuild-differs', path, message, ...(offset === undefined ? {} : { offset }) })
  }
  for (const path of [...paths, MANIFEST_NAME]) {
    const ours = readSiteFile(again, path) as Uint8Array
    const theirs =
      path === MANIFEST_NAME && manifest !== published
        ? Buffer.from(formatManifest(manifest!))
        : readSiteFile(dir, path)
    if (theirs === null || theirs === 'special') differs(path, 'is built again, but not on the site')
    else {
      const at = firstDifference(ours, theirs)
      if (at !== null) differs(path, `differs from what is built again, first at byte ${at}`, at)
    }
  }
  for (const { path } of manifest?.files ?? []) {
    if (!paths.has(path)) differs(path, 'is on the site, but not built again')
  }
  return notes
}

function withoutPagefind(manifest: PublishManifest): PublishManifest {
  if (manifest.pages.search !== 'pagefind') return manifest
  return { ...manifest, files: manifest.files.filter(({ path }) => !path.startsWith(PAGEFIND_FOLDER)) }
}

/** The first byte in which two files differ, or null. */
function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  if (Buffer.compare(a, b) === 0) return null
  const at = a.findIndex((byte, index) => byte !== b[index])
  return at === -1 ? a.length : at
}
