import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTheme } from '../site/make-theme.ts'
import { TEMPLATE_NAMES, type SiteTheme } from '../site/site-theme.ts'
import { fileError } from './holdfast-error.ts'
import { inThemeFolder, wrongTheme } from './theme-problem.ts'

/** A theme from a folder. */
export interface ReadTheme {
  readonly theme: SiteTheme
  /** SHA-256 over the names and bytes of its files, base64url: the same digest makes the same pages. */
  readonly digest: string
}

/** How large a file of a theme may be, in bytes. */
const MAX_FILE_BYTES = 1024 * 1024

/**
 * Reads a theme: `NAME.hbs` in its folder replaces the template of that name, `partials/NAME.hbs` a part that templates
 * have in common or adds one, `style.css` the stylesheet. A `README.md` may lie beside them.
 *
 * @throws {@link HoldfastError} `wrong-theme`, exit code 2, where another file lies there, or a template cannot be
 *   compiled: with its name, line and cause; and where the folder cannot be read.
 */
export function readTheme(folder: string): ReadTheme {
  const templates = new Map<string, string>()
  const partials = new Map<string, string>()
  const digest = createHash('sha256')
  let style: SiteTheme['style'] | null = null
  for (const name of themeFiles(folder)) {
    if (name === 'README.md') continue
    const bytes = readThemeFile(join(folder, name))
    digest.update(`${name}\n${bytes.length}\n`).update(bytes)
    const [, inPartials, template] = /^(partials\/)?([a-z][a-z0-9-]*)\.hbs$/.exec(name) ?? []
    const text = bytes.toString('utf8')
    if (name === 'style.css') {
      const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
      style = { path: `assets/style.${hash}.css`, text }
    } else if (template === undefined || (inPartials === undefined && !TEMPLATE_NAMES.includes(template))) {
      throw wrongTheme(join(folder, name), 'no file of this name belongs to a theme', `a theme holds style.css, partials/NAME.hbs, and of templates ${TEMPLATE_NAMES.join(', ')}`) // prettier-ignore
    } else (inPartials === undefined ? templates : partials).set(template, text)
  }
  try {
    return { theme: makeTheme({ templates, partials, style }), digest: digest.digest('base64url') }
  } catch (error) {
    throw inThemeFolder(error, folder)
  }
}

/** The names of all files in the folder and below, sorted by code unit. */
function themeFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) =>
        join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'),
      )
      .sort() // sorted for determinism
  } catch (error) {
    throw fileError(error, 'read the theme', folder)
  }
}

function readThemeFile(path: string): Buffer {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw fileError(error, 'read', path)
  }
  if (bytes.length <= MAX_FILE_BYTES) return bytes
  throw wrongTheme(path, `it is larger than ${MAX_FILE_BYTES} bytes`, 'make it smaller')
}
