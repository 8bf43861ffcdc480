import { Command, CommanderError } from 'commander'
import { addCommand, type CommandContext, type CommandDefinition } from './command.ts'
import { accept } from './accept.ts'
import { adopt } from './adopt.ts'
import { audit } from './audit.ts'
import { completion } from './completion.ts'
import { init } from './init.ts'
import { map } from './map.ts'
import { rebuild } from './rebuild.ts'
import { record } from './record.ts'
import { redact } from './redact.ts'
import { repair } from './repair.ts'
import { scan } from './scan.ts'
import { serve } from './serve.ts'
import { verify } from './verify.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { printError } from './print-error.ts'
import { harmlessLines, openTerminal } from './terminal.ts'
import { watchOutput } from './watch-output.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandDefinition<never>[] = [
  rebuild,
  audit,
  record,
  scan,
  accept,
  redact,
  repair,
  adopt,
  map,
  verify,
  serve,
  init,
  completion,
]

const EXIT_STATUS = `
Exit status:
  0    all well
  1    findings of level error (with --strict warnings too), or refused because of them
  2    wrong usage or configuration
  3    an input that cannot be read, or a write that failed
  4    a fault of Holdfast itself
  130  interrupted

Data goes to stdout, talk to stderr. https://no-color.org is honoured.`

/**
 * Builds the program from the commands, without running it.
 *
 * @param end - Is told the exit code of the command that ran.
 */
export function buildProgram(
  version: string,
  context: CommandContext,
  end: (code: ExitCode) => void,
): Command {
  const program = new Command('holdfast')
    .description(
      'Keeps mailing-list archives whole: finds hand edits in mbox files before they renumber published pages, rebuilds the HTML archive, and keeps old links working.',
    )
    .version(version)
    .showHelpAfterError('(run it with --help for the options and examples)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text),
      // Commander repeats the words of the command line, whatever is in them.
      writeErr: (text) => context.terminal.err(harmlessLines(text)),
    })
    .addHelpText('after', EXIT_STATUS)
  for (const command of COMMANDS) addCommand(program, command, context, end)
  for (const command of program.commands) command.copyInheritedSettings(program)
  return program
}

/**
 * Runs one command line.
 *
 * @param args - What stands behind `holdfast`.
 * @returns The exit code.
 */
export async function runCommandLine(args: readonly string[], version: string): Promise<ExitCode> {
  const terminal = openTerminal(process)
  watchOutput(terminal)
  const abort = new AbortController()
  const interrupt = (): void => abort.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const context: CommandContext = {
    terminal,
    signal: abort.signal,
    clock: () => `${new Date().toISOString().slice(0, 19)}Z`,
  }
  let code: ExitCode = EXIT.ok
  try {
    const program = buildProgram(version, context, (result) => {
      code = result
    })
    if (args.length === 0) {
      program.outputHelp({ error: true })
      return EXIT.usage
    }
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    return printError(error, terminal)
  } finally {
    process.removeListener('SIGINT', interrupt)
    process.removeListener('SIGTERM', interrupt)
  }
}
