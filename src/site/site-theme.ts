import type Handlebars from 'handlebars'
import * as runtimeModule from 'handlebars/runtime.js'
import { ASSETS, PARTIAL_SPECIFICATIONS, TEMPLATE_SPECIFICATIONS } from './compiled-templates.ts'
import type { TemplateData } from './page-data.ts'

// Handlebars declares its types as globals, which the declarations of a package cannot name.
type Specification = Parameters<typeof Handlebars.template>[0]

/** What Handlebars makes of the templates at build time, by name. */
export type TemplateSpecifications = Readonly<Record<keyof TemplateData, Specification>>
/** The same of what templates have in common: the layout around pages, and pieces of them. */
export type PartialSpecifications = Readonly<Record<string, Specification>>

/** Fills the template of that name with its data. */
export type RenderPage = <Name extends keyof TemplateData>(name: Name, data: TemplateData[Name]) => string

/** How the pages of a site look. */
export interface SiteTheme {
  /** Pure: the same data give the same text. @throws `ThemeError` where a theme's template cannot be filled. */
  readonly render: RenderPage
  /** The stylesheet of all pages. Its path holds a hash of its text. */
  readonly style: { readonly path: string; readonly text: string }
}

// Handlebars' types cover its runtime only as `handlebars/runtime`, which Node cannot import.
const runtime = (runtimeModule as unknown as { readonly default: typeof Handlebars }).default.create()

/** The names of the templates that a theme may replace. */
export const TEMPLATE_NAMES: readonly string[] = Object.keys(TEMPLATE_SPECIFICATIONS)

/** Compiled templates by their names. */
export type Templates = Record<string, ReturnType<typeof Handlebars.template>>

function builtIn(specifications: Readonly<Record<string, Specification>>): Templates {
  return Object.fromEntries(
    Object.entries(specifications).map(([name, specification]) => [name, runtime.template(specification)]),
  )
}

/** Fills templates that may use these partials. */
export function rendererOf(templates: Templates, partials: Templates): RenderPage {
  return (name, data) => templates[name]!(data, { partials })
}

/** Our own templates. */
export const BUILT_IN_TEMPLATES: Templates = builtIn(TEMPLATE_SPECIFICATIONS)
/** What they have in common. */
export const BUILT_IN_PARTIALS: Templates = builtIn(PARTIAL_SPECIFICATIONS)

/** Our own looks. */
export const BUILT_IN_THEME: SiteTheme = {
  render: rendererOf(BUILT_IN_TEMPLATES, BUILT_IN_PARTIALS),
  style: ASSETS['style.css'],
}
