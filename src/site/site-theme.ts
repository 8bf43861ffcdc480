import Handlebars from 'handlebars'
import * as runtimeModule from 'handlebars/runtime.js'
import { ASSETS, PARTIAL_SPECIFICATIONS, TEMPLATE_SPECIFICATIONS } from './compiled-templates.ts'
import type { TemplateData } from './page-data.ts'
import { ThemeError, themeErrorAt } from './theme-error.ts'
import { expectEscaped } from './unescaped-values.ts'

/** What Handlebars makes of the templates at build time, by name. */
export type TemplateSpecifications = Readonly<Record<keyof TemplateData, TemplateSpecification>>
/** The same of what templates have in common: the layout around pages, and pieces of them. */
export type PartialSpecifications = Readonly<Record<string, TemplateSpecification>>

/** Fills the template of that name with its data. */
export type RenderPage = <Name extends keyof TemplateData>(name: Name, data: TemplateData[Name]) => string

/** How the pages of a site look. */
export interface SiteTheme {
  /** Pure: the same data give the same text. @throws {@link ThemeError} where a theme's template cannot be filled. */
  readonly render: RenderPage
  /** The stylesheet of all pages. Its path holds a hash of its text. */
  readonly style: { readonly path: string; readonly text: string }
}

/** Templates of a theme by their names, as they are written. */
export interface ThemeSources {
  readonly templates: ReadonlyMap<string, string>
  readonly partials: ReadonlyMap<string, string>
  /** The stylesheet that it brings instead of ours, or null. */
  readonly style: SiteTheme['style'] | null
}

// Handlebars' types cover its runtime only as `handlebars/runtime`, which Node cannot import.
const runtime = (runtimeModule as unknown as { readonly default: typeof Handlebars }).default.create()
const OPTIONS = { strict: true, knownHelpersOnly: true, preventIndent: true } as const

/** The names of the templates that a theme may replace. */
export const TEMPLATE_NAMES: readonly string[] = Object.keys(TEMPLATE_SPECIFICATIONS)

/** Our own looks. */
export const BUILT_IN_THEME: SiteTheme = {
  render: renderer(builtIn(TEMPLATE_SPECIFICATIONS), builtIn(PARTIAL_SPECIFICATIONS)),
  style: ASSETS['style.css'],
}

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
    render: renderer(
      { ...builtIn(TEMPLATE_SPECIFICATIONS), ...compiled(templates, '') },
      { ...builtIn(PARTIAL_SPECIFICATIONS), ...compiled(partials, 'partials/') },
    ),
    style: style ?? ASSETS['style.css'],
  }
}

type Templates = Record<string, HandlebarsTemplateDelegate>

function builtIn(specifications: Readonly<Record<string, TemplateSpecification>>): Templates {
  return Object.fromEntries(
    Object.entries(specifications).map(([name, specification]) => [name, runtime.template(specification)]),
  )
}

function renderer(templates: Templates, partials: Templates): RenderPage {
  return (name, data) => templates[name]!(data, { partials })
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
