import type { LedgerState } from '../ledger/ledger-state.ts'
import { auditUnchanged } from './audit-mbox.ts'
import { digestOfMail } from './list-displays.ts'
import { locateList } from './list-location.ts'
import { openLedger } from './open-ledger.ts'
import { openOldTree } from './old-tree.ts'
import { packageVersion } from './package-version.ts'
import { provePublished } from './prove-published.ts'
import {
  manifestMessages,
  readPublishedManifest,
  samePages,
  type PagesMade,
  type PublishManifest,
} from './publish-manifest.ts'
import type { PublishResult } from './publish.ts'
import type { RebuildArchiveOptions } from './rebuild-archive.ts'
import { expectLedgerSettings, type ListRecording } from './record-mbox.ts'
import { resolveSiteFolder } from './site-folder.ts'

/** All that decides the bytes of a site, beside the version. */
export interface SiteSources {
  readonly state: LedgerState
  readonly pages: PagesMade
  /** See {@link digestOfMail}. */
  readonly mail: string
}

/**
 * What publishing would do to a site that needs nothing: it was published by this version, with these options, from the
 * ledger as it stands and the mail as it lies there, and every file of it is as it was published. Pages are a function of
 * those, so none has to be made to know that.
 *
 * @returns Null where that is not so, or cannot be proved: then the pages are to be made, and compared.
 */
export function publishNothing(out: string, { state, pages, mail }: SiteSources): PublishResult | null {
  const manifest = publishedFrom(out, pages, state.lastSum)
  if (manifest?.mail !== mail) return null
  const { root } = resolveSiteFolder(out)
  const isProved = provePublished(root, { ...manifest, messages: manifestMessages(state) })
  return isProved ? { written: 0, unchanged: manifest.files.length, removed: 0, bytes: 0 } : null
}

/**
 * The recording of a list of which nothing is new, where one hash over its files proves that and a site of it was published.
 * That spares a long list's audit, entry by entry.
 *
 * @returns Null where that is not so, or cannot be proved: {@link recordMbox} has the answer then.
 * @throws {@link HoldfastError} where an option contradicts the ledger or something cannot be read.
 */
export async function recordNothing(
  options: RebuildArchiveOptions,
  pages: PagesMade,
): Promise<{ readonly recording: ListRecording; readonly mail: string } | null> {
  if (options.crossCheck === 'all' || options.relayout !== undefined) return null
  const { ledger } = locateList(options)
  const state = openLedger(ledger, { list: options.list, expect: options.expect })?.state
  if (state?.uncommitted !== null) return null
  expectLedgerSettings(options, state)
  if (options.baseUrl !== undefined && options.baseUrl !== state.settings.baseUrl) return null
  const mail = mailOf(state, options.base)
  if (publishedFrom(options.out, pages, state.lastSum)?.mail !== mail) return null
  const audit = await auditUnchanged(options)
  if (audit === null) return null
  openOldTree(state, options.base)
  const { location, name, separator, quoting, result, edits } = audit
  const recording: ListRecording = {
    audit: { location, name, separator, quoting, result, edits },
    refused: false,
    isBaseline: false,
    added: 0,
    completed: 0,
    moved: 0,
    warnings: [],
    state,
  }
  return { recording, mail }
}

/** The manifest of a site that this version made with these options from a ledger that ended like this. */
function publishedFrom(out: string, pages: PagesMade, ledgerSum: string): PublishManifest | null {
  const manifest = readPublishedManifest(out)
  const isSame =
    manifest?.version === packageVersion() &&
    manifest.ledgerSum === ledgerSum &&
    samePages(manifest.pages, pages)
  return isSame ? manifest : null
}

/** Of a folder that is not the old tree, no page is there: that it is another one is said, and not which page comes first. */
function mailOf(state: LedgerState, base: string | undefined): string {
  try {
    return digestOfMail(state, state.sequence, base)
  } catch (error) {
    openOldTree(state, base)
    throw error
  }
}
