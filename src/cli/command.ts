import { Command } from 'commander'
import type { ExitCode } from './exit-codes.ts'
import { OPTIONS, type OptionName } from './options.ts'
import { runOverLists, type CommandInput } from './run-over-lists.ts'
import type { Terminal } from './terminal.ts'

/** What a command is given beside its arguments and options. */
export interface CommandContext {
  readonly terminal: Terminal
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal
  /** The time, ISO 8601 UTC: asked for once, here at the edge, and only by commands that record who decided when. */
  readonly clock: () => string
}

/** One command of the command line. */
export interface CommandDefinition<Options> {
  readonly name: string
  readonly summary: string
  /** The arguments in commander's notation, such as `<tree> [mbox...]`; empty if it takes none. */
  readonly arguments: string
  readonly options: readonly OptionName[]
  /** What `--format` takes, the default first; else what the option itself says. */
  readonly formats?: readonly string[]
  /** What `--archiver` takes; else what the option itself says. */
  readonly archivers?: readonly string[]
  /** Those that say something only beside --archiver: without it, what a configuration says of them is left out. */
  readonly besideArchiver?: readonly OptionName[]
  /** Command lines with what they do; shown by `--help`. */
  readonly examples: readonly (readonly [command: string, does: string])[]
  /** What the exit codes mean here, where it is more than the table of all commands. */
  readonly exit: string
  /** Loads and runs the command. Lazy, so that `--help` and `--version` load nothing they do not need. */
  readonly run: (args: readonly string[], options: Options, context: CommandContext) => Promise<ExitCode>
}

/** Adds a command to the program. */
export function addCommand(
  program: Command,
  definition: CommandDefinition<never>,
  context: CommandContext,
  end: (code: ExitCode) => void,
): void {
  const command = program.command(definition.name).summary(definition.summary).description(definition.summary)
  if (definition.arguments !== '') command.arguments(definition.arguments)
  for (const name of definition.options) {
    const option = OPTIONS[name]()
    const choices = { format: definition.formats, archiver: definition.archivers }[name as string]
    command.addOption(choices === undefined ? option : option.choices(choices))
  }
  const width = Math.max(...definition.examples.map(([line]) => line.length))
  const examples = definition.examples.map(([line, does]) => `  ${line.padEnd(width)}  ${does}`).join('\n')
  command.addHelpText('after', `\nExamples:\n${examples}\n\nExit status: ${definition.exit}\n`)
  command.action(async () => {
    // Commander hands over what the options' own parsers made of the words.
    const input: CommandInput = { words: command.args, flags: command.opts() }
    end(await runOverLists(definition, input, context))
  })
}
