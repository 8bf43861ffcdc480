import { LedgerError } from '../ledger/ledger-error.ts'
import { HoldfastError } from '../node/holdfast-error.ts'
import { REPORT_SCHEMA } from './audit-report.ts'
import type { CommandContext, CommandDefinition } from './command.ts'
import type { ConfiguredList } from './config.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { ledgerProblem } from './ledger-problem.ts'
import { printError } from './print-error.ts'
import { harmless, harmlessJson, type Terminal } from './terminal.ts'

/** What stands on a command line: arguments, and options by their names in camel case. */
export interface CommandInput {
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, unknown>>
}

/**
 * Runs a command on what the command line names: files, one list of the configuration, or all of its lists.
 *
 * The configuration is read only where it is asked for: by `--config`, `--list` or `--all-lists`, or because nothing
 * else says which list is meant. Flags win over it.
 *
 * @returns The exit code; over several lists the worst one. One list that fails does not stop the others.
 */
export async function runOverLists(
  definition: CommandDefinition<never>,
  input: CommandInput,
  context: CommandContext,
): Promise<ExitCode> {
  const { words, flags } = input
  if (!definition.options.includes('config')) return await runOne(definition, input, context)
  const wantsAll = flags['allLists'] === true
  const wanted = flags['list'] as string | undefined
  const needsList = words.length === 0 && (definition.arguments !== '' || flags['ledger'] === undefined)
  if (!wantsAll && wanted === undefined && flags['config'] === undefined && !needsList) {
    return await runOne(definition, input, context)
  }
  const { readConfiguration, chooseList } = await import('./config.ts')
  const configuration = readConfiguration(flags['config'] as string | undefined)
  if (wantsAll) {
    if (words.length > 0 || wanted !== undefined) {
      throw new HoldfastError('contradicting-options', 2, '--all-lists contradicts --list and files', {
        hint: 'leave one of them out',
      })
    }
    if (configuration === null) throw noConfiguration()
    expectManyPrintable(flags['format'])
    return await runAll(definition, input, configuration.lists, context)
  }
  const list = configuration && chooseList(configuration, wanted, { needed: needsList })
  return await runOne(definition, list ? withList(definition, input, list) : input, context)
}

async function runOne(
  definition: CommandDefinition<never>,
  { words, flags }: CommandInput,
  context: CommandContext,
): Promise<ExitCode> {
  if (words.length === 0 && definition.arguments !== '') throw missingArgument(definition)
  try {
    return await definition.run(words, flags as never, context)
  } catch (error) {
    throw error instanceof LedgerError ? await ledgerProblem(error, words, flags) : error
  }
}

/** A list's configuration, with the command line's words and flags over it. */
function withList(
  definition: CommandDefinition<never>,
  { words, flags }: CommandInput,
  list: ConfiguredList,
): CommandInput {
  const unsaid = flags['archiver'] === undefined ? (definition.besideArchiver ?? []) : []
  const options = definition.options.filter((option) => !unsaid.includes(option)).map(camelCase)
  const known = Object.entries(list.flags).filter(([name]) => options.includes(name))
  const configured = { list: list.name, ...Object.fromEntries(known) }
  const isOfFiles = definition.arguments.includes('mbox')
  const own = isOfFiles ? list.mbox : definition.arguments === '' ? [] : list.out === null ? [] : [list.out]
  const ledger = isOfFiles ? {} : { ledger: list.ledger() }
  return { words: words.length > 0 ? words : own, flags: { ...ledger, ...configured, ...flags } }
}

async function runAll(
  definition: CommandDefinition<never>,
  input: CommandInput,
  lists: readonly ConfiguredList[],
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const isJson = input.flags['json'] === true || input.flags['format'] === 'json'
  const results: unknown[] = []
  let worst: ExitCode = EXIT.ok
  for (const list of lists) {
    const said = { out: '', err: '' }
    const own: Terminal = isJson
      ? {
          ...terminal,
          out: (text) => void (said.out += text),
          err: (text) => {
            said.err += text
            terminal.err(text)
          },
        }
      : terminal
    if (!isJson && input.flags['quiet'] !== true) terminal.err(`== ${harmless(list.name)}\n`)
    let code: ExitCode
    try {
      code = await runOne(definition, withList(definition, input, list), { ...context, terminal: own })
    } catch (error) {
      if (isJson || input.flags['quiet'] === true) terminal.err(`== ${harmless(list.name)}\n`)
      code = printError(error, own)
    }
    if (isJson) {
      const report = said.out === '' ? null : (JSON.parse(said.out) as unknown)
      results.push({
        list: list.name,
        exitCode: code,
        report,
        error: report === null ? said.err.trim() : null,
      })
    }
    if (code > worst) worst = code
    if (context.signal.aborted) break
  }
  if (isJson) {
    const { name: command } = definition
    const json = { tool: 'holdfast', schema: REPORT_SCHEMA, command, exitCode: worst, lists: results }
    terminal.out(`${harmlessJson(json, 2)}\n`)
  }
  return worst
}

/** Formats that are one whole document cannot hold several lists one after the other. */
function expectManyPrintable(format: unknown): void {
  if (format !== 'html' && format !== 'sarif') return
  throw new HoldfastError(
    'contradicting-options',
    2,
    `--all-lists contradicts --format ${format}: it is one document a list`,
    {
      hint: 'name one list with --list, or take --format json',
    },
  )
}

function camelCase(option: string): string {
  return option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function missingArgument({ name, arguments: argument, options }: CommandDefinition<never>): HoldfastError {
  const [missing] = /[a-z]+/.exec(argument)!
  const orList = options.includes('config') ? ', or a list of holdfast.config.json with --list' : ''
  return new HoldfastError('no-match', 2, `missing required argument '${missing}'`, {
    hint: `name it${orList}; holdfast ${name} --help has the options and examples`,
  })
}

function noConfiguration(): HoldfastError {
  return new HoldfastError('file-missing', 2, 'there is no holdfast.config.json in the working folder', {
    hint: 'name the configuration with --config, or the files of one list',
  })
}
