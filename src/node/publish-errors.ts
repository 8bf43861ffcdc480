import { join } from 'node:path'
import { HoldfastError, printable } from './holdfast-error.ts'

/** How many colliding files a refusal names. */
const NAMED_COLLISIONS = 5

/** Files that are not ours, and have other bytes, stand where planned ones should go. */
export function foreignFiles(root: string, paths: readonly string[]): HoldfastError {
  const named = paths.toSorted().slice(0, NAMED_COLLISIONS) // sorted for determinism
  const more = paths.length - named.length
  const names = named.map(printable).join(', ') + (more > 0 ? ` and ${more} more` : '')
  const count = paths.length === 1 ? '1 file' : `${paths.length} files`
  return new HoldfastError(
    'foreign-file',
    3,
    `${count} in ${printable(root)} would be overwritten that Holdfast did not write: ${names}`,
    {
      file: join(root, named[0] ?? ''),
      hint: 'move them away, or publish into another folder; nothing was changed',
    },
  )
}

/** Something that is no folder stands where a folder should be. Links are never followed. */
export function noFolder(root: string, path: string, folder: string, what: string): HoldfastError {
  const message = `cannot publish at ${printable(path)}: ${what} stands at ${printable(folder)}, where a folder should be`
  return new HoldfastError('foreign-file', 3, message, {
    file: join(root, folder),
    hint: 'move it away, or publish into another folder; nothing was changed',
  })
}

/** The folder holds the site of another list, whose pages this run would remove. */
export function otherList(root: string, theirs: string, ours: string): HoldfastError {
  const message = `${printable(root)} holds the site of the list ${printable(theirs)}, not of ${printable(ours)}`
  return new HoldfastError('other-list', 2, message, {
    file: root,
    hint: 'give each list a folder of its own',
  })
}

/** Two planned paths can't both be files on every file system. */
export function pathCollision(path: string, other: string): HoldfastError {
  const how =
    path === other
      ? 'is planned twice'
      : `and ${printable(other)} would be one file, or a file and a folder of one name, where case does not count`
  return new HoldfastError('path-collision', 3, `the path ${printable(path)} ${how}`, {
    file: path,
    hint: 'look for the records with these paths in the ledger',
  })
}

/** Kept files of an old archive differ by case only, and this file system can't hold both. */
export function caseTwins(root: string): HoldfastError {
  const message = `${printable(root)} lies on a file system that ignores case, and the old archive has files whose names differ by case only`
  return new HoldfastError('path-collision', 3, message, {
    file: root,
    hint: 'publish on a file system that tells them apart',
  })
}
