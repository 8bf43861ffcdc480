import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileError, HoldfastError, printable, systemErrorCode } from './holdfast-error.ts'

/**
 * Writes a file whole or not at all: beside its place, then renamed. What stood there before is replaced; a symbolic
 * link is followed.
 *
 * @throws {@link HoldfastError}, exit code 3; nothing is left half-written then.
 */
export function writeWholeFile(path: string, text: string): void {
  const place = realPlace(path)
  const temporary = join(dirname(place), `.${basename(place)}.${process.pid}.holdfast`)
  try {
    const stats = statsOf(place)
    if (stats !== null && !stats.isFile()) throw notReplaceable(path)
    const file = openSync(temporary, 'wx', 0o644)
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, place)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw fileError(error, 'write', path)
  }
}

/** A file of a folder that {@link writeWholeFolder} makes. */
export interface FolderFile {
  /** Relative, with `/`; it must not climb. */
  readonly path: string
  readonly text: string
}

/**
 * Makes a folder with these files, whole or not at all. The folder must not be there, or be empty.
 *
 * @throws {@link HoldfastError}, exit code 3, where it is not, or where something cannot be written.
 */
export function writeWholeFolder(path: string, files: readonly FolderFile[]): void {
  const place = realPlace(path)
  const temporary = join(dirname(place), `.${basename(place)}.${process.pid}.holdfast`)
  try {
    const isThere = statsOf(place) !== null
    if (isThere && readdirSync(place).length > 0) {
      throw new HoldfastError(
        'folder-not-empty',
        3,
        `cannot write ${printable(path)}: the folder is not empty`,
        {
          file: path,
          hint: 'name a folder that does not exist yet',
        },
      )
    }
    mkdirSync(temporary)
    for (const file of files) {
      const target = join(temporary, file.path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, file.text, { flag: 'wx' })
    }
    if (isThere) rmdirSync(place)
    renameSync(temporary, place)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw fileError(error, 'write', path)
  }
}

function realPlace(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

function statsOf(path: string) {
  try {
    return lstatSync(path)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null
    throw error
  }
}

function notReplaceable(path: string): HoldfastError {
  return new HoldfastError(
    'not-a-file',
    3,
    `cannot write ${printable(path)}: something stands there that is no file`,
    {
      file: path,
      hint: 'leave --output out to print on standard output',
    },
  )
}
