import { basename, dirname, join } from 'node:path'
import { HoldfastError } from './holdfast-error.ts'
import { expandMboxArguments } from './mbox-arguments.ts'

/** How the user named a list. */
export interface ListInput {
  /** Mbox files, globs and folders. */
  readonly mbox: readonly string[]
  /** The ledger's path; needed where no mbox is given. */
  readonly ledger?: string | undefined
  /** The list's name. */
  readonly list?: string | undefined
  /** Take the mboxes in the order given instead of sorting them. */
  readonly keepOrder?: boolean | undefined
}

/** Where a list's files are. */
export interface ListLocation {
  readonly files: readonly string[]
  readonly ledger: string
  /** The list's name where the ledger does not say another. */
  readonly name: string
}

/**
 * Finds a list's files and its ledger: `NAME.ledger` beside the first mbox, unless one is named.
 *
 * @throws {@link HoldfastError} where a file is missing, or where neither mbox nor ledger is given.
 */
export function locateList(input: ListInput): ListLocation {
  if (input.mbox.length === 0) {
    throw new HoldfastError('no-match', 2, 'no mbox was given', {
      hint: 'name the mbox files of the list, a glob, or a folder that holds them',
    })
  }
  const files = expandMboxArguments(input.mbox, { keepOrder: input.keepOrder ?? false })
  const first = files[0]!
  const name = input.list ?? nameOfMbox(first)
  return { files, name, ledger: input.ledger ?? join(dirname(first), `${fileNameOf(name)}.ledger`) }
}

/** A ledger's base name without `.ledger`, as the name of its list. */
export function nameOfLedger(path: string): string {
  return nameOfMbox(basename(path).replace(/\.ledger$/i, ''))
}

/** An mbox's base name without `.gz`, `.mbox` and `.txt`; one line of text, as the ledger wants it. */
export function nameOfMbox(path: string): string {
  const base = path === '-' ? 'list' : basename(path)
  const name = base
    .replace(/\.gz$/i, '')
    .replace(/\.(mbox|txt)$/i, '')
    .replaceAll(/[\u0000-\u001f\u007f]/g, '-')
  return name === '' ? 'list' : name
}

/** A list's name may hold what a file name may not. */
function fileNameOf(name: string): string {
  return name.replaceAll(/[/\\\0]/g, '-')
}
