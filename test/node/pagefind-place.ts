import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PagefindPackage } from '../../src/node/pagefind-index.ts'

/** The folder of the package pagefind, which stands outside of the lock file; `.ci/run` installs it. */
export const PAGEFIND = process.env['HOLDFAST_PAGEFIND']
/** The whole check brings it: without it that is no check. */
export const needsPagefind = process.env['CI'] === 'true'
/** Why tests were skipped. */
export const PAGEFIND_MISSING = 'HOLDFAST_PAGEFIND, the folder of the package pagefind, is not set'

/** Loads that package. */
export async function importPagefind(): Promise<PagefindPackage> {
  return (await import(pathToFileURL(join(PAGEFIND!, 'lib', 'index.js')).href)) as PagefindPackage
}
