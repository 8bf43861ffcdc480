import { HoldfastError, printable } from './holdfast-error.ts'
import type { ListAudit } from './audit-mbox.ts'
import { expectReadable } from './record-mbox.ts'

/**
 * Refuses lists whose files cannot be written back: without a ledger, from a pipe, or compressed.
 *
 * @throws {@link HoldfastError} `ledger-missing`, `not-seekable`, `compressed-mbox`, `damaged-input`.
 */
export function expectMendable(audit: ListAudit): void {
  expectReadable(audit)
  const { ledger, location, files } = audit
  if (ledger === null) {
    throw new HoldfastError(
      'ledger-missing',
      3,
      `there is no ledger ${printable(location.ledger)}: nothing tells what the list was`,
      { file: location.ledger, hint: 'record the list first: holdfast record' },
    )
  }
  for (const { path, identity, compressed } of files) {
    if (identity === null) {
      throw new HoldfastError('not-seekable', 2, `${printable(path)} is no file that can be written back`, {
        file: path,
        hint: 'name the mbox file itself',
      })
    }
    if (!compressed) continue
    throw new HoldfastError(
      'compressed-mbox',
      2,
      `${printable(path)} is gzipped, and is not mended as such`,
      {
        file: path,
        hint: `unpack it (gunzip ${printable(path)}), run this again, and gzip it afterwards: the ledger takes both for the same`,
      },
    )
  }
}
