import { NUL_BLOCK } from './byte-census.ts'
import type { ByteCensus, Place } from './byte-census.ts'
import type { MboxObservationCode, Observation } from './entry.ts'
import { nameForeignFormat } from './foreign-format.ts'

/** The share of control bytes, in percent, above which a file counts as binary; and the fewest that make it so. */
const BINARY_PERCENT = 1
const BINARY_LEAST = 32

/** An observation and the entry it belongs to, null for none. */
export interface PlacedObservation extends Observation<MboxObservationCode> {
  readonly entry: number | null
}

/**
 * What can be said of a file once all of it was seen: line ends, NULs, control bytes, and what it is if not an mbox.
 *
 * @param census - The counts, finished.
 * @param start - The file's first bytes.
 * @param file - How many entries were found, and whether the last byte is an LF.
 */
export function fileObservations(
  census: ByteCensus,
  start: Uint8Array,
  file: { readonly entries: number; readonly endsInLf: boolean },
): PlacedObservation[] {
  const found: PlacedObservation[] = []
  const note = (code: MboxObservationCode, place: Place | null, detail?: string) => {
    if (place !== null) found.push({ code, ...place, ...(detail === undefined ? {} : { detail }) })
  }
  const top: Place = { offset: 0, line: 1, entry: null }
  if (census.bytes === 0) return [{ code: 'empty-file', offset: 0, line: null, entry: null }]
  if (file.entries === 0) note('not-an-mbox', top, nameForeignFormat(start, census))
  for (const place of census.nulBlocks) note('nul-block', place, `${NUL_BLOCK} NULs or more`)
  note('nul-bytes', census.firstNul, `${census.nuls} in the file`)
  if (census.lines > 0) note('bare-cr', census.firstBareCr, `${census.bareCr} in the file`)
  note('doubled-cr', census.firstDoubledCr, `${census.doubledCr} lines`)
  note('mixed-line-endings', census.firstOtherEnd, `${census.crlf} of ${census.lines} lines end in CRLF`)
  if (census.crlf > 0 && census.crlf === census.lines) note('crlf-line-endings', top)
  if (census.binary >= BINARY_LEAST && census.binary * 100 > census.bytes * BINARY_PERCENT) {
    note('binary-bytes', census.firstBinary, `${census.binary} of ${census.bytes} bytes`)
  }
  if (!file.endsInLf) {
    note('no-final-newline', { offset: census.bytes, line: census.lines + 1, entry: census.entry })
  }
  return found
}
