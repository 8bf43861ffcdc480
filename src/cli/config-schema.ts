import { z } from 'zod'
import { LAYOUTS } from '../ledger/ledger-state.ts'
import { QUOTING_VARIANTS } from '../mbox/quoting.ts'
import { SEPARATOR_RULES } from '../mbox/separator-rules.ts'
import { SITE_LANGUAGES } from '../site/words/languages.ts'
import { SEARCH_ENGINES } from '../site/site-model.ts'
import { OPTIONS, type OptionName } from './options.ts'

/** Takes what an option takes on the command line, checked by the option itself. */
function asOption(name: OptionName, about: string) {
  return z
    .string()
    .transform((value, context): unknown => {
      try {
        const parse = OPTIONS[name]().parseArg as ((value: string, before: unknown) => unknown) | undefined
        return parse === undefined ? value : parse(value, undefined)
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message })
        return z.NEVER
      }
    })
    .describe(about)
}

const path = (about: string) => z.string().min(1).describe(`${about} Relative to the configuration's folder.`)

/** One list of the configuration. Its keys are the long names of the options. */
export const LIST_SCHEMA = z.strictObject({
  name: z.string().min(1).describe("The list's name, as --list takes it."),
  mbox: z
    .array(z.string().min(1))
    .min(1)
    .describe("Files, folders and globs. Relative to the configuration's folder."),
  ledger: path('The ledger; default: NAME.ledger beside the first mbox.').optional(),
  out: path('The folder of the site.').optional(),
  base: path('The published archive that the ledger was adopted from.').optional(),
  separator: z.enum(SEPARATOR_RULES).describe('Which From_ lines open a message.').optional(),
  quoting: z.enum(QUOTING_VARIANTS).describe('How body lines beginning with From are quoted.').optional(),
  layout: z.enum(LAYOUTS).describe('How the paths of a new ledger are made; default: stable.').optional(),
  period: z
    .enum(['year', 'quarter', 'month', 'week', 'day'])
    .describe('The stretch of time of a volume.')
    .optional(),
  timezone: asOption(
    'timezone',
    'The zone that chooses the volume, such as UTC or Europe/Berlin.',
  ).optional(),
  'base-url': asOption('base-url', 'The address under which the archive is published.').optional(),
  now: asOption('now', 'Dates later than this are not believed: ISO 8601, UTC.').optional(),
  language: z.enum(SITE_LANGUAGES).describe("The language of the pages' own words.").optional(),
  addresses: z
    .enum(['obscured', 'shown'])
    .describe('Whether pages show whole mail addresses; default: obscured.')
    .optional(),
  'list-address': asOption(
    'list-address',
    'Where replies go to mail that names no posting address itself.',
  ).optional(),
  'raw-messages': z
    .boolean()
    .describe('Publish each message as it lies in the mbox beside its page; with addresses shown.')
    .optional(),
  search: z.enum(SEARCH_ENGINES).describe('What searches the archive; default: built-in.').optional(),
  robots: z
    .enum(['index', 'noindex'])
    .describe('Whether search engines are asked to keep the pages; default: index.')
    .optional(),
  downloads: z
    .boolean()
    .describe('Publish the mail of each month and thread as mbox files; default: true.')
    .optional(),
  theme: path('The folder of a theme.').optional(),
  'keep-order': z
    .boolean()
    .describe('Take the mboxes in the order given instead of sorting them.')
    .optional(),
  'cross-check': z.boolean().describe('Ask a second mbox reader about all messages.').optional(),
  'ignore-no-archive': z
    .boolean()
    .describe('Show messages whose senders asked not to be archived.')
    .optional(),
  strict: z.boolean().describe('Exit with 1 on warnings too.').optional(),
  quiet: z.boolean().describe('Print nothing but data and errors.').optional(),
})

/** The configuration: `holdfast.config.json`. */
export const CONFIG_SCHEMA = z.strictObject({
  $schema: z.string().describe('Where this schema is, for editors.').optional(),
  lists: z.array(LIST_SCHEMA).min(1).describe('The lists, in the order in which --all-lists takes them.'),
})

/** The JSON Schema of the configuration, as it is published with the package. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(CONFIG_SCHEMA, { io: 'input' })
  return {
    $schema,
    $id: 'https://holdfast.example/schema/config.schema.json',
    title: 'Holdfast configuration',
    description: 'The lists that holdfast works on: holdfast.config.json, or what --config names.',
    ...schema,
  }
}
