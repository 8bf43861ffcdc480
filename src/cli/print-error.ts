import { HoldfastError } from '../node/holdfast-error.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { LedgerProblem } from './ledger-problem.ts'
import { harmless, harmlessLines, type Terminal } from './terminal.ts'

/**
 * Prints an error as a line of fact and a line of what to do, and tells the exit code.
 *
 * Only a broken invariant of ours shows a stack trace, with the request to report it.
 */
export function printError(error: unknown, terminal: Terminal): ExitCode {
  const { errColors } = terminal
  const say = (message: string, hint: string | null): void => {
    terminal.err(`${errColors.red('error:')} ${harmless(message)}\n`)
    if (hint) terminal.err(`  ${errColors.dim('hint:')} ${harmless(hint)}\n`)
  }
  if (error instanceof Error && error.name === 'AbortError') {
    terminal.err('stopped; nothing half-written was left\n')
    return EXIT.interrupted
  }
  if (error instanceof HoldfastError || error instanceof LedgerProblem) {
    say(error.message, error.hint)
    return error.exitCode
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  say(`a fault in holdfast itself: ${error instanceof Error ? error.message : String(error)}`, null)
  terminal.err(
    `  please report this with the lines below; no mail is in them unless they quote it\n${harmlessLines(trace)}\n`,
  )
  return EXIT.internal
}
