import { LedgerError } from '../ledger/ledger-error.ts'
import { HoldfastError } from '../node/holdfast-error.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { harmless, type Terminal } from './terminal.ts'

/**
 * Prints an error as a line of fact and a line of what to do, and tells the exit code.
 *
 * Only a broken invariant of ours shows a stack trace, with the request to report it.
 *
 * @param ledger - The ledger's path, for errors that are about its lines.
 */
export function printError(error: unknown, terminal: Terminal, ledger?: string): ExitCode {
  const { colors } = terminal
  const say = (message: string, hint: string | null): void => {
    terminal.err(`${colors.red('error:')} ${harmless(message)}\n`)
    if (hint) terminal.err(`  ${colors.dim('hint:')} ${harmless(hint)}\n`)
  }
  if (error instanceof Error && error.name === 'AbortError') {
    terminal.err('stopped; nothing half-written was left\n')
    return EXIT.interrupted
  }
  if (error instanceof LedgerError) {
    const place = error.line === null ? '' : `:${error.line} (byte ${error.offset ?? 0})`
    say(`${ledger ?? 'the ledger'}${place}: ${error.message}`, error.hint)
    return error.code === 'other-list'
      ? EXIT.usage
      : error.code === 'not-expected'
        ? EXIT.findings
        : EXIT.input
  }
  if (error instanceof HoldfastError) {
    const place = error.offset === null ? '' : ` (byte ${error.offset})`
    say(`${error.message}${place}`, error.hint)
    return error.exitCode
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  say(`a fault in holdfast itself: ${error instanceof Error ? error.message : String(error)}`, null)
  terminal.err(
    `  please report this with the lines below; no mail is in them unless they quote it\n${trace}\n`,
  )
  return EXIT.internal
}
