import type Handlebars from 'handlebars'
import * as runtimeModule from 'handlebars/runtime.js'
import { PARTIAL_SPECIFICATIONS, TEMPLATE_SPECIFICATIONS } from './compiled-templates.ts'
import type { TemplateData } from './page-data.ts'

/** What Handlebars makes of the templates at build time, by name. */
export type TemplateSpecifications = Readonly<Record<keyof TemplateData, TemplateSpecification>>
/** The same of what templates have in common: the layout around pages, and pieces of them. */
export type PartialSpecifications = Readonly<Record<string, TemplateSpecification>>

// Handlebars' types cover its runtime only as `handlebars/runtime`, which Node cannot import.
const handlebars = (runtimeModule as unknown as { readonly default: typeof Handlebars }).default.create()
const partials = Object.fromEntries(
  Object.entries(PARTIAL_SPECIFICATIONS).map(([name, spec]) => [name, handlebars.template(spec)]),
)
const templates = new Map<string, HandlebarsTemplateDelegate>()

/**
 * Renders a page: fills one of the built-in templates with its data. Pure; the same data give the same text.
 *
 * The templates are compiled at build time in strict mode, so a missing field throws instead of leaving a gap.
 * Every value is escaped but those of type `SafeHtml`.
 */
export function renderPage<Name extends keyof TemplateData>(name: Name, data: TemplateData[Name]): string {
  let template = templates.get(name)
  if (template === undefined) {
    template = handlebars.template(TEMPLATE_SPECIFICATIONS[name])
    templates.set(name, template)
  }
  return template(data, { partials })
}
