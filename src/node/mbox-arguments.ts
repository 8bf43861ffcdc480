import { lstatSync, readdirSync, realpathSync, statSync, type Stats } from 'node:fs'
import { join, resolve } from 'node:path'
import glob from 'fast-glob'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'
import { compareNaturally } from './natural-order.ts'

/** The argument that stands for standard input. */
export const STDIN_ARGUMENT = '-'

/** Names that a folder argument stands for: what archivers, mail programs and Pipermail's monthly texts use. */
const MBOX_NAME = /\.(?:mbox|mbx|txt|mbox\.gz|mbx\.gz|txt\.gz)$/i
/** Our own files, which lie beside the mboxes: no glob and no folder ever means them. */
const OWN_NAME = /\.ledger(?:\.[^/]*)?$|\.before-[0-9a-f]{8}$/i

/** How {@link expandMboxArguments} reads its arguments. */
export interface MboxArgumentsOptions {
  /** Keep the order of the arguments; what one glob or folder stands for is still sorted. */
  readonly keepOrder?: boolean
  /** The folder that relative arguments start from. Default: the working folder. */
  readonly cwd?: string
}

/**
 * Turns MBOX arguments into the list of files that they mean, in the order in which they are one list.
 *
 * - An argument that names something that exists is that file, whatever signs are in it; it may be a
 *   symbolic link.
 * - A folder means the files right inside it named `*.mbox`, `*.mbx`, `*.txt`, or one of these with `.gz`.
 * - Anything else with glob signs is a glob. No symbolic links are followed, no hidden files found.
 * - `-` is standard input.
 *
 * Ledgers, their locks and the copies that mending keeps are never taken from a glob or folder. A file named in two ways counts once.
 * The order is that of {@link compareNaturally}, never that of the disk.
 *
 * @throws {@link HoldfastError}, exit code 3: a missing file, a glob without a match, a folder without
 *   an mbox, a folder that can't be listed.
 *
 * @example
 * expandMboxArguments(['list-2.mbox', 'list-10.mbox', 'list-1.mbox'])
 * // ['list-1.mbox', 'list-2.mbox', 'list-10.mbox']
 */
export function expandMboxArguments(
  mboxArguments: readonly string[],
  options: MboxArgumentsOptions = {},
): string[] {
  const cwd = options.cwd ?? process.cwd()
  const expanded = mboxArguments.flatMap((argument) => expand(argument, cwd).toSorted(compareNaturally))
  // sorted for determinism
  const ordered = options.keepOrder === true ? expanded : expanded.toSorted(compareNaturally)
  const seen = new Set<string>()
  return ordered.filter((path) => {
    const key = path === STDIN_ARGUMENT ? path : fileKey(resolve(cwd, path))
    return !seen.has(key) && seen.add(key)
  })
}

function expand(argument: string, cwd: string): string[] {
  if (argument === STDIN_ARGUMENT) return [argument]
  const path = resolve(cwd, argument)
  const stats = argument === '' ? null : statOrNull(path, argument)
  if (stats?.isDirectory() === true) return expandFolder(argument, path)
  if (stats !== null) return [argument]
  if (argument !== '' && glob.isDynamicPattern(argument)) return expandGlob(argument, cwd)
  throw new HoldfastError('file-missing', 3, `cannot read ${shown(argument)}: no such file or folder`, {
    file: argument,
    hint: 'check the spelling and the working folder',
  })
}

function expandFolder(argument: string, path: string): string[] {
  let names: string[]
  try {
    names = readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
  } catch (error) {
    throw fileError(error, 'list', argument)
  }
  const found = names.filter((name) => MBOX_NAME.test(name) && !OWN_NAME.test(name))
  if (found.length > 0) return found.map((name) => join(argument, name))
  throw new HoldfastError(
    'no-mbox-in-folder',
    3,
    `no mbox in ${shown(argument)}: it holds no file named *.mbox, *.mbx, *.txt or one of these with .gz`,
    { file: argument, hint: 'name the files, or use a glob in quotes' },
  )
}

function expandGlob(argument: string, cwd: string): string[] {
  let found: string[]
  try {
    found = glob.sync(argument, {
      cwd,
      followSymbolicLinks: false,
      dot: false,
      unique: true,
      onlyFiles: true,
    })
  } catch (error) {
    throw fileError(error, 'list', argument)
  }
  const files = found.filter((path) => !OWN_NAME.test(path))
  if (files.length > 0) return files
  throw new HoldfastError('no-match', 3, `no file matches ${shown(argument)}`, {
    file: argument,
    hint: 'check the pattern and the working folder; symbolic links and hidden files are not matched',
  })
}

function statOrNull(path: string, argument: string): Stats | null {
  try {
    return statSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ENAMETOOLONG')
      throw fileError(error, 'read', argument)
  }
  // A link that leads nowhere is a missing file, not a pattern.
  if (isLink(path)) {
    throw new HoldfastError('file-missing', 3, `cannot read ${shown(argument)}: the link leads to no file`, {
      file: argument,
      hint: 'mend the link, or name the file itself',
    })
  }
  return null
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false // nothing is there
  }
}

function fileKey(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path // it went away meanwhile: reading it will say so
  }
}

function shown(argument: string): string {
  return argument === '' ? 'an empty name' : printable(argument)
}
