import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env['HOLDFAST_CORPUS']

/** The folder of the large test corpus, or null where the environment does not name one. */
export const corpus: string | null = folder !== undefined && existsSync(folder) ? folder : null

/** Why a test that needs the corpus was skipped. */
export const CORPUS_MISSING = 'HOLDFAST_CORPUS does not name a folder'

/** A path inside the corpus. Only for tests that were not skipped. */
export function corpusPath(...parts: string[]): string {
  if (corpus === null) throw new Error(CORPUS_MISSING)
  return join(corpus, ...parts)
}
