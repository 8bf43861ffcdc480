import type { LedgerError } from '../ledger/ledger-error.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import type { ListFlags } from './list-options.ts'

/** A ledger that cannot be used, with the name of its file, which the ledger's reader is not told. */
export class LedgerProblem extends Error {
  override readonly name = 'LedgerProblem'
  readonly exitCode: ExitCode
  readonly hint: string

  constructor(error: LedgerError, file: string) {
    const place = error.line === null ? '' : `:${error.line} (byte ${error.offset ?? 0})`
    super(`${file}${place}: ${error.message}`, { cause: error })
    this.exitCode = exitCodeOf(error)
    this.hint = error.hint
  }
}

/** Another list's ledger is a wrong argument; a commit that is missing is a refusal; the rest cannot be read. */
function exitCodeOf({ code }: LedgerError): ExitCode {
  if (code === 'other-list') return EXIT.usage
  return code === 'not-expected' ? EXIT.findings : EXIT.input
}

/** Names the ledger that a command line means, for an error in it. */
export async function ledgerProblem(
  error: LedgerError,
  mbox: readonly string[],
  flags: ListFlags,
): Promise<LedgerProblem> {
  const { ledger, list, keepOrder } = flags
  const { locateList } = await import('../node/list-location.ts')
  return new LedgerProblem(error, ledger ?? locateList({ mbox, list, keepOrder }).ledger)
}
