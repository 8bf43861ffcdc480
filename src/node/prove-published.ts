import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { nodeFileOps, type FileOps } from './file-ops.ts'
import { systemErrorCode } from './holdfast-error.ts'
import { formatManifest, type PublishManifest } from './publish-manifest.ts'
import { foldersAbove, MANIFEST_NAME, STAGING_NAME } from './publish-path.ts'

/**
 * Proves that a folder holds exactly the site that a manifest describes: the manifest to the byte, each of its files with
 * the bytes that it names, and nothing that a killed run has left. Writes nothing.
 *
 * False is no finding: whoever publishes then looks closer, and says what is wrong or mends it.
 *
 * @param root - The folder, resolved.
 */
export function provePublished(root: string, manifest: PublishManifest, ops: FileOps = nodeFileOps): boolean {
  const folders = new Set<string>()
  const isFolder = (path: string): boolean => {
    if (folders.has(path)) return true
    if (!ops.lstatSync(join(root, path)).isDirectory()) return false
    folders.add(path)
    return true
  }
  try {
    if (!isMissing(join(root, STAGING_NAME), ops)) return false
    const text = Buffer.from(ops.readFileSync(join(root, MANIFEST_NAME))).toString('utf8')
    if (text !== formatManifest(manifest)) return false
    return manifest.files.every(({ path, sha256 }) => {
      const place = join(root, path)
      if (!foldersAbove(path).every(isFolder) || !ops.lstatSync(place).isFile()) return false
      return createHash('sha256').update(ops.readFileSync(place)).digest('base64url') === sha256
    })
  } catch {
    return false
  }
}

function isMissing(path: string, ops: FileOps): boolean {
  try {
    ops.lstatSync(path)
    return false
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT'
  }
}
