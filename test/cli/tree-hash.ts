import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A file or folder of a tree. */
export interface TreeEntry {
  /** `folder`'s for a folder. */
  readonly sha256: string
  readonly mode: string
  readonly mtime: bigint
}

/** Everything below a folder by its path, in code unit order. */
export function treeEntries(root: string): Map<string, TreeEntry> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()
  return new Map(
    names.map((name) => {
      const path = join(root, name)
      const stats = statSync(path, { bigint: true })
      const bytes = stats.isDirectory() ? 'folder' : readFileSync(path)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return [name, { sha256, mode: (stats.mode & 0o7777n).toString(8), mtime: stats.mtimeNs }] as const
    }),
  )
}

/** Names, bytes and modes of a whole tree, or of all but some paths, as one word. An empty one has none. */
export function treeHash(
  root: string,
  { except = [] }: { readonly except?: readonly string[] } = {},
): string {
  const lines = [...treeEntries(root)]
    .filter(([name]) => !except.includes(name))
    .map(([name, { sha256, mode }]) => `${name} ${mode} ${sha256}`)
  if (lines.length === 0) throw new Error(`nothing stands in ${root}`)
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}
