import { CR, latin1, LF, startsWithAt, UTF8_MARK } from './ascii.ts'
import type { ByteCensus } from './byte-census.ts'
import { beginsWithField } from './header-field.ts'

/** How much of a file's start is looked at. */
export const SAMPLE = 4096

/**
 * Names what a file is in which no From_ line opened an entry.
 *
 * @param start - The file's first bytes, at most {@link SAMPLE}.
 * @param census - The counts over the whole file.
 * @returns A few words, fixed for each kind, such as `UTF-16 (little endian)`.
 */
export function nameForeignFormat(start: Uint8Array, census: ByteCensus): string {
  return byMagic(start) ?? byCounts(start, census) ?? byText(start)
}

function byMagic(start: Uint8Array): string | null {
  const begins = (...bytes: number[]) => startsWithAt(start, Uint8Array.from(bytes), 0)
  if (begins(0xff, 0xfe, 0, 0)) return 'UTF-32 (little endian)'
  if (begins(0, 0, 0xfe, 0xff)) return 'UTF-32 (big endian)'
  if (begins(0xff, 0xfe)) return 'UTF-16 (little endian)'
  if (begins(0xfe, 0xff)) return 'UTF-16 (big endian)'
  // The same without a mark: `F` of `From `, or any first letter, with NULs around it.
  if (isLetter(start[0]) && begins(start[0]!, 0, 0, 0)) return 'UTF-32 (little endian)'
  if (begins(0, 0, 0) && isLetter(start[3])) return 'UTF-32 (big endian)'
  if (isLetter(start[0]) && start[1] === 0 && start[3] === 0) return 'UTF-16 (little endian)'
  if (start[0] === 0 && isLetter(start[1]) && start[2] === 0) return 'UTF-16 (big endian)'
  if (begins(0x1f, 0x8b)) return 'gzip'
  if (begins(0x42, 0x5a, 0x68)) return 'bzip2'
  if (begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)) return 'xz'
  if (begins(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd'
  if (begins(0x50, 0x4b, 3, 4)) return 'zip'
  if (/^\s*\x01\x01\x01\x01\r?\n/.test(latin1(start, 0, Math.min(start.length, 64)))) return 'MMDF'
  return null
}

function byCounts(start: Uint8Array, census: ByteCensus): string | null {
  if (census.nuls === census.bytes) return 'only NULs'
  if (start.every((byte) => byte === 0x20 || (byte >= 9 && byte <= 13)) && census.bytes <= SAMPLE)
    return 'only blanks'
  if (census.lines === 0 && census.bareCr > 0) return 'lines that end in CR only'
  if (census.doubledCr > 0 && census.doubledCr * 2 > census.lines) return 'lines that end in CR CR LF'
  if (census.binary * 20 > census.bytes || census.nuls * 20 > census.bytes) return 'binary data'
  return null
}

function byText(start: Uint8Array): string {
  const from = startsWithAt(start, UTF8_MARK, 0) ? UTF8_MARK.length : 0
  const text = latin1(start, from).trimStart()
  if (text === '') return 'only blanks'
  if (text.startsWith('BABYL OPTIONS:')) return 'Babyl'
  if (/^<(?:!doctype html|html|head|body|\?xml)\b/i.test(text)) return 'HTML'
  if (/^From[ \t]/.test(text)) return 'From_ lines that the separator rule does not accept'
  let at = from
  while (start[at] === LF || start[at] === CR) at++
  if (beginsWithField(start, at) === true) return 'a single message without a From_ line'
  return 'text without a From_ line that opens an entry'
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))
}
