import Handlebars from 'handlebars'
import { ASSETS } from './compiled-templates.ts'
import {
  BUILT_IN_PARTIALS,
  BUILT_IN_TEMPLATES,
  rendererOf,
  type SiteTheme,
  type Templates,
} from './site-theme.ts'
import { ThemeError, themeErrorAt } from './theme-error.ts'
import { expectEscaped } from './unescaped-values.ts'

/** Templates of a theme by their names, as they are written. */
export interface ThemeSources {
  readonly templates: ReadonlyMap<string, string>
  readonly partials: ReadonlyMap<string, string>
  /** The stylesheet that it brings instead of ours, or null. */
  readonly style: SiteTheme['style'] | null
}

const OPTIONS = { strict: true, knownHelpersOnly: true, preventIndent: true } as const

/**
 * Makes a theme of its templates: those that it does not bring are ours.
 *
 * Compiled as ours are, `strict` and `knownHelpersOnly`: a field that does not exist throws instead of leaving a gap,
 * and a template can call no code. Values are escaped; only HTML that is known to be safe may stand in `{{{ }}}`.
 *
 * @throws {@link ThemeError} where a template cannot be parsed or compiled.
 */
export function makeTheme({ templates, partials, style }: ThemeSources): SiteTheme {
  const handlebars = Handlebars.create()
  // It would write to the terminal.
  handlebars.unregisterHelper('log')
  const compiled = (sources: ReadonlyMap<string, string>, folder: string): Templates =>
    Object.fromEntries(
      Array.from(sources, ([name, source]) => [name, compile(handlebars, `${folder}${name}.hbs`, source)]),
    )
  return {
    render: rendererOf(
      { ...BUILT_IN_TEMPLATES, ...compiled(templates, '') },
      { ...BUILT_IN_PARTIALS, ...compiled(partials, 'partials/') },
    ),
    style: style ?? ASSETS['style.css'],
  }
}

/** A template that says where it fails: Handlebars compiles at the first call, and does not say which one it was. */
function compile(handlebars: typeof Handlebars, file: string, source: string): HandlebarsTemplateDelegate {
  try {
    expectEscaped(Handlebars.parseWithoutProcessing(source), file)
    // Thrown away: it says now what the first call would say.
    handlebars.precompile(source, OPTIONS)
  } catch (error) {
    throw themeErrorAt(file, error)
  }
  const template = handlebars.compile(source, OPTIONS)
  return (context: unknown, options) => {
    try {
      return template(context, options)
    } catch (error) {
      throw error instanceof ThemeError ? error : themeErrorAt(file, error)
    }
  }
}
