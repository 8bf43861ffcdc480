import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileError, systemErrorCode } from '../holdfast-error.ts'
import { MANIFEST_NAME } from '../publish-path.ts'

/** Names of files that are pages. */
const PAGE = /\.html?(?:\.gz)?$/i

/** Whether a file of a site is a page, by its name. */
export function isPagePath(path: string): boolean {
  return PAGE.test(path)
}

/**
 * Every regular file in a site's folder, paths with `/`, sorted by code unit. Hidden folders, symbolic links and folders
 * that hold a site of their own are not looked into.
 *
 * @throws HoldfastError where the folder or one in it cannot be listed.
 */
export function siteFiles(dir: string): string[] {
  const files: string[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = listFolder(join(dir, folder))
    if (folder !== '' && entries.some(({ name }) => name === MANIFEST_NAME)) continue
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isFile()) files.push(path)
      else if (entry.isDirectory() && !entry.name.startsWith('.')) folders.push(path)
    }
  }
  return files.sort() // sorted for determinism
}

function listFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    throw fileError(error, 'list', folder)
  }
}

/**
 * The bytes of a file of the site; null where there is none, `'special'` where something stands there that is no
 * regular file. Symbolic links are not followed.
 */
export function readSiteFile(dir: string, path: string): Uint8Array | null | 'special' {
  const full = join(dir, path)
  try {
    if (!lstatSync(full).isFile()) return 'special'
    return readFileSync(full)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null
    throw fileError(error, 'read', full)
  }
}
