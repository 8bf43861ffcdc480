import { fileError } from '../node/holdfast-error.ts'
import { EXIT } from './exit-codes.ts'
import { printError } from './print-error.ts'
import type { Terminal } from './terminal.ts'

/**
 * Ends the process well where its output cannot be written, or where a fault of ours was caught nowhere.
 *
 * A reader that has seen enough (`| head`) is no error: exit code 0, and no word. A full disk under stdout is
 * exit code 3. What is being written to a ledger or a site is never cut: those writes do not give way to events.
 */
export function watchOutput(terminal: Terminal): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(
      error.code === 'EPIPE' ? EXIT.ok : printError(fileError(error, 'write', 'standard output'), terminal),
    )
  })
  // Nobody is left to tell.
  process.stderr.on('error', () => undefined)
  process.on('uncaughtException', (error) => process.exit(printError(error, terminal)))
}
