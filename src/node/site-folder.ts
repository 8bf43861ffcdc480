import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path'
import { nodeFileOps, type FileOps } from './file-ops.ts'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'

/** Folders that belong to the system: a site may lie in some of them, but never be one of them. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set(
  'bin boot dev etc home lib lib32 lib64 libx32 local media mnt opt proc root run sbin share srv sys tmp usr var'
    .split(' ')
    .flatMap((name) => [`/${name}`, `/usr/${name}`, `/usr/local/${name}`, `/var/${name}`]),
)
const NO_SITE_INSIDE = ['/boot', '/dev', '/etc', '/proc', '/sys']

/** What {@link resolveSiteFolder} has to keep the site away from. */
export interface SiteFolderOptions {
  /** Folders that the site may not be, contain, or lie in, such as the old tree that is only read. */
  readonly keepApart?: readonly string[]
  /** The user's home. Default: what the system says. */
  readonly home?: string
  readonly ops?: FileOps
}

/** Where a site will be written. */
export interface SiteFolder {
  /** Absolute, without symbolic links as far as it exists. */
  readonly root: string
  readonly exists: boolean
}

/**
 * Checks that a folder is one to publish into, before anything is written.
 *
 * Refused: the root of the disk, a system folder, a home or a folder above it, the inside of a `.git`
 * folder, a file, and whatever must be kept apart. Allowed: a folder that holds other files (they are
 * left alone), a git checkout (a pages branch), and a symbolic link to a folder, which is followed once.
 *
 * @throws {@link HoldfastError} `unsafe-folder`, exit code 2, or `not-a-folder`, exit code 3.
 */
export function resolveSiteFolder(dir: string, options: SiteFolderOptions = {}): SiteFolder {
  const ops = options.ops ?? nodeFileOps
  const { root, exists } = realFolder(resolve(dir), ops)
  const refuse = (why: string): HoldfastError =>
    new HoldfastError('unsafe-folder', 2, `${printable(dir)} is no folder to publish into: ${why}`, {
      file: dir,
      hint: 'name a folder of its own for the site',
    })
  if (exists && !ops.lstatSync(root).isDirectory()) {
    throw new HoldfastError('not-a-folder', 3, `cannot publish into ${printable(dir)}: it is not a folder`, {
      file: dir,
      hint: 'name a folder, or move the file away',
    })
  }
  if (root === parse(root).root) throw refuse('it is the root of the disk')
  if (SYSTEM_FOLDERS.has(root) || NO_SITE_INSIDE.some((folder) => contains(folder, root))) {
    throw refuse('it belongs to the system')
  }
  const home = realFolder(resolve(options.home ?? homedir()), ops).root
  if (contains(root, home)) throw refuse(root === home ? 'it is a home folder' : 'a home folder lies in it')
  if (root.split(sep).includes('.git')) throw refuse('it lies inside a .git folder')
  for (const other of options.keepApart ?? []) {
    const apart = realFolder(resolve(other), ops).root
    if (contains(root, apart)) throw refuse(`${printable(other)} lies in it, which is only to be read`)
    if (contains(apart, root)) throw refuse(`it lies in ${printable(other)}, which is only to be read`)
  }
  return { root, exists }
}

/** True if `inner` is `outer` or lies somewhere in it. */
function contains(outer: string, inner: string): boolean {
  const way = relative(outer, inner)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** Resolves the links in the part of a path that exists. */
function realFolder(path: string, ops: FileOps): SiteFolder {
  try {
    return { root: ops.realpathSync(path), exists: true }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || dirname(path) === path) throw fileError(error, 'use', path)
    return { root: join(realFolder(dirname(path), ops).root, basename(path)), exists: false }
  }
}
