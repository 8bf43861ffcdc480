import { join } from 'node:path'
import { ThemeError } from '../site/theme-error.ts'
import { HoldfastError, printable } from './holdfast-error.ts'

/** A problem of a theme's template as an error that names the file; any other error as it is. */
export function inThemeFolder(error: unknown, folder: string): unknown {
  if (!(error instanceof ThemeError)) return error
  const file = join(folder, error.file)
  const place = error.line === null ? file : `${file}:${error.line}`
  return wrongTheme(place, error.message, 'docs/themes.md lists the data of each template')
}

/** The error for a theme that cannot be used. */
export function wrongTheme(place: string, why: string, hint: string): HoldfastError {
  return new HoldfastError('wrong-theme', 2, `${printable(place)}: ${why}`, { file: place, hint })
}
