import type { DiffHunk } from '../node/mend-diff.ts'
import type { ChangedFile } from '../node/carry-out.ts'
import type { ListRepair } from '../node/repair-mbox.ts'
import { REPORT_SCHEMA } from './audit-report.ts'
import { counted, harmless, type Terminal } from './terminal.ts'

/** Prints hunks as a unified diff; control characters and bytes beyond ASCII are shown as `\xNN`. */
export function printDiff(
  hunks: readonly DiffHunk[],
  { out, colors }: Pick<Terminal, 'out' | 'colors'>,
): void {
  let file: string | null = null
  for (const hunk of hunks) {
    if (hunk.file !== file) {
      file = hunk.file
      out(`${colors.bold(`--- ${harmless(file)}`)}\n${colors.bold(`+++ ${harmless(file)}`)}\n`)
    }
    const { oldStart, oldLines, newStart, newLines, why } = hunk
    out(`${colors.cyan(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`)} ${harmless(why)}\n`)
    if (hunk.lines.length === 0)
      out(`(${counted(hunk.removed, 'byte')} give way to ${counted(hunk.added, 'byte')})\n`)
    for (const { sign, text } of hunk.lines) {
      const line = `${sign}${visible(text)}`
      out(`${sign === '-' ? colors.red(line) : sign === '+' ? colors.green(line) : line}\n`)
    }
  }
}

/** Which files were changed and where what they held is kept; or how to change them. */
export function printWritten(
  written: readonly ChangedFile[] | null,
  changes: number,
  { out }: Pick<Terminal, 'out'>,
): void {
  if (written === null) {
    if (changes > 0) out('nothing was written; add --write to change the files\n')
    return
  }
  for (const { file, backup } of written)
    out(`changed ${harmless(file)}; what it held is kept as ${harmless(backup)}\n`)
}

/** What the JSON objects of the commands that mend have in common, before what each has done. */
export function mendJsonHead(
  command: 'redact' | 'repair',
  { audit, written }: Pick<ListRepair, 'audit' | 'written'>,
): object {
  return {
    tool: 'holdfast',
    schema: REPORT_SCHEMA,
    command,
    list: audit.name,
    written: written !== null,
    files: written ?? [],
    ledger: audit.location.ledger,
  }
}

/** The JSON of hunks. */
export function diffJson(hunks: readonly DiffHunk[]): unknown[] {
  return hunks.map(({ lines, ...hunk }) => ({
    ...hunk,
    lines: lines.map(({ sign, text }) => `${sign}${visible(text)}`),
  }))
}

/** Bytes as text: what is beyond ASCII has a charset that a line alone does not tell. */
function visible(text: string): string {
  return harmless(text.replace(/\r$/, '')).replace(
    /[\u0080-\u00ff]/g,
    (c) => `\\x${c.charCodeAt(0).toString(16)}`,
  )
}
