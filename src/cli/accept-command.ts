import type { Finding } from '../audit/finding.ts'
import { isForecastCode } from '../audit/finding-codes.ts'
import type { ListFlags } from './list-options.ts'
import { harmless } from './terminal.ts'

/** Findings that nobody accepts with all others: what cannot be read, and what was taken down and is back. */
const MENDED_FIRST = new Set(['gzip-damaged', 'gzip-truncated', 'redaction-undone'])

/**
 * The command that says that all of the findings were meant, ready to be pasted into a shell once reason and name
 * are filled in; null where there is nothing to accept, or where a file must be restored or redacted first.
 *
 * @param mbox - The MBOX arguments and the flags of the run that found them.
 */
export function acceptCommand(
  findings: readonly Finding[],
  mbox: readonly string[],
  { ledger, list, keepOrder }: Pick<ListFlags, 'ledger' | 'list' | 'keepOrder'>,
): string | null {
  const open = findings.filter(({ level, code }) => level !== 'info' && !isForecastCode(code))
  if (open.length === 0 || open.some(({ code }) => MENDED_FIRST.has(code))) return null
  const loss = findings.find(({ code }) => code === 'loss')
  const parts = [
    'holdfast accept',
    ...mbox.map((name) => shellWord(name.startsWith('-') && name !== '-' ? `./${name}` : name)),
    ...(ledger === undefined ? [] : [`--ledger=${shellWord(ledger)}`]),
    ...(list === undefined ? [] : [`--list=${shellWord(list)}`]),
    ...(keepOrder === true ? ['--keep-order'] : []),
    '--all',
    ...(loss ? [`--loss ${loss.count}`] : []),
    "--reason '…' --by '…'",
  ]
  return parts.join(' ')
}

/** A word as a POSIX shell reads it back; one with control characters in the notation of bash, ksh and zsh. */
export function shellWord(word: string): string {
  if (/^[\w./:@%+=,-]+$/.test(word)) return word
  if (harmless(word) === word) {
    return `'${word.replaceAll("'", String.raw`'\''`)}'`
  }
  const bytes = [...new TextEncoder().encode(word)].map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x27 || byte === 0x5c
      ? `\\x${byte.toString(16).padStart(2, '0')}`
      : String.fromCharCode(byte),
  )
  return `$'${bytes.join('')}'`
}
